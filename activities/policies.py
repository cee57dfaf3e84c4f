"""Who may do what with meetings and activities. «谁组织谁记录», and nobody decides on the own asking."""

from accounts.choices import OFFICES, Role
from activities.choices import TOLD, ActivityState, LateEntryState, LeaveApprover, LeaveState

WHOLE_HOUSE = OFFICES - {Role.COMMITTEE_OFFICE} | {Role.LEADER}
"""Those who read what is published of the whole house; a 专委会办公室 reads what its 专委会 organises."""
PLANNERS = frozenset({Role.OPERATOR, Role.COMMITTEE_OFFICE})


def may_change_kinds(actor) -> bool:
    return actor.holds(Role.OPERATOR)


def may_plan(actor) -> bool:
    """拟办."""
    return actor.holds(*PLANNERS)


def organises(actor, activity) -> bool:
    """The actor's own 专委会 is one of the organisers."""
    return bool(actor.committees & {one.committee_id for one in activity.organisers.all()})


def manages(actor, activity) -> bool:
    """Prepares and records this activity: the 经办人, or the office of a 专委会 that organises it."""
    if actor.organization_id != activity.organization_id:
        return False
    return actor.holds(Role.OPERATOR) or (actor.holds(Role.COMMITTEE_OFFICE) and organises(actor, activity))


def may_read(actor, activity) -> bool:
    """For staff; members read what they are invited to (`queries.access.readable`)."""
    if actor.organization_id != activity.organization_id:
        return actor.oversees and activity.state in TOLD
    if manages(actor, activity) or actor.holds(Role.CHECKER):
        return True
    return actor.holds(*WHOLE_HOUSE) and activity.state in TOLD


def may_read_roster(actor, activity) -> bool:
    """Who is invited, on leave and present: the secretariat, the organising office and the chairs."""
    if actor.organization_id != activity.organization_id:
        return False
    return manages(actor, activity) or actor.holds(Role.CHECKER, Role.LEADER)


def may_read_figures(actor) -> bool:
    """Attendance of the whole house, by name."""
    return actor.holds(Role.OPERATOR, Role.CHECKER, Role.LEADER)


def may_approve(actor, activity) -> bool:
    """审批: the 复核人, never the one who handed it in."""
    own = actor.organization_id == activity.organization_id
    return own and actor.holds(Role.CHECKER) and actor.user_id != activity.submitted_by_id


def may_confirm_attendance(actor) -> bool:
    """A table of attendance is confirmed by the 复核人."""
    return actor.holds(Role.CHECKER)


def may_send_back(actor, activity) -> bool:
    """The 复核人 returns it; whoever manages it takes it back."""
    own = actor.organization_id == activity.organization_id
    return own and (actor.holds(Role.CHECKER) or manages(actor, activity))


def is_house(actor, activity) -> bool:
    """The house itself, on time; or whoever manages the activity."""
    return manages(actor, activity) or (
        actor.user_id is None and actor.organization_id == activity.organization_id
    )


def may_tick(actor, activity) -> bool:
    """Record who is there: whoever manages the activity, and the 复核人 at the door."""
    own = actor.organization_id == activity.organization_id
    open_states = (ActivityState.PUBLISHED, ActivityState.UNDERWAY, ActivityState.SETTLED)
    able = manages(actor, activity) or actor.holds(Role.CHECKER)
    return own and able and activity.state in open_states


def may_change_roster(actor, activity) -> bool:
    return manages(actor, activity) and activity.state in (ActivityState.PUBLISHED, ActivityState.UNDERWAY)


def may_ask_leave_for(actor, activity) -> bool:
    """代请."""
    return manages(actor, activity)


def may_decide_leave(actor, leave) -> bool:
    """The approver of the kind (秘书长's approval is entered by the 复核人), never the one who asked."""
    activity = leave.entry.activity
    if leave.state != LeaveState.WAITING or actor.user_id in (None, leave.asked_by_id):
        return False
    if leave.entry.membership.person.user_id == actor.user_id:
        return False
    if activity.rules.get("leave_approver") == LeaveApprover.SECRETARY_GENERAL:
        return actor.organization_id == activity.organization_id and actor.holds(Role.CHECKER)
    own = actor.organization_id == activity.organization_id
    return manages(actor, activity) or (own and actor.holds(Role.CHECKER))


def may_withdraw_leave(actor, leave) -> bool:
    """Whoever asked, and the member for whom it was asked."""
    own = leave.entry.membership.person.user_id == actor.user_id
    here = actor.organization_id == leave.entry.activity.organization_id
    return here and actor.user_id is not None and (own or leave.asked_by_id == actor.user_id)


def may_ask_late_entry(actor, activity) -> bool:
    return manages(actor, activity)


def may_decide_late_entry(actor, late_entry) -> bool:
    """补签 is confirmed by another person than the one who asked."""
    activity = late_entry.sitting.activity
    if late_entry.state != LateEntryState.WAITING or actor.user_id in (None, late_entry.asked_by_id):
        return False
    own = actor.organization_id == activity.organization_id
    return own and (actor.holds(Role.CHECKER) or manages(actor, activity))
