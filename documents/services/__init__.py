"""Verbs of attachments, of tables handed in, and of letters."""

from documents.services.attachments import attach, open_for
from documents.services.imports import check, confirm, decline, hand_in, open_file, store
from documents.services.letters import replace_letter
from documents.services.produced import keep

__all__ = (
    "attach",
    "check",
    "confirm",
    "decline",
    "hand_in",
    "open_file",
    "keep",
    "open_for",
    "replace_letter",
    "store",
)
