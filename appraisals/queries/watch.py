"""What people should look at: late facts, voided facts, empty sheets, unmet gates, waiting objections."""

from django.db.models import QuerySet

from appraisals.choices import AdjustmentState, ObjectionState
from appraisals.models import Cycle, ScoringRun
from duties.models import DutyRecord


def records_in(cycle: Cycle) -> QuerySet[DutyRecord]:
    """Records with a date of the cycle."""
    return DutyRecord.objects.filter(
        organization_id=cycle.organization_id, occurred_on__range=(cycle.starts_on, cycle.ends_on)
    )


def late_facts(run: ScoringRun) -> QuerySet[DutyRecord]:
    """Recorded after the run's cut with a date inside the period; a correction would take them in."""
    return _listed(records_in(run.cycle).filter(pk__gt=run.cut_record_id or 0, voided_at=None))


def voided_since(run: ScoringRun) -> QuerySet[DutyRecord]:
    """In the run, but voided after its cut."""
    return _listed(records_in(run.cycle).filter(pk__lte=run.cut_record_id or 0, voided_at__gt=run.cut_at))


def voided_in(cycle: Cycle) -> QuerySet[DutyRecord]:
    """Every voided record of the period, with its reason."""
    return _listed(records_in(cycle).filter(voided_at__isnull=False))


def _listed(rows) -> QuerySet[DutyRecord]:
    return rows.select_related("kind", "bearer__membership__person", "bearer__group").order_by("id")


def watch(run: ScoringRun) -> dict:
    """Counts for the run page, a fixed number of queries."""
    cycle = run.cycle
    return {
        "late": late_facts(run).count() if run.cut_at else 0,
        "voided": voided_since(run).count() if run.cut_at else 0,
        "without_facts": len(run.summary.get("without_facts", ())),
        "gates_unmet": len(run.summary.get("gates_unmet", ())),
        "objections": cycle.objections.filter(state=ObjectionState.ASKED).count(),
        "adjustments": cycle.adjustments.filter(state=AdjustmentState.WAITING).count(),
    }
