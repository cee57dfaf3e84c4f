"""Whose activities, rosters and requests an actor may see."""

from django.db.models import Exists, OuterRef, Q

from accounts.choices import Role
from activities.choices import TOLD, ActivityState
from activities.models import Activity, LateEntry, LeaveRequest, Organiser, Presence, RosterEntry
from activities.policies import WHOLE_HOUSE

MANAGERS = (Role.OPERATOR, Role.CHECKER)
INVITED_STATES = (*TOLD, ActivityState.CANCELLED)


def readable(actor):
    """Activities the actor may open: as staff, as the organisation above, or because invited."""
    rows = Activity.objects.visible_to(actor)
    if actor.organization_id is None:
        return rows.none()
    here = Q(organization_id=actor.organization_id)
    allowed = here & _as_staff(actor)
    if actor.user_id is not None:
        allowed |= (
            here & Q(state__in=INVITED_STATES) & Exists(own_entries(actor).filter(activity=OuterRef("pk")))
        )
    if actor.oversees:
        allowed |= ~here & Q(state__in=TOLD)
    return rows.filter(allowed)


def staffed(actor):
    """Activities on the workbench: what the actor's offices may read, not what the actor is invited to."""
    rows = Activity.objects.visible_to(actor)
    if actor.organization_id is None:
        return rows.none()
    here = Q(organization_id=actor.organization_id)
    above = ~here & Q(state__in=TOLD) if actor.oversees else Q(pk__in=[])
    return rows.filter((here & _as_staff(actor)) | above)


def own_entries(actor):
    """Entries of the actor as a member, on rosters of the active organisation; taken-off ones are gone."""
    if actor.user_id is None:
        return RosterEntry.objects.none()
    return RosterEntry.objects.visible_to(actor).filter(
        activity__organization_id=actor.organization_id,
        membership__person__user_id=actor.user_id,
        removed_at=None,
    )


def own_activities(actor):
    """Activities to which the actor is invited, newest first, with the own entry's answer beside."""
    return (
        Activity.objects.visible_to(actor)
        .filter(Exists(own_entries(actor).filter(activity=OuterRef("pk"))), state__in=INVITED_STATES)
        .select_related("kind")
        .order_by("-starts_at", "-id")
    )


def leaves_of(actor):
    """Requests for leave of the activities on the actor's workbench; of the organisation alone."""
    return _of_staffed(LeaveRequest.objects.visible_to(actor), "entry__activity", actor)


def late_entries_of(actor):
    return _of_staffed(LateEntry.objects.visible_to(actor), "sitting__activity", actor)


def presences_of(actor):
    return _of_staffed(Presence.objects.visible_to(actor), "sitting__activity", actor)


def entries_of(actor):
    """Roster entries of the activities on the actor's workbench; the organisation above sees none."""
    return _of_staffed(RosterEntry.objects.visible_to(actor), "activity", actor)


def may_read_activity(actor, pk: str) -> bool:
    """Whether the actor may see the activity, and so its materials."""
    return str(pk).isdecimal() and readable(actor).filter(pk=pk).exists()


def may_read_leave(actor, pk: str) -> bool:
    """Evidence of leave: the member, and those who decide or manage; nobody else of the house."""
    if not str(pk).isdecimal() or actor.user_id is None:
        return False
    own = Q(entry__membership__person__user_id=actor.user_id) | Q(asked_by=actor.user_id)
    office = Q(pk__in=leaves_of(actor).values("pk")) if actor.holds(*MANAGERS, Role.COMMITTEE_OFFICE) else Q()
    rows = LeaveRequest.objects.visible_to(actor).filter(entry__activity__organization=actor.organization_id)
    return rows.filter(own | office if office else own, pk=pk).exists()


def _as_staff(actor) -> Q:
    """What the offices of the house read: all for the secretariat, what is published for the others,
    and for a 专委会办公室 what its own 专委会 organises."""
    if actor.holds(*MANAGERS):
        return Q()
    allowed = Q(pk__in=[])
    if actor.holds(*WHOLE_HOUSE):
        allowed |= Q(state__in=TOLD)
    if actor.holds(Role.COMMITTEE_OFFICE):
        own = Organiser.objects.filter(activity=OuterRef("pk"), committee__in=actor.committees)
        allowed |= Exists(own)
    return allowed


def _of_staffed(rows, path: str, actor):
    mine = staffed(actor).filter(organization_id=actor.organization_id)
    return rows.filter(**{f"{path}__in": mine})
