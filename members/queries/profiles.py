"""Everything that was true of the members of an organisation over a span, in five queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from members.choices import ChangeKind, OfficeTitle
from members.models import Affiliation, Membership, Office, StatusChange
from organizations.models import Organization

OFFICE = "office"
LAST_IN_ORDER = 999
ONE_DAY = dt.timedelta(days=1)
UNITS = ("sector", "committee", "group")
LABELS = dict(OfficeTitle.choices)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; None is open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def __contains__(self, day: dt.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def overlaps(self, other: "Span") -> bool:
        before = self.last is not None and other.first is not None and self.last < other.first
        after = other.last is not None and self.first is not None and other.last < self.first
        return not before and not after


@dataclass(frozen=True, slots=True)
class Held:
    """An affiliation or an office held over a span.

    `kind` is «office» or a value of AffiliationKind; `value` the office's code or the unit's name; `label`
    what people read; `unit_id` the 界别's, 专委会's or group's key; `post` the post held in the unit.
    """

    kind: str
    value: str
    label: str
    span: Span
    post: str = ""
    unit_id: int | None = None
    protocol_order: int = LAST_IN_ORDER


@dataclass(frozen=True, slots=True)
class Profile:
    """One membership as scoring, lists and figures need it; no further query is made."""

    membership_id: int
    person_id: int
    number: str
    name: str
    strokes: str
    gender: str
    state: str
    terms_served: int
    is_full_time: bool
    tenure: Span
    suspended: tuple[Span, ...] = ()
    held: tuple[Held, ...] = field(default=())

    def at(self, kind: str, day: dt.date) -> tuple[Held, ...]:
        """What of one kind was held on the day."""
        return tuple(item for item in self.held if item.kind == kind and day in item.span)

    def labels(self, kind: str, day: dt.date) -> tuple[str, ...]:
        return tuple(item.label for item in self.at(kind, day))

    def label(self, kind: str, day: dt.date) -> str:
        """The names of one kind on the day, joined by «、»; empty when there is none."""
        return "、".join(self.labels(kind, day))

    def offices(self, day: dt.date) -> frozenset[str]:
        return frozenset(item.value for item in self.at(OFFICE, day))

    def serves(self, day: dt.date) -> bool:
        """In office on the day and not suspended."""
        return day in self.tenure and not any(day in span for span in self.suspended)

    def protocol_order(self, day: dt.date) -> int:
        return min((item.protocol_order for item in self.at(OFFICE, day)), default=LAST_IN_ORDER)

    def printed_order(self, day: dt.date) -> tuple:
        """Sort key of printed lists: protocol order of offices, then surname strokes, then number."""
        return (self.protocol_order(day), self.strokes, self.number, self.membership_id)


def profiles(organization: Organization | int, start: dt.date, end: dt.date) -> list[Profile]:
    """Members of the organisation at any time from `start` to `end` (both included), in printed order at `end`.

    Affiliations, offices and suspensions that touch the span come with them. The number of queries does
    not depend on the number of members.
    """
    asked = Span(start, end)
    rows = Membership.objects.filter(
        organization=organization, during__overlap=(start, end + ONE_DAY)
    ).select_related("person")
    found = profiles_of(rows, asked)
    return sorted(found, key=lambda profile: profile.printed_order(end))


def profiles_on(organization: Organization | int, day: dt.date) -> list[Profile]:
    """Members of the organisation on the day, in printed order."""
    return profiles(organization, day, day)


def profiles_of(memberships: Iterable[Membership], asked: Span | None = None) -> list[Profile]:
    """Profiles of these memberships in their order, with what touches the span `asked` (all when None)."""
    asked = asked or Span()
    rows = list(memberships)
    keys = [row.pk for row in rows]
    held = _held(keys, asked)
    breaks = _suspensions(keys)
    return [_profile(row, held[row.pk], breaks[row.pk], asked) for row in rows]


def _profile(row: Membership, held: list[Held], breaks: list[Span], asked: Span) -> Profile:
    tenure = span_of(row.during)
    cut = [Span(one.first, one.last or tenure.last) for one in breaks]
    return Profile(
        membership_id=row.pk,
        person_id=row.person_id,
        number=row.number,
        name=row.person.name,
        strokes=row.person.strokes,
        gender=row.person.gender,
        state=row.state,
        terms_served=row.terms_served,
        is_full_time=row.is_full_time,
        tenure=tenure,
        suspended=tuple(one for one in cut if one.overlaps(asked)),
        held=tuple(held),
    )


def _held(keys: list[int], asked: Span) -> dict[int, list[Held]]:
    """Plain tuples instead of model instances: tens of thousands of members have ten rows each."""
    found = defaultdict(list)
    for row in _touching(Affiliation, keys, asked, "kind", "slot").values_list(
        "membership_id",
        "kind",
        "during",
        "post",
        "party",
        *(f"{unit}__name" for unit in UNITS),
        *(f"{unit}_id" for unit in UNITS),
    ):
        key, kind, during, post, party, *units = row
        name = units[0] or units[1] or units[2] or party
        unit_id = units[3] or units[4] or units[5]
        found[key].append(Held(kind, name, name, span_of(during), post, unit_id))
    for key, title, during, order in _touching(Office, keys, asked, "protocol_order").values_list(
        "membership_id", "title", "during", "protocol_order"
    ):
        found[key].append(
            Held(OFFICE, title, LABELS.get(title, title), span_of(during), protocol_order=order)
        )
    return found


def _touching(model, keys: list[int], asked: Span, *order: str):
    bounds = (asked.first, asked.last and asked.last + ONE_DAY)
    rows = model.objects.filter(membership__in=keys, during__overlap=bounds)
    return rows.order_by("membership_id", *order, "during")


def _suspensions(keys: list[int]) -> dict[int, list[Span]]:
    """Spans from a suspension to what ended it; one that still lasts is open."""
    changes = StatusChange.objects.filter(membership__in=keys).order_by("effective_on", "id")
    since, found = {}, defaultdict(list)
    for row in changes:
        begun = since.pop(row.membership_id, None)
        if begun is not None and begun < row.effective_on:
            found[row.membership_id].append(Span(begun, row.effective_on - ONE_DAY))
        if row.kind == ChangeKind.SUSPENDED:
            since[row.membership_id] = row.effective_on
    for key, begun in since.items():
        found[key].append(Span(begun, None))
    return found


def span_of(during) -> Span:
    """A PostgreSQL daterange (upper bound excluded) as days with both ends included."""
    return Span(during.lower, during.upper - ONE_DAY if during.upper else None)
