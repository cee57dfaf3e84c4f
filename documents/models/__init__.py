"""Files that came in, letters, and what passes between matters."""

from documents.models.files import Attachment, ImportBatch, LetterTemplate
from documents.models.matters import Handoff, Instruction, Reference

__all__ = ("Attachment", "Handoff", "ImportBatch", "Instruction", "LetterTemplate", "Reference")
