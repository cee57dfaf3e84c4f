"""Reads an uploaded table (xlsx or csv) in a limited process and hands back plain values."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import IO

from core.reader_child import HEADER_WITHIN, find_header
from core.table import Cell, Row, RowError, Table, column_letter
from core.uploads import UploadRefused, check_upload

WALL_SECONDS = 18
ROOT = Path(__file__).resolve().parent.parent
OUT_OF_LIMITS = "表格过大或结构异常，没能在限定的时间和内存内读完，请把数据复制到新工作簿后再上传。"


def read_upload(
    file: IO[bytes], *, max_rows: int, max_columns: int = 80, known_headers: Collection[str] = ()
) -> Table:
    """check_upload and read_table for a file that came with a request; leaves no temporary file."""
    checked = check_upload(file)
    with tempfile.NamedTemporaryFile(suffix=f".{checked.kind}") as copy:
        copy.write(file.read())
        copy.flush()
        file.seek(0)
        return read_table(copy.name, max_rows=max_rows, max_columns=max_columns, known_headers=known_headers)


def read_table(
    path: str | Path, *, max_rows: int, max_columns: int = 80, known_headers: Collection[str] = ()
) -> Table:
    """The first visible sheet (or the csv file) as a Table; raises UploadRefused with a Chinese sentence.

    The header is searched in the first five filled rows (``known_headers`` decides where given). The
    file must have passed check_upload.
    """
    meta, rows, end = _parse(_run({"path": str(path), "max_rows": max_rows, "max_columns": max_columns}))
    if not rows:
        raise UploadRefused("表格里没有内容。")
    at = find_header([cells for _, cells in rows[:HEADER_WITHIN]], known_headers)
    header_row, titles = rows[at]
    header = ["" if cell is None else str(cell) for cell in titles]
    if len(rows) - at - 1 > max_rows:
        raise UploadRefused(f"表格超过 {max_rows} 行，请拆分后再上传。")
    table = Table(header, [], header_row, meta["sheet"], meta["date1904"], warnings=end["warnings"])
    table.rows = [_row(number, cells, table) for number, cells in rows[at + 1 :]]
    found = [
        RowError(row, _title(header, column), message)
        for row, column, message in end["errors"]
        if row > header_row
    ]
    table.errors = sorted(found + table.errors, key=lambda error: error.row)
    return table


def _row(number: int, cells: list, table: Table) -> Row:
    width = len(table.header)
    for column, cell in enumerate(cells[width:], start=width):
        if cell is not None:
            table.errors.append(
                RowError(number, column_letter(column), "这一格在表头之外，请补上表头或删除内容。")
            )
    values = [_value(cell) if type(cell) is list else cell for cell in cells[:width]]
    return Row(number, values + [None] * (width - len(values)))


def _value(cell: list[str]) -> Cell:
    return date.fromisoformat(cell[0]) if len(cell[0]) == 10 else datetime.fromisoformat(cell[0])


def _title(header: list[str], column: int) -> str:
    return header[column] if column < len(header) and header[column] else column_letter(column)


def _run(options: dict) -> bytes:
    """Output of the child; its environment holds nothing and it cannot write files."""
    command = [sys.executable, "-E", "-s", "-m", "core.reader_child", json.dumps(options)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter and module, no shell
            command,
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8"},
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UploadRefused(OUT_OF_LIMITS) from error
    if done.returncode != 0:
        raise UploadRefused(OUT_OF_LIMITS)
    return done.stdout


def _parse(output: bytes) -> tuple[dict, list[tuple[int, list]], dict]:
    lines = output.splitlines()
    end = json.loads(lines[-1]) if lines else {}
    if "refused" in end:
        raise UploadRefused(end["refused"])
    if "end" not in end:
        raise UploadRefused(OUT_OF_LIMITS)
    return json.loads(lines[0])["meta"], [json.loads(line) for line in lines[1:-1]], end
