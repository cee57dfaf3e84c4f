"""A member's own card and its corrections, and the list of colleagues; read on a phone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.clock import today
from core.workflow import Refused
from members import services
from members.card import card_of, listed, own_requests
from members.choices import RequestState
from members.forms import AskForm
from members.models import Membership
from members.policies import may_see_register
from members.queries import membership_of, memberships_on, search

PER_PAGE = 50
WHO_SEES = "只有秘书处工作人员能看到您的申请，采纳后名册才会更改。"
COLUMNS = [
    {"label": "姓名", "value": "name", "lead": True, "kind": "nowrap"},
    {"label": "职务", "value": "offices", "end": True},
    {"label": "界别", "value": "sector"},
    {"label": "专委会", "value": "committees"},
]


@login_required
@require_GET
def own(request):
    """«我的»: what the register says of me, and what I asked to have corrected."""
    membership = _own_membership(request)
    requests = own_requests(membership.person)
    context = {
        "membership": membership,
        "sections": card_of(membership, today()),
        "requests": requests,
        "waiting": sum(one["state"] == RequestState.WAITING for one in requests),
    }
    return render(request, "members/own.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def ask(request):
    """Ask for one correction."""
    person = _own_membership(request).person
    waiting = person.change_requests.filter(state=RequestState.WAITING).values_list("field", flat=True)
    form = AskForm(
        request.POST or None, waiting=set(waiting), initial={"field": request.GET.get("field", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_change(by=request.actor, person=person, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "申请已提交，秘书处审核后更改。")
            return redirect("members:own")
    context = {
        "heading": "申请更正资料",
        "lead": "姓名、性别、身份证号、界别、专委会等由秘书处维护，需要更正请直接联系秘书处。",
        "form": form,
        "submit_label": "提交申请",
        "cancel_url": reverse("members:own"),
        "who_sees": WHO_SEES,
        "breadcrumbs": [
            {"label": "我的", "url": reverse("members:own")},
            {"label": "申请更正资料", "url": ""},
        ],
    }
    return render(request, "generic/form.html", context)


@login_required
@require_GET
def colleagues(request):
    """Members of the organisation today in printed order: the public part only."""
    if not may_see_register(request.actor):
        raise Http404
    day, words = today(), request.GET.get("q", "").strip()[:40]
    rows = search(memberships_on(request.actor.organization_id, day), words)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "委员名册",
        "breadcrumbs": _crumbs(request.actor),
        "rows": listed(found.object_list, day),
        "columns": COLUMNS,
        "page_obj": found,
        "q": words,
        "search_placeholder": "姓名、拼音或首字母",
        "clear_url": reverse("members:colleagues"),
        "unit": "人",
        "empty": {
            "title": "名册还是空的",
            "text": "秘书处登记委员后，名单会出现在这里。",
            "symbol": "people",
        },
    }
    return render(request, "generic/list.html", context)


def _crumbs(actor) -> list[dict]:
    """The way here for a member; staff and chairs come from elsewhere."""
    if not actor.is_member:
        return []
    return [{"label": "我的", "url": reverse("members:own")}, {"label": "委员名册", "url": ""}]


def _own_membership(request) -> Membership:
    membership = membership_of(request.actor)
    if membership is None:
        raise Http404
    return membership
