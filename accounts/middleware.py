"""Finds the actor of each request and sends people first where they must go."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone

from accounts.actors import actor_of
from accounts.queries import password_due
from accounts.services import leave, note_refusal

OPEN_VIEWS = frozenset({"accounts:login", "accounts:logout", "accounts:activate", "admin:login", "healthz"})
"""Doors that open for strangers; other public pages carry Django's `login_not_required`."""
BEFORE_SECOND_FACTOR = OPEN_VIEWS | {"accounts:second_factor", "accounts:second_factor_setup"}
BEFORE_NEW_PASSWORD = BEFORE_SECOND_FACTOR | {"accounts:password"}
EXPIRED = "长时间未操作，已自动退出，请重新登录"


class CurrentActor:
    """Sets `request.actor` (None for strangers); ends idle sessions; demands the second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = None
        if request.user.is_authenticated:
            request.actor = actor_of(request.user, request.session.get("organization"))
            if self._expired(request):
                leave(request)
                request.actor = None
                messages.info(request, EXPIRED)
                return _go(request, resolve_url("accounts:login"))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if request.actor is None:
            is_open = name in OPEN_VIEWS or not getattr(view, "login_required", True)
            return None if is_open else _to_login(request)
        unverified = request.actor.needs_second_factor and not request.user.is_verified()
        if unverified and name not in BEFORE_SECOND_FACTOR:
            return _go(request, resolve_url("accounts:second_factor"))
        if name not in BEFORE_NEW_PASSWORD and password_due(request.user, request.actor):
            return _go(request, resolve_url("accounts:password"))
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


class Refusals:
    """Notes in the audit chain when a logged-in person is refused a page, or finds none where one may be."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code in (403, 404) and self._of_a_page(request):
            note_refusal(request, response.status_code)
        return response

    def _of_a_page(self, request) -> bool:
        """Not strangers, not addresses that no page answers, not a form that was open for too long."""
        match = request.resolver_match
        known = match is not None and bool(match.url_name)
        return known and request.actor is not None and not getattr(request, "form_expired", False)


def _to_login(request):
    if request.headers.get("HX-Request") == "true":
        return _go(request, resolve_url("accounts:login"))
    return redirect_to_login(request.get_full_path(), resolve_url("accounts:login"))


def _go(request, address: str):
    """Lead the whole page there, also when only a part of it was asked for."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
