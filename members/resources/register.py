"""The register of one organisation in memory: what is stored now, and the units that a table may name."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from core.clock import today
from members.choices import AffiliationKind as Kind
from members.choices import OfficeTitle
from members.models import Affiliation, Membership, Office, Person
from members.queries.profiles import LAST_IN_ORDER
from members.resources.columns import FIELDS, MEMBERSHIP, PERSON, PLACE
from organizations.models import Committee, Group, Organization, Sector, Term

PERSON_FIELDS = tuple(one.name for one in FIELDS if one.home == PERSON)
MEMBERSHIP_FIELDS = tuple(one.name for one in FIELDS if one.home == MEMBERSHIP)
PLACE_KINDS = tuple(one.name for one in FIELDS if one.home == PLACE)
OFFICES = [title.value for title in OfficeTitle]
GROUP_KINDS = (Kind.STUDY_GROUP, Kind.WORK_GROUP, Kind.SECTOR_GROUP, Kind.AREA_GROUP)


@dataclass
class Entry:
    """One person of the register with the membership of a term (None before the first one)."""

    person: Person
    membership: Membership | None = None
    affiliations: dict[tuple[str, int], Affiliation] = field(default_factory=dict)
    offices: list[Office] = field(default_factory=list)

    def values(self) -> dict:
        """What the table's columns hold for this entry, in the form that the readers of cells give."""
        found = {name: getattr(self.person, name) for name in PERSON_FIELDS}
        if self.membership is None:
            return found
        orders = [row.protocol_order for row in self.offices if row.protocol_order != LAST_IN_ORDER]
        found |= {name: getattr(self.membership, name) for name in MEMBERSHIP_FIELDS}
        found |= {kind: self._places(kind) for kind in PLACE_KINDS}
        return found | {
            "term": str(self.membership.term),
            "starts_on": self.membership.during.lower,
            "offices": tuple(row.title for row in self.offices),
            "protocol_order": min(orders, default=None),
        }

    def _places(self, kind: str) -> tuple[tuple[str, str], ...]:
        rows = [self.affiliations[kind, slot] for slot in (1, 2) if (kind, slot) in self.affiliations]
        return tuple((row.unit_name, row.post) for row in rows)


class Register:
    """Loads everything in a fixed number of queries; look-ups afterwards cost none."""

    def __init__(self, organization: Organization):
        self.organization = organization
        self.today = today()
        terms = Term.objects.filter(organization=organization).order_by("number")
        self.terms = {str(term): term for term in terms}
        here = Q(organization=organization) | Q(memberships__organization=organization)
        self.persons = {person.pk: person for person in Person.objects.filter(here).distinct()}
        self.by_identity = {one.identity_index: one for one in self.persons.values() if one.identity_index}
        self.by_name = defaultdict(list)
        for person in self.persons.values():
            self.by_name[person.name].append(person)
        self._load_memberships()
        self._load_held()
        self._units: dict[int, dict] = {}

    def _load_memberships(self) -> None:
        self._by_person: dict[tuple[int, int], Membership] = {}
        self._by_number: dict[tuple[int, str], Membership] = {}
        terms = {term.pk: term for term in self.terms.values()}
        for row in Membership.objects.filter(organization=self.organization).order_by("during"):
            row.person, row.term = self.persons[row.person_id], terms[row.term_id]
            self._by_person[row.person_id, row.term_id] = row
            self._by_number[row.term_id, row.number] = row

    def _load_held(self) -> None:
        scope = {"membership__organization": self.organization}
        self._affiliations, self._offices = defaultdict(list), defaultdict(list)
        rows = Affiliation.objects.filter(**scope).select_related("sector", "committee", "group")
        for row in rows:
            self._affiliations[row.membership_id].append(row)
        for row in Office.objects.filter(**scope):
            self._offices[row.membership_id].append(row)

    def membership(self, person: Person, term: Term) -> Membership | None:
        return self._by_person.get((person.pk, term.pk))

    def numbered(self, term: Term, number: str) -> Membership | None:
        return self._by_number.get((term.pk, number))

    def numbers(self, term: Term) -> set[str]:
        return {number for term_id, number in self._by_number if term_id == term.pk}

    def entry(self, person: Person, term: Term) -> Entry:
        """The person as the register shows them for the term today."""
        membership = self.membership(person, term)
        if membership is None:
            return Entry(person)
        return entry_of(
            membership, self._affiliations[membership.pk], self._offices[membership.pk], self.today
        )

    def later(self, membership: Membership, kind: str, day: dt.date) -> bool:
        """Whether the member's places of this kind change again after the day."""
        rows = self._affiliations[membership.pk]
        return any(row.kind == kind and row.during.lower > day for row in rows)

    def units(self, term: Term, kind: str) -> dict[str, object]:
        """What was constituted for the term, by every name that people use for it."""
        if term.pk not in self._units:
            self._units[term.pk] = _units(term)
        return self._units[term.pk][kind]

    @property
    def current_term(self) -> Term | None:
        """The term that holds today, else the latest one."""
        terms = list(self.terms.values())
        return next(
            (term for term in terms if _within(term.during, self.today)), terms[-1] if terms else None
        )


def entry_of(
    membership: Membership, affiliations: list[Affiliation], offices: list[Office], today: dt.date
) -> Entry:
    """A membership as the table shows it; its affiliations and offices of all time are given."""
    day = reading_day(membership.during, today)
    held = sorted(
        (row for row in offices if _within(row.during, day)), key=lambda row: OFFICES.index(row.title)
    )
    places = {(row.kind, row.slot): row for row in affiliations if _within(row.during, day)}
    return Entry(membership.person, membership, places, held)


def reading_day(during, today: dt.date) -> dt.date:
    """Today, or the nearest day on which the membership holds."""
    last = during.upper - dt.timedelta(days=1) if during.upper else dt.date.max
    return min(max(today, during.lower), last)


def _within(during, day: dt.date) -> bool:
    return during.lower <= day and (during.upper is None or day < during.upper)


def _units(term: Term) -> dict[str, dict[str, object]]:
    committees = list(Committee.objects.filter(term=term))
    by_name = {row.short_name: row for row in committees if row.short_name} | {
        row.name: row for row in committees
    }
    names = {
        Kind.SECTOR.value: {row.name: row for row in Sector.objects.filter(term=term)},
        Kind.COMMITTEE.value: by_name,
        Kind.HOME_COMMITTEE.value: by_name,
    }
    groups = list(Group.objects.filter(term=term))
    for kind in GROUP_KINDS:
        names[kind.value] = {row.name: row for row in groups if row.kind == kind}
    return names
