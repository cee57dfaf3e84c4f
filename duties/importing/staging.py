"""Staged facts against the ledger, all in SQL."""

import csv
import io
from collections.abc import Iterable

from django.db import connection

COLUMNS = (
    "row", "membership_id", "number", "kind_id", "code", "day", "title", "role", "stage", "level", "result",
    "flags", "people", "expected", "quantity", "points", "note", "document", "matter", "parent",
    "bearer_kind", "bearer_name", "group_id",
)  # fmt: skip
CREATE = """
CREATE TEMP TABLE duties_staging (
  row integer, membership_id bigint, number text, kind_id bigint, code text, day date, title text, role text,
  stage text, level text, result text, flags varchar[], people smallint, expected numeric(8,2),
  quantity numeric(8,2), points numeric(8,2), note text, document text,
  matter text, parent text, bearer_kind text, bearer_name text, group_id bigint
) ON COMMIT DROP
"""
TEXTS = "title, role, stage, level, result, note, document, matter, parent, bearer_kind, bearer_name"
KEY = """
CREATE TEMP TABLE duties_keyed ON COMMIT DROP AS
SELECT *, 'import:' || document || ':' || number || ':' || code || ':' || day || ':' ||
  row_number() OVER (PARTITION BY document, number, code, day ORDER BY row) AS source_key
FROM duties_staging
"""
UNLIKE = """
SELECT k.row, CASE
  WHEN r.matter_title <> k.title THEN 'title' WHEN r.role <> k.role THEN 'role'
  WHEN r.stage <> k.stage THEN 'stage' WHEN r.level <> k.level THEN 'level'
  WHEN r.result <> k.result THEN 'result' WHEN r.expected <> k.expected THEN 'expected'
  WHEN r.quantity <> k.quantity THEN 'quantity' WHEN r.people <> k.people THEN 'people'
  WHEN r.entered_points IS DISTINCT FROM k.points THEN 'points' END AS unlike
FROM duties_keyed k JOIN duties_dutyrecord r
  ON r.organization_id = %s AND r.source_key = k.source_key AND r.voided_at IS NULL
WHERE (r.matter_title, r.role, r.stage, r.level, r.result, r.expected, r.quantity, r.people, r.entered_points)
  IS DISTINCT FROM (k.title, k.role, k.stage, k.level, k.result, k.expected, k.quantity, k.people, k.points)
ORDER BY k.row
"""
COUNT = """
SELECT count(*), count(r.id), count(*) FILTER (WHERE NOT k.day <@ m.during)
FROM duties_keyed k LEFT JOIN members_membership m ON m.id = k.membership_id
LEFT JOIN duties_dutyrecord r
  ON r.organization_id = %s AND r.source_key = k.source_key AND r.voided_at IS NULL
"""
SAMPLE = """
SELECT r.id IS NULL, coalesce(k.number || ' ' || p.name, k.bearer_name), d.label, k.day, k.title,
  concat_ws('、', d.roles->>k.role, d.stages->>k.stage, d.levels->>k.level, d.results->>k.result),
  k.expected, k.quantity, k.points, k.document
FROM duties_keyed k LEFT JOIN members_membership m ON m.id = k.membership_id
LEFT JOIN members_person p ON p.id = m.person_id JOIN duties_dutykind d ON d.id = k.kind_id
LEFT JOIN duties_dutyrecord r
  ON r.organization_id = %s AND r.source_key = k.source_key AND r.voided_at IS NULL
ORDER BY (r.id IS NOT NULL), k.row LIMIT %s
"""
BEARERS = """
INSERT INTO duties_bearer (organization_id, kind, group_id, name)
SELECT DISTINCT %s, bearer_kind, group_id, CASE WHEN group_id IS NULL THEN bearer_name ELSE '' END
FROM duties_keyed WHERE membership_id IS NULL ORDER BY 2, 4, 3
ON CONFLICT DO NOTHING
"""
INSERT = """
WITH said AS (
  INSERT INTO duties_dutyrecord (organization_id, bearer_id, kind_id, matter_ref, matter_title, parent_ref,
    stage, role, level, result, flags, people, occurred_on, expected, quantity, entered_points, source_key,
    note, recorded_by_id)
  SELECT %(organization)s, coalesce(own.id, grouped.id, named.id), k.kind_id, k.matter, k.title, k.parent, k.stage, k.role, k.level, k.result, k.flags,
    k.people, k.day, k.expected, k.quantity, k.points, k.source_key, k.note, %(author)s
  FROM duties_keyed k
  LEFT JOIN duties_bearer own ON own.membership_id = k.membership_id
  LEFT JOIN duties_bearer grouped ON grouped.group_id = k.group_id
  LEFT JOIN duties_bearer named ON k.membership_id IS NULL AND k.group_id IS NULL
    AND named.organization_id = %(organization)s AND named.kind = k.bearer_kind AND named.name = k.bearer_name
  ORDER BY k.row
  ON CONFLICT (organization_id, source_key) WHERE voided_at IS NULL DO NOTHING
  RETURNING id, source_key
), certified AS (
  INSERT INTO duties_dutyreview (record_id, kind, by_id, text)
  SELECT id, 'certified', %(checker)s, '' FROM said ORDER BY id
)
SELECT count(*), min(id), max(id),
  encode(sha256(convert_to(string_agg(source_key || E'\\n', '' ORDER BY id), 'UTF8')), 'hex') FROM said
"""


def stage(rows: Iterable[tuple]) -> None:
    """COPY the rows (in the order of COLUMNS) into a table of this transaction, each with its key."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS duties_staging, duties_keyed")
        cursor.execute(CREATE)
        command = f"COPY duties_staging ({', '.join(COLUMNS)}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({TEXTS}))"
        cursor.cursor.copy_expert(command, buffer)
        cursor.execute(KEY)
        cursor.execute("ANALYZE duties_keyed")


def unlike(organization_id: int) -> list[tuple[int, str]]:
    """Rows whose key stands in the ledger with other content: (row, first field that differs)."""
    return _rows(UNLIKE, [organization_id])


def count(organization_id: int) -> tuple[int, int, int]:
    """How many are staged, how many of them stand already, how many fall outside the tenure."""
    return _rows(COUNT, [organization_id])[0]


def sample(organization_id: int, most: int) -> list[tuple]:
    """New rows first, as words."""
    return _rows(SAMPLE, [organization_id, most])


def make_bearers(organization_id: int) -> None:
    """The groups and units of the staged facts earn from now on."""
    with connection.cursor() as cursor:
        cursor.execute(BEARERS, [organization_id])


def insert(
    organization_id: int, author_id: int, checker_id: int
) -> tuple[int, int | None, int | None, str | None]:
    """Say all staged facts that do not stand yet, each certified by the second person.

    Returns count, first id, last id, digest of their keys.
    """
    values = {"organization": organization_id, "author": author_id, "checker": checker_id}
    return _rows(INSERT, values)[0]


def _rows(sql: str, parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
