"""Finding proposals by words, and those that are like a new one."""

from django.db.models import Q, QuerySet

from core import bigrams
from core.likeness import most_alike
from proposals.choices import STANDING
from proposals.models import Proposal

POLITE = (
    "关于",
    "进一步",
    "加强",
    "加快",
    "推进",
    "推动",
    "促进",
    "完善",
    "提升",
    "的建议",
    "的提案",
    "我县",
    "我市",
    "我省",
)
"""Words that nearly every title has; they tell nothing of what it is about."""
CANDIDATES = 400
LIKE_FROM = 45
SHOWN = 5


def search(rows: QuerySet[Proposal], words: str) -> QuerySet[Proposal]:
    """Narrow to what holds the words in its text or in a reply; a number finds the proposal of that number."""
    words = " ".join(words.split())[:100]
    if not words:
        return rows
    asked = bigrams.query(words)
    found = Q(words__words=asked) if asked is not None else Q(title__icontains=words)
    if words.isdecimal() and len(words) <= 6:
        found |= Q(number=int(words)) | Q(serial=int(words))
    return rows.filter(found)


def similar(actor, proposal: Proposal, title: str, situation: str = "") -> list[tuple[Proposal, int]]:
    """Proposals like this one, the likest first with their likeness: one's own in any state, others' once filed."""
    core_words = plain(title)
    if len(core_words) < 2:
        return []
    rows = Proposal.objects.visible_to(actor).exclude(pk=proposal.pk)
    rows = rows.filter(
        Q(state__in=sorted(STANDING)) | Q(lead__person__user=actor.user_id, serial__isnull=False)
    )
    pairs = sorted(set(bigrams.tokens(core_words).split()))[:12]
    asked = " | ".join(f"'{pair}'" for pair in pairs)
    rows = rows.filter(words__words=bigrams.SearchQuery(asked, search_type="raw", config=bigrams.CONFIG))
    candidates = {row.pk: plain(row.title) for row in rows.only("pk", "title").order_by("-id")[:CANDIDATES]}
    likest = most_alike(core_words, candidates.items(), least=LIKE_FROM, limit=SHOWN)
    found = (
        Proposal.objects.visible_to(actor).select_related("lead__person").in_bulk([key for key, _ in likest])
    )
    return [(found[key], round(score)) for key, score in likest]


def plain(title: str) -> str:
    """A title without what all titles have in common."""
    for word in POLITE:
        title = title.replace(word, "")
    return "".join(title.split())
