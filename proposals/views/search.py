"""Looking through proposals and replies: for those inside, and for anybody what has been published."""

from django.contrib.auth.decorators import login_not_required, login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from proposals.choices import ProposalState
from proposals.policies import FILED_READERS
from proposals.queries import published as queries
from proposals.queries.reading import searchable
from proposals.queries.search import search as narrowed

PER_PAGE = 20
COLUMNS = [
    {
        "label": "案由",
        "value": str,
        "lead": True,
        "url": lambda row: reverse("proposals:detail", args=[row.pk]),
    },
    {"label": "编号", "value": "full_number", "kind": "nowrap"},
    {"label": "第一提案人", "value": "lead"},
    {"label": "分类", "value": "category", "phone": False},
    {"label": "立案", "value": "filed_at", "kind": "nowrap", "phone": False},
    {"label": "状态", "value": lambda row: ProposalState(row.state), "end": True},
]


class Counted(Paginator):
    """Counts no further than people turn pages."""

    MOST = 2_000

    @property
    def count(self):
        if not hasattr(self, "_count"):
            self._count = self.object_list.order_by()[: self.MOST].count()
        return self._count


@login_required
@require_GET
def search(request):
    """All that the reader may open, by words of the text and of the replies."""
    if not request.actor.holds(*FILED_READERS):
        raise Http404
    words = _words(request)
    rows = narrowed(searchable(request.actor), words)
    page = Counted(rows.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "提案和答复", "columns": COLUMNS, "rows": list(page.object_list), "page_obj": page, "q": words,
        "search_placeholder": "案由、内容、答复中的词，或提案号", "unit": "件提案",
        "clear_url": reverse("proposals:search"),
        "empty": {"title": "还没有提案", "text": "立案后的提案会出现在这里。", "symbol": "search"},
    }  # fmt: skip
    return render(request, "generic/list.html", context)


@login_not_required
@require_GET
def published(request, code: str):
    """What one organisation has published; no account is needed."""
    organization = get_object_or_404(queries.house(code))
    words = _words(request)
    page = Counted(queries.published(organization, words), PER_PAGE).get_page(request.GET.get("page"))
    context = {"organization": organization, "rows": list(page.object_list), "page_obj": page, "q": words}
    return render(request, "proposals/public/list.html", context)


@login_not_required
@require_GET
def published_one(request, code: str, entry: int):
    """One published proposal with its published reply."""
    organization = get_object_or_404(queries.house(code))
    row = get_object_or_404(queries.published(organization), pk=entry)
    return render(request, "proposals/public/one.html", {"organization": organization, "row": row})


def _words(request) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
