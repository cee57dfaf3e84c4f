"""Search in Chinese without a dictionary: every two neighbouring characters are a word of the index.

Index with `SearchVector(Value(tokens(text)), config="simple")` (or store `tokens` and index that); ask with
`query`. A single Chinese character is in no index: the caller asks for it with LIKE.
"""

import re
import unicodedata

from django.contrib.postgres.search import SearchQuery

CONFIG = "simple"
MOST_QUERY = 200
MOST_WORD = 64
"""PostgreSQL refuses words of more than two thousand bytes in a question."""
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
IS_HAN = re.compile(rf"[{HAN}]")


def tokens(text: str) -> str:
    """«2026年提案» → «2026 年提 提案»: runs of Chinese as overlapping pairs, words and numbers whole."""
    return " ".join(token for run in _runs(text) for token in _pairs(run))


def query(text: str) -> SearchQuery | None:
    """All runs of `text` must occur, each as a phrase; None when there is nothing an index could find.

    None too where a run is a single Chinese character: those the caller looks for with LIKE. Only the first
    200 characters ask.
    """
    runs = _runs(text[:MOST_QUERY])
    if not runs or any(len(run) == 1 and IS_HAN.match(run) for run in runs):
        return None
    phrases = ("<->".join(f"'{pair}'" for pair in _pairs(run)) for run in runs)
    return SearchQuery(" & ".join(f"({phrase})" for phrase in phrases), search_type="raw", config=CONFIG)


def _runs(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower()
    return RUN.findall(plain)


def _pairs(run: str) -> list[str]:
    if len(run) == 1 or not IS_HAN.match(run):
        return [run[:MOST_WORD]]
    return [run[at : at + 2] for at in range(len(run) - 1)]
