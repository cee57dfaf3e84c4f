"""Who sees which of the pages that span apps."""

from accounts.choices import OFFICES, Role

SEE_RANKING = OFFICES | {Role.LEADER}


def may_see_dashboard(actor) -> bool:
    return actor is not None and actor.holds(*SEE_RANKING)


def may_take_book(actor) -> bool:
    return actor is not None and actor.holds(Role.OPERATOR, Role.CHECKER, Role.LEADER)
