"""A published run as plain JSON: what the independent verifier (appraisals/verifier) reads."""

from .digest import canonical
from .profiles import rank_office
from .ranking import Entrant, ranked


def run_document(scheme, period, result, halves=None) -> dict:
    """Everything that totals, ranks and the digest rest on; numbers as exact strings.

    `halves`: {h1: Result, h2: Result} of a year that is made of its halves."""
    entrants = [Entrant(score, result.profiles[score.bearer]) for score in result.scores]
    taking_part = {one.score.bearer for one in ranked(scheme, entrants)}
    return canonical(
        {
            "format": 1,
            "scheme": scheme.slug,
            "period": {
                "kind": period.kind,
                "from": period.start.isoformat(),
                "until": period.end.isoformat(),
            },
            "digest": result.digest,
            "lists": result.lists,
            "bearers": [
                _bearer(entrant, entrant.score.bearer in taking_part, result, halves) for entrant in entrants
            ],
        }
    )


def _bearer(entrant, takes_part, result, halves):
    score, profile = entrant.score, entrant.profile
    document = {
        "key": score.bearer,
        "ranked": takes_part,
        "offices": [[sorted(offices), share] for offices, share in profile.offices],
        "units": {
            "committee": sorted(profile.committees),
            "home_committee": sorted(profile.home_committees),
            "sector": sorted(profile.sectors),
            "group": sorted(profile.groups),
            "office": [rank_office(profile)],
        },
        "lines": {
            line.key: {"count": line.count, "raw": line.raw, "points": line.points, "rate": line.rate}
            for line in score.lines
        },
        "sections": {one.key: one.points for one in score.sections},
        "gates": {gate.key: gate.met for gate in score.gates},
        "total": score.points,
        "grade": result.grades.get(score.bearer),
        "ranks": {
            scope: {unit: places[score.bearer] for unit, places in units.items() if score.bearer in places}
            for scope, units in result.ranks.places.items()
        },
    }
    if halves:
        document["halves"] = {name: half.of(score.bearer).points for name, half in halves.items()}
        document["shares"] = list(result.shares[score.bearer])
    return document
