"""Who may do what with the register. The same predicate draws the button and refuses the act."""

from accounts.actors import Actor
from accounts.choices import MEMBERS, OFFICES, SECRETARIAT, Role
from members.choices import MemberState
from members.models import StatusChange

MAY_SEE = OFFICES | MEMBERS | {Role.LEADER, Role.OVERSEER}


def may_see_register(actor: Actor) -> bool:
    """The public part: name, 界别, 专委会, groups, office."""
    return actor.holds(*MAY_SEE)


def may_keep_register(actor: Actor, organization_id: int | None) -> bool:
    """秘书处 of that very organisation."""
    return actor.holds(*SECRETARIAT) and actor.organization_id == organization_id


def may_see_personal(actor: Actor, organization_id: int | None) -> bool:
    """Phone in full, address, birth date; the identity number only by an audited request."""
    return may_keep_register(actor, organization_id)


def may_change_status(actor: Actor, membership) -> bool:
    return may_keep_register(actor, membership.organization_id)


def may_ask_change(actor: Actor, person) -> bool:
    """A member about the own card."""
    return actor.is_member and person.user_id is not None and person.user_id == actor.user_id


def may_answer_change(actor: Actor, request) -> bool:
    """秘书处, but nobody about oneself."""
    own = request.person.user_id is not None and request.person.user_id == actor.user_id
    return may_keep_register(actor, request.person.organization_id) and not own


def may_hand_in_members(actor: Actor) -> bool:
    return actor.holds(*SECRETARIAT)


def may_confirm_members(actor: Actor) -> bool:
    return actor.holds(Role.CHECKER)


def still_holds(membership) -> bool:
    """The membership has not ended: 在任 or 暂停履职."""
    return membership.state in (MemberState.SERVING, MemberState.SUSPENDED)


def may_read_change_file(actor: Actor, change_id: str) -> bool:
    """The paper behind a change of status: offices and chairs of that organisation."""
    if not actor.holds(*OFFICES, Role.LEADER):
        return False
    rows = StatusChange.objects.visible_to(actor)
    return rows.filter(pk=change_id).exists()
