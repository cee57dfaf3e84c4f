"""Reads about accounts."""

import datetime as dt

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Sum
from django.utils import timezone

from accounts.actors import Actor, actor_of
from accounts.models import OpenSession, User
from core.clock import now

STAFF_PASSWORD_AGE = dt.timedelta(days=90)


def own_actor(user: User) -> Actor:
    """The user acting on the own account: the first organisation with a role, else the one that keeps it."""
    actor = actor_of(user)
    if actor.organization_id is None and user.organization_id:
        return Actor(
            label=str(user),
            user_id=user.pk,
            organization_id=user.organization_id,
            organization_path=user.organization.path,
            organization_name=user.organization.short_name,
        )
    return actor


def username_of(entered: str) -> str:
    """The 登录名 for what was typed: itself, or that of the only open account with this 手机号."""
    owners = User.objects.filter(phone=entered, is_active=True).values_list("username", flat=True)[:2]
    return owners[0] if entered and len(owners) == 1 else entered


def password_due(user: User, actor: Actor) -> bool:
    """Must the password be changed now: at the first log-in; for staff after 90 days where 等保 rules."""
    if settings.DEMO:
        return False
    if user.must_change_password:
        return True
    if settings.PASSWORD_POLICY != "dengbao" or not actor.needs_second_factor:
        return False
    return now() - (user.password_changed_at or user.created_at) > STAFF_PASSWORD_AGE


def failures_from(address: str | None) -> int:
    """Wrong tries from one address, for whatever account, that a lock still counts."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    rows = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=since)
    return rows.aggregate(total=Sum("failures_since_start"))["total"] or 0


def open_sessions(user: User):
    """The user's log-ins that have not ended, newest first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return OpenSession.objects.filter(user=user, session_key__in=alive)
