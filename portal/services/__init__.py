"""Verbs of the pages that span apps: what is made to be taken away."""

from portal.services.books import BOOK, make_book, order_book
from portal.services.clearing import clear_old_files
from portal.services.published import published_run, write_announcement, write_verification
from portal.services.recipients import LETTERS, make_letters, order_letters

__all__ = (
    "BOOK",
    "LETTERS",
    "clear_old_files",
    "make_book",
    "make_letters",
    "order_book",
    "order_letters",
    "published_run",
    "write_announcement",
    "write_verification",
)
