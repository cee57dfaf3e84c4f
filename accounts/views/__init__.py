"""The doors of accounts."""

from accounts.views.entrance import activate, lockout, log_in, log_out
from accounts.views.factor import second_factor, second_factor_setup
from accounts.views.own import devices, end_device, password, switch

__all__ = (
    "activate",
    "devices",
    "end_device",
    "lockout",
    "log_in",
    "log_out",
    "password",
    "second_factor",
    "second_factor_setup",
    "switch",
)
