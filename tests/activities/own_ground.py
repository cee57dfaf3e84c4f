"""Ground of the members' pages: activities as they stand today, whatever the hour."""

import datetime as dt

from activities.models import Activity, LeaveRequest, Sitting
from activities.services import Session
from core.clock import SHANGHAI, now
from tests.activities.ground import entry_of, fresh


def at(hours: float, length: float = 3, **fields) -> Session:
    """A sitting that begins so many hours from now."""
    start = now() + dt.timedelta(hours=hours)
    return Session(starts_at=start, ends_at=start + dt.timedelta(hours=length), **fields)


def moved(activity: Activity, hours: float) -> Activity:
    """The same activity that many hours earlier: what was to come has come."""
    by = dt.timedelta(hours=hours)
    for sitting in activity.sittings.all():
        for name in ("starts_at", "ends_at", "opens_at", "closes_at"):
            setattr(sitting, name, getattr(sitting, name) - by)
        sitting.day = sitting.starts_at.astimezone(SHANGHAI).date()
        sitting.save()
    rows = Sitting.objects.filter(activity=activity)
    times = list(rows.values_list("starts_at", "ends_at"))
    Activity.objects.filter(pk=activity.pk).update(
        starts_at=min(start for start, _ in times), ends_at=max(end for _, end in times)
    )
    return fresh(activity)


def granted(activity: Activity, membership, decider, *, state="approved", sittings=(), kind="sick"):
    """Leave as it was asked for and decided before the start."""
    entry = entry_of(activity, membership)
    return LeaveRequest.objects.create(
        entry=entry, number=entry.leaves.count() + 1, reason_kind=kind, reason="住院治疗", state=state,
        sittings=[one.pk for one in sittings], asked_by_id=membership.person.user_id,
        decided_by_id=None if state == "waiting" else decider.user_id,
    )  # fmt: skip
