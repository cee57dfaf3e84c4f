"""Staff pages of meetings and activities."""

from activities.admin.speeches import SpeechAdmin, SpeechCallAdmin

__all__ = (
    "SpeechAdmin",
    "SpeechCallAdmin",
)
