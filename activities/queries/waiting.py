"""What waits for whom: queues of the staff site's first page."""

from accounts.choices import SECRETARIAT, Role
from activities.choices import ActivityState, LateEntryState, LeaveApprover, LeaveState
from activities.models import Activity
from activities.queries.access import late_entries_of, leaves_of, staffed
from core.clock import now

APPROVERS = frozenset({Role.CHECKER})
ORGANISERS = frozenset({Role.OPERATOR, Role.COMMITTEE_OFFICE})
DECIDERS = SECRETARIAT | {Role.COMMITTEE_OFFICE}


def to_approve(actor):
    """Handed in by somebody else."""
    rows = Activity.objects.visible_to(actor).filter(
        organization_id=actor.organization_id, state=ActivityState.SUBMITTED
    )
    return rows.exclude(submitted_by_id=actor.user_id)


def leaves_to_decide(actor):
    """Asked by somebody else; what the 秘书长 approves is entered by the 复核人."""
    rows = leaves_of(actor).filter(state=LeaveState.WAITING).exclude(asked_by_id=actor.user_id)
    if actor.holds(Role.CHECKER):
        return rows
    return rows.exclude(entry__activity__rules__leave_approver=LeaveApprover.SECRETARY_GENERAL)


def late_entries_to_confirm(actor):
    return late_entries_of(actor).filter(state=LateEntryState.WAITING).exclude(asked_by_id=actor.user_id)


def to_settle(actor):
    """Over, and not settled yet."""
    rows = staffed(actor).filter(organization_id=actor.organization_id)
    return rows.filter(state=ActivityState.UNDERWAY, ends_at__lte=now())
