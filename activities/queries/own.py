"""What a member has before and behind: own activities with answers, leave and sign-ins, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch, Q

from activities.choices import ActivityState, Answer, AttendanceResult, EntrySource, LeaveState
from activities.models import Activity, LeaveRequest, Presence, RosterEntry, Sitting
from activities.own_choices import OwnState
from activities.queries.access import INVITED_STATES, own_entries
from activities.rules import Rules
from activities.settlement import SERIOUSNESS
from core.clock import SHANGHAI, now
from duties.models import DutyRecord
from duties.queries import own_records

OPEN = (ActivityState.PUBLISHED, ActivityState.UNDERWAY)
SETTLED = (ActivityState.SETTLED, ActivityState.ARCHIVED)
STANDING_LEAVE = (LeaveState.WAITING, LeaveState.APPROVED)


@dataclass
class Mine:
    """One activity as the member stands in it at `moment`. `records` are the member's facts of it, by sitting."""

    entry: RosterEntry
    moment: dt.datetime
    records: dict[str, DutyRecord] = field(default_factory=dict)

    @property
    def activity(self) -> Activity:
        return self.entry.activity

    @cached_property
    def sittings(self) -> list[Sitting]:
        return list(self.activity.sittings.all())

    @cached_property
    def leaves(self) -> list[LeaveRequest]:
        """Newest first."""
        return list(self.entry.leaves.all())

    @cached_property
    def presences(self) -> dict[int, Presence]:
        return {one.sitting_id: one for one in self.entry.presences.all() if one.withdrawn_at is None}

    @cached_property
    def expected(self) -> list[Sitting]:
        return [one for one in self.sittings if one.pk in self.entry.expected]

    @cached_property
    def mine(self) -> list[Sitting]:
        """Where one is expected, and where one came without being expected."""
        return [one for one in self.sittings if one.pk in self.entry.expected or one.pk in self.presences]

    @property
    def state(self):
        return self.state_of(self.mine)

    @property
    def settled(self) -> bool:
        return self.activity.state in SETTLED

    @property
    def answerable(self) -> bool:
        """Until the start, and until the deadline where there is one."""
        activity = self.activity
        open_ = activity.state == ActivityState.PUBLISHED and activity.starts_at > self.moment
        in_time = activity.answer_by is None or activity.answer_by >= self.moment
        return open_ and in_time and self.entry.removed_at is None and not self._whole_leave()

    @property
    def waits(self) -> bool:
        """An answer is asked for and none was given."""
        asked = any(one.state in STANDING_LEAVE for one in self.leaves)
        return self.answerable and self.entry.answer == Answer.NONE and not asked

    def state_of(self, sittings: Sequence[Sitting]):
        """How one stands in these sittings; an AttendanceResult once they are settled."""
        if self.activity.state == ActivityState.CANCELLED:
            return OwnState.CANCELLED
        if self.settled or not sittings:
            return self._result(sittings)
        if self.signable(sittings):
            return OwnState.SIGN_NOW
        if any(one.pk in self.presences for one in sittings):
            return OwnState.SIGNED_IN
        return self._leave_state(sittings) or self._answer_state(sittings)

    def signable(self, sittings: Iterable[Sitting]) -> list[Sitting]:
        """Sittings in which one is expected, without leave, whose sign-in is open and not yet done."""
        if self.activity.state not in OPEN:
            return []
        return [
            one
            for one in sittings
            if one.opens_at <= self.moment <= one.closes_at
            and one.pk in self.entry.expected
            and one.pk not in self.presences
            and not self.leave_for(one, LeaveState.APPROVED)
        ]

    def leave_for(self, sitting: Sitting, *states: str) -> LeaveRequest | None:
        """The latest request for this sitting; withdrawn ones only when asked for."""
        for one in self.leaves:
            if (not one.sittings or sitting.pk in one.sittings) and (
                one.state in states if states else one.state != LeaveState.WITHDRAWN
            ):
                return one
        return None

    def record_of(self, sitting: Sitting) -> DutyRecord | None:
        return self.records.get(str(sitting.pk)) or self.records.get("once")

    def _whole_leave(self) -> bool:
        return any(one.state in STANDING_LEAVE and not one.sittings for one in self.leaves)

    def _leave_state(self, sittings: Sequence[Sitting]) -> OwnState | None:
        found = [self.leave_for(one) for one in sittings]
        states = [one.state if one else None for one in found]
        if LeaveState.WAITING in states:
            return OwnState.LEAVE_WAITING
        if LeaveState.APPROVED in states:
            whole = set(states) == {LeaveState.APPROVED}
            return OwnState.LEAVE_GRANTED if whole else OwnState.LEAVE_PARTLY
        refused = LeaveState.REFUSED in states and self.entry.answer == Answer.NONE
        return OwnState.LEAVE_REFUSED if refused else None

    def _answer_state(self, sittings: Sequence[Sitting]) -> OwnState:
        if self.entry.answer == Answer.DECLINE:
            return OwnState.DECLINED
        must = self.activity.must_attend
        if all(one.closes_at < self.moment for one in sittings) and (
            must or self.entry.answer == Answer.ATTEND
        ):
            return OwnState.NOT_SIGNED
        if self.entry.answer == Answer.ATTEND:
            return OwnState.WILL_ATTEND if must else OwnState.SIGNED_UP
        return OwnState.NO_ANSWER if self.answerable else OwnState.SILENT

    def _result(self, sittings: Sequence[Sitting]):
        records = [record for one in sittings if (record := self.record_of(one))]
        results = {record.result or AttendanceResult.PRESENT for record in records}
        if not results:
            return OwnState.NOT_COUNTED
        if len(results) == 1:
            return AttendanceResult(results.pop())
        if AttendanceResult.PRESENT in results:
            return OwnState.PARTLY
        return next(
            AttendanceResult(one) for one in (*SERIOUSNESS, AttendanceResult.WALK_IN) if one in results
        )


@dataclass(frozen=True)
class Item:
    """One activity on one day: the sittings of that day that are mine."""

    day: dt.date
    mine: Mine
    sittings: tuple[Sitting, ...]

    @property
    def activity(self) -> Activity:
        return self.mine.activity

    @property
    def state(self):
        return self.mine.state_of(self.sittings)

    @property
    def place(self) -> str:
        """Where, when all of the day's sittings are in one place; else each says its own."""
        places = {one.place or self.activity.place for one in self.sittings}
        return places.pop() if len(places) == 1 else ""


def load(actor, entries) -> list[Mine]:
    """The entries with everything that `Mine` is asked for; the number of queries does not depend on theirs."""
    there = Presence.objects.visible_to(actor).filter(withdrawn_at=None)
    rows = list(
        entries.select_related("activity__kind", "activity__organization").prefetch_related(
            "activity__sittings", "leaves", Prefetch("presences", queryset=there)
        )
    )
    records = _records(actor, [one for one in rows if one.activity.state in SETTLED])
    moment = now()
    return [Mine(one, moment, records[one.pk]) for one in rows]


def upcoming(actor) -> list[Item]:
    """What is not over yet, by day and time; what was cancelled stays until its day."""
    moment = now()
    rows = _told(actor).filter(activity__ends_at__gt=moment).exclude(activity__state__in=SETTLED)
    return items(load(actor, rows), lambda sitting: sitting.ends_at > moment)


def between(actor, first: dt.date, last: dt.date) -> list[Item]:
    """What is held from `first` to `last`, both included."""
    start = dt.datetime.combine(first, dt.time.min, SHANGHAI)
    end = dt.datetime.combine(last, dt.time.max, SHANGHAI)
    rows = _told(actor).filter(activity__starts_at__lte=end, activity__ends_at__gte=start)
    return items(load(actor, rows), lambda sitting: first <= sitting.day <= last)


def past(actor):
    """Entries of what is over or settled, newest first; cancelled ones as well."""
    over = Q(activity__ends_at__lte=now()) | Q(activity__state__in=SETTLED)
    return _told(actor).filter(over).order_by("-activity__starts_at", "-pk")


def waiting(actor) -> list[Mine]:
    """Activities that ask for an answer, the nearest first."""
    rows = _told(actor).filter(
        activity__state=ActivityState.PUBLISHED, activity__starts_at__gt=now(), answer=Answer.NONE
    )
    return [one for one in load(actor, rows.order_by("activity__starts_at", "pk")) if one.waits]


def one(actor, pk: int) -> Mine | None:
    """The actor's own part in one activity, also when taken off the roster; None when never invited."""
    rows = RosterEntry.objects.visible_to(actor).filter(
        activity=pk,
        activity__organization_id=actor.organization_id,
        activity__state__in=INVITED_STATES,
        membership__person__user_id=actor.user_id,
    )
    if actor.user_id is None:
        return None
    found = load(actor, rows.select_related("membership__person").order_by("-pk")[:1])
    return found[0] if found else None


def items(mines: Iterable[Mine], wanted) -> list[Item]:
    """By day and time, the sittings for which `wanted(sitting)` holds."""
    found = []
    for mine in mines:
        days = defaultdict(list)
        for sitting in mine.mine:
            if wanted(sitting):
                days[sitting.day].append(sitting)
        found += [Item(day, mine, tuple(sittings)) for day, sittings in days.items()]
    return sorted(found, key=lambda item: (item.day, item.sittings[0].starts_at, item.activity.pk))


def by_day(found: Iterable[Item]) -> list[tuple[dt.date, list[Item]]]:
    days: dict[dt.date, list[Item]] = defaultdict(list)
    for item in found:
        days[item.day].append(item)
    return sorted(days.items())


def leave_left(mine: Mine) -> int:
    """How many requests for leave remain."""
    return max(Rules.of(mine.activity).max_leave_requests - len(mine.leaves), 0)


def open_for_leave(mine: Mine) -> list[Sitting]:
    """Expected sittings that have not begun and for which no leave was granted."""
    return [
        one
        for one in mine.expected
        if one.starts_at > mine.moment and not mine.leave_for(one, LeaveState.APPROVED)
    ]


def no_leave_because(mine: Mine) -> str:
    """Why no leave may be asked for now, in one sentence; empty when it may."""
    rules = Rules.of(mine.activity)
    if mine.activity.state not in OPEN or mine.entry.removed_at is not None:
        return "这项活动现在不能请假。"
    if mine.entry.source == EntrySource.WALK_IN or not mine.expected:
        return "您不在这项活动的应到名单中，不必请假。"
    if any(one.state == LeaveState.WAITING for one in mine.leaves):
        return "已有待批的请假申请，请等待批复，或先撤回再重新申请。"
    if all(one.starts_at <= mine.moment for one in mine.expected):
        return "活动已经开始，不能再请假。如有特殊情况，请与联系人联系。"
    if not open_for_leave(mine):
        return "尚未开始的时段都已准假，不必再申请。"
    if not leave_left(mine):
        return f"这类活动至多申请 {rules.max_leave_requests} 次请假，已经用完，请与联系人联系。"
    return ""


def _told(actor):
    return own_entries(actor).filter(activity__state__in=INVITED_STATES)


def _records(actor, entries: Sequence[RosterEntry]) -> dict[int, dict[str, DutyRecord]]:
    """Entry → place in the source key (a sitting's id or «once») → the standing fact."""
    found: dict[int, dict[str, DutyRecord]] = defaultdict(dict)
    if not entries:
        return found
    keys = [
        f"activities:{entry.activity_id}:{place}:{entry.pk}"
        for entry in entries
        for place in (*(one.pk for one in entry.activity.sittings.all()), "once")
    ]
    rows = own_records(actor).filter(
        organization_id=actor.organization_id, source_key__in=keys, voided_at=None
    )
    for record in rows.select_related("kind", "bearer__membership__person"):
        *_, place, entry = record.source_key.split(":")
        found[int(entry)][place] = record
    return found
