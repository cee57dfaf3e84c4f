"""What every page knows of who looks at it."""

from accounts.actors import grants_today


def actor(request):
    """The actor, and (lazily) the organisations the user may switch to."""
    current = getattr(request, "actor", None)
    if current is None:
        return {"actor": None}

    def organizations():
        return sorted({grant.organization for grant in grants_today(request.user)}, key=lambda o: o.path)

    return {"actor": current, "own_organizations": organizations}
