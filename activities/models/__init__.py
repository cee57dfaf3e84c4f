"""Meetings and activities: what kinds there are, when they sit, who is expected, on leave and present."""

from activities.models.activity import Activity, Organiser, Sitting
from activities.models.attendance import LateEntry, Presence
from activities.models.kinds import ActivityKind
from activities.models.leave import LeaveRequest
from activities.models.roster import RosterEntry

__all__ = (
    "Activity",
    "ActivityKind",
    "LateEntry",
    "LeaveRequest",
    "Organiser",
    "Presence",
    "RosterEntry",
    "Sitting",
)
