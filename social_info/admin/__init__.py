"""The desk in the staff site."""

from social_info.admin import issues, registers, reports

__all__ = ("issues", "registers", "reports")
