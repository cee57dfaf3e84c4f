"""The verbs of accounts: people, grants, slips, passwords, devices, entrance."""

from accounts.services.devices import confirm_device, reset_device, verify_code
from accounts.services.entrance import (
    AddressLocked,
    TooBusy,
    check_password,
    end_sessions,
    enter,
    leave,
    rotate_session,
    step_up,
    switch_organization,
)
from accounts.services.grants import end_grant, grant_role
from accounts.services.passwords import change_password, set_password
from accounts.services.people import create_account, disable_account, enable_account
from accounts.services.refusals import note_refusal
from accounts.services.slips import MOST_ATTEMPTS, activate, issue_slip
from accounts.services.slips import VALID as SLIP_VALID

__all__ = (
    "AddressLocked",
    "MOST_ATTEMPTS",
    "SLIP_VALID",
    "TooBusy",
    "activate",
    "change_password",
    "check_password",
    "confirm_device",
    "create_account",
    "disable_account",
    "enable_account",
    "end_grant",
    "end_sessions",
    "enter",
    "grant_role",
    "issue_slip",
    "leave",
    "note_refusal",
    "reset_device",
    "rotate_session",
    "set_password",
    "step_up",
    "switch_organization",
    "verify_code",
)
