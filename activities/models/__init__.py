"""Meetings and activities: what kinds there are, when they sit, who is expected, on leave and present."""

from activities.models.activity import Activity, Organiser, Sitting
from activities.models.attendance import LateEntry, Presence
from activities.models.cadence import CadenceRule, Occurrence
from activities.models.kinds import ActivityKind
from activities.models.leave import LeaveRequest
from activities.models.roster import RosterEntry
from activities.models.signin import DoorScan, SignDevice, SignFlag, SignKey
from activities.models.sites import (
    Checklist,
    ChecklistItem,
    Deed,
    ReceptionDay,
    ReceptionIssue,
    Site,
    SiteActivity,
    SiteKind,
    SiteTick,
    Town,
    TownTask,
)
from activities.models.speeches import Speech, SpeechCall, SpeechScore, SpeechVersion
from activities.models.targets import TargetItem, TargetSet

__all__ = (
    "Activity",
    "ActivityKind",
    "CadenceRule",
    "Checklist",
    "ChecklistItem",
    "Deed",
    "DoorScan",
    "LateEntry",
    "LeaveRequest",
    "Occurrence",
    "Organiser",
    "Presence",
    "ReceptionDay",
    "ReceptionIssue",
    "RosterEntry",
    "SignDevice",
    "SignFlag",
    "SignKey",
    "Site",
    "SiteActivity",
    "SiteKind",
    "SiteTick",
    "Sitting",
    "Speech",
    "SpeechCall",
    "SpeechScore",
    "SpeechVersion",
    "TargetItem",
    "TargetSet",
    "Town",
    "TownTask",
)
