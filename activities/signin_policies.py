"""Who may run sign-in: whoever records attendance, and only while the meeting stands."""

from accounts.choices import SECRETARIAT
from activities.choices import ActivityState
from activities.policies import may_read, may_tick

SIGNABLE = frozenset({ActivityState.PUBLISHED, ActivityState.UNDERWAY})
"""States in which a code signs in; afterwards there is only 补签."""


def may_show_screen(actor, activity) -> bool:
    """Open the hall's screen, renew its code, hand out the link for it, keep the door."""
    return may_tick(actor, activity) and activity.state in SIGNABLE


def may_see_flags(actor, flag) -> bool:
    own = actor.organization_id == flag.organization_id
    if flag.sitting is None:
        return own and actor.holds(*SECRETARIAT)
    return own and may_read(actor, flag.sitting.activity)


def may_handle_flag(actor, flag) -> bool:
    """Write down what was found: the secretariat, or the office that organises the meeting."""
    if flag.handled_at is not None or actor.organization_id != flag.organization_id:
        return False
    return actor.holds(*SECRETARIAT) or (flag.sitting is not None and may_tick(actor, flag.sitting.activity))
