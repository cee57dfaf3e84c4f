"""Counting and valuing: cells → batches of equal units → points, within tiers and limits.

Everything is exact (`Fraction`); rounding happens once, where the scheme says, in `lines`.
"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from .fold import Cell, flags_fit, role_fits, value_rows
from .rounding import round_to


@dataclass(frozen=True, slots=True)
class Batch:
    """`quantity` units worth `value` each, of one cell, valued by row number `row`."""

    quantity: Fraction
    value: Fraction
    cell: Cell
    row: int = 0
    tier: int = 0

    @property
    def points(self):
        return self.quantity * self.value


ABSENCES = frozenset({"absent", "leave_refused", "excused", "official_leave"})


def named_results(indicator) -> frozenset:
    """Results that the indicator speaks of: an absence counts as a unit only where it is named."""
    items = (*indicator.select, *value_rows(getattr(indicator, "method", None)))
    return frozenset(result for item in items for result in item.results)


def units(cell, named) -> Fraction:
    """Units of a cell: its quantity, or for a named absence the units that were expected."""
    if cell.result in ABSENCES and cell.result in named and not cell.quantity:
        return Fraction(cell.expected or cell.n)
    return Fraction(cell.quantity)


def counted(cells, count, named=frozenset()) -> list:
    """(cell, number of units) pairs; a matter, meeting or day counts once."""
    if count == "facts":
        return [(cell, Fraction(cell.n)) for cell in cells]
    found = [(cell, units(cell, named)) for cell in cells]
    found = [(cell, quantity) for cell, quantity in found if quantity > 0]
    if count == "quantity":
        return found
    first = {}
    for cell, _ in found:
        first.setdefault(getattr(cell, DISTINCT[count]), cell)
    return [(cell, Fraction(1)) for cell in first.values()]


DISTINCT = {"matters": "matter", "meetings": "meeting", "days": "day"}


def candidates(cells, count, named) -> list:
    """Like `counted`, but with every cell of a matter, meeting or day, so that the dearest can be
    kept when each is valued."""
    if count not in DISTINCT:
        return counted(cells, count, named)
    return [(cell, Fraction(1)) for cell in cells if units(cell, named) > 0]


def dearest_of_each(batches, count, by_row) -> list:
    """One batch for each matter, meeting or day (and row, where several rows may count)."""
    if count not in DISTINCT:
        return batches
    best = {}
    for batch in order(batches, "highest"):
        best.setdefault((getattr(batch.cell, DISTINCT[count]), batch.row if by_row else 0), batch)
    return list(best.values())


def names_sole(rows) -> bool:
    return any("sole" in row.roles for row in rows)


def row_fits(row, cell, offices, sole_named) -> bool:
    return (
        (not row.kinds or cell.kind in row.kinds)
        and (not row.stages or cell.stage in row.stages)
        and role_fits(cell.role, row.roles, sole_named)
        and (not row.levels or cell.level in row.levels)
        and (not row.results or cell.result in row.results)
        and flags_fit(row, cell.flags)
        and (not row.offices or bool(set(row.offices) & offices))
    )


def fitting(rows, cell, offices, match) -> list:
    """Numbers of the rows that value a cell: the first, all, or the dearest that fits."""
    sole = names_sole(rows)
    fits = [index for index, row in enumerate(rows) if row_fits(row, cell, offices, sole)]
    if match == "all" or not fits:
        return fits
    if match == "first":
        return fits[:1]
    return [max(fits, key=lambda index: (top_value(rows[index]), -index))]


def top_value(row):
    return row.points if row.points is not None else max(tier.points for tier in row.tiers)


def share_of(share, cell, points) -> Fraction:
    """What one person gets of a unit worth `points`."""
    lead = cell.role in ("sole", "lead")
    if share.split == "each_full":
        return points
    if share.split == "lead_only":
        return points if lead else Fraction(0)
    if share.split == "by_role":
        return points * role_share(share.roles, cell.role)
    if cell.people <= 1 or cell.role == "sole":
        return points
    if share.split == "fraction":
        return points * share.fraction
    people = cell.people if share.main_members is None else min(cell.people, int(share.main_members))
    return split_share(share, points, people, lead) if people > 1 else points


def role_share(rows, role):
    sole_named = names_sole(rows)
    return next((row.share for row in rows if role_fits(role, row.roles, sole_named)), Fraction(0))


def split_share(share, points, people, lead):
    """The even part is rounded; what rounding leaves over goes to the lead."""
    if share.split == "even":
        part = round_to(points / people, int(share.places), "half_up")
    else:
        part = round_to(points * (1 - share.lead) / (people - 1), int(share.places), "half_up")
    return points - part * (people - 1) if lead else part


def shared(indicator, cell, points, profile) -> Fraction:
    """A unit's points after sharing and author bonus; nothing beyond the main members."""
    share = indicator.share
    if share.main_members is not None and cell.position > share.main_members:
        return Fraction(0)
    attributes = dict(profile.attributes)
    bonus = sum(row.points for row in share.author_bonus if attributes.get(row.attribute) in row.values)
    value = share_of(share, cell, Fraction(points))
    return value + Fraction(bonus) if value else value


def per_row(indicator, rows, cells, offices, profile, match, count):
    """Batches for «value × quantity», row by row; second result: units that no row values.

    Counts are limited before tiers are dealt, and points are capped last: first each tier, then
    each row, then each day, month, matter …"""
    made, unmatched = [], Fraction(0)
    for cell, quantity in candidates(cells, count, named_results(indicator)):
        chosen = fitting(rows, cell, offices, match)
        unmatched += 0 if chosen else quantity
        for index in chosen:
            value = shared(indicator, cell, first_value(rows[index]), profile)
            made.append(Batch(quantity, value, cell, index))
    made = dearest_of_each(made, count, match == "all")
    made = within_counts(made, indicator.limits)
    dealt = []
    for index, row in enumerate(rows):
        dealt += row_batches(indicator, row, [one for one in made if one.row == index], profile)
    return within_caps(dealt, rows, indicator.limits), unmatched


def first_value(row):
    return row.points if row.points is not None else row.tiers[0].points


def row_batches(indicator, row, batches, profile):
    pick = indicator.limits.pick
    if row.free:
        batches = without_first(batches, Fraction(row.free), pick)
    if row.max_count is not None:
        batches = first_units(batches, Fraction(row.max_count), pick)
    return tiered(indicator, row.tiers, batches, profile, pick) if row.tiers else batches


def tiered(indicator, tiers, left, profile, pick):
    """Units dealt to the tiers in order; each tier takes the dearest (or earliest) left."""
    made = []
    for number, tier in enumerate(tiers):
        valued = [
            replace(one, value=shared(indicator, one.cell, tier.points, profile), tier=number) for one in left
        ]
        if tier.to is None:
            return made + valued
        room = Fraction(tier.to - tier.from_ + 1)
        made += first_units(valued, room, pick)
        left = without_first(valued, room, pick)
    return made


def order(batches, pick) -> list:
    """Dearest first, or earliest first; the rest of the key only makes the order certain."""
    if pick == "earliest":
        return sorted(batches, key=lambda one: (one.cell.day, -one.value, one.cell[:8], one.row))
    return sorted(batches, key=lambda one: (-one.value, one.cell.day or date.min, one.cell[:8], one.row))


def first_units(batches, room, pick) -> list:
    """The first `room` units."""
    taken = []
    for batch in order(batches, pick):
        quantity = min(batch.quantity, room)
        if quantity > 0:
            taken.append(replace(batch, quantity=quantity))
            room -= quantity
    return taken


def without_first(batches, room, pick) -> list:
    """All but the first `room` units."""
    left = []
    for batch in order(batches, pick):
        skipped = min(batch.quantity, room)
        room -= skipped
        if batch.quantity > skipped:
            left.append(replace(batch, quantity=batch.quantity - skipped))
    return left


def capped(batches, cap) -> list:
    """The batches, and beside those that the cap cuts into, the last first, one of the value taken off.

    Each cut stands in its batch's own place and takes no more than its points, so that a later cap of other
    places finds there what is left and never cuts the same points again.
    """
    over = 0 if cap is None else sum(batch.points for batch in batches) - Fraction(cap)
    cuts = []
    for place in reversed(grouped_by(batches, _place)):
        taken = min(sum(batch.points for batch in place), over)
        if taken > 0:
            over -= taken
            cuts.append(
                replace(place[0], quantity=Fraction(1), value=-Fraction(taken), cell=_place(place[0])[0])
            )
    return [*batches, *cuts]


def _place(batch):
    """Where points stand; cuts made there before stand in the same place."""
    return batch.cell._replace(kind=CUT), batch.row, batch.tier


CUT = "cap"
"""Marks a batch that only brings a tier, row or window down to its cap."""


def grouped_by(batches, key) -> list:
    """Lists of batches with equal keys, in the order in which each key is first met."""
    groups = {}
    for batch in batches:
        groups.setdefault(key(batch), []).append(batch)
    return list(groups.values())


def within_caps(batches, rows, limits) -> list:
    """Points capped in each tier, each row, then in each window in the order written."""
    made = []
    for group in grouped_by(batches, lambda one: (one.row, one.tier)):
        tiers = rows[group[0].row].tiers
        made += capped(group, tiers[group[0].tier].cap if tiers else None)
    batches, made = made, []
    for group in grouped_by(batches, lambda one: one.row):
        made += capped(group, rows[group[0].row].cap)
    for limit in limits.per:
        batches, made = made, []
        for group in grouped_by(batches, lambda one, limit=limit: window_key(one, limit.window)):
            made += capped(group, limit.cap)
    return made


def window_key(batch, names):
    return tuple(_window(batch.cell, name) for name in names)


def _window(cell, name):
    return getattr(cell, name) if name in ("matter", "meeting", "day") else window_of(cell.day, name)


def window_of(day, name):
    """The week, month or quarter that a day belongs to."""
    if name == "week":
        return day.isocalendar()[:2]
    return day.year, day.month if name == "month" else (day.month + 2) // 3


def within_counts(batches, limits) -> list:
    """Units limited in each day, month, matter …, then over the whole period."""
    for limit in limits.per:
        if limit.max_count is not None:
            kept = []
            for group in grouped_by(batches, lambda one, limit=limit: window_key(one, limit.window)):
                kept += first_units(group, Fraction(limit.max_count), limits.pick)
            batches = kept
    if limits.max_count is not None:
        batches = first_units(batches, Fraction(limits.max_count), limits.pick)
    return batches
