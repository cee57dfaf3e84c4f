"""Stage one: facts → cells. A cell is a group of facts that one indicator cannot tell apart.

`Cell` names the columns, `dimensions_of` says which of them an indicator looks at (the others stay
blank) and `counts_for` says which facts it takes at all. An SQL fold gives the same cells when it
groups by those columns under those conditions.
"""

import datetime
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .facts import ZERO
from .scheme.methods import Deduct, Entered, Penalty, PerUnit, Rate, Rating, Reach, Table


class Cell(NamedTuple):
    kind: str = ""
    stage: str = ""
    role: str = ""
    level: str = ""
    result: str = ""
    flags: tuple = ()
    matter: str = ""
    meeting: str = ""
    day: datetime.date | None = None
    people: int = 0
    position: int = 0
    n: int = 0
    quantity: Decimal = ZERO
    expected: Decimal = ZERO
    entered: Decimal = ZERO


BASIC = ("kind", "stage", "role", "level", "result", "flags")
FINE = ("matter", "meeting", "day", "people", "position")
DIMENSIONS = BASIC + FINE
ROW_KEYS = {
    "kinds": "kind",
    "stages": "stage",
    "all_stages": "stage",
    "roles": "role",
    "levels": "level",
    "results": "result",
    "flags": "flags",
    "all_flags": "flags",
    "without_flags": "flags",
}


def value_rows(method) -> tuple:
    """The rows of values a method looks facts up in."""
    if isinstance(method, Table):
        return method.rows
    if isinstance(method, Deduct):
        return method.deductions
    return method.points if isinstance(method, PerUnit | Penalty) else ()


def all_selectors(indicator) -> tuple:
    """The indicator's selectors and, for a rate of two counts, those of its denominator."""
    return indicator.select + (indicator.method.over if isinstance(indicator.method, Rate) else ())


def group_of(scheme, indicator):
    """The once-per-work group an indicator belongs to, if any."""
    return next((group for group in scheme.once_per_work if indicator.key in group.indicators), None)


def dimensions_in(scheme, indicator) -> frozenset:
    """The columns an indicator needs within its scheme: its own and those of its once-per-work group."""
    group = group_of(scheme, indicator)
    return dimensions_of(indicator) | ({group.by} if group else set())


@lru_cache(maxsize=4096)
def dimensions_of(indicator) -> frozenset:
    """The columns of `Cell` this indicator looks at by itself."""
    needed = {"kind"}
    for item in (*all_selectors(indicator), *value_rows(indicator.method)):
        needed |= {column for key, column in ROW_KEYS.items() if getattr(item, key, ())}
    return frozenset(needed | _by_method(indicator) | _by_limits(indicator) | _by_share(indicator.share))


def _by_method(indicator):
    method, needed = indicator.method, set()
    if isinstance(method, Table):
        if method.combine in ("highest_per_matter",) or (
            method.combine in ("each_level_once", "top_within") and method.scope == "matter"
        ):
            needed.add("matter")
        if method.combine in ("each_level_once", "top_within"):
            needed.add("level")
    if isinstance(method, Rate):
        needed |= {column for row in method.count_as for column in ("result", "flags", "kind")}
    if isinstance(method, Entered) and method.combine in ("latest", "highest"):
        needed |= {"day", "matter"}
    if isinstance(method, Rating):
        needed |= {"day", "matter"}
    if isinstance(method, Reach) and method.every:
        needed.add("day")
    if indicator.meeting:
        needed |= {"meeting", "result", "flags"}
    return needed | _COUNT_COLUMNS.get(getattr(method, "count", None), set())


_COUNT_COLUMNS = {"matters": {"matter"}, "meetings": {"meeting"}, "days": {"day"}}


def _by_limits(indicator):
    needed = {"day"} if indicator.limits.pick == "earliest" else set()
    for limit in indicator.limits.per:
        needed |= {name if name in ("matter", "meeting") else "day" for name in limit.window}
    return needed


def _by_share(share):
    needed = {"role"} if share.split != "each_full" else set()
    if share.split in ("lead_then_even", "even", "fraction"):
        needed.add("people")
    if share.main_members is not None:
        needed |= {"position", "matter"}
    return needed


def selects(selector, fact) -> bool:
    """Whether a selector takes a fact (or, without its dates, a cell)."""
    return (
        fact.kind in selector.kinds
        and (not selector.stages or fact.stage in selector.stages)
        and role_fits(fact.role, selector.roles)
        and (not selector.levels or fact.level in selector.levels)
        and (not selector.results or fact.result in selector.results)
        and flags_fit(selector, fact.flags)
    )


def role_fits(role, wanted, sole_named=False) -> bool:
    """A sole author is also the first; unless the rows speak of the sole author apart."""
    return not wanted or role in wanted or (role == "sole" and "lead" in wanted and not sole_named)


def flags_fit(item, flags) -> bool:
    return (
        (not item.flags or bool(set(item.flags) & set(flags)))
        and set(item.all_flags) <= set(flags)
        and not set(item.without_flags) & set(flags)
    )


def takes(selector, fact) -> bool:
    return (
        selects(selector, fact)
        and (selector.valid_from is None or fact.occurred_on >= selector.valid_from)
        and (selector.valid_until is None or fact.occurred_on <= selector.valid_until)
        and (fact.certified or not selector.certified_only)
    )


def loose(selector):
    """The selector without results and flags, which are judged after meetings are joined."""
    return _Loose(selector)


class _Loose:
    __slots__ = ("selector",)
    results = flags = all_flags = without_flags = ()

    def __init__(self, selector):
        self.selector = selector

    def __getattr__(self, name):
        return getattr(self.selector, name)


def in_office(fact, bearer, scheme) -> bool:
    """Whether an attendance fact counts: not while suspended, nor (if so read) outside the tenure.
    Facts that expect nothing (a paper, a speech) always count."""
    if fact.expected <= 0:
        return True
    if any(fact.occurred_on in span for span in bearer.suspended):
        return False
    return scheme.joiners == "none" or fact.occurred_on in bearer.tenure


def fold(indicator, facts, bearer, scheme, crowd) -> tuple:
    """The cells of one bearer for one indicator, in canonical order.

    `facts` are the bearer's within the period; `crowd` tells how many people share a work
    (see `Crowd`)."""
    wanted = dimensions_in(scheme, indicator)
    selectors = all_selectors(indicator)
    if indicator.meeting:
        selectors = tuple(loose(item) for item in selectors)
    sums = defaultdict(lambda: [0, ZERO, ZERO, ZERO])
    for fact in facts:
        if any(takes(item, fact) for item in selectors) and in_office(fact, bearer, scheme):
            tally = sums[_columns(fact, wanted, crowd)]
            tally[0] += 1
            tally[1] += fact.quantity
            tally[2] += fact.expected
            tally[3] += fact.entered_points
    return in_order(Cell(*key, *tally) for key, tally in sums.items())


def in_order(cells) -> tuple:
    return tuple(sorted(cells, key=lambda cell: (*cell[:8], cell.day or datetime.date.min, *cell[9:])))


def _columns(fact, wanted, crowd):
    matter = fact.matter or f"#{fact.id}"
    values = {
        "kind": fact.kind,
        "stage": fact.stage,
        "role": fact.role,
        "level": fact.level,
        "result": fact.result,
        "flags": tuple(sorted(fact.flags)),
        "matter": matter,
        "meeting": fact.parent or matter,
        "day": fact.occurred_on,
        "people": crowd.people(fact) if "people" in wanted else 0,
        "position": crowd.position(fact) if "position" in wanted else 0,
    }
    blank = Cell()
    return tuple(values[name] if name in wanted else getattr(blank, name) for name in DIMENSIONS)


LEADS = ("sole", "lead")


class Crowd:
    """Who else shares each work: facts of the same kind, matter and stage."""

    def __init__(self, facts):
        works = defaultdict(dict)
        for fact in facts:
            if fact.matter:
                rank = (fact.role not in LEADS, fact.position or 10**6, str(fact.id))
                signers = works[_work(fact)]
                signers[fact.bearer] = min(rank, signers.get(fact.bearer, rank))
        self.places = {
            work: {bearer: place for place, (bearer, _) in enumerate(_ranked(signers), start=1)}
            for work, signers in works.items()
        }

    def people(self, fact) -> int:
        return max(fact.people, len(self.places.get(_work(fact), ())), 1)

    def position(self, fact) -> int:
        if fact.position:
            return fact.position
        return self.places.get(_work(fact), {}).get(fact.bearer, 1)


def _work(fact):
    return fact.kind, fact.matter, fact.stage


def _ranked(signers):
    return sorted(signers.items(), key=lambda pair: pair[1])
