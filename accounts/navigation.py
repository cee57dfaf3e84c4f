"""What the menus ask: is this entry for whoever looks?"""


def may(*roles: str):
    """A callback `request -> bool` for menu entries: true for holders of any of `roles`."""

    def permitted(request) -> bool:
        actor = getattr(request, "actor", None)
        return bool(actor) and actor.holds(*roles)

    return permitted


def landing(actor) -> str:
    """Where a person starts: staff in the staff site, leaders at the overview, others at home."""
    if actor.is_staff:
        return "/admin/"
    return "/dashboard/" if actor.holds("leader") else "/"
