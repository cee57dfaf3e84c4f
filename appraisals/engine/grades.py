"""Grades by score, by quota, or both, under the ceilings that unmet gates set."""

from decimal import Decimal
from fractions import Fraction

from .ranking import above_line, placed, ranked, units_of
from .rounding import cut_count, round_to
from .scheme.model import fits_period


def grade_all(scheme, period, entrants) -> dict:
    """Bearer → grade; empty when the scheme promises no grade for this sort of period."""
    grades = scheme.grades
    if grades is None or not fits_period(grades, period):
        return {}
    best = {one.score.bearer: max(_by_score(grades, one), _ceiling(scheme, one)) for one in entrants}
    if any(band.limited for band in grades.bands):
        best = _within_quotas(scheme, entrants, best)
    return {bearer: grades.bands[number].name for bearer, number in best.items()}


def _by_score(grades, entrant) -> int:
    """The number of the best band the total reaches; the last band takes the rest."""
    return band_of(grades, entrant.score.points)


def band_of(grades, points: Decimal) -> int:
    for number, band in enumerate(grades.bands[:-1]):
        if band.min is None or _reaches(grades, number, points):
            return number
    return len(grades.bands) - 1


def _may_have(grades, number, entrant) -> bool:
    """Whether the total reaches a band; of a band without `min` only the quota decides."""
    lowest = number == len(grades.bands) - 1 or grades.bands[number].min is None
    return lowest or _reaches(grades, number, entrant.score.points)


def _reaches(grades, number, points):
    """Whether a total belongs to a band or a better one; `between` decides for 84.5."""
    lowest = grades.bands[number].min
    if grades.between == "round":
        return round_to(Fraction(points), 0, "half_up") >= lowest
    if grades.between == "higher":
        below = grades.bands[number + 1].max
        return points > below if below is not None else points >= lowest
    return points >= lowest


def _ceiling(scheme, entrant) -> int:
    """The best band that unmet gates leave open."""
    names = [band.name for band in scheme.grades.bands]
    ceilings = {gate.key: gate.grade_ceiling for gate in scheme.gates if gate.grade_ceiling}
    unmet = [ceilings[one.key] for one in entrant.score.gates if not one.met and one.key in ceilings]
    return max((names.index(name) for name in unmet), default=0)


def _within_quotas(scheme, entrants, best) -> dict:
    """Band by band from the top: of those who may have it, as many as its quota allows."""
    grades, settled = scheme.grades, {}
    part = ranked(scheme, entrants)
    units = {}
    for entrant in part:
        for unit in units_of(entrant.profile, grades.quota_scope)[:1]:
            units.setdefault(unit, []).append(entrant)
    for members in units.values():
        settled |= _deal(scheme, members, best)
    return {bearer: settled.get(bearer, number) for bearer, number in best.items()}


def _deal(scheme, members, best):
    grades, dealt = scheme.grades, {}
    for number, band in enumerate(grades.bands):
        left = [one for one in members if one.score.bearer not in dealt]
        may = [one for one in left if best[one.score.bearer] <= number and _may_have(grades, number, one)]
        ranks = placed(scheme, may)
        if band.limited:
            places = int(band.quota_n or cut_count(band.quota * len(members), grades.quota_rounding))
            taken = above_line(ranks, places, grades.quota_ties)
        else:
            taken = tuple(ranks)
        dealt |= dict.fromkeys(taken, number)
    return {**{one.score.bearer: len(grades.bands) - 1 for one in members}, **dealt}
