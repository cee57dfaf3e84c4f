"""The second factor: a one-time code of the owner's phone (RFC 6238), each code good once."""

import time
from base64 import b32decode
from binascii import hexlify

from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.queries import own_actor
from accounts.services.entrance import end_sessions
from core import audit
from core.workflow import Refused


def verify_code(*, user: User, code: str) -> TOTPDevice:
    """The device that made `code`. Wrong tries make the next one wait longer; raises `Refused`."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            raise Refused("尚未绑定动态口令")
        allowed, wait = device.verify_is_allowed()
        right = allowed and device.verify_token(code)
        if not right:
            audit.record(own_actor(user), "动态口令错误", user)
    if not allowed:
        until = wait["locked_until"].astimezone()
        raise Refused(f"连续输错次数过多，请在 {until:%H:%M:%S} 之后再试")
    if not right:
        raise Refused("动态口令不正确或已使用过，请等手机上显示下一个口令后再输入")
    return device


@transaction.atomic
def confirm_device(*, user: User, secret: str, code: str) -> TOTPDevice:
    """Bind the phone that holds `secret` (base32), proven by its first code; one phone a person."""
    User.objects.select_for_update().get(pk=user.pk)
    if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
        raise Refused("该账号已绑定动态口令")
    key = b32decode(secret)
    totp = TOTP(key)
    totp.time = time.time()
    if not (code.isascii() and code.isdigit() and totp.verify(int(code), tolerance=1)):
        raise Refused("动态口令不正确，请核对手机时间后输入当前显示的 6 位数字")
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    device = TOTPDevice.objects.create(
        user=user, name="手机", key=hexlify(key).decode(), confirmed=True, last_t=totp.t()
    )
    audit.record(own_actor(user), "绑定动态口令", user)
    return device


@transaction.atomic
def reset_device(*, user: User, by, reason: str) -> None:
    """Forget a lost phone; the next log-in binds a new one. Open sessions end."""
    if user.pk == by.user_id:
        raise Refused("不能重置本人的动态口令")
    deleted, _ = TOTPDevice.objects.filter(user=user).delete()
    if not deleted:
        raise Refused(f"账号“{user.username}”尚未绑定动态口令")
    end_sessions(user=user)
    audit.record(by, "重置动态口令", user, reason=reason)
