"""The engine's ranks with whole numbers for keys: each bearer's key is made once, whatever the scopes."""

from fractions import Fraction

from appraisals.engine.ranking import Ranks, order_key, ranked, units_of

SCALE = 10**12
"""Totals, counts and points have at most six decimals; what does not fit stays an exact fraction."""


def ranks_of(scheme, entrants) -> Ranks:
    """What `engine.ranking.rank_all` gives."""
    scopes = list(dict.fromkeys([*scheme.ranking.scopes, *(one.scope for one in scheme.ranking.lists)]))
    part = ranked(scheme, entrants)
    keys = [tuple(map(_whole, order_key(scheme, one.score))) for one in part]
    ordered = sorted(range(len(part)), key=keys.__getitem__, reverse=True)
    return Ranks({scope: _scope(scheme, part, keys, ordered, scope) for scope in scopes})


def _whole(value: Fraction):
    whole, rest = divmod(SCALE, value.denominator)
    return value * SCALE if rest else value.numerator * whole


def _scope(scheme, part, keys, ordered, scope) -> dict:
    """Unit → {bearer: rank}, dealt in the one order of all."""
    dealt, units = {}, {}
    for place in ordered:
        profile = part[place].profile
        names = units.get(id(profile))
        if names is None:
            names = units[id(profile)] = units_of(profile, scope)
        for unit in names:
            _deal(scheme, dealt.setdefault(unit, _Dealer()), part[place].score.bearer, keys[place])
    return {unit: dealer.places for unit, dealer in dealt.items()}


class _Dealer:
    """The ranks of one unit as they are given out."""

    __slots__ = ("key", "places", "rank")

    def __init__(self):
        self.places, self.rank, self.key = {}, 0, None


def _deal(scheme, dealer: _Dealer, bearer, key) -> None:
    if key != dealer.key:
        dealer.rank = len(dealer.places) + 1 if scheme.ranking.ties == "skip" else dealer.rank + 1
        dealer.key = key
    dealer.places[bearer] = dealer.rank
