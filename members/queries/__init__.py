"""Reads of the register: who serves, in which order they are printed, what was true of them when."""

from members.queries.profiles import Held, Profile, Span, profiles, profiles_on
from members.queries.register import (
    membership_of,
    memberships_on,
    printed_order,
    roster_on,
    search,
)

__all__ = [
    "Held",
    "Profile",
    "Span",
    "membership_of",
    "memberships_on",
    "printed_order",
    "profiles",
    "profiles_on",
    "roster_on",
    "search",
]
