"""Staff pages of meetings and activities."""

from activities.admin.activities import ActivityAdmin
from activities.admin.kinds import ActivityKindAdmin
from activities.admin.queues import LateEntryAdmin, LeaveRequestAdmin
from activities.admin.speeches import SpeechAdmin, SpeechCallAdmin

__all__ = (
    "ActivityAdmin",
    "ActivityKindAdmin",
    "LateEntryAdmin",
    "LeaveRequestAdmin",
    "SpeechAdmin",
    "SpeechCallAdmin",
)
