"""Counts, rates and averages over cells."""

from decimal import Decimal
from fractions import Fraction

from . import award
from .fold import selects
from .scheme.methods import Rate


def counted(indicator, cells, count) -> Fraction:
    """How many units the cells are, with the item's own count limits applied."""
    pairs = award.counted(cells, count, award.named_results(indicator))
    batches = [award.Batch(quantity, Fraction(1), cell) for cell, quantity in pairs]
    limited = award.within_counts(batches, indicator.limits)
    return sum((batch.quantity for batch in limited), Fraction(0))


def windows_reached(indicator, cells, target, span) -> tuple[int, int]:
    """In how many of the months (quarters, weeks) of a span the target was reached, and how many there are."""
    name = indicator.method.every
    pairs = award.counted(cells, indicator.method.count, award.named_results(indicator))
    sums = {}
    for cell, quantity in pairs:
        key = award.window_of(cell.day, name)
        sums[key] = sums.get(key, 0) + quantity
    keys = windows_in(span, name)
    return sum(sums.get(key, 0) >= target for key in keys), len(keys)


def windows_in(span, name) -> list:
    """The keys of the windows that a span touches, in order."""
    days = range(span.start.toordinal(), span.end.toordinal() + 1)
    return list(dict.fromkeys(award.window_of(span.start.fromordinal(day), name) for day in days))


def denominators(indicator, cells) -> list:
    """Cells that only the denominator of a rate takes."""
    if not isinstance(indicator.method, Rate) or not indicator.method.over:
        return []
    return [
        cell
        for cell in cells
        if any(selects(item, cell) for item in indicator.method.over)
        and not any(selects(item, cell) for item in indicator.select)
    ]


def present_and_expected(indicator, cells):
    method = indicator.method
    if method.over:
        return _two_counts(indicator, cells)
    present = expected = Fraction(0)
    for cell in cells:
        there, due = _attendance(method, cell)
        present += there
        expected += due
    return present, expected


def _two_counts(indicator, cells):
    named = award.named_results(indicator)

    def total(selectors):
        return sum(
            (award.units(cell, named) for cell in cells if any(selects(one, cell) for one in selectors)),
            Fraction(0),
        )

    return total(indicator.select), total(indicator.method.over)


def _attendance(method, cell):
    expected, quantity = Fraction(cell.expected), Fraction(cell.quantity)
    for rule in method.count_as:
        if (
            (not rule.results or cell.result in rule.results)
            and (not rule.flags or set(rule.flags) & set(cell.flags))
            and (not rule.kinds or cell.kind in rule.kinds)
        ):
            if rule.as_ == "excluded":
                return Fraction(0), Fraction(0)
            part = {"present": Fraction(1), "absent": Fraction(0)}.get(rule.as_, rule.part)
            return expected * part, expected
    return quantity, expected


def rate_points(method, rate, full) -> Fraction:
    """The value of a rate: proportional, or the highest threshold reached."""
    if method.thresholds:
        reached = (row.points for row in method.thresholds if rate >= row.at_least)
        return Fraction(next(reached, 0))
    if method.minimum is not None and rate < method.minimum:
        return Fraction(0)
    if method.full_at is not None and rate >= method.full_at:
        return full
    return full * min(rate, Fraction(1))


def entered_values(indicator, cells) -> list:
    """What the typed values come to, as a list to be added up."""
    method = indicator.method
    if not cells:
        return []
    total = Fraction(sum((cell.entered for cell in cells), Decimal(0)))
    if method.combine == "sum":
        return [total]
    if method.combine == "average":
        return [total / sum(cell.n for cell in cells)]
    singles = [(cell.day, Fraction(cell.entered) / cell.n) for cell in cells]
    if method.combine == "latest":
        return [max(singles)[1]]
    return [max(value for _, value in singles)]


def average_rating(method, cells):
    """The mean of the rounds' averages, weighted by ballots if so read; None without any round."""
    rounds = [(Fraction(cell.entered) / cell.n, Fraction(cell.quantity), cell.n) for cell in cells if cell.n]
    if not rounds:
        return None
    if method.average == "rounds":
        return sum(value * n for value, _, n in rounds) / sum(n for _, _, n in rounds)
    ballots = sum(weight for _, weight, _ in rounds)
    return sum(value * weight for value, weight, _ in rounds) / ballots if ballots else None
