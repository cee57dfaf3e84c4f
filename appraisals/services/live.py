"""Live scores: overwritten nightly and on change; never ranked."""

from django.db import transaction
from django.db.models import Q

from appraisals.choices import CyclePart, CycleState
from appraisals.computing.compute import Asked, fold_tables, score_entries
from appraisals.computing.roster import roster
from appraisals.computing.store import text
from appraisals.computing.sweeping import unswept
from appraisals.models import Cycle, LiveScore
from appraisals.services.computing import approved_adjustments, asked_for, cut_now
from core import jobs
from core.clock import AppNow, today
from duties.models import DutyRecord

LIVE_IN = (
    CycleState.OPEN,
    CycleState.COLLECTING,
    CycleState.SELF_CHECK,
    CycleState.RATINGS,
    CycleState.REVIEW,
)
BATCH = 2000


def running_cycles():
    """Cycles that have begun, are not yet announced, and know their scheme.

    A year made of its halves has no live score of its own: the halves show theirs.
    """
    cycles = Cycle.objects.filter(state__in=LIVE_IN, starts_on__lte=today(), scheme_version__isnull=False)
    made_of_halves = Q(part=CyclePart.YEAR, scheme_version__document__has_key="year")
    return cycles.exclude(made_of_halves).select_related("organization", "scheme_version")


def enqueue_all() -> int:
    """One job for each running cycle; the day makes the key, so twice a night is once."""
    cycles = list(running_cycles())
    for cycle in cycles:
        jobs.enqueue(
            "appraisals.live_cycle", key=f"appraisals.live_cycle:{cycle.pk}:{today()}", cycle=cycle.pk,
            label=f"更新实时参考分 {cycle}", organization_path=cycle.organization.path,
        )  # fmt: skip
    return len(cycles)


def refresh_changed() -> int:
    """Recompute the bearers of running cycles whose facts were added or voided since the last look.

    Each look reaches back over the one before, so that a record whose transaction was still open is seen.
    """
    done = 0
    for cycle in running_cycles():
        cut = cut_now(cycle.organization_id)
        bearers = changed_bearers(cycle, cut)
        if bearers:
            done += refresh(cycle.pk, bearers)
        Cycle.objects.filter(pk=cycle.pk).update(live_record_id=_overlap(cycle, cut), live_at=cut.at)
    return done


def _overlap(cycle: Cycle, cut) -> int:
    """Where the next look begins: the last record known a look ago."""
    if cycle.live_at is None:
        return cut.record_id
    known = DutyRecord.objects.filter(
        organization_id=cycle.organization_id, pk__lte=cut.record_id, recorded_at__lte=cycle.live_at
    )
    return known.order_by("-pk").values_list("pk", flat=True).first() or 0


def changed_bearers(cycle: Cycle, cut) -> set[int]:
    """Bearers with records of the cycle's days newer than the last look, or voided since."""
    since = Q(pk__gt=cycle.live_record_id)
    if cycle.live_at:
        since |= Q(voided_at__gt=cycle.live_at)
    rows = DutyRecord.objects.filter(
        since, organization_id=cycle.organization_id, occurred_on__range=(cycle.starts_on, cycle.ends_on)
    )
    return set(rows.values_list("bearer_id", flat=True))


def refresh(cycle_id: int, bearer_ids=None, step=None) -> int:
    """Overwrite the live scores of the cycle's bearers, all or these; returns how many."""
    cycle = Cycle.objects.select_related("organization", "scheme_version").get(pk=cycle_id)
    asked = asked_for(cycle, cycle.scheme_version, cut_now(cycle.organization_id))
    entries, scores = scored(asked, cycle, bearer_ids, step)
    places = {item.key: place for place, item in enumerate(asked.scheme.indicators)}
    rows = [_row(cycle, entry, score, places) for entry, score in zip(entries, scores, strict=True)]
    _save(rows)
    return len(rows)


@unswept()
def scored(asked: Asked, cycle: Cycle, bearer_ids=None, step=None):
    """(entries, scores) of all bearers or some, without ranks."""
    entries = roster(asked.organization, asked.scheme, asked.period, only=bearer_ids)
    tables = fold_tables(asked, entries, only=bearer_ids)
    adjustments = approved_adjustments(cycle, asked.cut.at)
    return entries, score_entries(asked, entries, tables, adjustments, step)


@transaction.atomic
def _save(rows: list[LiveScore]) -> None:
    LiveScore.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["cycle", "bearer"],
        update_fields=["total", "sections", "lines", "computed_at"],
    )  # fmt: skip


def _row(cycle, entry, score, places) -> LiveScore:
    """`lines`: [[indicator, count, raw, counted], …] in the order of the scheme, numbers as text."""
    return LiveScore(
        cycle=cycle,
        bearer_id=entry.bearer_id,
        total=score.points,
        sections={one.key: text(one.points) for one in score.sections},
        lines=[
            [places[line.key], text(line.count), text(line.raw), text(line.points)] for line in score.lines
        ],
        computed_at=AppNow(),
    )
