"""What a browser keeps for sign-in: which phone it is, and that it opened a code while the code was good.

Both are signed and hidden from scripts. Moments are the database's, never the application's clock.
"""

import datetime as dt
import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

DEVICE, TICKET = "sign_device", "sign_ticket"
PATH = "/activities/sign/"
DEVICE_LIFE = dt.timedelta(days=400)
TICKET_LIFE = dt.timedelta(minutes=10)
_device = Signer(salt="activities.device")
_ticket = Signer(salt="activities.ticket")


def device_of(request) -> str | None:
    """The phone's signed mark, None when it has none or a changed one."""
    return _open(_device, request.COOKIES.get(DEVICE, ""))


def new_device() -> str:
    return secrets.token_urlsafe(16)


def digest_of(device: str) -> str:
    """What is stored of a device: 64 characters from which its mark cannot be told."""
    return salted_hmac("activities.device", device, algorithm="sha256").hexdigest()


def opened_at(request, code: str) -> dt.datetime | None:
    """When this browser opened this very code while it was good."""
    text = _open(_ticket, request.COOKIES.get(TICKET, ""))
    if text is None or text.partition(" ")[0] != code:
        return None
    return dt.datetime.fromtimestamp(float(text.partition(" ")[2]), dt.UTC)


def remember_device(response, device: str) -> None:
    _set(response, DEVICE, _device.sign(device), DEVICE_LIFE)


def remember_opening(response, code: str, moment: dt.datetime) -> None:
    _set(response, TICKET, _ticket.sign(f"{code} {moment.timestamp()}"), TICKET_LIFE)


def _set(response, name: str, value: str, life: dt.timedelta) -> None:
    response.set_cookie(
        name, value, max_age=life, path=PATH, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _open(signer: Signer, value: str) -> str | None:
    try:
        return signer.unsign(value)
    except BadSignature:
        return None
