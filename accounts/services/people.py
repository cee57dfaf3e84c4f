"""Accounts are made, closed and opened again; none is ever deleted."""

from django.db import transaction

from accounts.models import User
from accounts.services.entrance import end_sessions
from core import audit
from core.workflow import Refused
from organizations.models import Organization


@transaction.atomic
def create_account(
    *,
    by,
    username: str,
    display_name: str,
    phone: str = "",
    organization: Organization | None = None,
    password: str | None = None,
) -> User:
    """An account kept by `organization` (the actor's own unless told). It has no rights yet.

    Without a password it opens only by an activation slip. Raises `Refused` when the name is taken.
    """
    if User.objects.filter(username=username).exists():
        raise Refused(f"登录名“{username}”已被使用")
    user = User.objects.create_user(
        username,
        display_name,
        password,
        phone=phone,
        organization_id=organization.pk if organization else by.organization_id,
    )
    path = organization.path if organization else by.organization_path
    audit.record(by, "开设账号", user, after={"username": username}, organization_path=path)
    return user


@transaction.atomic
def disable_account(*, user: User, by, reason: str) -> None:
    """Close the account; whoever is logged in with it is out at once."""
    if user.pk == by.user_id:
        raise Refused("不能停用本人的账号")
    _set_active(user, False)
    end_sessions(user=user)
    audit.record(by, "停用账号", user, before={"is_active": True}, after={"is_active": False}, reason=reason)


@transaction.atomic
def enable_account(*, user: User, by, reason: str) -> None:
    """Open a closed account again; its grants were never touched."""
    _set_active(user, True)
    audit.record(by, "启用账号", user, before={"is_active": False}, after={"is_active": True}, reason=reason)


def _set_active(user: User, value: bool) -> None:
    if not User.objects.filter(pk=user.pk, is_active=not value).update(is_active=value):
        raise Refused(f"账号“{user.username}”已是{'启用' if value else '停用'}状态")
    user.is_active = value
