"""Reports that say the same, found over a window of days in the background."""

import datetime as dt
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from rapidfuzz import fuzz

from core import audit, jobs
from core.clock import SHANGHAI
from core.likeness import plain
from core.workflow import Refused
from social_info import policies
from social_info.choices import ReportState
from social_info.models import ClusterScan, Report
from social_info.models.reports import OPEN_LABELS, TEXTS

TASK = "social_info.cluster"
MOST_DAYS = 370
MOST_GROUPS, MOST_PAIRS = 200, 150_000
RARE_WORDS, SHARED_WORDS = 14, 3
CHUNK = 5_000

PAIRS = """
WITH words AS MATERIALIZED (
  SELECT id, unnest(tsvector_to_array(tokens)) AS word FROM social_info_report WHERE id = ANY(%(ids)s)
), often AS MATERIALIZED (
  SELECT word, count(*) AS n FROM words GROUP BY word HAVING count(*) BETWEEN 2 AND %(most)s
), rare AS MATERIALIZED (
  SELECT id, word FROM (
    SELECT words.id, words.word, row_number() OVER (PARTITION BY words.id ORDER BY often.n, words.word) AS turn
    FROM words JOIN often USING (word)
  ) ranked WHERE turn <= %(rare)s
)
SELECT one.id, other.id FROM rare one JOIN rare other ON one.word = other.word AND one.id < other.id
GROUP BY 1, 2 HAVING count(*) >= %(shared)s ORDER BY count(*) DESC, 1, 2 LIMIT %(limit)s
"""
"""Pairs that share several of the rarest pairs of characters of both; a word of every second report says nothing."""


@transaction.atomic
def start_scan(*, by, since: dt.date, until: dt.date, percent: int) -> ClusterScan:
    """Look for clusters among the open reports handed in within the window."""
    if not policies.may_scan(by):
        raise Refused("您没有归集相近信息的权限。")
    if until < since or (until - since).days > MOST_DAYS:
        raise ValidationError({"until": "止日不能早于起日，前后不超过一年。"})
    if not 30 <= percent <= 100:
        raise ValidationError({"percent": "相近程度在 30 至 100 之间。"})
    scan = ClusterScan.objects.create(
        organization_id=by.organization_id,
        since=since,
        until=until,
        percent=percent,
        created_by_id=by.user_id,
    )
    job = jobs.enqueue(TASK, key=f"{TASK}:{scan.pk}", label="归集相近信息", actor=by, scan=scan.pk)
    ClusterScan.objects.filter(pk=scan.pk).update(job=job)
    scan.refresh_from_db()
    audit.record(
        by, "归集相近信息", scan, after={"since": str(since), "until": str(until), "percent": percent}
    )
    return scan


def work_on(scan: ClusterScan, progress) -> int:
    """Find and store the groups; returns how many. May run twice."""
    ids = list(_rows(scan).values_list("pk", flat=True))
    progress.step(0, max(1, len(ids)), "正在挑选可能相近的信息")
    pairs = candidates(ids)
    texts = _texts(ids)
    found = _like(pairs, texts, scan.percent, progress, len(ids))
    groups = _groups(found)[:MOST_GROUPS]
    ClusterScan.objects.filter(pk=scan.pk).update(groups=groups)
    progress.step(len(ids), max(1, len(ids)), f"共 {len(groups)} 组")
    return len(groups)


def candidates(ids: list[int]) -> list[tuple[int, int]]:
    """Pairs of reports worth comparing, the likeliest first."""
    asked = {
        "ids": ids,
        "most": max(30, len(ids) // 25),
        "rare": RARE_WORDS,
        "shared": SHARED_WORDS,
        "limit": MOST_PAIRS,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, asked)
        return cursor.fetchall()


def _rows(scan: ClusterScan):
    start = dt.datetime.combine(scan.since, dt.time(), SHANGHAI)
    end = dt.datetime.combine(scan.until + dt.timedelta(days=1), dt.time(), SHANGHAI)
    return Report.objects.filter(
        organization_id=scan.organization_id,
        label__in=OPEN_LABELS,
        submitted_at__gte=start,
        submitted_at__lt=end,
    ).exclude(state=ReportState.DRAFT)


def _texts(ids: list[int]) -> dict[int, str]:
    """Report → its text as it is compared."""
    rows = Report.objects.filter(pk__in=ids).values_list("pk", "title", *TEXTS)
    return {pk: plain(" ".join(parts)) for pk, *parts in rows.iterator(chunk_size=CHUNK)}


def _like(pairs, texts, percent: int, progress, total: int):
    for at, (one, other) in enumerate(pairs):
        if at % CHUNK == 0:
            progress.step(total * at // max(1, len(pairs)), max(1, total), "正在比对全文")
        if fuzz.ratio(texts[one], texts[other], score_cutoff=percent) >= percent:
            yield one, other


def _groups(pairs) -> list[list[int]]:
    """Whoever is like one of a group belongs to it; the largest first."""
    home: dict[int, int] = {}

    def root(key: int) -> int:
        while home.setdefault(key, key) != key:
            home[key] = home[home[key]]
            key = home[key]
        return key

    for one, other in pairs:
        home[root(other)] = root(one)
    found = defaultdict(list)
    for key in home:
        found[root(key)].append(key)
    return sorted(
        (sorted(group) for group in found.values() if len(group) > 1), key=lambda group: (-len(group), group)
    )
