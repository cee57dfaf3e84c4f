"""发布、改期、取消、开始、归档: the notice, and what everybody on the roster is told afterwards."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actors import system_actor
from activities.choices import ActivityState, Answer
from activities.freezing import expected_now, invited
from activities.models import Activity, RosterEntry, Sitting
from activities.rules import Rules
from activities.services.planning import check_sitting, half_of, span_of
from activities.services.telling import tell_roster, when
from activities.workflow import ACTIVITY
from core import audit, bulk
from core.clock import SHANGHAI, now
from core.workflow import Refused


@dataclass(frozen=True)
class NewTime:
    """When a sitting is held instead; `place` is kept when empty."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str = ""


@transaction.atomic
def publish(*, by, activity: Activity) -> int:
    """Freeze the roster and send the notice; returns how many are invited.

    The number of queries does not depend on the number of members. An activity whose end has passed is
    entered afterwards (补登): nobody can answer any more, but attendance can be recorded.
    """
    sittings = list(activity.sittings.order_by("starts_at", "id"))
    ACTIVITY.perform(activity, "publish", by=by, rules=Rules.of_kind(activity.kind).frozen())
    entries = invited(activity, sittings)
    if not entries:
        raise Refused("通知对象中没有届时在任的委员，请核对通知对象和日期")
    RosterEntry.objects.bulk_create(entries)
    audit.record(by, "固定名单", activity, after={"count": len(entries), "audience": activity.audience})
    past = activity.ends_at <= activity.published_at
    title = f"{'补登会议活动' if past else '会议活动通知'}：{activity.title}"
    tell_roster(activity, title, _notice(activity), "published", sms=not past)
    return len(entries)


@transaction.atomic
def reschedule(*, by, activity: Activity, times: Mapping[int, NewTime], reason: str) -> Activity:
    """改期: new times by the ids of sittings. Everyone answers anew; leave already granted stays granted."""
    sittings = list(activity.sittings.select_for_update().order_by("starts_at", "id"))
    if not times or times.keys() - {one.pk for one in sittings}:
        raise ValidationError({"sittings": "请选择本活动的单元并填写新的时间。"})
    ACTIVITY.perform(activity, "reschedule", by=by, reason=reason)
    old = when(activity)
    for sitting in sittings:
        if sitting.pk in times:
            _move(sitting, times[sitting.pk])
    if min(one.starts_at for one in sittings) <= now():
        raise ValidationError({"sittings": "新的时间应晚于现在。"})
    bulk.update(sittings, ["day", "half", "starts_at", "ends_at", "opens_at", "closes_at", "place"])
    span_of(activity, sittings)
    entries = list(activity.entries.select_for_update().order_by("pk"))
    _store_expected(expected_now(activity, entries, sittings))
    activity.entries.filter(answer__in=(Answer.ATTEND, Answer.DECLINE)).update(
        answer=Answer.NONE, answered_at=None, answered_by=None
    )
    audit.record(by, "改期", activity, before={"when": old}, after={"when": when(activity)}, reason=reason)
    body = f"改为{when(activity)}，原定{old}。原因：{reason}。请重新答复。"
    tell_roster(activity, f"改期：{activity.title}", body, f"rescheduled:{now():%Y%m%d%H%M%S}", sms=True)
    return activity


@transaction.atomic
def cancel(*, by, activity: Activity, reason: str) -> Activity:
    """取消 with the reason; the roster, if there is one, is told."""
    ACTIVITY.perform(activity, "cancel", by=by, reason=reason)
    if activity.published_at:
        body = f"原定{when(activity)}。原因：{reason}。"
        tell_roster(activity, f"取消：{activity.title}", body, "cancelled", sms=True)
    return activity


@transaction.atomic
def begin(*, by, activity: Activity) -> Activity:
    """开始: sign-in is open. The house does it by itself when the first sign-in opens."""
    first = activity.sittings.order_by("opens_at").first()
    if first is None or first.opens_at > now():
        raise Refused("还没有到签到开始的时间")
    ACTIVITY.perform(activity, "begin", by=by)
    if activity.ends_at > now():
        tell_roster(activity, f"签到已开始：{activity.title}", f"地点：{activity.place}。", "begun")
    return activity


def begin_due() -> int:
    """Begin every published activity whose sign-in has opened; for the beat. Returns how many."""
    due = Activity.objects.filter(
        state=ActivityState.PUBLISHED, pk__in=Sitting.objects.filter(opens_at__lte=now()).values("activity")
    )
    count = 0
    for activity in due.select_related("organization"):
        try:
            begin(by=system_actor(activity.organization), activity=activity)
        except Refused:
            continue
        count += 1
    return count


@transaction.atomic
def archive(*, by, activity: Activity) -> Activity:
    """归档: nothing changes any more."""
    return ACTIVITY.perform(activity, "archive", by=by)


@transaction.atomic
def refresh_expected(*, by, activity: Activity) -> int:
    """Bring the expected sittings in line with tenure and suspension; returns how many entries changed."""
    sittings = list(activity.sittings.all())
    entries = list(RosterEntry.objects.filter(activity=activity).select_for_update().order_by("pk"))
    changed = expected_now(activity, entries, sittings)
    if changed:
        _store_expected(changed)
        after = {"count": len(changed), "entries": sorted(one.pk for one in changed)[:500]}
        audit.record(by, "核对应到单元", activity, after=after)
    return len(changed)


def _store_expected(entries) -> None:
    if entries:
        RosterEntry.objects.bulk_update(entries, ["expected"], batch_size=500)


def _notice(activity: Activity) -> str:
    parts = [when(activity), activity.place or "地点另行通知"]
    if activity.answer_by:
        limit = activity.answer_by.astimezone(SHANGHAI)
        parts.append(f"请于{limit.month}月{limit.day}日 {limit:%H:%M} 前答复")
    return "，".join(parts) + "。"


def _move(sitting: Sitting, new: NewTime) -> None:
    """Sign-in opens and closes as long before and after as it did."""
    opens, closes = sitting.opens_at - sitting.starts_at, sitting.closes_at - sitting.ends_at
    sitting.starts_at, sitting.ends_at = new.starts_at, new.ends_at
    sitting.opens_at, sitting.closes_at = new.starts_at + opens, new.ends_at + closes
    sitting.day = new.starts_at.astimezone(SHANGHAI).date()
    sitting.half = half_of(new.starts_at)
    sitting.place = new.place or sitting.place
    check_sitting(sitting)
