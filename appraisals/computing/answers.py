"""Several statements one after another on the open connection, the next one running while the last is read."""

import csv
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def answers(statements: Iterable[tuple[str, list]]) -> Iterator[list[tuple]]:
    """The rows of each statement, in order. Whoever reads them leaves the connection alone until the last."""
    server = ThreadPoolExecutor(max_workers=1)
    try:
        for waiting in [server.submit(_answer, connection.connection, *one) for one in statements]:
            with connection.wrap_database_errors:
                cursor = waiting.result()
            yield cursor.fetchall()
            cursor.close()
    finally:
        server.shutdown(cancel_futures=True)


def _answer(raw, sql: str, values: list):
    """The driver's cursor with the whole answer received; other threads run meanwhile."""
    cursor = raw.cursor()
    cursor.execute(sql, values)
    return cursor


def tabbed(record: str) -> str:
    """A row as PostgreSQL writes records, in the text format of COPY; NULL is empty."""
    if '"' not in record:
        return record[1:-1].replace(",", "\t")
    (fields,) = csv.reader([record[1:-1]])
    return "\t".join(map(_escaped, fields))


def _escaped(field: str) -> str:
    """A record doubles a backslash just as COPY does."""
    return field.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
