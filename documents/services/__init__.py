"""Verbs of attachments, of tables handed in, of letters; handoffs, references and instructions apart."""

from documents.services import handoffs, references
from documents.services.attachments import attach, open_for
from documents.services.imports import check, confirm, decline, hand_in, open_file, store
from documents.services.instructions import record_instruction, void_instruction
from documents.services.letters import replace_letter
from documents.services.produced import keep

__all__ = (
    "attach",
    "check",
    "confirm",
    "decline",
    "hand_in",
    "handoffs",
    "keep",
    "open_file",
    "open_for",
    "record_instruction",
    "references",
    "replace_letter",
    "store",
    "void_instruction",
)
