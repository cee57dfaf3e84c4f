"""Lines → sections → total, with every cut shown, so that totals equal sums."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .profiles import averaged
from .rounding import round_decimal, round_to, to_decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SectionSum:
    """points = (start + lines − shared_cuts − cut) × weight; cut is below nought when a floor lifts it."""

    key: str
    start: Decimal
    lines: Decimal
    shared_cuts: Decimal
    cut: Decimal
    points: Decimal
    bonus: bool = False
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Total:
    """points = start + sections + bonus + penalties − cut."""

    start: Decimal
    sections: Decimal
    bonus: Decimal
    penalties: Decimal
    cut: Decimal
    points: Decimal


def _value(rows, profile, rounding, default):
    value = averaged(rows, profile)
    if value is None:
        return default
    return rounded(value, rounding)


def rounded(value, rounding) -> Decimal:
    return to_decimal(round_to(value, int(rounding.line), rounding.mode))


def bounds_of(scheme, part, profile) -> tuple:
    """(start, cap or None) of a section, or of the scheme, for the bearer."""
    start = _value(part.start, profile, scheme.rounding, ZERO)
    return start, _value(part.cap, profile, scheme.rounding, None)


def section_sum(scheme, section, lines, bounds, gate_caps=()) -> SectionSum:
    """`lines` are the section's own, by key; penalties that go to the total are not among them."""
    start, cap = bounds
    earned = sum((line.points for line in lines.values()), ZERO)
    shared = shared_cuts(section, lines) if section.shared_caps else ZERO
    before = start + earned - shared
    points = clamped(before, [cap, *gate_caps], section.floor)
    weighted = _weighted(points, section.weight, scheme.rounding)
    return SectionSum(
        section.key, start, earned, shared, before - points, weighted, section.bonus, section.weight
    )


def _weighted(points: Decimal, weight, rounding) -> Decimal:
    if weight == 1:
        return round_decimal(points, int(rounding.line), rounding.mode)
    return rounded(Fraction(points) * weight, rounding)


def clamped(value, caps, floor):
    for cap in caps:
        if cap is not None:
            value = min(value, cap)
    return value if floor is None else max(value, floor)


def shared_cuts(section, lines) -> Decimal:
    """What the caps over several indicators take away; a cap over caps sees what they left."""
    groups = {group.key: group for group in section.shared_caps}
    left, cuts = {}, []

    def worth(key):
        if key not in groups:
            return lines[key].points if key in lines else ZERO
        if key not in left:
            total = sum((worth(one) for one in groups[key].of), ZERO)
            left[key] = min(total, groups[key].cap)
            cuts.append(total - left[key])
        return left[key]

    for key in groups:
        worth(key)
    return sum(cuts, ZERO)


def total_of(scheme, sections, penalties, bounds, gate_caps=()) -> Total:
    """The cap bounds the ordinary sections; bonus comes on top; penalties come off last."""
    start, cap = bounds
    ordinary = sum((one.points for one in sections if not one.bonus), ZERO)
    bonus = sum((one.points for one in sections if one.bonus), ZERO)
    value = clamped(start + ordinary, [cap], None) + bonus
    value = clamped(value, [scheme.cap_with_bonus], None) + penalties
    value = clamped(value, gate_caps, scheme.floor)
    points = round_decimal(value, int(scheme.rounding.total), scheme.rounding.mode)
    cut = start + ordinary + bonus + penalties - points
    return Total(start, ordinary, bonus, penalties, cut, points)
