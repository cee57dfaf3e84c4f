"""Staff pages of meetings and activities."""

from activities.admin.activities import ActivityAdmin
from activities.admin.cadence import CadenceRuleAdmin, OccurrenceAdmin
from activities.admin.kinds import ActivityKindAdmin
from activities.admin.queues import LateEntryAdmin, LeaveRequestAdmin
from activities.admin.signin import SignFlagAdmin
from activities.admin.site_registers import ChecklistAdmin, DeedAdmin, SiteKindAdmin, TownAdmin
from activities.admin.sites import ReceptionDayAdmin, SiteAdmin, TownTaskAdmin
from activities.admin.speeches import SpeechAdmin, SpeechCallAdmin
from activities.admin.targets import TargetSetAdmin

__all__ = (
    "ActivityAdmin",
    "ActivityKindAdmin",
    "CadenceRuleAdmin",
    "ChecklistAdmin",
    "DeedAdmin",
    "LateEntryAdmin",
    "LeaveRequestAdmin",
    "OccurrenceAdmin",
    "ReceptionDayAdmin",
    "SignFlagAdmin",
    "SiteAdmin",
    "SiteKindAdmin",
    "SpeechAdmin",
    "SpeechCallAdmin",
    "TargetSetAdmin",
    "TownAdmin",
    "TownTaskAdmin",
)
