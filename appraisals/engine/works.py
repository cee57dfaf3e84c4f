"""«Once per work»: of several indicators only one may count the same matter."""

from fractions import Fraction

from .lines import evaluate


def settle(scheme, active, cells, profile) -> dict:
    """The cells with each shared matter left under one indicator of its group only."""
    settled = dict(cells)
    by_key = {item.key: item for _, item in active}
    for group in scheme.once_per_work:
        members = [by_key[key] for key in group.indicators if key in by_key]
        matters = {}
        for item in members:
            for matter, own in _by_matter(group, cells.get(item.key, ())).items():
                matters.setdefault(matter, {})[item.key] = own
        losers = {
            (matter, key)
            for matter, rivals in matters.items()
            for key in set(rivals) - {_winner(group, members, rivals, profile)}
        }
        for item in members:
            settled[item.key] = tuple(
                cell for cell in cells.get(item.key, ()) if (getattr(cell, group.by), item.key) not in losers
            )
    return settled


def _by_matter(group, cells):
    found = {}
    for cell in cells:
        found.setdefault(getattr(cell, group.by), []).append(cell)
    return found


def _winner(group, members, rivals, profile):
    if group.under != ("highest",):
        named = next((key for key in group.under if key in rivals), None)
        if named:
            return named
    worth = [
        (_value(item, rivals[item.key], profile), -n, item.key)
        for n, item in enumerate(members)
        if item.key in rivals
    ]
    return max(worth)[2]


def _value(indicator, cells, profile):
    """What one matter alone would earn under an indicator, before any limit."""
    offices = profile.offices[0][0]
    return evaluate(indicator, cells, offices, profile, None).raw or Fraction(0)
