"""Staff pages of the register."""

from members.admin import memberships, persons, requests

__all__ = ("memberships", "persons", "requests")
