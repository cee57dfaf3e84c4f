"""Two texts side by side, sentence by sentence, with what differs marked. Pure: no tables, no HTML."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?|\n")
MOST_MARKED = 4_000
"""Longer sentences are shown as changed whole: comparing their characters would take seconds."""


@dataclass(frozen=True)
class Piece:
    """A run of text; `kind` is same, gone (only at the left) or new (only at the right)."""

    text: str
    kind: str = "same"


@dataclass(frozen=True)
class Row:
    """One line of the page: what stands at the left and at the right."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in (*self.left, *self.right))


def side_by_side(old: str, new: str) -> list[Row]:
    """Sentences of both texts, the like ones beside each other."""
    left, right = _sentences(old), _sentences(new)
    rows = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [Row((Piece(text),), (Piece(text),)) for text in left[a:b]]
        else:
            rows += _paired(left[a:b], right[c:d])
    return rows


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE.findall(text) if part.strip()]


def _paired(left: list[str], right: list[str]) -> list[Row]:
    both = min(len(left), len(right))
    rows = [_marked(old, new) for old, new in zip(left, right, strict=False)]
    rows += [Row((Piece(text, "gone"),), ()) for text in left[both:]]
    rows += [Row((), (Piece(text, "new"),)) for text in right[both:]]
    return rows


def _marked(old: str, new: str) -> Row:
    """The characters that differ; two sentences with little in common are marked whole."""
    if len(old) + len(new) > MOST_MARKED:
        return Row((Piece(old, "gone"),), (Piece(new, "new"),))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.4:
        return Row((Piece(old, "gone"),), (Piece(new, "new"),))
    left, right = [], []
    for tag, a, b, c, d in matcher.get_opcodes():
        if b > a:
            left.append(Piece(old[a:b], "same" if tag == "equal" else "gone"))
        if d > c:
            right.append(Piece(new[c:d], "same" if tag == "equal" else "new"))
    return Row(tuple(left), tuple(right))
