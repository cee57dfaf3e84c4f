"""Everything that must be folded for a period: indicators, and the conditions that count facts."""

from dataclasses import dataclass
from fractions import Fraction

from .facts import Period, Span
from .scheme.methods import Once
from .scheme.model import Indicator
from .scheme.parts import Amount

_NOTHING = (Amount(points=Fraction(0)),)


@dataclass(frozen=True, slots=True)
class Tally:
    """One fold: `indicator` over `span`, stored under `key`."""

    key: str
    indicator: Indicator
    span: Span


def condition_key(owner: str, number: int, back: int = 0) -> str:
    return f"{owner}/{number}/{back}"


def owner_of(kind: str, number: int) -> str:
    return f"{kind}:{number}"


def tallies(scheme, period: Period, term: Span) -> tuple:
    """The folds a run needs; cells are then handed to `score_bearer` by key."""
    made = [Tally(item.key, item, period) for _, item in scheme.active(period) if item.select]
    owners = [("gate", scheme.gates), ("consequence", scheme.consequences)]
    for kind, items in owners:
        for number, item in enumerate(items):
            made += _conditions(owner_of(kind, number), item.conditions, period, term)
    return tuple(made)


def _conditions(owner, conditions, period, term):
    for number, condition in enumerate(conditions):
        if condition.select:
            indicator = as_indicator(condition)
            for back in range(int(condition.in_a_row)):
                span = term if condition.over == "term" else period.earlier(back) if back else period
                yield Tally(condition_key(owner, number, back), indicator, span)


def as_indicator(condition) -> Indicator:
    """A condition's count in the shape the fold knows."""
    return Indicator(
        key="condition",
        name=condition.name or "条件",
        select=condition.select,
        meeting=condition.meeting,
        method=Once(points=_NOTHING, count=condition.count),
    )
