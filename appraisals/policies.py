"""Who may do what with 双考. The same predicate draws the button and refuses the act."""

from accounts.choices import OFFICES, SECRETARIAT, Role
from appraisals.choices import CycleState, ObjectionState, RunState, SchemeState
from appraisals.models import Adjustment
from appraisals.models.runs import OFFICIAL

MAY_SEE = OFFICES | {Role.LEADER}
COMPUTES_IN = frozenset({CycleState.COLLECTING, CycleState.SELF_CHECK, CycleState.RATINGS, CycleState.REVIEW})
OBJECTS_IN = frozenset(set(CycleState.values) - {CycleState.OPEN, CycleState.LOCKED})


def _here(actor, organization_id) -> bool:
    return actor.organization_id is not None and actor.organization_id == organization_id


def is_operator(actor, organization_id) -> bool:
    return _here(actor, organization_id) and actor.holds(Role.OPERATOR)


def is_checker(actor, organization_id) -> bool:
    return _here(actor, organization_id) and actor.holds(Role.CHECKER)


def is_house(actor, organization_id) -> bool:
    """The system's own jobs."""
    return _here(actor, organization_id) and actor.user_id is None


def may_edit_scheme(actor, version) -> bool:
    return is_operator(actor, version.scheme.organization_id) and version.state == SchemeState.DRAFT


def may_adopt_scheme(actor, version) -> bool:
    own = version.created_by_id is not None and version.created_by_id == actor.user_id
    return is_checker(actor, version.scheme.organization_id) and not own


def may_retire_scheme(actor, version) -> bool:
    return is_checker(actor, version.scheme.organization_id)


def may_run_cycle(actor, cycle) -> bool:
    return is_operator(actor, cycle.organization_id)


def may_decide_cycle(actor, cycle) -> bool:
    return is_checker(actor, cycle.organization_id)


def may_compute(actor, cycle) -> bool:
    return may_run_cycle(actor, cycle) and cycle.state in COMPUTES_IN and cycle.scheme_version_id is not None


def may_correct(actor, run) -> bool:
    announced = run.cycle.state == CycleState.ANNOUNCED and run.state == RunState.PUBLISHED
    return announced and may_run_cycle(actor, run.cycle)


def may_retry(actor, run) -> bool:
    return may_run_cycle(actor, run.cycle)


def may_finish(actor, run) -> bool:
    return is_house(actor, run.cycle.organization_id)


def may_check(actor, run) -> bool:
    return may_decide_cycle(actor, run.cycle) and run.created_by_id != actor.user_id


def may_publish(actor, run) -> bool:
    return may_decide_cycle(actor, run.cycle) and run.created_by_id != actor.user_id


def may_decide_cycle_of(actor, run) -> bool:
    return may_decide_cycle(actor, run.cycle)


def may_see_runs(actor) -> bool:
    return actor.holds(*MAY_SEE)


def may_see_run(actor, run) -> bool:
    """秘书处 sees every run; the other offices and leaders once it is checked."""
    if not _here(actor, run.cycle.organization_id):
        return False
    return actor.holds(*SECRETARIAT) or (actor.holds(*MAY_SEE) and run.state in OFFICIAL)


def may_see_sheet(actor, sheet) -> bool:
    """Those who see the run; a member the own sheet once published."""
    return may_see_run(actor, sheet.run) or (sheet.run.state in PUBLIC and is_own(actor, sheet.bearer))


PUBLIC = frozenset({RunState.PUBLISHED, RunState.SUPERSEDED})


def is_own(actor, bearer) -> bool:
    """Whether the bearer is the actor as a member of the active organisation."""
    membership = bearer.membership
    return bool(
        actor.user_id
        and membership
        and _here(actor, bearer.organization_id)
        and membership.person.user_id == actor.user_id
    )


def may_adjust(actor, cycle) -> bool:
    return may_run_cycle(actor, cycle) and cycle.state in COMPUTES_IN | {CycleState.ANNOUNCED}


def may_decide_adjustment(actor, adjustment) -> bool:
    return may_decide_cycle(actor, adjustment.cycle) and adjustment.created_by_id != actor.user_id


def may_read_proof(actor, adjustment_id: str) -> bool:
    """秘书处 and leaders of the organisation, and the member whom the adjustment concerns."""
    row = (
        Adjustment.objects.filter(pk=adjustment_id)
        .select_related("cycle", "bearer__membership__person")
        .first()
    )
    if row is None or not _here(actor, row.cycle.organization_id):
        return False
    return actor.holds(*SECRETARIAT, Role.LEADER) or is_own(actor, row.bearer)


def may_object(actor, cycle, bearer) -> bool:
    return (
        cycle.state in OBJECTS_IN
        and bearer.organization_id == cycle.organization_id
        and is_own(actor, bearer)
    )


def may_answer(actor, objection) -> bool:
    """秘书处, but neither who objected nor who wrote the record objected to."""
    if objection.state != ObjectionState.ASKED or actor.user_id == objection.asked_by_id:
        return False
    if not (_here(actor, objection.cycle.organization_id) and actor.holds(*SECRETARIAT)):
        return False
    return objection.record is None or objection.record.recorded_by_id != actor.user_id


def may_enter_letters(actor, run) -> bool:
    """秘书处 of the organisation notes which letters went out."""
    return _here(actor, run.cycle.organization_id) and actor.holds(*SECRETARIAT)
