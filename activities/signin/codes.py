"""Short sealed codes: who or what, when, and for which purpose, under a key.

A code is 28 characters of the URL alphabet: 1 byte purpose, 4 bytes subject, 4 bytes moment, 12 bytes of
HMAC-SHA256. Twenty-one bytes leave no spare bit in base64, so every changed bit is another code. The organisation
is sealed in but not written down.
"""

import base64
import hmac
import re
import struct
from dataclasses import dataclass
from enum import IntEnum

STEP = 10
"""Seconds that one code stays on the hall's screen."""
MEMBER_LIFE = 120
"""Seconds that a member's own code may be shown after the server issued it; the page renews it every 60."""
SKEW = 5
"""Seconds by which a moment may lie ahead: rounding, never a clock."""
SHAPE = re.compile(r"[A-Za-z0-9_-]{28}", re.ASCII)
_BODY = struct.Struct(">BII")
_SEAL_BYTES = 12


class Purpose(IntEnum):
    """What a code is good for; a code of one purpose is refused for any other."""

    ARRIVE = 1
    LEAVE = 2
    MEMBER = 3
    DISPLAY = 4
    ANCHOR = 5


_PURPOSES = frozenset(Purpose)


class Verdict(IntEnum):
    """What a code turned out to be."""

    GOOD = 0
    FORGED = 1
    EXPIRED = 2
    FUTURE = 3


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says of itself; nothing of it may be believed before `genuine`."""

    purpose: Purpose
    subject: int
    moment: int
    body: bytes
    seal: bytes

    def genuine(self, key: bytes, organization: int) -> bool:
        """Whether it was made with `key` for this organisation; takes the same time for every wrong one."""
        return hmac.compare_digest(self.seal, _seal(key, organization, self.body))


def write(key: bytes, purpose: Purpose, *, organization: int, subject: int, moment: int) -> str:
    """The code of `subject` (a sitting or a membership) at `moment` (a step or seconds since 1970)."""
    body = _BODY.pack(purpose, subject, moment)
    return base64.urlsafe_b64encode(body + _seal(key, organization, body)).decode()


def read(text: str) -> Code | None:
    """The parts of a code, None when it has not even the shape of one."""
    if not SHAPE.fullmatch(text):
        return None
    raw = base64.urlsafe_b64decode(text)
    purpose, subject, moment = _BODY.unpack(raw[: _BODY.size])
    if purpose not in _PURPOSES:
        return None
    return Code(Purpose(purpose), subject, moment, raw[: _BODY.size], raw[_BODY.size :])


def step_of(seconds: float) -> int:
    """The step that a moment (seconds since 1970, by the database) falls into."""
    return int(seconds) // STEP


def judge_step(code: Code, key: bytes, *, organization: int, seconds: float) -> Verdict:
    """A code of the hall's screen: good in its own step and the one after it."""
    if not code.genuine(key, organization):
        return Verdict.FORGED
    age = step_of(seconds) - code.moment
    if age < 0:
        return Verdict.FUTURE
    return Verdict.GOOD if age <= 1 else Verdict.EXPIRED


def judge_age(code: Code, key: bytes, *, organization: int, seconds: float, life: float) -> Verdict:
    """A code whose moment is seconds since 1970: good for `life` seconds."""
    if not code.genuine(key, organization):
        return Verdict.FORGED
    age = seconds - code.moment
    if age < -SKEW:
        return Verdict.FUTURE
    return Verdict.GOOD if age <= life else Verdict.EXPIRED


def _seal(key: bytes, organization: int, body: bytes) -> bytes:
    return hmac.digest(key, struct.pack(">I", organization) + body, "sha256")[:_SEAL_BYTES]
