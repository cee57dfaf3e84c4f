"""Finds the actor of each request and sends people first where they must go."""

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils import timezone

from accounts.actors import actor_of

OPEN_VIEWS = {
    "accounts:login",
    "accounts:logout",
    "accounts:second_factor",
    "accounts:second_factor_setup",
    "accounts:password",
    "healthz",
}


class CurrentActor:
    """Sets `request.actor` (None for strangers); ends idle sessions; demands the second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = None
        if request.user.is_authenticated:
            request.actor = actor_of(request.user, request.session.get("organization"))
            if self._expired(request):
                logout(request)
                request.actor = None
                return redirect("accounts:login")
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.actor is None or request.resolver_match.view_name in OPEN_VIEWS:
            return None
        if request.actor.needs_second_factor and not request.user.is_verified():
            return redirect("accounts:second_factor")
        if self._password_due(request.user):
            return redirect("accounts:password")
        return None

    def _expired(self, request) -> bool:
        moment = timezone.now().timestamp()
        began = request.session.setdefault("began", moment)
        seen = request.session.get("seen", moment)
        if moment - seen > 60 or "seen" not in request.session:
            request.session["seen"] = moment
        strict = request.actor.needs_second_factor
        idle = settings.STAFF_IDLE if strict else settings.MEMBER_IDLE
        too_long = strict and moment - began > settings.STAFF_ABSOLUTE.total_seconds()
        return too_long or moment - seen > idle.total_seconds()

    def _password_due(self, user) -> bool:
        return user.must_change_password and not settings.DEMO
