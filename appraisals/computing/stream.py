"""COPY of rows while they are made: the server stores some as the next are put together."""

from collections.abc import Iterable

from django.db import connection

CHUNK = 1 << 17
"""About so many characters go to the server at a time."""


class _Reader:
    """What COPY reads from. Remembers what went wrong in making a row, which the driver would hide."""

    def __init__(self, rows: Iterable[str]):
        self.rows, self.failure = iter(rows), None

    def read(self, _size: int) -> str:
        try:
            return self._chunk()
        except BaseException as failure:
            self.failure = failure
            raise

    def _chunk(self) -> str:
        made, size = [], 0
        for row in self.rows:
            made.append(row)
            size += len(row)
            if size >= CHUNK:
                break
        return "".join(made)


def copied_in(table: str, columns: Iterable[str], rows: Iterable[str]) -> None:
    """Store rows of COPY's text format, each ending with its line feed."""
    reader = _Reader(rows)
    try:
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", reader)
    except Exception:
        if reader.failure is not None:
            raise reader.failure from None
        raise
