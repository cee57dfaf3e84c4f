"""Ranks by scope and the lists cut from them."""

from dataclasses import dataclass
from decimal import Decimal

from .bearer import Score, measure_of
from .profiles import Profile, belongs, rank_office
from .rounding import cut_count
from .scheme.model import fits_period


@dataclass(frozen=True, slots=True)
class Entrant:
    """A scored bearer with the profile that decides the scopes."""

    score: Score
    profile: Profile


@dataclass(frozen=True, slots=True)
class Ranks:
    """`places`: scope → unit → {bearer: rank}; the unit of scope `all` is ""."""

    places: dict

    def of(self, bearer, scope="all", unit=None):
        """The rank of a bearer in a scope (in the named unit, else in the first), or None."""
        for name, ranks in sorted(self.places.get(scope, {}).items()):
            if bearer in ranks and unit in (None, name):
                return ranks[bearer]
        return None


def ranked(scheme, entrants) -> list:
    """Those who take part in the ranking: leaders may be scored but not ranked."""
    excluded = scheme.ranking.not_ranked
    if excluded is None:
        return list(entrants)
    return [one for one in entrants if not belongs(excluded, one.profile, one.profile.offices[0][0])]


def rank_all(scheme, entrants) -> Ranks:
    """Ranks in every scope the scheme or one of its lists asks for."""
    lists = [listing.scope for listing in scheme.ranking.lists]
    scopes = list(dict.fromkeys([*scheme.ranking.scopes, *lists]))
    entrants = ranked(scheme, entrants)
    return Ranks({scope: rank_scope(scheme, entrants, scope) for scope in scopes})


def rank_scope(scheme, entrants, scope) -> dict:
    units = {}
    for entrant in entrants:
        for unit in units_of(entrant.profile, scope):
            units.setdefault(unit, []).append(entrant)
    return {unit: placed(scheme, members) for unit, members in units.items()}


def units_of(profile, scope) -> list:
    """The units of a scope that a bearer is ranked in; «committee+office» gives «提案委+member»."""
    units = [""]
    for part in scope.split("+"):
        own = _own_units(profile, part)
        units = [f"{left}+{right}" if left else right for left in units for right in own]
    return units


def _own_units(profile, part):
    if part == "all":
        return [""]
    if part == "office":
        return [rank_office(profile)]
    held = {
        "committee": profile.committees,
        "home_committee": profile.home_committees,
        "sector": profile.sectors,
        "group": profile.groups,
    }
    return sorted(held[part])


def order_key(scheme, score) -> tuple:
    """Bigger is better: the total, then each tie-breaker, all exact."""
    values = [score.points]
    for breaker in scheme.ranking.tie_breakers:
        if breaker.section:
            section = score.section(breaker.section)
            value = section.points if section else Decimal(0)
        else:
            value = measure_of(score.line(breaker.indicator), breaker.by)
        values.append(-value if breaker.order == "low" else value)
    return tuple(values)


def placed(scheme, entrants) -> dict:
    """Bearer → rank; equals share a rank (1, 1, 3, or 1, 1, 2 if so chosen)."""
    keyed = sorted(
        ((order_key(scheme, one.score), one.score.bearer) for one in entrants),
        key=lambda pair: (tuple(-value for value in pair[0]), pair[1]),
    )
    ranks, rank, previous = {}, 0, None
    for place, (key, bearer) in enumerate(keyed, start=1):
        if key != previous:
            rank = place if scheme.ranking.ties == "skip" else rank + 1
        ranks[bearer] = rank
        previous = key
    return ranks


def cut_lists(scheme, period, entrants, ranks, grades) -> dict:
    """List name → {unit: bearers in rank order}."""
    points = {one.score.bearer: one.score.points for one in entrants}
    made = {}
    for listing in scheme.ranking.lists:
        if not fits_period(listing, period):
            continue
        units = ranks.places[listing.scope]
        made[listing.name] = {
            unit: _fitting(listing, cut(own, listing), points, grades) for unit, own in sorted(units.items())
        }
    return made


def _fitting(listing, bearers, points, grades):
    return tuple(
        bearer
        for bearer in bearers
        if (listing.min_total is None or points[bearer] >= listing.min_total)
        and (not listing.grades or grades.get(bearer) in listing.grades)
    )


def cut(ranks: dict, listing) -> tuple:
    """Bearers above the line (or, for a list of the last, below it); equals at the line are all in
    or all out."""
    last = listing.bottom is not None or listing.bottom_n is not None
    number, share = listing.top_n or listing.bottom_n, listing.top or listing.bottom
    places = int(number) if number else cut_count(share * len(ranks), listing.rounding)
    if last:
        ranks = {bearer: -rank for bearer, rank in ranks.items()}
    return above_line(ranks, places, listing.ties)


def above_line(ranks: dict, places: int, ties: str) -> tuple:
    ordered = sorted(ranks, key=lambda bearer: (ranks[bearer], bearer))
    taken = ordered[:places]
    if not taken or places >= len(ordered):
        return tuple(taken)
    last = ranks[taken[-1]]
    if ties == "in":
        return tuple(bearer for bearer in ordered if ranks[bearer] <= last)
    if ranks[ordered[places]] == last:
        return tuple(bearer for bearer in taken if ranks[bearer] < last)
    return tuple(taken)
