"""Thousands of rows at once: COPY instead of INSERT, and one UPDATE from a temporary table.

Rows are model instances. Call inside a transaction; constraints and triggers hold as for any other write.
"""

import io
import json
from collections.abc import Iterable, Sequence

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange
from psycopg2 import sql

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert(rows: Sequence[models.Model], *, leave_out: Iterable[str] = ()) -> None:
    """Store new rows of one model and give them their keys; `leave_out` names columns the database fills."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if field.name not in leave_out]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
            row._state.adding = False
        _copy(cursor, sql.Identifier(meta.db_table), fields, rows)


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the named fields of stored rows of one model."""
    if not rows or not names:
        return
    meta = rows[0]._meta
    fields = [meta.pk, *(meta.get_field(name) for name in names)]
    table, new = sql.Identifier(meta.db_table), sql.Identifier(f"new_{meta.db_table}")
    columns = [sql.Identifier(field.column) for field in fields]
    pairs = sql.SQL(", ").join(sql.SQL("{0} = n.{0}").format(column) for column in columns[1:])
    parts = {"new": new, "table": table, "pairs": pairs, "key": columns[0]}
    with connection.cursor() as cursor:
        made = sql.SQL("CREATE TEMPORARY TABLE {new} ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0")
        cursor.execute(made.format(columns=sql.SQL(", ").join(columns), **parts))
        _copy(cursor, new, fields, rows)  # type: ignore[arg-type]
        written = sql.SQL("UPDATE {table} t SET {pairs} FROM {new} n WHERE t.{key} = n.{key}")
        cursor.execute(written.format(**parts))
        cursor.execute(sql.SQL("DROP TABLE {new}").format(**parts))


def _copy(
    cursor, table: sql.Identifier, fields: Sequence[models.Field], rows: Iterable[models.Model]
) -> None:
    names = [field.attname for field in fields]
    text = "".join("\t".join(_text(getattr(row, name)) for name in names) + "\n" for row in rows)
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)
    with connection.wrap_database_errors:
        cursor.copy_expert(statement.as_string(cursor.cursor.connection), io.StringIO(text))


def _text(value: object) -> str:
    """One value in COPY's text format."""
    if value is None:
        return "\\N"
    if isinstance(value, DateRange):
        return "empty" if value.isempty else f"[{value.lower or ''},{value.upper or ''})"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).translate(ESCAPES)
