"""The phone of a test account."""

import time

from django_otp.oath import TOTP


def code_of(device, steps: int = 0) -> str:
    """What the phone shows, `steps` half-minutes from now."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"
