"""Staff pages: tables handed in, Word templates, and what passes between matters."""

from documents.admin import files, instructions, matters
from documents.admin.files import counts_sentence

__all__ = ("counts_sentence", "files", "instructions", "matters")
