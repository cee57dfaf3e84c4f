"""Rounding of exact fractions, and decimals out of them."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from functools import cache

MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "up": ROUND_UP, "down": ROUND_DOWN}


def round_to(value: Fraction, places: int, mode: str) -> Fraction:
    """The nearest multiple of 10^-places; half_up, up and down go by size, not by sign."""
    size, parts = abs(value.numerator) * 10**places, value.denominator
    whole, rest = divmod(size, parts)
    if mode == "up":
        whole += rest > 0
    elif mode == "half_up":
        whole += 2 * rest >= parts
    elif mode == "half_even":
        whole += 2 * rest > parts or (2 * rest == parts and whole % 2 == 1)
    return Fraction(whole if value.numerator >= 0 else -whole, 10**places)


def round_decimal(value: Decimal, places: int, mode: str) -> Decimal:
    """`round_to` for what is a decimal already, without trailing noughts."""
    made = value.quantize(_unit(places), rounding=MODES[mode])
    return plain(made) if made else Decimal(0)


@cache
def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def to_decimal(value: Fraction) -> Decimal:
    """The exact decimal of a rounded fraction, without trailing noughts."""
    made = Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(0) if made == 0 else plain(made)


def plain(value: Decimal) -> Decimal:
    """12.50 → 12.5, 1E+2 → 100."""
    made = value.normalize()
    return made.quantize(Decimal(1)) if made.as_tuple().exponent > 0 else made


def cut_count(share: Fraction, mode: str) -> int:
    """How many places «前 60 %» of a number of people means."""
    return int(round_to(share, 0, mode))
