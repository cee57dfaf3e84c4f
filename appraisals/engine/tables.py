"""Tables in which facts of one matter, or of one level, compete instead of adding up."""

from fractions import Fraction

from . import award
from .award import Batch


def combined(indicator, cells, offices, profile):
    """Batches of one unit each, as the table's `combine` says, and the units that no row values."""
    rows, count = indicator.method.rows, indicator.method.count
    units, unmatched = [], Fraction(0)
    for cell, quantity in award.candidates(cells, count, award.named_results(indicator)):
        best = _best(indicator, rows, cell, offices, profile)
        if best is None:
            unmatched += 0 if _in_set_row(rows, cell) else quantity
        else:
            units.append(Batch(_once_or_loose(cell, quantity), best[1], cell, best[0]))
    units = award.dearest_of_each(units, count, by_row=False)
    batches = _COMBINE[indicator.method.combine](indicator, units, cells, offices, profile)
    batches = award.within_counts(batches, indicator.limits)
    batches = _row_counts(rows, batches, indicator.limits.pick)
    return award.within_caps(batches, rows, indicator.limits), unmatched


def _once_or_loose(cell, quantity):
    """A named matter counts once; a fact without one stands for as many works as its quantity."""
    return quantity if not cell.matter or cell.matter.startswith("#") else Fraction(1)


def _best(indicator, rows, cell, offices, profile):
    plain = [row if not row.all_stages else None for row in rows]
    sole = award.names_sole(rows)
    values = [
        (award.shared(indicator, cell, row.points, profile), -index)
        for index, row in enumerate(plain)
        if row is not None and award.row_fits(row, cell, offices, sole)
    ]
    if not values:
        return None
    if indicator.method.match == "first":
        index = min(-number for _, number in values)
        return index, next(value for value, number in values if -number == index)
    value, number = max(values)
    return -number, value


def _in_set_row(rows, cell):
    return any(cell.stage in row.all_stages for row in rows)


def _highest_per_matter(indicator, units, cells, offices, profile):
    best = {}
    for unit in (*units, *_set_units(indicator, cells, offices, profile)):
        held = best.get(unit.cell.matter)
        if held is None or unit.value > held.value:
            best[unit.cell.matter] = unit
    return [best[matter] for matter in sorted(best)]


def _set_units(indicator, cells, offices, profile):
    """One unit for each matter that has all the stages of a row («重点又优秀 12 分»)."""
    rows = indicator.method.rows
    sole = award.names_sole(rows)
    stages = {}
    for cell in cells:
        stages.setdefault(cell.matter, {}).setdefault(cell.stage, cell)
    for index, row in enumerate(rows):
        for held in stages.values():
            if row.all_stages and set(row.all_stages) <= set(held):
                cell = held[row.all_stages[0]]
                if award.row_fits(row, cell, offices, sole):
                    value = award.shared(indicator, cell, row.points, profile)
                    yield Batch(Fraction(1), value, cell, index)


def _highest(indicator, units, cells, offices, profile):
    if not units:
        return []
    best = award.order(units, "highest")[0]
    return [Batch(Fraction(1), best.value, best.cell, best.row)]


def _highest_by(units, key):
    best = {}
    for unit in award.order(units, "highest"):
        best.setdefault(key(unit), unit)
    return [Batch(Fraction(1), unit.value, unit.cell, unit.row) for unit in best.values()]


def _scope(indicator, unit):
    return unit.cell.matter if indicator.method.scope == "matter" else ""


def _each_level_once(indicator, units, cells, offices, profile):
    return _highest_by(units, lambda unit: (_scope(indicator, unit), unit.cell.level or unit.row))


def _top_within(indicator, units, cells, offices, profile):
    """Of the levels in one group only the dearest counts; facts of other levels add up."""
    groups = [set(group.levels) for group in indicator.method.groups]
    rivals, others = [], []
    for unit in units:
        number = next((n for n, levels in enumerate(groups) if unit.cell.level in levels), None)
        (others if number is None else rivals).append((number, unit))
    numbers = {id(unit): number for number, unit in rivals}
    tops = _highest_by(
        [unit for _, unit in rivals], lambda unit: (_scope(indicator, unit), numbers[id(unit)])
    )
    return tops + [unit for _, unit in others]


def _row_counts(rows, batches, pick):
    made = []
    for index, row in enumerate(rows):
        own = [batch for batch in batches if batch.row == index]
        made += own if row.max_count is None else award.first_units(own, Fraction(row.max_count), pick)
    return made


_COMBINE = {
    "highest_per_matter": _highest_per_matter,
    "highest": _highest,
    "each_level_once": _each_level_once,
    "top_within": _top_within,
}
