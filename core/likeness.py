"""How alike two texts are, in 0–100, whatever their punctuation, width and case."""

import re
import unicodedata
from collections.abc import Hashable, Iterable

from rapidfuzz import fuzz, process

NOT_WORD = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """The text as it is compared: NFKC, lower case, letters, digits and Chinese characters alone."""
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", text).lower())


def likeness(one: str, other: str) -> float:
    """100 for the same text, 0 for nothing in common or nothing to compare."""
    return _score(plain(one), plain(other))


def most_alike(
    text: str,
    candidates: Iterable[tuple[Hashable, str]],
    *,
    least: float = 60,
    limit: int = 5,
) -> list[tuple[Hashable, float]]:
    """(key, score) of those candidates (key, text) that reach `least`, the likest first, at most `limit`."""
    wanted = plain(text)
    if not wanted:
        return []
    texts = {key: plain(other) for key, other in candidates}
    texts = {key: other for key, other in texts.items() if other}
    found = process.extract(wanted, texts, scorer=fuzz.ratio, score_cutoff=least, limit=limit)
    return [(key, score) for _, score, key in found]


def _score(one: str, other: str) -> float:
    return fuzz.ratio(one, other) if one and other else 0.0
