"""What the desk works from: the queue, and one report with everything about it."""

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, Value, When

from core.clock import AppNow
from social_info.choices import ReportState
from social_info.models import Report, Reporter, Version
from social_info.queries.reading import working

WAITS = (
    ReportState.SUBMITTED,
    ReportState.EDITING,
    ReportState.CHECKING,
    ReportState.SIGNING,
    ReportState.SIGNED,
)
"""States in which the desk has something to do."""


def queue(actor):
    """All the desk may work on: urgent ones that wait first, then what waits, then the rest, newest first."""
    order = Case(
        When(Q(state__in=WAITS, urgent=True), then=Value(0)),
        When(state__in=WAITS, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = working(actor).annotate(turn=order, merged_count=Count("sources"), moment=AppNow())
    return rows.prefetch_related(Prefetch("reporters", Reporter.objects.order_by("position")))


def in_turn(rows):
    return rows.order_by("turn", F("edit_by").asc(nulls_last=True), "-id")


def counts(actor) -> dict[str, int]:
    """State → how many wait in it."""
    rows = working(actor).filter(state__in=WAITS).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def versions_of(report: Report) -> list[Version]:
    """Newest first."""
    return list(Version.objects.filter(report=report).select_related("by").order_by("-number"))


def names_of(report: Report, most: int = 3) -> str:
    """«甘棠、卫风等 5 人» of prefetched reporters."""
    names = [one.name for one in report.reporters.all()]
    shown = "、".join(names[:most])
    return f"{shown}等 {len(names)} 个" if len(names) > most else shown
