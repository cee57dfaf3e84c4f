"""The ledger in the staff site."""

from duties.admin.kinds import DutyKindAdmin
from duties.admin.missing import MissingRecordAdmin
from duties.admin.records import DutyRecordAdmin

__all__ = ("DutyKindAdmin", "DutyRecordAdmin", "MissingRecordAdmin")
