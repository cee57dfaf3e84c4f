"""Staff pages of meetings and activities."""

from activities.admin.signin import SignFlagAdmin
from activities.admin.speeches import SpeechAdmin, SpeechCallAdmin

__all__ = (
    "SignFlagAdmin",
    "SpeechAdmin",
    "SpeechCallAdmin",
)
