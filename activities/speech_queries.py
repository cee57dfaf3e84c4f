"""Reads about papers: who has handed in, whose scores may be seen, the order of speaking."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Prefetch, Q, Sum

from activities import speech_policies as policies
from activities.models.speeches import Speech, SpeechCall, SpeechScore, SpeechVersion
from activities.speech_choices import CallAudience, CallState, PaperKind, SpeechState
from core.clock import SHANGHAI, today
from members.choices import OfficeTitle
from members.queries import roster_on
from members.queries.profiles import Profile

HUNDREDTH = Decimal("0.01")
HANDED_IN = tuple(state for state in SpeechState if state not in (SpeechState.DRAFT, SpeechState.RETURNED))


@dataclass(frozen=True)
class Line:
    """What one 常委 has handed in for a call."""

    membership_id: int
    name: str
    sector: str
    speech: Speech | None
    report: Speech | None
    complete: bool


@dataclass(frozen=True)
class Completion:
    """«已报送 52/55»."""

    lines: tuple[Line, ...]
    wants_report: bool

    @property
    def expected(self) -> int:
        return len(self.lines)

    @property
    def speeches(self) -> int:
        return sum(line.speech is not None for line in self.lines)

    @property
    def reports(self) -> int:
        return sum(line.report is not None for line in self.lines)

    @property
    def complete(self) -> int:
        return sum(line.complete for line in self.lines)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if not line.complete]


def completion(call: SpeechCall) -> Completion:
    """Every 常委 in office on the closing day (today while it is to come), in printed order.

    The number of queries does not depend on the number of members.
    """
    if call.audience != CallAudience.STANDING:
        return Completion((), call.wants_report)
    day = min(today(), call.closes_at.astimezone(SHANGHAI).date())
    standing = [
        one for one in roster_on(call.organization_id, day) if OfficeTitle.STANDING in one.offices(day)
    ]
    papers = {}
    for paper in call.speeches.filter(state__in=HANDED_IN).order_by("pk"):
        papers.setdefault((paper.lead_id, paper.kind), paper)
    return Completion(tuple(_line(call, one, papers, day) for one in standing), call.wants_report)


def _line(call: SpeechCall, one: Profile, papers: dict, day: dt.date) -> Line:
    speech = papers.get((one.membership_id, PaperKind.SPEECH))
    report = papers.get((one.membership_id, PaperKind.REPORT))
    complete = speech is not None and (report is not None or not call.wants_report)
    return Line(one.membership_id, one.name, one.label("sector", day), speech, report, complete)


def calls_for(actor):
    """Calls that a member may answer or has answered: open ones first."""
    own = Q(speeches__lead__person__user_id=actor.user_id)
    rows = SpeechCall.objects.visible_to(actor).exclude(state=CallState.DRAFT)
    return rows.filter(Q(state=CallState.OPEN) | own).distinct().order_by("closes_at")


def own_papers(actor):
    """Papers in which the actor has a part as author."""
    mine = Q(lead__person__user_id=actor.user_id) | Q(co_authors__person__user_id=actor.user_id)
    rows = Speech.objects.visible_to(actor) if actor.user_id else Speech.objects.none()
    return rows.filter(mine).select_related("call", "lead__person", "committee", "sector").distinct()


def papers_of(actor):
    """Papers that the actor's office may look at."""
    rows = Speech.objects.visible_to(actor).select_related("call", "lead__person", "committee", "sector")
    return rows if policies.may_keep_calls(actor) else rows.exclude(state=SpeechState.DRAFT)


def with_scores(rows):
    """Adds `score_sum` and `score_count`; see `average`."""
    return rows.annotate(score_sum=Sum("scores__points"), score_count=Count("scores", distinct=True))


def average(points: list[Decimal]) -> Decimal | None:
    """The mean of the reviewers' marks to two decimals, half up; None without marks."""
    if not points:
        return None
    return (sum(points) / len(points)).quantize(HUNDREDTH, ROUND_HALF_UP)


def scores_seen(actor, speech) -> dict:
    """What the actor may know of the marks: own one, the others' and their mean, and how many are given.

    `others` and `average` are None for a reviewer who has not given a mark yet.
    """
    rows = list(speech.scores.select_related("reviewer"))
    own = next((row for row in rows if row.reviewer_id == actor.user_id), None)
    seen = policies.may_see_scores(actor, speech, own is not None)
    return {
        "own": own,
        "given": len(rows),
        "asked": speech.call.reviewers.count(),
        "rows": rows if seen else None,
        "average": average([row.points for row in rows]) if seen else None,
    }


def speaking_order(call: SpeechCall) -> list[Speech]:
    rows = call.speeches.filter(state__in=(SpeechState.ORAL, SpeechState.SPOKEN))
    return list(
        rows.select_related("lead__person", "speaker__person", "committee", "sector").order_by("position")
    )


def book_papers(call: SpeechCall) -> list[Speech]:
    """What the compiled book holds: oral papers in their order, then written ones, each with its last version."""
    rows = call.speeches.filter(state__in=(SpeechState.ORAL, SpeechState.SPOKEN, SpeechState.WRITTEN))
    last = SpeechVersion.objects.order_by("speech_id", "-number").distinct("speech_id")
    rows = rows.select_related("lead__person", "speaker__person", "committee", "sector").prefetch_related(
        "co_authors__person", Prefetch("versions", queryset=last, to_attr="last_version")
    )
    return sorted(rows, key=lambda one: (one.position is None, one.position or 0, one.pk))


def to_score(actor) -> list[Speech]:
    """Papers that wait for the actor's mark as a reviewer."""
    if actor.user_id is None:
        return []
    rows = Speech.objects.visible_to(actor).filter(
        state=SpeechState.SHORTLISTED,
        call__reviewers=actor.user_id,
        call__organization_id=actor.organization_id,
    )
    own = Q(lead__person__user_id=actor.user_id) | Q(co_authors__person__user_id=actor.user_id)
    given = Q(pk__in=SpeechScore.objects.filter(reviewer=actor.user_id).values("speech"))
    rows = rows.exclude(pk__in=Speech.objects.filter(own).values("pk")).exclude(given)
    return list(rows.select_related("call", "lead__person", "committee", "sector").order_by("call", "pk"))
