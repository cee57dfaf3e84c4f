"""Staff pages of proposals."""

from proposals.admin import after, handling, proposals, settings

__all__ = ("after", "handling", "proposals", "settings")
