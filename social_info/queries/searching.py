"""Finding reports by words, and those that say nearly the same as a text."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet

from core.bigrams import CONFIG, query, tokens
from core.likeness import most_alike
from social_info.models import Report
from social_info.models.reports import TEXTS
from social_info.queries.reading import open_rows, readable

MOST_WORDS, MOST_CANDIDATES = 24, 60
LEAST_TEXT = 12
"""Shorter texts are like everything."""
TEXT_FIELDS = ("title", *TEXTS)


def search(actor, words: str) -> QuerySet[Report]:
    """Readable reports in which every run of `words` occurs, newest first; all when nothing is asked."""
    return matching(readable(actor).order_by("-id"), words)


def matching(rows: QuerySet[Report], words: str) -> QuerySet[Report]:
    """Narrow `rows` to those in which every run of `words` occurs; a bare number is a 收文号 too."""
    words = " ".join(words.replace("\0", " ").split())[:100]
    if not words:
        return rows
    if words.isdigit() and len(words) < 7:
        return rows.filter(number=int(words))
    asked = query(words)
    if asked is not None:
        return rows.filter(tokens=asked)
    for word in words.split():
        rows = rows.filter(_like(word))
    return rows


@dataclass(frozen=True)
class Alike:
    """A report that says nearly the same, and how nearly (percent)."""

    report: Report
    percent: int


def alike(
    rows: QuerySet[Report], text: str, *, least: float, limit: int = 5, but: int | None = None
) -> list[Alike]:
    """The likest of `rows` to `text`: candidates share its rarest pairs, then whole texts are compared."""
    asked = _rarest(text)
    if asked is None or len(text) < LEAST_TEXT:
        return []
    near = rows.exclude(pk=but).filter(tokens=asked).order_by("-id")[:MOST_CANDIDATES]
    found = {
        one.pk: one
        for one in near.only("pk", "label", "created_by_id", "organization_id", "state", *TEXT_FIELDS)
    }
    scored = most_alike(text, ((pk, whole(one)) for pk, one in found.items()), least=least, limit=limit)
    return [Alike(found[pk], int(score)) for pk, score in scored]


def alike_for(actor, text: str, *, least: float, but: int | None = None) -> tuple[list[Alike], int]:
    """What a writer is shown: the ones the writer may read, and how many others are alike.

    Labelled reports enter neither: that something is alike would already say too much.
    """
    near = alike(open_rows(actor), text, least=least, limit=8, but=but)
    allowed = set(readable(actor).filter(pk__in=[one.report.pk for one in near]).values_list("pk", flat=True))
    shown = [one for one in near if one.report.pk in allowed]
    return shown, len(near) - len(shown)


def whole(report: Report) -> str:
    return " ".join(getattr(report, name) for name in TEXT_FIELDS)


def _rarest(text: str) -> SearchQuery | None:
    """Any two of the pairs that fewest reports hold, as the index's own statistics know them."""
    pairs = list(dict.fromkeys(tokens(text).split()))
    pairs = [pair for pair in pairs if len(pair) > 1 and "'" not in pair and "\\" not in pair]
    if not pairs:
        return None
    common = _common()
    rare = sorted(pairs, key=lambda pair: common.get(pair, 0.0))[:MOST_WORDS]
    terms = " | ".join(f"'{pair}'" for pair in rare)
    return SearchQuery(terms, search_type="raw", config=CONFIG)


def _common() -> dict[str, float]:
    """How often the commonest pairs occur, from the planner's statistics; empty before the first ANALYZE."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats "
            "WHERE schemaname = 'public' AND tablename = 'social_info_report' AND attname = 'tokens'"
        )
        row = cursor.fetchone()
    if not row or not row[0]:
        return {}
    return dict(zip(row[0], row[1], strict=False))


def _like(word: str) -> Q:
    found = Q(pk__in=[])
    for name in (*TEXT_FIELDS, "area"):
        found |= Q(**{f"{name}__icontains": word})
    return found
