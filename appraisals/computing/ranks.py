"""The engine's ranks, dealt in one order of all: each bearer's key is made once, whatever the scopes."""

from appraisals.engine.ranking import Ranks, order_key, ranked, units_of


def ranks_of(scheme, entrants) -> Ranks:
    """What `engine.ranking.rank_all` gives."""
    scopes = list(dict.fromkeys([*scheme.ranking.scopes, *(one.scope for one in scheme.ranking.lists)]))
    keyed = [
        (order_key(scheme, one.score), one.score.bearer, one.profile) for one in ranked(scheme, entrants)
    ]
    keyed.sort(key=lambda one: one[0], reverse=True)
    return Ranks({scope: _scope(scheme, keyed, scope) for scope in scopes})


def _scope(scheme, keyed, scope) -> dict:
    """Unit → {bearer: rank}."""
    units, by_profile = {}, {}
    for key, bearer, profile in keyed:
        own = by_profile.get(id(profile))
        if own is None:
            names = units_of(profile, scope)
            own = by_profile[id(profile)] = [units.setdefault(name, []) for name in names]
        for unit in own:
            unit.append((key, bearer))
    return {unit: _dealt(part, skip=scheme.ranking.ties == "skip") for unit, part in units.items()}


def _dealt(part, *, skip: bool) -> dict:
    places, rank, before = {}, 0, None
    for place, (key, bearer) in enumerate(part, start=1):
        if key != before:
            rank = place if skip else rank + 1
            before = key
        places[bearer] = rank
    return places
