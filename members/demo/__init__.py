"""Invented members to look at: `make_members` constitutes a term and fills it. Nobody in it exists."""

from members.demo.people import make_members

__all__ = ["make_members"]
