"""The uploaded table handed back with its wrong cells in red."""

from collections.abc import Sequence

from core.table import ERROR_NOTES, RowError, Table
from core.writer import Book, Column


def mark_errors(table: Table, errors: Sequence[RowError], *, title: str = "带错误标记的文件") -> bytes:
    """An xlsx copy of ``table`` with wrong cells red and commented, and a last column «错误说明».

    The copy can be corrected and uploaded again: match_header passes over the last column.
    """
    kept = [at for at, label in enumerate(table.header) if label != ERROR_NOTES]
    header = [table.header[at] for at in kept]
    width = len(header)
    index_of = {row.number: index for index, row in enumerate(table.rows)}
    marks: dict[tuple[int, int], str] = {}
    notes: dict[int, list[str]] = {}
    elsewhere: list[list] = []  # errors of rows that hold nothing else, such as a lone error value
    for error in errors:
        row = index_of.get(error.row)
        if row is None:
            elsewhere.append([*[None] * width, str(error)])
            continue
        notes.setdefault(row, []).append(
            f"{error.column}：{error.message}" if error.column else error.message
        )
        if error.column in header:
            marks[row, header.index(error.column)] = error.message
    rows = [
        [*(row.cells[at] for at in kept), "；".join(notes.get(index, []))]
        for index, row in enumerate(table.rows)
    ]
    marks |= {(row, width): "" for row in notes}
    columns = [Column(label, 14) for label in header] + [Column(ERROR_NOTES, 50)]
    book = Book()
    book.add_sheet(table.sheet or title, columns=columns, rows=rows + elsewhere, marks=marks)
    return book.close() or b""
