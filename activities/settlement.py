"""What a settled activity means for each person: pure, from rows already read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from activities.choices import (
    OFFICIAL_REASONS,
    Answer,
    AttendanceResult,
    LeaveState,
    SignMethod,
    SittingForm,
    UnitRule,
)
from activities.models import Activity, LeaveRequest, Presence, RosterEntry, Sitting
from activities.rules import Rules

NONE = Decimal(0)
LATE, LEFT_EARLY, LATE_ENTRY = "late", "left_early", "late_entry"
SERIOUSNESS = (
    AttendanceResult.ABSENT,
    AttendanceResult.LEAVE_REFUSED,
    AttendanceResult.EXCUSED,
    AttendanceResult.OFFICIAL_LEAVE,
)
"""For what counts once: the first of these among the half-days missed is what is written."""


@dataclass(frozen=True)
class Unit:
    """One person in one sitting: `expected` and `attended` in half-days."""

    entry: RosterEntry
    sitting: Sitting
    result: str
    expected: Decimal
    attended: Decimal
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the ledger is told of one person: `sitting` None where the activity counts once."""

    entry: RosterEntry
    sitting: Sitting | None
    day: object
    duty_kind: str
    result: str
    expected: Decimal
    quantity: Decimal
    flags: tuple[str, ...]

    def key(self, activity_id: int) -> str:
        place = self.sitting.pk if self.sitting else "once"
        return f"activities:{activity_id}:{place}:{self.entry.pk}"


def units(
    activity: Activity,
    sittings: Sequence[Sitting],
    entries: Iterable[RosterEntry],
    presences: Iterable[Presence],
    leaves: Iterable[LeaveRequest],
) -> list[Unit]:
    """Every person in every sitting that says something: expected there, or there without being expected.

    Where one signs up, only who has said 参加 (or came, or has leave) was expected.
    """
    there = {(one.entry_id, one.sitting_id): one for one in presences if one.withdrawn_at is None}
    asked: dict[int, list[LeaveRequest]] = {}
    for leave in leaves:
        asked.setdefault(leave.entry_id, []).append(leave)
    found = []
    for entry in entries:
        if entry.removed_at is not None:
            continue
        for sitting in sittings:
            presence = there.get((entry.pk, sitting.pk))
            unit = _unit(activity, entry, sitting, presence, asked.get(entry.pk, ()))
            if unit is not None:
                found.append(unit)
    return found


def outcomes(activity: Activity, found: Sequence[Unit]) -> list[Outcome]:
    """What the ledger is told, by the rules frozen at publishing."""
    rules = Rules.of(activity)
    if rules.unit == UnitRule.HALF_DAY:
        return [
            Outcome(
                entry=one.entry,
                sitting=one.sitting,
                day=one.sitting.day,
                duty_kind=duty_kind_of(rules, one.sitting),
                result=one.result,
                expected=one.expected,
                quantity=one.attended,
                flags=one.flags,
            )
            for one in found
        ]
    by_entry: dict[int, list[Unit]] = {}
    for one in found:
        by_entry.setdefault(one.entry.pk, []).append(one)
    return [_once(rules, mine) for mine in by_entry.values()]


def duty_kind_of(rules: Rules, sitting: Sitting) -> str:
    """小组 and 联组 sessions of a plenary may count as another kind."""
    apart = rules.group_duty_kind and sitting.form != SittingForm.WHOLE
    return rules.group_duty_kind if apart else rules.duty_kind


def was_present(rules: Rules, mine: Sequence[Unit]) -> bool:
    """There at all, and in at least the least share of the half-days expected (2/3 unless the kind says else)."""
    expected = sum((one.expected for one in mine), NONE)
    attended = sum((one.attended for one in mine if one.result == AttendanceResult.PRESENT), NONE)
    return (
        expected > 0
        and attended > 0
        and attended * rules.absent_below_den >= expected * rules.absent_below_num
    )


def _unit(
    activity: Activity,
    entry: RosterEntry,
    sitting: Sitting,
    presence: Presence | None,
    leaves: Iterable[LeaveRequest],
) -> Unit | None:
    addressed = sitting.pk in entry.expected
    if presence is not None:
        flags = _flags(presence)
        if addressed:
            return Unit(entry, sitting, AttendanceResult.PRESENT, sitting.weight, sitting.weight, flags)
        return Unit(entry, sitting, AttendanceResult.WALK_IN, NONE, sitting.weight, flags)
    if not addressed:
        return None
    result = _without(sitting, leaves)
    signed_up = activity.must_attend or entry.answer == Answer.ATTEND
    if not signed_up and result in (AttendanceResult.ABSENT, AttendanceResult.LEAVE_REFUSED):
        return None
    return Unit(entry, sitting, result, sitting.weight, NONE)


def _without(sitting: Sitting, leaves: Iterable[LeaveRequest]) -> str:
    """What being away means: leave granted, leave refused, or absence."""
    mine = [one for one in leaves if not one.sittings or sitting.pk in one.sittings]
    for leave in mine:
        if leave.state == LeaveState.APPROVED:
            official = leave.reason_kind in OFFICIAL_REASONS
            return AttendanceResult.OFFICIAL_LEAVE if official else AttendanceResult.EXCUSED
    if any(one.state == LeaveState.REFUSED for one in mine):
        return AttendanceResult.LEAVE_REFUSED
    return AttendanceResult.ABSENT


def _flags(presence: Presence) -> tuple[str, ...]:
    said: Mapping[str, bool] = {
        LATE: presence.late,
        LEFT_EARLY: presence.left_early,
        LATE_ENTRY: presence.method == SignMethod.LATE_ENTRY,
    }
    return tuple(name for name, holds in said.items() if holds)


def _once(rules: Rules, mine: Sequence[Unit]) -> Outcome:
    """One fact for the whole activity: present, or the most serious reason for being away."""
    flags = {flag for one in mine for flag in one.flags}
    expected = any(one.expected for one in mine)
    if not expected:
        result = AttendanceResult.WALK_IN
    elif was_present(rules, mine):
        result = AttendanceResult.PRESENT
    else:
        missed = {one.result for one in mine}
        result = next(one for one in SERIOUSNESS if one in missed)
    counted = result in (AttendanceResult.PRESENT, AttendanceResult.WALK_IN)
    return Outcome(
        entry=mine[0].entry,
        sitting=None,
        day=mine[0].sitting.day,
        duty_kind=rules.duty_kind,
        result=result,
        expected=Decimal(1) if expected else NONE,
        quantity=Decimal(1) if counted else NONE,
        flags=tuple(name for name in (LATE, LEFT_EARLY, LATE_ENTRY) if name in flags),
    )
