"""Who was there: the one way a sign-in is stored, ticking the list, taking back, and 补签 by two people."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import connection, transaction

from activities import policies
from activities.choices import ActivityState, LateEntryState, SignMethod
from activities.models import LateEntry, Presence, RosterEntry, Sitting
from activities.rules import Rules
from activities.workflow import LATE_ENTRY
from core import audit
from core.clock import AppNow, now
from core.workflow import Refused, Stale

GRACE = dt.timedelta(hours=24)
"""How long after the end (or after a notice published later) staff may still tick the list alone."""
SIGNED_IN = (ActivityState.PUBLISHED, ActivityState.UNDERWAY)
INSERT = """
INSERT INTO activities_presence (sitting_id, entry_id, method, scanned_at, late, left_early, device_hash,
  flags, recorded_by_id, confirmed_by_id, reason, withdrawn_reason)
VALUES (%s, %s, %s, %s, %s, false, %s, %s::varchar[], %s, %s, %s, '')
ON CONFLICT (sitting_id, entry_id) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id
"""


@transaction.atomic
def record_presence(
    *,
    by,
    sitting: Sitting,
    entry: RosterEntry,
    method: str,
    moment: dt.datetime | None = None,
    scanned_at: dt.datetime | None = None,
    device_hash: str = "",
    flags: Collection[str] = (),
    late: bool | None = None,
    recorded_by: int | None = None,
    confirmed_by: int | None = None,
    reason: str = "",
) -> tuple[Presence, bool]:
    """Store one sign-in and say whether it is new; a second one returns the first, unchanged.

    The door that calls has checked the code and the window. `moment` is the database's time when the
    caller has asked for it already; `late` follows from it (or from `scanned_at`) unless said. `recorded_by`
    (else the actor), `confirmed_by` and `reason` are of 补签.
    """
    activity = sitting.activity
    if entry.activity_id != sitting.activity_id or entry.removed_at is not None:
        raise Refused("该委员不在这项活动的名单中")
    if activity.state not in SIGNED_IN and not (
        activity.state == ActivityState.SETTLED and method in (SignMethod.LATE_ENTRY, SignMethod.IMPORT)
    ):
        raise Refused(f"当前状态为“{activity.get_state_display()}”，不能签到")
    if late is None:
        late = Rules.of(activity).window(sitting).late(scanned_at or moment or now())
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [sitting.pk, entry.pk, method, scanned_at, late, device_hash, list(flags),
             recorded_by or by.user_id, confirmed_by, reason],
        )  # fmt: skip
        created = cursor.fetchone() is not None
    presence = Presence.objects.get(sitting=sitting, entry=entry, withdrawn_at=None)
    presence.entry, presence.sitting = entry, sitting
    if created:
        audit.record(by, "签到", presence, after=audit.snapshot(presence))
    return presence, created


@transaction.atomic
def tick(
    *,
    by,
    sitting: Sitting,
    entries: Iterable[RosterEntry],
    late: Collection[int] = (),
    early: Collection[int] = (),
) -> int:
    """Tick people on the list; `late` and `early` hold ids of entries. Returns how many are new.

    One person may do so until 24 hours after the end; later it takes 补签.
    """
    _may_tick(by, sitting)
    rows = [one for one in entries if one.removed_at is None]
    if any(one.activity_id != sitting.activity_id for one in rows):
        raise Refused("只能登记本活动名单中的委员")
    there = set(
        Presence.objects.filter(sitting=sitting, withdrawn_at=None).values_list("entry_id", flat=True)
    )
    made = [
        Presence(
            sitting=sitting,
            entry=one,
            method=SignMethod.LIST,
            late=one.pk in late,
            left_early=one.pk in early,
            recorded_by_id=by.user_id,
        )
        for one in rows
        if one.pk not in there
    ]
    before = Presence.objects.filter(sitting=sitting).count()
    Presence.objects.bulk_create(made, ignore_conflicts=True)
    count = Presence.objects.filter(sitting=sitting).count() - before
    if count:
        ids = sorted(one.entry_id for one in made)[:500]
        audit.record(by, "按名单登记签到", sitting, after={"count": count, "entries": ids})
    return count


@transaction.atomic
def withdraw_presence(*, by, presence: Presence, reason: str) -> Presence:
    """Take back a sign-in that should not stand; the row stays with the reason."""
    activity = presence.sitting.activity
    if not policies.may_tick(by, activity):
        raise Refused("您没有撤销这项活动签到的权限")
    if not reason.strip():
        raise Refused("撤销签到须写明理由")
    rows = Presence.objects.filter(pk=presence.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=AppNow(), withdrawn_by=by.user_id, withdrawn_reason=reason.strip()[:200]):
        raise Stale("该签到已经撤销，请刷新后再看")
    presence.refresh_from_db()
    audit.record(by, "撤销签到", presence, after={"withdrawn": True}, reason=reason)
    return presence


@transaction.atomic
def mark(*, by, presence: Presence, late: bool | None = None, left_early: bool | None = None) -> Presence:
    """Note that somebody came late or left early, or that it was not so."""
    activity = presence.sitting.activity
    if not policies.may_tick(by, activity):
        raise Refused("您没有登记这项活动签到的权限")
    before = {"late": presence.late, "left_early": presence.left_early}
    after = {
        "late": presence.late if late is None else late,
        "left_early": presence.left_early if left_early is None else left_early,
    }
    old, new = audit.changed(before, after)
    if new:
        Presence.objects.filter(pk=presence.pk).update(**after)
        presence.late, presence.left_early = after["late"], after["left_early"]
        audit.record(by, "更正迟到早退", presence, before=old, after=new)
    return presence


@transaction.atomic
def note_departure(*, by, presence: Presence, moment: dt.datetime) -> Presence:
    """Signing out at the door: the time, and whether it was too early by the rules."""
    early = Rules.of(presence.sitting.activity).window(presence.sitting).left_early(moment)
    Presence.objects.filter(pk=presence.pk).update(left_at=moment, left_early=early)
    presence.left_at, presence.left_early = moment, early
    audit.record(by, "签退", presence, after={"left_at": str(moment), "left_early": early})
    return presence


@transaction.atomic
def ask_late_entry(*, by, sitting: Sitting, entry: RosterEntry, reason: str, late: bool = False) -> LateEntry:
    """补签 asked for by one person, with the reason."""
    activity = sitting.activity
    if not policies.may_ask_late_entry(by, activity):
        raise Refused("您没有为这项活动补签的权限")
    if not reason.strip() or len(reason.strip()) > 200:
        raise Refused("补签须写明理由，不超过 200 字")
    if entry.activity_id != sitting.activity_id or entry.removed_at is not None:
        raise Refused("该委员不在这项活动的名单中")
    if activity.state not in (*SIGNED_IN, ActivityState.SETTLED):
        raise Refused(f"当前状态为“{activity.get_state_display()}”，不能补签")
    if sitting.starts_at > now():
        raise Refused("该单元还没有开始，不能补签")
    if Presence.objects.filter(sitting=sitting, entry=entry, withdrawn_at=None).exists():
        raise Refused("该委员本单元已签到，不必补签")
    if LateEntry.objects.filter(sitting=sitting, entry=entry, state=LateEntryState.WAITING).exists():
        raise Refused("已有待确认的补签")
    asked = LateEntry.objects.create(
        sitting=sitting, entry=entry, reason=reason.strip(), late=late, asked_by_id=by.user_id
    )
    audit.record(by, "提出补签", asked, after=audit.snapshot(asked), reason=reason)
    return asked


@transaction.atomic
def confirm_late_entry(*, by, late_entry: LateEntry, opinion: str = "") -> Presence:
    """The second person confirms: the sign-in stands, always shown as 补签."""
    asked = _decide(by, late_entry, "confirm", opinion)
    presence, _ = record_presence(
        by=by,
        sitting=asked.sitting,
        entry=asked.entry,
        method=SignMethod.LATE_ENTRY,
        late=asked.late,
        confirmed_by=by.user_id,
        reason=asked.reason,
        recorded_by=asked.asked_by_id,
    )
    return presence


@transaction.atomic
def decline_late_entry(*, by, late_entry: LateEntry, opinion: str) -> LateEntry:
    """不予补签, with the reason."""
    if not opinion.strip():
        raise Refused("不予补签须写明理由")
    return _decide(by, late_entry, "decline", opinion)


def _decide(by, late_entry: LateEntry, step: str, opinion: str) -> LateEntry:
    asked = LateEntry.objects.select_related(
        "sitting__activity__organization", "sitting__activity__kind", "entry"
    ).get(pk=late_entry.pk)
    if asked.state == LateEntryState.WAITING and not policies.may_decide_late_entry(by, asked):
        raise Refused("补签须由提出人以外的人确认")
    rows = LateEntry.objects.filter(pk=asked.pk, state=LateEntryState.WAITING)
    if not rows.update(decided_by=by.user_id, decided_at=AppNow(), decision=opinion.strip()[:200]):
        raise Stale("该补签已经办理，请刷新后再看")
    return LATE_ENTRY.perform(asked, step, by=by, reason=opinion)


def _may_tick(by, sitting: Sitting) -> None:
    activity = sitting.activity
    if not policies.may_tick(by, activity):
        raise Refused("您没有登记这项活动签到的权限")
    if activity.state not in SIGNED_IN:
        raise Refused("已经结算，请办理补签后重新结算")
    moment = now()
    if moment < sitting.opens_at:
        raise Refused("还没有到签到开始的时间")
    if moment > max(sitting.ends_at, activity.published_at) + GRACE:
        raise Refused("散会已超过 24 小时，请办理补签")
