"""Navigation for every page."""

from portal import navigation as doors


def navigation(request):
    actor = getattr(request, "actor", None)
    return {"navigation": doors.of(actor, request.path) if actor else []}
