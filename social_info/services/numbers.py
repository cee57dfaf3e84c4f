"""Running numbers without gaps: the counter's row stays locked until the transaction ends."""

from django.db import connection

NEXT = """
INSERT INTO social_info_counter (organization_id, key, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (organization_id, key, year) DO UPDATE SET last = social_info_counter.last + 1 RETURNING last
"""


def next_number(organization_id: int, key: str, year: int) -> int:
    """1, 2, 3 … of `key` in the year; whoever rolls back gives the number back."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken in the transaction that uses it")
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [organization_id, key, year])
        return cursor.fetchone()[0]
