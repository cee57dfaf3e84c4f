"""What the SQL fold must tell apart, kind by kind, so that every tally of a scheme finds its cells."""

from dataclasses import dataclass, field

from appraisals.engine.award import ABSENCES, named_results
from appraisals.engine.facts import Period, Span
from appraisals.engine.fold import all_selectors, dimensions_in, group_of
from appraisals.engine.scheme.methods import Entered, Rate, Rating, Reach, Table
from appraisals.engine.tallies import Tally, tallies

NESTED = frozenset({"month", "quarter"})
"""Windows for which the month of a fact says as much as its day."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a selector asks of a fact beyond its columns."""

    valid_from: object = None
    valid_until: object = None
    certified: bool = False


@dataclass(slots=True)
class KindPlan:
    """The columns that facts of one kind are grouped by."""

    dimensions: set = field(default_factory=set)
    whole_days: bool = False
    restrictions: list = field(default_factory=list)
    sums: set = field(default_factory=set)
    """Which of `expected` and `entered` some tally looks at; quantities always go along."""
    keep_ids: bool = False
    only_rated: bool = True
    """Every tally is a rating, which looks at the values of its rounds but not at their days or names."""


@dataclass(frozen=True, slots=True)
class SpanPlan:
    """One pass over the ledger: the tallies over the same days."""

    scheme: object
    span: Span
    tallies: tuple[Tally, ...]
    kinds: dict[str, KindPlan]
    tied: dict[str, str]
    """Kind → the first of the kinds whose matters or meetings may be the same as its own."""


def restriction_of(selector) -> Restriction | None:
    made = Restriction(selector.valid_from, selector.valid_until, selector.certified_only)
    return None if made == Restriction() else made


def plans(scheme, period: Period, term: Span) -> list[SpanPlan]:
    """One plan for each span that the scheme looks at; the period's own first."""
    by_span = {Span(period.start, period.end): []}
    for tally in tallies(scheme, period, term):
        by_span.setdefault(Span(tally.span.start, tally.span.end), []).append(tally)
    return [
        SpanPlan(scheme, span, tuple(own), _kinds(scheme, own), tied_kinds(scheme, own))
        for span, own in by_span.items()
    ]


def tied_kinds(scheme, own) -> dict[str, str]:
    """Kinds that one tally, or one once-per-work group, compares by name."""
    sets: list[set] = []
    for tally in own:
        if dimensions_in(scheme, tally.indicator) & {"matter", "meeting"}:
            group = group_of(scheme, tally.indicator)
            shared = [one for one in own if group and one.key in group.indicators]
            _unite(sets, {kind for one in (tally, *shared) for kind in kinds_of(one.indicator)})
    return {kind: min(one) for one in sets for kind in one}


def _unite(sets: list[set], more: set) -> None:
    """Sets that share a member with `more` become one with it."""
    apart = [one for one in sets if not one & more]
    joined = more.union(*(one for one in sets if one & more))
    sets[:] = [*apart, joined]


def kinds_of(indicator) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for selector in all_selectors(indicator) for kind in selector.kinds))


def _kinds(scheme, own) -> dict[str, KindPlan]:
    kinds: dict[str, KindPlan] = {}
    for tally in own:
        wanted = dimensions_in(scheme, tally.indicator)
        for selector in all_selectors(tally.indicator):
            for code in selector.kinds:
                plan = kinds.setdefault(code, KindPlan())
                plan.dimensions |= wanted
                plan.whole_days |= "day" in wanted and not _months_suffice(tally.indicator)
                plan.sums |= sums_of(tally.indicator)
                plan.keep_ids |= chooses(tally.indicator) and "matter" in wanted
                plan.only_rated &= _weighs_rounds_alone(tally.indicator)
                restriction = restriction_of(selector)
                if restriction and restriction not in plan.restrictions:
                    plan.restrictions.append(restriction)
    return kinds


def sums_of(indicator) -> set[str]:
    """What is added up beside the quantity: expected units for rates and for absences that count as units."""
    attended = isinstance(indicator.method, Rate) or indicator.meeting or named_results(indicator) & ABSENCES
    typed = isinstance(indicator.method, Entered | Rating)
    return {name for name, wanted in (("expected", attended), ("entered", typed)) if wanted}


def chooses(indicator) -> bool:
    """Whether the rule picks some facts and leaves others, so that the picked ones are stored."""
    return isinstance(indicator.method, Table) and indicator.method.combine != "sum"


def _weighs_rounds_alone(indicator) -> bool:
    return isinstance(indicator.method, Rating) and not indicator.limits.per and indicator.meeting is None


def _months_suffice(indicator) -> bool:
    method, limits = indicator.method, indicator.limits
    if limits.pick == "earliest" or isinstance(method, Entered | Rating):
        return False
    if getattr(method, "count", None) == "days":
        return False
    windows = {name for limit in limits.per for name in limit.window} - {"matter", "meeting"}
    if isinstance(method, Reach) and method.every:
        windows.add(method.every)
    return windows <= NESTED
