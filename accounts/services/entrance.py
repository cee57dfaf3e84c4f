"""Coming in and going out: password checks under a lock, sessions that rotate and can be ended."""

from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_otp import login as otp_login

from accounts.actors import actor_of, grants_today
from accounts.addresses import client_address, device_label
from accounts.models import OpenSession, User
from accounts.queries import failures_from, own_actor
from core import audit
from core.workflow import Refused

BACKEND = "django.contrib.auth.backends.ModelBackend"


class TooBusy(Exception):
    """Many tries for one account from one address are waiting; this one was not checked."""


class AddressLocked(Exception):
    """Too many wrong tries from one address, whatever the account; this one was not checked."""


def check_password(request, *, username: str, password: str) -> User | None:
    """The user, or None. Tries for one account from one address come one after another.

    Without the lock, parallel tries would all be checked before the first failures are counted. Tries for
    many accounts run side by side, so an address may pass its limit by as many as are served at once.
    """
    if failures_from(client_address(request)) >= settings.LOGIN_FAILURES_PER_ADDRESS:
        raise AddressLocked
    try:
        with transaction.atomic(), _one_at_a_time(f"{username}|{client_address(request)}"):
            user = authenticate(request, username=username, password=password)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != "55P03":
            raise
        raise TooBusy from error
    if user is None:
        _note_failure(username)
    return user


@transaction.atomic
def enter(request, user: User) -> None:
    """Log `user` in with a new session key."""
    login(request, user, backend=BACKEND)
    request.session["began"] = request.session["seen"] = timezone.now().timestamp()
    _note_session(request, user)
    audit.record(own_actor(user), "登录", user)


@transaction.atomic
def step_up(request, device) -> None:
    """The second factor was shown: the session rises, under a new key."""
    rotate_session(request)
    otp_login(request, device)
    audit.record(own_actor(request.user), "通过动态口令", request.user)


@transaction.atomic
def leave(request) -> None:
    """Log out and forget the session."""
    if request.user.is_authenticated:
        OpenSession.objects.filter(session_key=request.session.session_key).delete()
        audit.record(request.actor or own_actor(request.user), "退出", request.user)
    logout(request)


@transaction.atomic
def switch_organization(request, organization_id: int) -> None:
    """Act for another organisation where a role is held; the session gets a new key."""
    if not any(grant.organization_id == organization_id for grant in grants_today(request.user)):
        raise Refused("您在该组织没有角色")
    rotate_session(request)
    request.session["organization"] = organization_id
    audit.record(actor_of(request.user, organization_id), "切换组织", request.user)


def rotate_session(request) -> None:
    """A new key for the same session; whoever knew the old one is out."""
    old = request.session.session_key
    request.session.cycle_key()
    follow_session(request, old)


def follow_session(request, old: str) -> None:
    """Keep the list of log-ins true after the session's key has changed from `old`."""
    OpenSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def end_sessions(*, user: User, keep: str = "", only: OpenSession | None = None) -> int:
    """End the user's sessions (or `only` one) except the one with the key `keep`; returns how many."""
    rows = OpenSession.objects.filter(user=user).exclude(session_key=keep)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


def _note_session(request, user: User) -> None:
    request.session.save()
    OpenSession.objects.create(
        user=user,
        session_key=request.session.session_key,
        device=device_label(request.headers.get("User-Agent", "")),
        address=client_address(request),
    )


def _note_failure(username: str) -> None:
    user = User.objects.filter(username=username).first()
    if user:
        audit.record(own_actor(user), "登录失败", user)


@contextmanager
def _one_at_a_time(key: str):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [key])
    yield
