"""Storing a plan: everything in bulk, in the caller's transaction, an audit row for each member."""

from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.actors import Actor
from core import audit, bulk
from members.choices import AffiliationKind as Kind
from members.choices import MemberState
from members.models import Affiliation, Membership, Office, Person
from members.queries.profiles import LAST_IN_ORDER
from members.resources.columns import BY_NAME, MEMBERSHIP, PERSON
from members.resources.plan import Plan
from members.resources.register import reading_day
from members.resources.rows import RowPlan
from members.resources.showing import shown
from members.services import identity_columns, name_keys
from members.services.appointing import Place
from members.services.grants import give_grants


class Storer:
    """Collects the rows to write, then writes them kind by kind."""

    def __init__(self, plan: Plan, by: Actor):
        self.plan, self.by, self.register = plan, by, plan.register
        self.entries: list[audit.AuditEntry] = []
        self.persons: list[Person] = []
        self.memberships: list[Membership] = []
        self.added: list[Affiliation | Office] = []
        self.ended: list[Affiliation] = []
        self.undone: list[int] = []
        self.reordered: list[Office] = []
        self.promoted: list[Membership] = []

    def store(self, progress) -> dict[str, int]:
        """Write it all; returns the counts."""
        total = len(self.plan.new) + len(self.plan.changed)
        progress.step(0, total, "写入人员与任职")
        created = [(row, self._add(row)) for row in self.plan.new]
        bulk.insert([one.person for _, one in created if one.person.pk is None])
        for _, membership in created:
            membership.person = membership.person  # takes over the key that the person has only now
        bulk.insert([membership for _, membership in created])
        for row, membership in created:
            self._place_new(row, membership)
        for row in self.plan.changed:
            self._change(row)
        progress.step(total // 2, total, "写入所属与职务")
        self._write()
        audit.record_many(self.entries)
        progress.step(total, total, "写入完成")
        return self.plan.counts()

    def _add(self, row: RowPlan) -> Membership:
        person = row.entry.person if row.entry else Person(organization=self.register.organization)
        if person.pk:
            self._set_person(row, person)
        else:
            self._fill_person(row, person)
        membership = Membership(
            person=person,
            organization=self.register.organization,
            term=row.term,
            number=row.values.get("number") or self._next_number(row.term),
            during=DateRange(row.values["starts_on"], row.term.during.upper),
        )
        self._fill(membership, row, MEMBERSHIP)
        return membership

    def _next_number(self, term) -> str:
        if not hasattr(self, "_numbers"):
            self._numbers = {}
        if term.pk not in self._numbers:
            given = {row.values.get("number") for row in self.plan.rows} - {None}
            taken = self.register.numbers(term) | given
            highest = max((int(number) for number in taken if number.isdecimal()), default=0)
            self._numbers[term.pk] = count(highest + 1)
        return f"{next(self._numbers[term.pk]):04d}"

    def _place_new(self, row: RowPlan, membership: Membership) -> None:
        for kind, wanted in row.units.items():
            for slot, (unit, post) in enumerate(wanted.values(), start=1):
                self._open(membership, Place(kind, unit, post, slot), membership.during)
        self._give_offices(row, membership, (), membership.during)
        self._note(row, membership, "导入新增")
        if membership.person.user_id:
            self.promoted.append(membership)

    def _change(self, row: RowPlan) -> None:
        membership, person = row.entry.membership, row.entry.person
        self._set_person(row, person)
        if any(BY_NAME[name].home == MEMBERSHIP for name in row.changes):
            self._fill(membership, row, MEMBERSHIP)
            self.memberships.append(membership)
        day = reading_day(membership.during, self.register.today)
        during = DateRange(day, membership.during.upper)
        for kind in set(Kind.values) & row.changes.keys():
            self._move(row, kind, during)
        held = tuple(office.title for office in row.entry.offices)
        self._give_offices(row, membership, held, during)
        self._note(row, membership, "导入修改")
        if membership.person.user_id and "offices" in row.changes:
            self.promoted.append(membership)

    def _set_person(self, row: RowPlan, person: Person) -> None:
        if any(BY_NAME[name].home == PERSON or name == "identity_number" for name in row.changes):
            self._fill_person(row, person)
            self.persons.append(person)

    def _fill_person(self, row: RowPlan, person: Person) -> None:
        self._fill(person, row, PERSON)
        columns = name_keys(person.name)
        if "identity_number" in row.changes:
            columns |= identity_columns(row.values["identity_number"])
        for name, value in columns.items():
            setattr(person, name, value)

    def _fill(self, target: Person | Membership, row: RowPlan, home: str) -> None:
        for name, (_, value) in row.changes.items():
            if BY_NAME[name].home == home:
                setattr(target, name, value)

    def _move(self, row: RowPlan, kind: str, during: DateRange) -> None:
        """Units that stay keep their slots; the others end and the new ones take the free slots."""
        held = {slot: one for (of, slot), one in row.entry.affiliations.items() if of == kind}
        wanted, free = dict(row.units[kind]), [1, 2]
        for slot, old in held.items():
            if wanted.get(old.unit_name, (None, None))[1] == old.post:
                del wanted[old.unit_name]
                free.remove(slot)
            else:
                self._close(old, during)
        for slot, (unit, post) in zip(free, wanted.values(), strict=False):
            self._open(row.entry.membership, Place(kind, unit, post, slot), during)

    def _close(self, old: Affiliation, during: DateRange) -> None:
        """It ends today; what began only today never was."""
        if old.during.lower < during.lower:
            old.during = DateRange(old.during.lower, during.lower)
            self.ended.append(old)
        else:
            self.undone.append(old.pk)

    def _open(self, membership: Membership, place: Place, during: DateRange) -> None:
        self.added.append(
            Affiliation(
                membership=membership,
                kind=place.kind,
                slot=place.slot,
                post=place.post,
                during=during,
                **place.columns(),
            )
        )

    def _give_offices(self, row: RowPlan, membership: Membership, held: tuple, during: DateRange) -> None:
        order = row.values.get("protocol_order")
        for title in row.values.get("offices", ()):
            if title not in held:
                office = Office(membership=membership, title=title, during=during)
                office.protocol_order = order or LAST_IN_ORDER
                self.added.append(office)
        if held and "protocol_order" in row.changes:
            for office in row.entry.offices:
                office.protocol_order = order
                self.reordered.append(office)

    def _note(self, row: RowPlan, membership: Membership, act: str) -> None:
        personal = {name for name in row.changes if BY_NAME[name].personal}
        sides = [
            {
                name: audit.MASK if name in personal else shown(name, pair[side])
                for name, pair in row.changes.items()
            }
            for side in (0, 1)
        ]
        self.entries.append(audit.entry(self.by, act, membership, before=sides[0], after=sides[1]))

    def _write(self) -> None:
        bulk.update(self.persons, self._person_columns())
        bulk.update(self.memberships, ["number", "terms_served", "is_full_time", "honours"])
        bulk.update(self.ended, ["during"])
        Affiliation.objects.filter(pk__in=self.undone).delete()
        bulk.update(self.reordered, ["protocol_order"])
        for model in (Affiliation, Office):
            bulk.insert([row for row in self.added if isinstance(row, model)])
        for membership in self.promoted:
            if membership.state == MemberState.SERVING:
                give_grants(membership, self.by)

    def _person_columns(self) -> list[str]:
        touched = {name for row in self.plan.rows for name in row.changes if BY_NAME[name].home == PERSON}
        if "name" in touched:
            touched |= name_keys("").keys()
        if any("identity_number" in row.changes for row in self.plan.rows):
            touched |= identity_columns("").keys()
        return sorted(touched)
