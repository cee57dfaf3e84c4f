"""The few statements of sign-in, each decided by the database: who owns a device, who is present."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from psycopg2.extras import execute_values

DEVICE = """
WITH fresh AS (
  INSERT INTO activities_signdevice (activity_id, entry_id, digest) VALUES (%(activity)s, %(entry)s, %(digest)s)
  ON CONFLICT (activity_id, digest) DO NOTHING RETURNING entry_id
)
SELECT entry_id FROM fresh
UNION ALL SELECT entry_id FROM activities_signdevice WHERE activity_id = %(activity)s AND digest = %(digest)s
LIMIT 1
"""
COLUMNS = (
    "sitting_id, entry_id, method, scanned_at, late, left_early, device_hash, flags, recorded_by_id, reason, "
    "withdrawn_reason"
)
PRESENCE = f"""
INSERT INTO activities_presence ({COLUMNS}) VALUES %s
ON CONFLICT (sitting_id, entry_id) WHERE withdrawn_at IS NULL DO NOTHING
RETURNING entry_id, id, signed_at
"""  # noqa: S608 -- the columns are the text above


@dataclass(frozen=True, slots=True)
class Row:
    """One presence of a whole batch to be written; `scanned_at` is the time sealed into the code, None for now."""

    sitting_id: int
    entry_id: int
    method: str
    late: bool
    scanned_at: object = None
    device: str = ""
    recorded_by_id: int | None = None


def claim_device(*, activity_id: int, entry_id: int, digest: str) -> int:
    """The roster entry that owns this device at this meeting: the given one, or whoever came first."""
    values = {"activity": activity_id, "entry": entry_id, "digest": digest}
    with connection.cursor() as cursor:
        for _ in range(2):  # a rival's row, committed while we waited for it, is seen the second time
            cursor.execute(DEVICE, values)
            found = cursor.fetchone()
            if found:
                return found[0]
    raise RuntimeError("a device without an owner")


def write_presences(rows: Iterable[Row]) -> dict[int, tuple]:
    """Write what is not there yet; entry → (id, the database's time) of the new rows only."""
    values = [
        (row.sitting_id, row.entry_id, row.method, row.scanned_at, row.late, False, row.device, [],
         row.recorded_by_id, "", "")
        for row in rows
    ]  # fmt: skip
    if not values:
        return {}
    template = "(%s, %s, %s, %s::timestamptz, %s, %s, %s, %s::varchar[], %s, %s, %s)"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        written = execute_values(
            cursor.cursor, PRESENCE, values, template=template, page_size=500, fetch=True
        )
    return {entry: (pk, at) for entry, pk, at in written}
