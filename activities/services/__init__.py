"""The verbs of meetings and activities. Each is one transaction, audited, and refuses in Chinese."""

from activities.services.attendance import (
    ask_late_entry,
    confirm_late_entry,
    decline_late_entry,
    mark,
    note_departure,
    record_presence,
    tick,
    withdraw_presence,
)
from activities.services.kinds import save_kind, seed_kinds
from activities.services.leave import approve_leave, ask_leave, refuse_leave, withdraw_leave
from activities.services.planning import (
    Host,
    Session,
    approve,
    plan,
    record_outcome,
    revise,
    send_back,
    submit,
)
from activities.services.publishing import (
    NewTime,
    archive,
    begin,
    begin_due,
    cancel,
    publish,
    refresh_expected,
    reschedule,
)
from activities.services.roster import add_entry, answer, remove_entry, walk_in
from activities.services.settling import resettle, settle

__all__ = (
    "Host",
    "NewTime",
    "Session",
    "add_entry",
    "answer",
    "approve",
    "approve_leave",
    "archive",
    "ask_late_entry",
    "ask_leave",
    "begin",
    "begin_due",
    "cancel",
    "confirm_late_entry",
    "decline_late_entry",
    "mark",
    "note_departure",
    "plan",
    "publish",
    "record_outcome",
    "record_presence",
    "refresh_expected",
    "refuse_leave",
    "remove_entry",
    "reschedule",
    "resettle",
    "revise",
    "save_kind",
    "seed_kinds",
    "send_back",
    "settle",
    "submit",
    "tick",
    "walk_in",
    "withdraw_leave",
    "withdraw_presence",
)
