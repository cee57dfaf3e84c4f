"""Rounding of exact fractions, and decimals out of them."""

import math
from decimal import Decimal
from fractions import Fraction


def round_to(value: Fraction, places: int, mode: str) -> Fraction:
    """The nearest multiple of 10^-places; half_up, up and down go by size, not by sign."""
    scaled = abs(value) * 10**places
    whole = math.floor(scaled)
    rest = scaled - whole
    if mode == "up":
        whole += rest > 0
    elif mode == "half_up":
        whole += rest >= Fraction(1, 2)
    elif mode == "half_even":
        whole = round(scaled)
    return Fraction(whole if value >= 0 else -whole, 10**places)


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
