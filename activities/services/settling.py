"""结算: the roster of an activity becomes facts of the ledger, all or none; 重新结算 replaces what changed."""

from collections.abc import Sequence

from django.db import transaction

from activities.choices import LateEntryState, LeaveState
from activities.facts import PREFIX, bearers_of, duty_kinds, facts_of
from activities.models import Activity, LateEntry, LeaveRequest
from activities.services.publishing import refresh_expected
from activities.services.telling import tell_members, tell_roster
from activities.workflow import ACTIVITY
from core import locks
from core.clock import now
from core.workflow import Refused
from duties.facts import Fact
from duties.models import DutyRecord
from duties.services import record_duties, void_duty

COMPARED = (
    "bearer_id", "kind_id", "occurred_on", "result", "expected", "quantity", "matter_title",
)  # fmt: skip


@transaction.atomic
def settle(*, by, activity: Activity) -> int:
    """结算考勤: a fact for everyone expected (absence and leave too) and for walk-ins; returns how many.

    Tenure and suspension are looked at once more, by the day of each sitting. Everything still waiting to
    be decided is decided first. The number of queries does not depend on the number of members.
    """
    locks.shared(activity.organization_id)
    activity = _held(activity)
    _refuse_early(activity)
    ACTIVITY.perform(activity, "settle", by=by)
    refresh_expected(by=by, activity=activity)
    written = record_duties(by=by, facts=_facts(activity))
    body = "出席、请假、缺席情况已记入您的履职档案，如有出入请在履职记录中提出异议。"
    tell_roster(activity, f"考勤已结算：{activity.title}", body, "settled")
    return written


@transaction.atomic
def resettle(*, by, activity: Activity, reason: str) -> tuple[int, int]:
    """重新结算 after a correction: void what is no longer so, say what is; returns (voided, written).

    Facts that stay the same are not touched. Members whose facts changed are told.
    """
    locks.shared(activity.organization_id)
    activity = _held(activity)
    _refuse_undecided(activity)
    ACTIVITY.perform(activity, "resettle", by=by, reason=reason)
    refresh_expected(by=by, activity=activity)
    wanted = {fact.source_key: fact for fact in _facts(activity)}
    standing = {row.source_key: row for row in standing_facts(activity)}
    stale = [row for key, row in standing.items() if key not in wanted or not _same(wanted[key], row)]
    for row in stale:
        void_duty(by=by, record=row, reason=f"重新结算：{reason}"[:200])
    gone = {row.source_key for row in stale}
    fresh = [fact for key, fact in wanted.items() if key not in standing or key in gone]
    written = record_duties(by=by, facts=fresh)
    _tell_changed(activity, stale, fresh)
    return len(stale), written


def standing_facts(activity: Activity):
    """The facts in the ledger that this activity has written and nobody has voided."""
    return DutyRecord.objects.filter(
        organization_id=activity.organization_id,
        source_key__startswith=f"{PREFIX}{activity.pk}:",
        voided_at=None,
    ).select_related("bearer")


def _held(activity: Activity) -> Activity:
    return (
        Activity.objects.select_for_update(of=("self",))
        .select_related("organization", "kind")
        .get(pk=activity.pk)
    )


def _facts(activity: Activity) -> list[Fact]:
    return facts_of(activity, duty_kinds(activity.organization_id), bearers_of(activity.organization))


def _refuse_early(activity: Activity) -> None:
    if activity.ends_at is None or activity.ends_at > now():
        raise Refused("活动还没有结束，结束后再结算")
    _refuse_undecided(activity)


def _refuse_undecided(activity: Activity) -> None:
    leaves = LeaveRequest.objects.filter(entry__activity=activity, state=LeaveState.WAITING).count()
    late = LateEntry.objects.filter(sitting__activity=activity, state=LateEntryState.WAITING).count()
    waiting = [f"{count} 件{what}" for count, what in ((leaves, "请假待批"), (late, "补签待确认")) if count]
    if waiting:
        raise Refused(f"还有{'、'.join(waiting)}，办理后再结算")


def _same(fact: Fact, row: DutyRecord) -> bool:
    said = {"bearer_id": fact.bearer.pk, "kind_id": fact.kind.pk}
    alike = all(said.get(name, getattr(fact, name, None)) == getattr(row, name) for name in COMPARED)
    return alike and sorted(fact.flags) == sorted(row.flags)


def _tell_changed(activity: Activity, stale: Sequence[DutyRecord], fresh: Sequence[Fact]) -> None:
    changed = {row.bearer.membership_id for row in stale} | {fact.bearer.membership_id for fact in fresh}
    if changed:
        title = f"考勤有更正：{activity.title}"
        tell_members(activity, changed, title, "请在履职记录中核对。", f"resettled:{activity.settled_times}")
