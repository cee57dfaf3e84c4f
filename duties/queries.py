"""Reads of the ledger: whose records an actor may see, how each stands, and what it says in words."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.choices import Role
from core.clock import SHANGHAI, today
from duties.choices import RecordState, ReviewKind
from duties.facts import allowed
from duties.models import DutyKind, DutyRecord, DutyReview
from duties.policies import WHOLE_HOUSE, reads_whole_house
from members.models import Affiliation, Membership

AXES = ("role", "stage", "level", "result")
COMMITTEE_KINDS = ("committee", "home_committee")
SPOKEN = (ReviewKind.CONFIRMED, ReviewKind.DISPUTED, ReviewKind.SILENT)
RULED = (ReviewKind.UPHELD, ReviewKind.ACCEPTED)


def own_records(actor):
    """Records that the actor earned as a member of the active organisation."""
    if actor.user_id is None:
        return DutyRecord.objects.none()
    return DutyRecord.objects.visible_to(actor).filter(bearer__membership__person__user_id=actor.user_id)


def readable(actor):
    """Every record the actor may see: own ones, those of one's own 专委会, or the whole house's.

    Naming the organisation by its key as well lets the index by day give the order of the list.
    """
    rows = DutyRecord.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    if reads_whole_house(actor):
        return rows
    own = Q(bearer__membership__person__user_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    if actor.holds(Role.COMMITTEE_OFFICE):
        seats = _seats(actor).filter(
            membership=OuterRef("bearer__membership"), during__contains=OuterRef("occurred_on")
        )
        own |= Q(Exists(seats))
    return rows.filter(own)


def may_read_record(actor, pk: str) -> bool:
    """Whether the actor may see the record, and so its evidence."""
    return str(pk).isdecimal() and readable(actor).filter(pk=pk).exists()


def recordable(actor, day: dt.date):
    """Members for whom the actor may write facts of that day; a 专委会办公室 only for its own."""
    rows = Membership.objects.visible_to(actor)
    if actor.holds(*WHOLE_HOUSE):
        return rows
    seats = _seats(actor).filter(membership=OuterRef("pk"), during__contains=day)
    return rows.filter(Exists(seats))


def readable_memberships(actor, day: dt.date):
    """Members whose 履职档案 the actor may open."""
    rows = Membership.objects.visible_to(actor)
    if reads_whole_house(actor):
        return rows
    own = Q(person__user_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    if actor.holds(Role.COMMITTEE_OFFICE):
        own |= Q(Exists(_seats(actor).filter(membership=OuterRef("pk"), during__contains=day)))
    return rows.filter(own)


def kinds_for(actor):
    """System kinds and the organisation's own."""
    return DutyKind.objects.filter(Q(organization=None) | Q(organization_id=actor.organization_id))


def disputed(rows):
    """Records whose objection waits for its ruling."""
    reviews = DutyReview.objects.filter(record=OuterRef("pk"))
    ruled = reviews.filter(kind__in=RULED)
    return rows.filter(Exists(reviews.filter(kind=ReviewKind.DISPUTED)), ~Exists(ruled), voided_at=None)


def unspoken(rows):
    """Valid records about which the member has said nothing and nothing was noted."""
    said = DutyReview.objects.filter(record=OuterRef("pk"), kind__in=SPOKEN)
    return rows.filter(~Exists(said), voided_at=None)


def state_of(record: DutyRecord) -> RecordState:
    """How the record stands; its reviews are prefetched where many are shown."""
    if record.voided_at:
        return RecordState.VOIDED
    said = [review.kind for review in sorted(record.reviews.all(), key=lambda review: review.pk)]
    for kind in reversed(said):
        if kind != ReviewKind.CERTIFIED:
            return RecordState(kind)
    return RecordState.CERTIFIED if said else RecordState.WAITING


def words_of(record: DutyRecord) -> str:
    """«第一提案人、立案、市级 重点»: role, stage, level, result and flags as the kind names them."""
    named = [
        allowed(record.kind, axis).get(value, value) for axis in AXES if (value := getattr(record, axis))
    ]
    flags = [allowed(record.kind, "flags").get(flag, flag) for flag in record.flags]
    return "、".join([*named, *flags])


@dataclass(frozen=True, order=True)
class Half:
    """Half a calendar year."""

    year: int
    part: int

    @classmethod
    def of(cls, day: dt.date) -> "Half":
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def parse(cls, text: str) -> "Half | None":
        year, _, part = text.partition("-")
        good = year.isdecimal() and 1900 <= int(year) <= 2100 and part in ("1", "2")
        return cls(int(year), int(part)) if good else None

    def __str__(self):
        return f"{self.year}-{self.part}"

    @property
    def label(self) -> str:
        return f"{self.year}年{'上' if self.part == 1 else '下'}半年"

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        if self.part == 1:
            return dt.date(self.year, 1, 1), dt.date(self.year, 6, 30)
        return dt.date(self.year, 7, 1), dt.date(self.year, 12, 31)


def halves(rows) -> list[Half]:
    """Halves in which there are records, newest first; one query."""
    return sorted({Half.of(day) for day in rows.dates("occurred_on", "month")}, reverse=True)


def recent_halves(years: int = 6) -> list[Half]:
    """The current half-year and those before it, newest first; no query over the ledger."""
    now_half = Half.of(today())
    found = [Half(year, part) for year in range(now_half.year, now_half.year - years, -1) for part in (2, 1)]
    return [half for half in found if half <= now_half]


def entries_of(record: DutyRecord) -> list[dict]:
    """The record's history for the timeline, newest first."""
    tones = {kind.value: kind.tone for kind in ReviewKind}
    entries = [
        {
            "what": review.get_kind_display(),
            "at": review.at,
            "who": str(review.by) if review.by else "系统",
            "note": review.text,
            "tone": tones[review.kind],
        }
        for review in record.reviews.select_related("by")
    ]
    if record.voided_at:
        who = str(record.voided_by) if record.voided_by else "系统"
        entries.append(
            {"what": "作废", "at": record.voided_at, "who": who, "note": record.void_reason, "tone": "red"}
        )
    who = str(record.recorded_by) if record.recorded_by else "系统"
    entries.append(
        {"what": "登记", "at": record.recorded_at, "who": who, "note": record.note, "tone": "blue"}
    )
    return sorted(entries, key=lambda entry: entry["at"].astimezone(SHANGHAI), reverse=True)


def _seats(actor):
    return Affiliation.objects.filter(kind__in=COMMITTEE_KINDS, committee__in=actor.committees)
