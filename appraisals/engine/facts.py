"""What the engine is given: facts, bearers and the period, as frozen values without a database."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from .words import ABOVE_MEMBER, CHAIRPERSONS, OFFICE_ORDER

FOREVER = datetime.date.max
EVER = datetime.date.min
ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included."""

    start: datetime.date = EVER
    end: datetime.date = FOREVER

    def __contains__(self, day):
        return self.start <= day <= self.end

    def days_within(self, other) -> int:
        first, last = max(self.start, other.start), min(self.end, other.end)
        return max(0, (last - first).days + 1)


@dataclass(frozen=True, slots=True)
class Period(Span):
    """The span that is appraised; `kind` is h1, h2, year or span."""

    kind: str = "year"

    @classmethod
    def year(cls, year):
        return cls(datetime.date(year, 1, 1), datetime.date(year, 12, 31), "year")

    @classmethod
    def h1(cls, year):
        return cls(datetime.date(year, 1, 1), datetime.date(year, 6, 30), "h1")

    @classmethod
    def h2(cls, year):
        return cls(datetime.date(year, 7, 1), datetime.date(year, 12, 31), "h2")

    def earlier(self, steps: int) -> "Period":
        """The same sort of period so many periods before."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        start = _months_back(self.start, months * steps)
        following = _months_back(self.end + datetime.timedelta(days=1), months * steps)
        return Period(start, following - datetime.timedelta(days=1), self.kind)


def _months_back(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, 28) if day.day > 28 else day.day)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the ledger. `expected` and `quantity` count units; points live in the scheme."""

    id: str
    bearer: str
    kind: str
    occurred_on: datetime.date
    matter: str = ""
    parent: str = ""
    stage: str = ""
    role: str = ""
    level: str = ""
    result: str = ""
    flags: frozenset = frozenset()
    expected: Decimal = ZERO
    quantity: Decimal = ONE
    entered_points: Decimal = ZERO
    certified: bool = True
    people: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """An office or an affiliation held over a span; `kind` is office, sector, committee …"""

    kind: str
    value: str
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who earns: a membership, a group, a branch, a unit."""

    key: str
    kind: str = "member"
    held: tuple = ()
    tenure: Span = Span()
    suspended: tuple = ()
    attributes: tuple = ()
    history: tuple = field(default=())
    """Grades of earlier periods, the latest last."""

    def at(self, kind: str, day) -> frozenset:
        """What of one kind (office, sector …) was held on a day."""
        found = {item.value for item in self.held if item.kind == kind and day in item.span}
        return offices_with_implied(found, self.kind) if kind == "office" else frozenset(found)


def offices_with_implied(offices: set, bearer_kind: str) -> frozenset:
    """Offices with `chairpersons_meeting` for who sits in it and `member` for a 委员 with none above."""
    implied = set(offices)
    if implied & CHAIRPERSONS:
        implied.add("chairpersons_meeting")
    if bearer_kind == "member" and not implied & (ABOVE_MEMBER | {"chairpersons_meeting"}):
        implied.add("member")
    return frozenset(implied)


def first_office(offices) -> str:
    """The office that a bearer is ranked under."""
    for office in OFFICE_ORDER:
        if office in offices:
            return office
    return min(offices, default="")
