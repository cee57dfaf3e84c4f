"""The process that parses one uploaded table, under limits, without Django or secrets.

``python -m core.reader_child '{"path": …}'`` prints one JSON value a line: {"meta"}, then rows
[number, [cells]] with dates as ["2026-03-05"], then {"end"}; or {"refused": sentence} at any point.
"""

import csv
import io
import json
import math
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, SheetVisibleEnum, load_workbook

from core.sheet_scan import Scan, scan_sheet, workbook_parts
from core.table import plain_header

MEMORY, SECONDS = 512 * 1024 * 1024, 15
HEADER_WITHIN = 5
MAX_CELLS = 2_000_000
MAX_OUTPUT = 96 * 1024 * 1024
MAX_TEXT = 32_767
MAX_ERRORS = 1000
BLANKS = " \t\r\n\u3000\u00a0\ufeff"
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
DAMAGED = "文件已损坏或结构异常，请在 Excel 或 WPS 中打开并另存后再上传。"


class Refused(Exception):
    """Carries the sentence for the person who sent the file."""


class Output:
    """Prints lines and never more than the parent is willing to hold."""

    def __init__(self) -> None:
        self.written = 0

    def line(self, value: object) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
        self.written += len(text)
        if self.written > MAX_OUTPUT:
            raise Refused("表格内容过多，请拆分后再上传。")
        sys.stdout.buffer.write(text)


def main(options: dict) -> None:
    output = Output()
    try:
        read(options, output)
    except Refused as refusal:
        output.written = 0
        output.line({"refused": str(refusal)})
    except MemoryError:
        output.written = 0
        output.line({"refused": "表格过大，请删除多余的空行、空列，或拆分后再上传。"})
    except (CalamineError, zipfile.BadZipFile, ValueError, KeyError, EOFError, OSError, SyntaxError):
        output.written = 0
        output.line({"refused": DAMAGED})
    sys.stdout.buffer.flush()


def read(options: dict, output: Output) -> None:
    path = options["path"]
    if zipfile.is_zipfile(path):
        meta, scan, lines = open_workbook(path, options)
    else:
        meta, scan, lines = {"sheet": "", "date1904": False}, Scan(), csv_lines(Path(path).read_bytes())
    output.line({"meta": meta})
    errors = [list(finding) for finding in scan.findings]
    write_rows(lines, options, output, errors)
    output.line(
        {"end": True, "errors": errors[:MAX_ERRORS], "warnings": meta.pop("warnings", []) + scan.warnings}
    )


def write_rows(lines: Iterable[tuple[int, list]], options: dict, output: Output, errors: list[list]) -> None:
    """Rows that hold anything, at most so many; the header is among the first five of them."""
    seen = cells = 0
    for number, values in lines:
        row = [clean(value, number, column, errors) for column, value in enumerate(values)]
        while row and row[-1] is None:
            row.pop()
        if not row:
            continue
        seen, cells = seen + 1, cells + len(row)
        if seen > options["max_rows"] + HEADER_WITHIN:
            raise Refused(f"表格超过 {options['max_rows']} 行，请拆分后再上传。")
        if len(row) > options["max_columns"]:
            raise Refused(f"表格超过 {options['max_columns']} 列，请删除多余的列后再上传。")
        if cells > MAX_CELLS:
            raise Refused("表格内容过多，请拆分后再上传。")
        output.line([number, row])


def open_workbook(path: str, options: dict) -> tuple[dict, Scan, Iterator[tuple[int, list]]]:
    with zipfile.ZipFile(path) as archive:
        parts, date1904 = workbook_parts(archive)
        workbook = load_workbook(path)
        sheets = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        visible = [meta.name for meta in sheets if meta.visible == SheetVisibleEnum.Visible]
        if not visible:
            raise Refused("工作簿里没有可见的工作表。")
        scan = scan_sheet(archive.read(parts[visible[0]]))
    if scan.last_row > options["max_rows"] + HEADER_WITHIN + 1000:
        raise Refused(f"表格超过 {options['max_rows']} 行，请删除多余的行或拆分后再上传。")
    if scan.last_column > options["max_columns"]:
        raise Refused(f"表格超过 {options['max_columns']} 列，请删除多余的列后再上传。")
    others = [meta.name for meta in sheets if meta.name != visible[0]]
    meta = {"sheet": visible[0], "date1904": date1904}
    if others:
        meta["warnings"] = [f"只读取了工作表“{visible[0]}”，没有读取“{'”“'.join(others[:5])}”。"]
    sheet = workbook.get_sheet_by_name(visible[0])
    scan.findings += merged_cells(sheet)
    return meta, scan, sheet_lines(sheet)


def merged_cells(sheet: CalamineSheet) -> list[tuple[int, int, str]]:
    """Only the first row of a cell merged downwards has its value; the others would be read as empty."""
    return [
        (first[0] + 1, first[1], f"是合并单元格（到第 {last[0] + 1} 行），请取消合并后逐格填写。")
        for first, last in sheet.merged_cell_ranges or []
        if last[0] > first[0]
    ][:MAX_ERRORS]


def sheet_lines(sheet: CalamineSheet) -> Iterator[tuple[int, list]]:
    if sheet.start is None:
        return
    left = [None] * sheet.start[1]
    for index, values in enumerate(sheet.iter_rows()):
        yield index + 1, left + values


def csv_lines(data: bytes) -> Iterator[tuple[int, list]]:
    text = decode(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;", key=first.count)
    try:
        for index, values in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)):
            yield index + 1, values
    except csv.Error as error:
        raise Refused("csv 文件的引号不成对或某一格过长，请改用 xlsx 格式。") from error


def decode(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, otherwise GB18030 (which contains GBK)."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("csv 文件的编码无法识别，请存为 UTF-8 或 GBK 编码，或改用 xlsx 格式。")


def clean(value: object, row: int, column: int, errors: list[list]) -> object:
    """The cell as JSON: None, bool, int, float, text or [day]; what cannot be trusted is listed."""
    if isinstance(value, str):
        return clean_text(value, row, column, errors)
    if isinstance(value, float):
        if not math.isfinite(value):
            errors.append([row, column, "不是有效的数字，请核对。"])
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, date):
        return clean_date(value, row, column, errors)
    return value if value is None or isinstance(value, bool | int) else str(value)


def clean_text(value: str, row: int, column: int, errors: list[list]) -> str | None:
    text = value.strip(BLANKS).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_TEXT:
        errors.append([row, column, f"超过 {MAX_TEXT} 个字，请缩短。"])
        text = text[:MAX_TEXT]
    if INVISIBLE.search(text):
        errors.append([row, column, "含有看不见的字符，请删除后重新填写。"])
        text = INVISIBLE.sub("", text)
    return text or None


def clean_date(value: date, row: int, column: int, errors: list[list]) -> list[str]:
    # Excel's serial 60 is a day that never was; calamine shows it as 59.
    if value.year > 2100 or (value.year, value.month, value.day) == (1900, 2, 28):
        errors.append([row, column, f"日期 {value.year}年{value.month}月{value.day}日 不可信，请核对。"])
    whole = isinstance(value, datetime) and value.time().isoformat() != "00:00:00"
    return [value.isoformat() if whole else value.isoformat()[:10]]


def find_header(rows: list[list], known: Iterable[str] = ()) -> int:
    """Index of the header among the first rows: most known titles, otherwise the first well-filled text row."""
    titles = {plain_header(title) for title in known}
    matches = [sum(plain_header(cell) in titles for cell in row if isinstance(cell, str)) for row in rows]
    if titles and any(matches):
        return matches.index(max(matches))
    widths = [sum(isinstance(cell, str) for cell in row) for row in rows]
    return next((index for index, width in enumerate(widths) if width >= 0.6 * max(widths)), 0)


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    limit()
    main(json.loads(sys.argv[1]))
