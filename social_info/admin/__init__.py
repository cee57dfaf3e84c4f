"""The desk in the staff site."""

from social_info.admin import figures, issues, registers, reports

__all__ = ("figures", "issues", "registers", "reports")
