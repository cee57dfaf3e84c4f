"""Advisory locks of one organisation: those who add facts share, a run that draws its cut is alone.

Take the lock first in the transaction, before reading or writing; it ends with the transaction.
"""

from django.db import connection

SPACE = 7_301
"""Keeps these locks apart from any other use of advisory locks in the database."""


def shared(organization_id: int) -> None:
    """Hold off a cut until this transaction ends; any number may hold it together."""
    _take("pg_advisory_xact_lock_shared", organization_id)


def exclusive(organization_id: int) -> None:
    """Wait until every writer of facts has finished; none begins until this transaction ends."""
    _take("pg_advisory_xact_lock", organization_id)


def _take(function: str, organization_id: int) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("an organisation's lock needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [SPACE, organization_id])  # noqa: S608
