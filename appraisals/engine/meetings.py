"""Joining the half-day facts of a meeting into one attendance («不足三分之二视为缺席»)."""

from decimal import Decimal
from fractions import Fraction

from .fold import Cell

_WORST = ("absent", "leave_refused", "excused", "official_leave")


def joined(rule, cells) -> list:
    """One cell for each (kind, meeting): present in full, or absent."""
    meetings = {}
    for cell in cells:
        meetings.setdefault((cell.kind, cell.meeting), []).append(cell)
    return [_one(rule, cells) for _, cells in sorted(meetings.items())]


def _one(rule, cells) -> Cell:
    there = sum((cell.quantity for cell in cells), Decimal(0))
    expected = sum((cell.expected for cell in cells), Decimal(0))
    present = there > 0 and Fraction(there) >= rule.present_if * Fraction(expected)
    flags = tuple(sorted({flag for cell in cells for flag in cell.flags}))
    return cells[0]._replace(
        result=_result(rule, cells, present),
        flags=flags,
        n=1,
        quantity=Decimal(1) if present else Decimal(0),
        expected=Decimal(1) if expected > 0 else Decimal(0),
    )


def _result(rule, cells, present):
    if present:
        return "present"
    if rule.below == "absent":
        return "absent"
    found = {cell.result for cell in cells}
    return next((result for result in _WORST if result in found), "absent")
