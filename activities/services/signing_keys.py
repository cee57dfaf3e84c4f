"""Keys of sign-in: one random key for each sitting's screen, one derived key for each organisation's people."""

import secrets

from django.db import transaction
from django.utils.crypto import salted_hmac

from activities.models import SignKey, Sitting
from activities.signin import codes
from activities.signin.codes import Purpose
from activities.signin_policies import may_show_screen
from core import audit, crypto
from core.clock import AppNow, now
from core.workflow import Refused

KEY_BYTES = 32
NO_RIGHT = "您没有为这场会议开启签到的权限"


@transaction.atomic
def open_sign_in(*, by, sitting: Sitting) -> SignKey:
    """The sitting's key, made now if there is none yet; asking again changes nothing."""
    if not may_show_screen(by, sitting.activity):
        raise Refused(NO_RIGHT)
    key, made = SignKey.objects.get_or_create(
        sitting=sitting, defaults={"secret": _fresh(), "opened_by_id": by.user_id}
    )
    if made:
        audit.record(by, "开启扫码签到", key)
    return key


@transaction.atomic
def renew_key(*, by, sitting: Sitting) -> SignKey:
    """A new key: codes that were photographed and links that were passed on end at once."""
    if not may_show_screen(by, sitting.activity):
        raise Refused(NO_RIGHT)
    key = SignKey.objects.select_for_update().filter(sitting=sitting).first()
    if key is None:
        raise Refused("这场会议尚未开启扫码签到")
    key.secret, key.opened_by_id, key.opened_at = _fresh(), by.user_id, AppNow()
    key.renewed += 1
    key.save()
    audit.record(by, "更换签到密钥", key, after={"renewed": key.renewed})
    return key


def secret_of(key: SignKey) -> bytes:
    """The key itself, for sealing and checking; it is shown nowhere."""
    return bytes.fromhex(crypto.decrypt(key.secret))


def people_key(organization_id: int) -> bytes:
    """The key of members' own codes and of door pages, derived from the installation's secret."""
    return salted_hmac("activities.signin", str(organization_id), algorithm="sha256").digest()


def screen_code(sitting: Sitting, purpose: Purpose, seconds: float) -> str:
    """What the hall's screen shows at this moment."""
    return codes.write(
        secret_of(sitting.sign_key), purpose, organization=sitting.activity.organization_id,
        subject=sitting.pk, moment=codes.step_of(seconds),
    )  # fmt: skip


def display_code(sitting: Sitting) -> str:
    """What opens the hall's screen without a log-in, until the key is renewed or the meeting is over."""
    return codes.write(
        secret_of(sitting.sign_key), Purpose.DISPLAY, organization=sitting.activity.organization_id,
        subject=sitting.pk, moment=0,
    )  # fmt: skip


def member_code(*, organization_id: int, membership_id: int) -> tuple[str, float]:
    """A member's own code and the moment of its issue, by the database."""
    seconds = now().timestamp()
    code = codes.write(
        people_key(organization_id), Purpose.MEMBER, organization=organization_id,
        subject=membership_id, moment=int(seconds),
    )  # fmt: skip
    return code, seconds


def anchor(sitting: Sitting, seconds: float) -> str:
    """The server's time, sealed, from which a door page counts on while the network is gone."""
    organization = sitting.activity.organization_id
    return codes.write(
        people_key(organization), Purpose.ANCHOR, organization=organization,
        subject=sitting.pk, moment=int(seconds),
    )  # fmt: skip


def _fresh() -> str:
    return crypto.encrypt(secrets.token_bytes(KEY_BYTES).hex())
