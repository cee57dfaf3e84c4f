"""Activation slips: a one-time code on paper opens an account or replaces a forgotten password."""

import datetime as dt
import hmac
import secrets

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from accounts.models import ActivationSlip, User
from accounts.queries import own_actor
from accounts.services.entrance import end_sessions
from accounts.services.passwords import set_password
from core import audit
from core.clock import now
from core.workflow import Refused

ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
"""Letters and digits that nobody mistakes for one another on paper."""
LENGTH = 8
VALID = dt.timedelta(days=30)
MOST_ATTEMPTS = 5
WRONG = f"登录名（手机号）或激活码不正确；连续输错 {MOST_ATTEMPTS} 次，激活单作废"


@transaction.atomic
def issue_slip(user: User, by) -> str:
    """The plain code, to be printed once and kept nowhere; an older open slip ends."""
    if not user.is_active:
        raise Refused(f"账号“{user.username}”已停用，不能签发激活单")
    moment = now()
    User.objects.select_for_update().get(pk=user.pk)
    _open_slips(user).update(closed_at=moment)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    slip = ActivationSlip.objects.create(
        organization_id=by.organization_id or user.organization_id,
        user=user,
        code_digest=_digest(user, code),
        expires_at=moment + VALID,
    )
    audit.record(by, "签发激活单", slip)
    return code


def activate(*, name: str, code: str, password: str) -> User:
    """Set the password of the account that `name` (登录名 or 手机号) and the slip's `code` open.

    A wrong code is counted even though the act is refused. Raises `Refused`; strangers learn nothing.
    """
    code = "".join(code.split()).replace("-", "").upper()
    with transaction.atomic():
        slip = _slip_for(name.strip(), code)
        if slip is not None and (refusal := _dead(slip)) is None:
            return _use(slip, password)
    raise Refused(WRONG if slip is None else refusal)


def _slip_for(name: str, code: str) -> ActivationSlip | None:
    """The newest slip of `name` that bears `code`; where there is none, open slips count a wrong try."""
    named = User.objects.filter(Q(username=name) | Q(phone=name), is_active=True)
    slips = list(
        ActivationSlip.objects.select_for_update(of=("self",)).filter(user__in=named).select_related("user")
    )
    for slip in slips:
        if hmac.compare_digest(slip.code_digest, _digest(slip.user, code)):
            return slip
    open_now = [slip.pk for slip in slips if _dead(slip) is None]
    ActivationSlip.objects.filter(pk__in=open_now).update(attempts=F("attempts") + 1)
    return None


def _dead(slip: ActivationSlip) -> str | None:
    """Why a slip opens nothing any more."""
    if slip.used_at:
        return "此激活单已使用过。请直接登录；忘记密码请联系秘书处重新领取激活单"
    if slip.closed_at:
        return "此激活单已被新的激活单代替，请使用最近一次领到的激活单"
    if slip.attempts >= MOST_ATTEMPTS:
        return "此激活单因多次输错已作废，请联系秘书处重新领取"
    return "此激活单已过期，请联系秘书处重新领取" if slip.expires_at <= now() else None


def _use(slip: ActivationSlip, password: str) -> User:
    slip.used_at = now()
    slip.save(update_fields=["used_at"])
    set_password(user=slip.user, password=password)
    end_sessions(user=slip.user)
    audit.record(own_actor(slip.user), "使用激活单", slip, organization_path=slip.organization.path)
    return slip.user


def _open_slips(user: User):
    return ActivationSlip.objects.filter(user=user, used_at__isnull=True, closed_at__isnull=True)


def _digest(user: User, code: str) -> str:
    return salted_hmac("accounts.slip", f"{user.pk}:{code}", algorithm="sha256").hexdigest()
