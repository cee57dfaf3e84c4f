"""Counts for the board, the 通报 and the ranking. Each begins at `countable(actor)`."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth

from core.clock import SHANGHAI
from documents.models import Instruction
from members.queries import profiles_on
from social_info.choices import AdoptionLevel, ReporterKind, ReportState, Topic
from social_info.models import Adoption, Report, Reporter, ReportPolicy
from social_info.models.reports import OPEN_LABELS
from social_info.queries.matters import number_of
from social_info.queries.reading import countable

LEVELS = (AdoptionLevel.NATIONAL, AdoptionLevel.PROVINCE, AdoptionLevel.CITY, AdoptionLevel.COUNTY)
UNIT_KINDS = (
    ReporterKind.PARTY, ReporterKind.COMMITTEE, ReporterKind.SECTOR, ReporterKind.GROUP, ReporterKind.BODY,
    ReporterKind.LOWER,
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    @property
    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """The instants between which a moment lies in the span, in China."""
        start = dt.datetime.combine(self.first, dt.time(), SHANGHAI)
        return start, dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), SHANGHAI)

    def year_before(self) -> "Span":
        return Span(_back(self.first), _back(self.last))


def month_of(day: dt.date) -> Span:
    first = day.replace(day=1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    return Span(first, following - dt.timedelta(days=1))


def year_to(day: dt.date) -> Span:
    return Span(day.replace(month=1, day=1), day)


def received(actor, span: Span):
    """Reports handed in within the span."""
    start, end = span.bounds
    return countable(actor).filter(submitted_at__gte=start, submitted_at__lt=end)


def adoptions(actor, span: Span):
    rows = Adoption.objects.visible_to(actor).filter(
        voided_at=None, adopted_on__range=(span.first, span.last), report__in=countable(actor)
    )
    return rows.order_by("-adopted_on", "-id")


def by_level(actor, span: Span) -> dict[str, int]:
    """Level → how many reports were adopted there in the span (a report once for a level)."""
    rows = adoptions(actor, span).order_by().values_list("level").annotate(Count("report", distinct=True))
    return dict.fromkeys(LEVELS, 0) | dict(rows)


def instructions(actor, span: Span) -> list[Instruction]:
    """Open 批示 on reports that count for the actor, newest first."""
    rows = Instruction.objects.visible_to(actor).filter(
        voided_at=None,
        given_on__range=(span.first, span.last),
        matter_ref__startswith="social_info:",
        label__in=OPEN_LABELS,
    )
    found = list(rows.order_by("-given_on", "-id"))
    asked = [number_of(one.matter_ref) for one in found]
    known = set(countable(actor).filter(pk__in=asked).values_list("pk", flat=True))
    return [one for one in found if number_of(one.matter_ref) in known]


def by_topic(actor, span: Span) -> list[tuple[str, int]]:
    rows = received(actor, span).order_by().values_list("topic").annotate(count=Count("pk"))
    return [(Topic(topic).label, count) for topic, count in sorted(rows, key=lambda row: -row[1])]


def by_area(actor, span: Span, most: int = 12) -> list[tuple[str, int]]:
    rows = received(actor, span).exclude(area="").order_by().values_list("area").annotate(count=Count("pk"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:most]


def by_sector(actor, span: Span) -> list[tuple[str, int]]:
    """界别 → reports of which one of its members was a reporter."""
    sector = {
        one.membership_id: one.label("sector", span.last)
        for one in profiles_on(actor.organization_id, span.last)
    }
    rows = Reporter.objects.visible_to(actor).filter(
        report__in=received(actor, span), membership__isnull=False
    )
    found = defaultdict(set)
    for report, membership in rows.values_list("report_id", "membership_id"):
        if name := sector.get(membership):
            found[name].add(report)
    return sorted(((name, len(ids)) for name, ids in found.items()), key=lambda row: (-row[1], row[0]))


def by_month(actor, year: int) -> list[int]:
    """Received in each month of the year."""
    rows = received(actor, Span(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    counts = dict(
        rows.order_by()
        .annotate(month=ExtractMonth("submitted_at", tzinfo=SHANGHAI))
        .values_list("month")
        .annotate(Count("pk"))
    )
    return [counts.get(month, 0) for month in range(1, 13)]


@dataclass(frozen=True)
class Line:
    """A person or a unit with what was reported and adopted; `rank` is shared by equals."""

    rank: int
    name: str
    received: int
    adopted: int
    score: Decimal

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.adopted) / self.received if self.received else None


WEIGHTS = {
    AdoptionLevel.NATIONAL: Decimal(8),
    AdoptionLevel.PROVINCE: Decimal(5),
    AdoptionLevel.CITY: Decimal(3),
    AdoptionLevel.COUNTY: Decimal(1),
}
"""For ranking in the 通报 alone: one report counts its highest level. Points of 双考 come from the scheme."""


def ranking(actor, span: Span, *, units: bool) -> list[Line]:
    """By score, then adoption rate; the same on both is the same rank.

    A report adopted as part of a 综合 counts for its reporters where the organisation's rule says so.
    """
    best = _best_level(actor, span)
    rows = Reporter.objects.visible_to(actor).filter(report__in=received(actor, span))
    rows = rows.filter(kind__in=UNIT_KINDS) if units else rows.filter(kind=ReporterKind.MEMBER)
    reports, names = defaultdict(set), {}
    for report, kind, membership, name in rows.values_list("report_id", "kind", "membership_id", "name"):
        key = membership or (kind, name)
        reports[key].add(report)
        names[key] = name
    scored = [
        (
            sum((WEIGHTS[best[one]] for one in found if one in best), Decimal(0)),
            len(found),
            sum(one in best for one in found),
            names[key],
        )
        for key, found in reports.items()
    ]
    return _ranked(scored)


def _ranked(scored: list[tuple]) -> list[Line]:
    ordered = sorted(scored, key=lambda one: (-one[0], -Decimal(one[2]) / one[1], one[3]))
    lines: list[Line] = []
    for at, (score, count, adopted, name) in enumerate(ordered, start=1):
        line = Line(at, name, count, adopted, score)
        if lines and (lines[-1].score, lines[-1].rate) == (line.score, line.rate):
            line = Line(lines[-1].rank, name, count, adopted, score)
        lines.append(line)
    return lines


def _best_level(actor, span: Span) -> dict[int, str]:
    """Report → the highest level that adopted it or the 综合 it went into, by the end of the span."""
    order = {level: at for at, level in enumerate(LEVELS)}
    best: dict[int, str] = {}
    rows = Adoption.objects.visible_to(actor).filter(voided_at=None, adopted_on__lte=span.last)
    taken = Report.objects.visible_to(actor).filter(state=ReportState.MERGED)
    inside = defaultdict(list)
    if merged_counts(actor.organization_id):
        for source, main in taken.values_list("pk", "merged_into_id"):
            inside[main].append(source)
    for report, level in rows.values_list("report_id", "level"):
        for one in (report, *inside.get(report, ())):
            if one not in best or order[level] < order[best[one]]:
                best[one] = level
    return best


def merged_counts(organization_id: int) -> bool:
    from_policy = ReportPolicy.objects.filter(organization_id=organization_id).first()
    return from_policy.merged_counts_singly if from_policy else True


def state_counts(actor, span: Span) -> Counter:
    return Counter(dict(received(actor, span).order_by().values_list("state").annotate(Count("pk"))))


def totals(actor, span: Span) -> dict[str, int]:
    """Received, issued, adopted above the own level, 批示 within the span."""
    issued = received(actor, span).filter(
        Q(issue_items__issue__state="issued") | Q(merged_into__issue_items__issue__state="issued")
    )
    return {
        "received": received(actor, span).count(),
        "issued": issued.distinct().count(),
        "adopted": adoptions(actor, span).values("report").distinct().count(),
        "instructed": len(instructions(actor, span)),
    }


def _back(day: dt.date) -> dt.date:
    """The same day a year earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
