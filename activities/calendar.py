"""A member's sittings for the subscribed calendar: one entry for each half-day at which the member is expected."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count

from accounts.actors import actor_of
from activities.choices import ActivityState, Answer, LeaveState
from activities.models import Sitting
from activities.queries.access import INVITED_STATES, own_entries
from activities.queries.own import Mine, load
from core.models import AuditEntry
from notices.calendar import Entry
from notices.models import CalendarFeed

MOVES = ("改期", "取消", "同意请假", "撤回请假")
"""Acts after which a calendar must take the newer word."""
ON_LEAVE = "（请假）"


def entries(feed: CalendarFeed, since: dt.datetime) -> Iterator[Entry]:
    """Sittings of the feed's owner that end after `since`; what was declined is left out, leave is marked."""
    actor = actor_of(feed.user, feed.organization_id)
    if actor.organization_id != feed.organization_id:
        return
    rows = own_entries(actor).filter(activity__state__in=INVITED_STATES, activity__ends_at__gt=since)
    found = load(actor, rows.exclude(answer=Answer.DECLINE))
    moves = _moves(found)
    for mine in found:
        for sitting in mine.expected:
            if sitting.ends_at > since:
                yield _entry(mine, sitting, moves)


def _entry(mine: Mine, sitting: Sitting, moves: dict[str, int]) -> Entry:
    activity = mine.activity
    leave = mine.leave_for(sitting, LeaveState.APPROVED)
    part = f"（{sitting.title}）" if sitting.title else ""
    return Entry(
        key=f"activities:{sitting.pk}:{mine.entry.pk}",
        title=f"{ON_LEAVE if leave else ''}{activity.title}{part}",
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        place=sitting.place or activity.place,
        cancelled=activity.state == ActivityState.CANCELLED,
        sequence=moves.get(f"activities.activity:{activity.pk}", 0)
        + sum(moves.get(f"activities.leaverequest:{one.pk}", 0) for one in mine.leaves),
    )


def _moves(found: Iterable[Mine]) -> dict[str, int]:
    """«table:id» → how often it was moved, cancelled, excused or un-excused: only ever grows."""
    found = list(found)
    named = {
        "activities.activity": [str(mine.activity.pk) for mine in found],
        "activities.leaverequest": [str(one.pk) for mine in found for one in mine.leaves],
    }
    counted: dict[str, int] = {}
    for table, ids in named.items():
        rows = AuditEntry.objects.filter(object_type=table, object_id__in=ids, act__in=MOVES)
        for pk, times in rows.values_list("object_id").annotate(times=Count("pk")).order_by():
            counted[f"{table}:{pk}"] = times
    return counted
