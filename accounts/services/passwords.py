"""Passwords are changed by their owners; every other session ends with the old one."""

from django.contrib.auth import update_session_auth_hash
from django.db import transaction

from accounts.models import User
from accounts.queries import own_actor
from accounts.services.entrance import end_sessions, follow_session
from core import audit
from core.clock import now
from core.workflow import Refused


@transaction.atomic
def change_password(*, request, password: str) -> None:
    """The owner's new password, already validated; it must differ from the old one."""
    user = request.user
    if user.check_password(password):
        raise Refused("新密码不能与原密码相同")
    set_password(user=user, password=password)
    end_sessions(user=user, keep=request.session.session_key)
    old = request.session.session_key
    update_session_auth_hash(request, user)
    follow_session(request, old)
    audit.record(own_actor(user), "修改密码", user)


def set_password(*, user: User, password: str) -> None:
    """Store the hash and note the moment; part of a larger act, which writes the audit row."""
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
