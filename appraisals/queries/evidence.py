"""The records behind a line: the indicator's selectors, applied up to the run's cut."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from appraisals.computing.roster import absences
from appraisals.engine.fold import all_selectors
from appraisals.engine.scheme import Indicator
from appraisals.models import ScoreLine, ScoreSheet
from appraisals.periods import period_of, scheme_of
from appraisals.queries.frozen import entry_of
from duties.models import DutyRecord, DutyReview


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line, the indicator it follows, and its records; `chosen` is None where every record counts."""

    line: ScoreLine
    indicator: Indicator
    records: list[DutyRecord]
    chosen: frozenset | None


def evidence_of(sheet_id: int, place: int) -> Evidence:
    """Two queries: the line with its run, and the records. Raises ScoreLine.DoesNotExist."""
    lines = ScoreLine.objects.select_related(
        "sheet__run__cycle", "sheet__run__scheme_version", "sheet__bearer"
    )
    line = lines.defer("sheet__run__summary").get(sheet_id=sheet_id, indicator=place)
    indicator = scheme_of(line.sheet.run.scheme_version).indicators[place]
    records = list(records_behind(line.sheet, indicator))
    chosen = frozenset(line.chosen) if line.chosen is not None else None
    return Evidence(line, indicator, records, chosen)


def records_behind(sheet: ScoreSheet, indicator: Indicator) -> QuerySet[DutyRecord]:
    """Records of the sheet's bearer that the indicator takes, as the run saw them."""
    run = sheet.run
    scheme, period = scheme_of(run.scheme_version), period_of(run.cycle)
    rows = seen_by(run, sheet.bearer_id, period).filter(asked_for(indicator, run.cut_at))
    for away in absences([entry_of(sheet, scheme, period)], scheme, period):
        rows = rows.exclude(expected__gt=0, occurred_on__range=(away.start, away.end))
    return rows.select_related("kind").order_by("occurred_on", "id")


def seen_by(run, bearer_id: int, span) -> QuerySet[DutyRecord]:
    """The ledger of a bearer over a span as it stood at the run's cut."""
    standing = Q(voided_at=None) | Q(voided_at__gt=run.cut_at)
    return DutyRecord.objects.filter(
        standing, bearer_id=bearer_id, pk__lte=run.cut_record_id, occurred_on__range=(span.start, span.end)
    )


def asked_for(indicator: Indicator, cut_at) -> Q:
    """The indicator's selectors as one condition; results and flags stay open where meetings are joined."""
    found = Q(pk__in=[])
    for selector in all_selectors(indicator):
        found |= _selector(selector, joined=indicator.meeting is not None, cut_at=cut_at)
    return found


def _selector(selector, *, joined: bool, cut_at) -> Q:
    asked = Q(kind__code__in=selector.kinds)
    if selector.stages:
        asked &= Q(stage__in=selector.stages)
    if selector.roles:
        roles = set(selector.roles) | ({"sole"} if "lead" in selector.roles else set())
        asked &= Q(role__in=roles)
    if selector.levels:
        asked &= Q(level__in=selector.levels)
    if not joined:
        asked &= _results_and_flags(selector)
    if selector.valid_from:
        asked &= Q(occurred_on__gte=selector.valid_from)
    if selector.valid_until:
        asked &= Q(occurred_on__lte=selector.valid_until)
    if selector.certified_only:
        said = DutyReview.objects.filter(record=OuterRef("pk"), kind="certified", at__lte=cut_at)
        asked &= Exists(said)
    return asked


def _results_and_flags(selector) -> Q:
    asked = Q()
    if selector.results:
        asked &= Q(result__in=selector.results)
    if selector.flags:
        asked &= Q(flags__overlap=list(selector.flags))
    if selector.all_flags:
        asked &= Q(flags__contains=list(selector.all_flags))
    if selector.without_flags:
        asked &= ~Q(flags__overlap=list(selector.without_flags))
    return asked
