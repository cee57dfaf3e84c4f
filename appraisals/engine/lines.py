"""Stage two: the cells of one bearer → one line. Pure, and the same for equal arguments."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from . import award, measure, tables
from .fold import selects
from .meetings import joined
from .profiles import amount, belongs
from .rounding import round_to, to_decimal
from .scheme.methods import (
    Deduct,
    Entered,
    Excess,
    FromGate,
    Once,
    Penalty,
    PerUnit,
    Rate,
    Rating,
    Reach,
    Row,
    Table,
)


@dataclass(frozen=True, slots=True)
class Line:
    """What one indicator gave one bearer. `raw` is before the item's limits, `points` after.

    `parts` are (quantity, value) pairs that make `raw`; `rate` is set for rates; `chosen` names the
    matters that were counted where a rule chooses among facts; `unmatched` units have no value."""

    key: str
    count: Decimal
    raw: Decimal
    points: Decimal
    parts: tuple = ()
    rate: Fraction | None = None
    chosen: tuple = ()
    unmatched: Decimal = Decimal(0)
    target: Decimal | None = None
    cap: Decimal | None = None
    outside: bool = False
    """The bearer is not in the audience and gets the fixed points for the others."""

    @property
    def excess(self) -> Decimal:
        """What the cap took away."""
        return max(Decimal(0), self.raw - self.points)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line before limits and rounding, for one set of offices."""

    raw: Fraction
    count: Fraction = Fraction(0)
    parts: tuple = ()
    rate: Fraction | None = None
    chosen: tuple = ()
    unmatched: Fraction = Fraction(0)
    target: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What lines that look at other results are given: gate → (met, share met), indicator → excess."""

    gates: dict
    excess: dict


NOTHING = Known({}, {})


def score_line(indicator, cells, profile, terms, known=NOTHING) -> Line | None:
    """The line of one bearer, or None when the indicator does not concern the bearer."""
    cells = chosen_cells(indicator, cells)
    results = []
    for offices, weight in profile.offices:
        if belongs(indicator.audience, profile, offices):
            outcome = evaluate(indicator, cells, offices, profile, known)
            results.append((outcome, limited(indicator, outcome.raw, profile, offices), weight))
        elif indicator.points_outside is not None:
            fixed = Fraction(indicator.points_outside)
            results.append((Outcome(fixed), fixed, weight))
    if not results:
        return None
    return _line(indicator, results, profile, terms)


def chosen_cells(indicator, cells):
    """Only what the selectors take, attendance joined by meeting where asked."""
    if indicator.meeting:
        cells = joined(indicator.meeting, cells)
    return [cell for cell in cells if any(selects(item, cell) for item in indicator.select)] + (
        measure.denominators(indicator, cells)
    )


def _line(indicator, results, profile, terms):
    first = results[0][0]
    raw = round_to(sum(one.raw * weight for one, _, weight in results), terms.places, terms.mode)
    points = round_to(sum(value * weight for _, value, weight in results), terms.places, terms.mode)
    offices = profile.offices[0][0]
    cap = amount(indicator.limits.cap, profile, offices)
    return Line(
        key=indicator.key,
        count=to_decimal(first.count),
        raw=to_decimal(raw),
        points=to_decimal(points),
        parts=first.parts,
        rate=first.rate,
        chosen=first.chosen,
        unmatched=to_decimal(first.unmatched),
        target=None if first.target is None else to_decimal(first.target),
        cap=None if cap is None else to_decimal(cap),
        outside=not belongs(indicator.audience, profile, offices),
    )


def limited(indicator, raw, profile, offices) -> Fraction:
    cap, floor = amount(indicator.limits.cap, profile, offices), indicator.limits.floor
    points = raw if cap is None else min(raw, cap)
    return points if floor is None else max(points, Fraction(floor))


def evaluate(indicator, cells, offices, profile, known) -> Outcome:
    return _EVALUATE[type(indicator.method)](indicator, cells, offices, profile, known)


def _per_unit(indicator, cells, offices, profile, known):
    method = indicator.method
    rows = method.points or (tiers_row(method.tiers),)
    if method.step != 1:
        cells = stepped(indicator, cells)
    return _awarded(indicator, rows, cells, offices, profile, "first")


def stepped(indicator, cells):
    """One cell with as many units as there are whole steps («每满 3 次»)."""
    units = sum(quantity for _, quantity in award.counted(cells, indicator.method.count))
    whole = Fraction(units) // Fraction(indicator.method.step)
    return [cells[0]._replace(quantity=Decimal(whole), n=whole)] if whole else []


def tiers_row(tiers):
    return Row(tiers=tiers)


def _awarded(indicator, rows, cells, offices, profile, match):
    batches, unmatched = award.per_row(
        indicator, rows, cells, offices, profile, match, indicator.method.count
    )
    return summed(batches, unmatched)


def summed(batches, unmatched=Fraction(0), chosen=()) -> Outcome:
    units = [batch for batch in batches if batch.cell.kind != award.CUT]
    return Outcome(
        raw=sum((batch.points for batch in batches), Fraction(0)),
        count=sum((batch.quantity for batch in units), Fraction(0)),
        parts=grouped(batches),
        chosen=chosen,
        unmatched=unmatched,
    )


def grouped(batches) -> tuple:
    """(quantity, value) with equal values added up, dearest first; what caps cut off comes last, as (0, cut)."""
    sums, cut = {}, 0
    for batch in batches:
        if batch.cell.kind == award.CUT:
            cut += batch.quantity * batch.value
        else:
            sums[batch.value] = sums.get(batch.value, 0) + batch.quantity
    parts = [(quantity, value) for value, quantity in sorted(sums.items(), reverse=True)]
    return (*parts, (0, cut)) if cut else tuple(parts)


def _table(indicator, cells, offices, profile, known):
    method = indicator.method
    if method.combine == "sum":
        return _awarded(indicator, method.rows, cells, offices, profile, method.match)
    batches, unmatched = tables.combined(indicator, cells, offices, profile)
    chosen = tuple(sorted({batch.cell.matter for batch in batches if batch.cell.matter}))
    return summed(batches, unmatched, chosen)


def _penalty(indicator, cells, offices, profile, known):
    method = indicator.method
    taken = _awarded(indicator, method.points, cells, offices, profile, method.match)
    parts = tuple((quantity, -value) for quantity, value in taken.parts)
    return Outcome(-taken.raw, taken.count, parts, unmatched=taken.unmatched)


def _deduct(indicator, cells, offices, profile, known):
    method = indicator.method
    full = (amount(method.full, profile, offices) or Fraction(0)) * profile.full_share
    taken = _awarded(indicator, method.deductions, cells, offices, profile, method.match)
    raw = max(full - taken.raw, min(Fraction(method.floor), full))
    return Outcome(raw, taken.count, taken.parts, target=full)


def full_mark(rows, profile, offices) -> Fraction:
    return (amount(rows, profile, offices) or Fraction(0)) * profile.full_share


def _once(indicator, cells, offices, profile, known):
    method = indicator.method
    count = measure.counted(indicator, cells, method.count)
    if method.steps:
        value = next((Fraction(step.points) for step in method.steps if count >= step.at_least), Fraction(0))
        value *= profile.full_share
        return Outcome(value, count, ((Fraction(1), value),) if value else ())
    least = method.at_least if method.at_least is not None else (0 if method.at_most is not None else 1)
    holds = count >= least and (method.at_most is None or count <= method.at_most)
    full = full_mark(method.points, profile, offices)
    return Outcome(full if holds else Fraction(0), count, ((Fraction(1), full),) if holds else ())


def _reach(indicator, cells, offices, profile, known):
    method = indicator.method
    full = full_mark(method.points, profile, offices)
    target = amount(method.target, profile, offices)
    count = measure.counted(indicator, cells, method.count)
    if target is None:
        return Outcome(Fraction(0), count)
    parts: tuple = ()
    if method.every:
        met, windows = measure.windows_reached(indicator, cells, target, profile.span)
        reached = Fraction(met, windows) if windows else Fraction(0)
        parts = ((Fraction(met), Fraction(windows)),)
    else:
        reached = min(Fraction(1), count / target)
    if method.below == "none" and reached < 1:
        reached = Fraction(0)
    return Outcome(full * reached, count, parts, rate=reached, target=target)


def _rate(indicator, cells, offices, profile, known):
    method = indicator.method
    present, expected = measure.present_and_expected(indicator, cells)
    full = full_mark(method.points, profile, offices)
    if expected <= 0:
        top = Fraction(method.thresholds[0].points) if method.thresholds else full
        return Outcome(top if method.when_nothing_expected == "full" else Fraction(0))
    rate = present / expected
    raw = measure.rate_points(method, rate, full)
    return Outcome(raw, present, rate=rate, target=expected)


def _entered(indicator, cells, offices, profile, known):
    values = measure.entered_values(indicator, cells)
    raw = sum(values, Fraction(0))
    if not values:
        return Outcome(Fraction(0))
    method, limits = indicator.method, indicator.limits
    if not limits.cap:
        raw = min(raw, Fraction(method.max))
    if limits.floor is None:
        raw = max(raw, Fraction(method.min))
    return Outcome(raw, Fraction(len(cells)))


def _rating(indicator, cells, offices, profile, known):
    method = indicator.method
    average = measure.average_rating(method, cells)
    if average is None:
        return Outcome(Fraction(method.when_missing))
    weight = method.weight
    if weight is None:
        weight = Fraction(method.points) / Fraction(method.out_of)
    return Outcome(average * weight, Fraction(len(cells)), ((average, weight),))


def _gate(indicator, cells, offices, profile, known):
    met, share = known.gates[indicator.method.gate]
    full = full_mark(indicator.method.points, profile, offices)
    part = Fraction(1) if met else (share if indicator.method.below == "share" else Fraction(0))
    return Outcome(full * part, rate=share)


def _excess(indicator, cells, offices, profile, known):
    over = sum((Fraction(known.excess.get(key, 0)) for key in indicator.method.of), Fraction(0))
    return Outcome(over * indicator.method.share, over)


_EVALUATE = {
    PerUnit: _per_unit,
    Once: _once,
    Reach: _reach,
    Table: _table,
    Rate: _rate,
    Deduct: _deduct,
    Penalty: _penalty,
    Entered: _entered,
    Rating: _rating,
    FromGate: _gate,
    Excess: _excess,
}
