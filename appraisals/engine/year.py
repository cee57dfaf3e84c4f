"""A year made of its two halves and of what is scored once a year."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from .bearer import Score
from .facts import Period
from .profiles import profile_of
from .ranking import Entrant
from .rounding import round_to, to_decimal
from .score import Result, fold_all, score, settle_result
from .sums import ZERO, SectionSum, Total, clamped


@dataclass(frozen=True, slots=True)
class YearResult:
    """The halves as they were announced and the year out of them."""

    h1: Result
    h2: Result
    year: Result


def score_year(scheme, year: int, bearers, facts, *, term=None) -> YearResult:
    """Score both halves and the year; the scheme must say how (`year`)."""
    facts = list(facts)
    halves = [
        score(scheme, period, bearers, facts, term=term) for period in (Period.h1(year), Period.h2(year))
    ]
    whole = score(scheme, Period.year(year), bearers, facts, term=term)
    return YearResult(*halves, combine(scheme, Period.year(year), bearers, facts, halves, whole, term))


def combine(scheme, period, bearers, facts, halves, whole, term=None) -> Result:
    """The year's result from the results of its halves and of the year's own indicators."""
    term = term or period
    bearers = sorted((one for one in bearers if one.kind in scheme.bearers), key=lambda one: one.key)
    entrants, kept = [], {}
    for bearer in bearers:
        parts = [half.of(bearer.key) for half in halves]
        shares = shares_of(scheme.year, bearer, period.start.year)
        kept[bearer.key] = shares
        made = year_score(scheme, parts, shares, whole.of(bearer.key))
        entrants.append(Entrant(made, profile_of(scheme, period, bearer)))
    cells = fold_all(scheme, period, term, bearers, facts)
    return replace(settle_result(scheme, period, term, bearers, entrants, cells), shares=kept)


def shares_of(rule, bearer, year) -> tuple:
    """By what each half's points are multiplied before they are added."""
    base = {
        "sum": (Fraction(1), Fraction(1)),
        "average": (Fraction(1, 2), Fraction(1, 2)),
        "weights": rule.weights,
    }[rule.combine]
    if rule.one_half == "zero" or rule.combine == "sum":
        return base
    there = [bool(half.days_within(bearer.tenure)) for half in (Period.h1(year), Period.h2(year))]
    kept = [share if present else Fraction(0) for share, present in zip(base, there, strict=True)]
    return tuple(share * sum(base) / sum(kept) for share in kept) if sum(kept) else base


def year_score(scheme, parts, shares, own) -> Score:
    """One bearer's year; `parts` are the halves' scores, `own` the score of the year's indicators."""
    rounding = scheme.rounding

    def mixed(values):
        total = sum(
            (Fraction(value) * share for value, share in zip(values, shares, strict=True)), Fraction(0)
        )
        return to_decimal(round_to(total, int(rounding.line), rounding.mode))

    lines = _lines(scheme, parts, own, mixed)
    sections = tuple(_section(one.key, parts, own, mixed) for one in scheme.sections)
    halves = sum(
        (Fraction(part.points) * share for part, share in zip(parts, shares, strict=True)), Fraction(0)
    )
    extra = sum((line.points for line in own.lines), ZERO)
    before = to_decimal(round_to(halves, int(rounding.total), rounding.mode)) + extra
    points = clamped(before, [scheme.year.cap], scheme.year.floor)
    total = Total(ZERO, before - extra, extra, ZERO, before - points, points)
    return Score(own.bearer, lines, sections, own.gates, total)


def _lines(scheme, parts, own, mixed):
    made = []
    for indicator in scheme.indicators:
        halves = [part.line(indicator.key) for part in parts]
        found = own.line(indicator.key)
        if found is None and any(halves):
            first = next(line for line in halves if line)
            found = replace(
                first,
                count=sum((line.count for line in halves if line), ZERO),
                raw=mixed([line.raw if line else ZERO for line in halves]),
                points=mixed([line.points if line else ZERO for line in halves]),
                rate=None,
                parts=(),
            )
        if found is not None:
            made.append(found)
    return tuple(made)


def _section(key, parts, own, mixed) -> SectionSum:
    points: Decimal = mixed([part.section(key).points for part in parts])
    extra = own.section(key).lines
    return SectionSum(key, ZERO, points + extra, ZERO, ZERO, points + extra, own.section(key).bonus)
