"""A person becomes a member: at the start of a term, or 增补 within it."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from accounts.actors import Actor
from core import audit
from core.workflow import Refused
from members.choices import AffiliationKind, ChangeKind
from members.models import Affiliation, Membership, Person, StatusChange
from members.policies import may_keep_register
from members.services.grants import give_grants
from members.services.persons import register_person
from organizations.models import Committee, Group, Sector, Term

UNIT_COLUMNS = {Sector: "sector", Committee: "committee", Group: "group"}
CONFLICTS = {
    "membership_number_once": "委员编号 {number} 在本届已被使用",
    "membership_spans_apart": "{name}在此期间已是本会委员",
}


@dataclass(frozen=True)
class Decision:
    """What a competent body decided: `body` is a DecidingBody; dates are days."""

    body: str
    meeting: str
    decided_on: dt.date
    effective_on: dt.date
    reason: str
    document_number: str = ""
    notified: str = ""


@dataclass(frozen=True)
class Place:
    """Where a member stands: a kind of affiliation, its unit (or the name of a party), and the post."""

    kind: str
    unit: Model | str
    post: str = ""
    slot: int = 1

    def columns(self) -> dict:
        """The columns of Affiliation that name the unit."""
        if self.kind == AffiliationKind.PARTY:
            return {"party": str(self.unit)}
        return {UNIT_COLUMNS[type(self.unit)]: self.unit}  # type: ignore[index]


def appoint(*, by: Actor, person: Person, term: Term, decision: Decision, **details) -> Membership:
    """任职 from `decision.effective_on` to the end of the term. Details: number, places, terms_served."""
    return _appoint(ChangeKind.APPOINTED, by, person, term, decision, **details)


def co_opt(*, by: Actor, person: Person, term: Term, decision: Decision, **details) -> Membership:
    """增补 within the term."""
    return _appoint(ChangeKind.CO_OPTED, by, person, term, decision, **details)


@transaction.atomic
def enrol(verb, *, by: Actor, person: dict, **details) -> Membership:
    """Open a file for a person who is new here and appoint or co-opt (`verb`) them in one act."""
    return verb(by=by, person=register_person(by=by, **person), **details)


def next_number(term: Term) -> str:
    """The number after the highest one of the term, with four digits: 0320."""
    taken = Membership.objects.filter(term=term).values_list("number", flat=True)
    return f"{max((int(number) for number in taken if number.isdigit()), default=0) + 1:04d}"


def check_place(place: Place, term_id: int) -> None:
    """The unit must have been constituted for the term of the membership."""
    if place.kind == AffiliationKind.PARTY:
        return
    if place.unit.term_id != term_id:
        raise Refused(f"“{place.unit}”不是本届设置的{AffiliationKind(place.kind).label}")
    if isinstance(place.unit, Group) and place.unit.kind != place.kind:
        raise Refused(f"“{place.unit}”不是{AffiliationKind(place.kind).label}")


@transaction.atomic
def _appoint(
    kind: ChangeKind,
    by: Actor,
    person: Person,
    term: Term,
    decision: Decision,
    *,
    number: str = "",
    places: tuple[Place, ...] = (),
    terms_served: int = 1,
) -> Membership:
    if not may_keep_register(by, term.organization_id):
        raise Refused("您没有维护本会委员名册的权限")
    if not term.during.lower <= decision.effective_on < term.during.upper:
        raise Refused(f"生效日期不在{term}任期之内")
    membership = _create(person, term, number or next_number(term), decision.effective_on, terms_served)
    for place in places:
        check_place(place, term.pk)
        Affiliation.objects.create(
            membership=membership,
            kind=place.kind,
            slot=place.slot,
            post=place.post,
            during=membership.during,
            **place.columns(),
        )
    write_change(membership, kind, decision, by)
    audit.record(
        by,
        kind.label,
        membership,
        after=audit.snapshot(membership) | {"places": [str(p.unit) for p in places]},
    )
    give_grants(membership, by)
    return membership


def write_change(membership: Membership, kind: str, decision: Decision, by: Actor) -> StatusChange:
    """Append the decision to the membership's history."""
    return StatusChange.objects.create(
        membership=membership,
        kind=kind,
        recorded_by_id=by.user_id,
        reason=decision.reason,
        body=decision.body,
        meeting=decision.meeting,
        decided_on=decision.decided_on,
        effective_on=decision.effective_on,
        document_number=decision.document_number,
        notified=decision.notified,
    )


def _create(person: Person, term: Term, number: str, starts_on: dt.date, terms_served: int) -> Membership:
    try:
        with transaction.atomic():
            return Membership.objects.create(
                person=person,
                organization_id=term.organization_id,
                term=term,
                number=number,
                terms_served=terms_served,
                during=DateRange(starts_on, term.during.upper),
            )
    except IntegrityError as error:
        for name, sentence in CONFLICTS.items():
            if name in str(error):
                raise Refused(sentence.format(number=number, name=person.name)) from error
        raise
