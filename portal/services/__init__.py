"""Verbs of the pages that span apps: what is made to be taken away."""

from portal.services.books import BOOK, make_book, order_book
from portal.services.published import write_announcement, write_verification

__all__ = ("BOOK", "make_book", "order_book", "write_announcement", "write_verification")
