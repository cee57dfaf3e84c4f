"""The one way out for tables: xlsx as Chinese offices lay them out, and csv. No cell is ever a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from pathlib import Path

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

NUMBER_FORMATS = {
    "text": "@",
    "integer": "0",
    "number": "General",
    "points": "0.00",
    "percent": "0.0%",
    "date": 'yyyy"年"m"月"d"日"',
    "datetime": 'yyyy"年"m"月"d"日" hh:mm',
}
HEADING_FONT, HEADER_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋"
DANGEROUS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")  # and their full-width forms
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MAX_TEXT = 32_767
LINE_HEIGHT = 15
HEADING_LINE = 18
SHORT_FOOTER = 40  # what fits between the margin and a page number in the middle of an upright page
WIDE_GLYPH = 1.1  # an 11-point glyph against Excel's unit of width
EXACT_DIGITS = 15
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": NUMBER_FORMATS["date"],
}


@dataclass(frozen=True)
class Column:
    """One column; ``kind`` is text, integer, number, points, percent (of a ratio: 0.875), date or datetime.

    ``align`` («center») overrides what the kind says: text at the left, everything else at the right.
    """

    label: str
    width: float = 12
    kind: str = "text"
    align: str = ""


class Book:
    """An xlsx file under way: ``add_sheet`` once per sheet, then ``close`` (bytes where no path was given).

    ``constant_memory`` keeps one row at a time, for tens of thousands of rows.
    """

    def __init__(self, path: str | Path | None = None, *, constant_memory: bool = False) -> None:
        self._buffer = None if path else io.BytesIO()
        self._book = xlsxwriter.Workbook(
            str(path) if path else self._buffer, OPTIONS | {"constant_memory": constant_memory}
        )
        self._formats: dict[tuple, Format] = {}
        self._titles: set[str] = set()

    def add_sheet(
        self,
        title: str,
        *,
        columns: Sequence[Column],
        rows: Iterable[Sequence],
        heading: str = "",
        subheading: Sequence[str | tuple[str, str]] = (),
        footer: str = "",
        landscape: bool = True,
        marks: dict[tuple[int, int], str] | None = None,
        row_height: float = LINE_HEIGHT,
    ) -> int:
        """Write one sheet and return the number of its header row, counted from 1.

        A line of ``subheading`` is one text, or (left, right) as in («单位:…», «2026年3月5日»).
        ``footer`` (a digest) is printed at the left of the page number. ``marks`` paints cells red:
        (row among ``rows``, column) → note. ``row_height`` in points is that of a row of one line.
        """
        sheet = self._book.add_worksheet(self._sheet_title(title))
        self._lay_out(sheet, columns, footer, landscape)
        sheet.set_default_row(row_height)
        at = self._write_heading(sheet, heading, subheading, columns)
        sheet.set_row(at, max(row_height, LINE_HEIGHT * max(_lines(one.label, one) for one in columns)))
        for index, column in enumerate(columns):
            sheet.write_string(at, index, _text(column.label), self._format("header"))
        last = at
        for last, row in enumerate(rows, start=at + 1):
            self._write_row(sheet, last, row, columns, last - at - 1, marks or {}, row_height)
        sheet.freeze_panes(at + 1, 0)
        sheet.repeat_rows(at)
        sheet.print_area(0, 0, last, len(columns) - 1)
        return at + 1

    def close(self) -> bytes | None:
        self._book.close()
        return self._buffer.getvalue() if self._buffer else None

    def _lay_out(self, sheet: Worksheet, columns: Sequence[Column], footer: str, landscape: bool) -> None:
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.center_horizontally()
        digest = f"&L&9{_text(' ' + footer).replace('&', '&&')[:150]}" if footer else ""
        place = "&R" if len(footer) > SHORT_FOOTER else "&C"
        sheet.set_footer(f"{digest}{place}&9第 &P 页 共 &N 页")
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)

    def _write_heading(
        self, sheet: Worksheet, heading: str, lines: Sequence, columns: Sequence[Column]
    ) -> int:
        at, width = 0, len(columns)
        if heading:
            sheet.set_row(at, 40)
            self._span(sheet, at, 0, width - 1, heading, "heading")
            at += 1
        for line in lines:
            left, right = (line, "") if isinstance(line, str) else line
            sheet.set_row(at, HEADING_LINE)
            middle = _middle(columns, left, right) if right and width > 1 else width
            self._span(sheet, at, 0, middle - 1, left if width > 1 else f"{left} {right}".strip(), "left")
            if right and width > 1:
                self._span(sheet, at, middle, width - 1, right, "right")
            at += 1
        return at

    def _span(self, sheet: Worksheet, row: int, first: int, last: int, text: str, style: str) -> None:
        if last > first:
            sheet.merge_range(row, first, row, last, "", self._format(style))
        sheet.write_string(row, first, _text(text), self._format(style))

    def _write_row(
        self,
        sheet: Worksheet,
        at: int,
        row: Sequence,
        columns: Sequence[Column],
        index: int,
        marks: dict,
        height: float,
    ) -> None:
        lines = max((_lines(value, column) for value, column in zip(row, columns, strict=True)), default=1)
        if lines > 1:
            sheet.set_row(at, min(max(LINE_HEIGHT * lines, height), 400))
        for position, (value, column) in enumerate(zip(row, columns, strict=True)):
            note = marks.get((index, position))
            self._write_cell(sheet, at, position, value, column, marked=note is not None)
            if note:
                sheet.write_comment(at, position, _text(note), {"x_scale": 2})

    def _write_cell(
        self, sheet: Worksheet, row: int, position: int, value: object, column: Column, marked: bool
    ) -> None:
        kind, align = column.kind, column.align
        if value is None or value == "":
            sheet.write_blank(row, position, None, self._format("body", kind, marked, align=align))
        elif isinstance(value, bool):
            style = self._format("body", "text", marked, align=align)
            sheet.write_string(row, position, "是" if value else "否", style)
        elif isinstance(value, date):
            style = self._format("body", _date_kind(value, kind), marked, align=align)
            sheet.write_datetime(row, position, _naive(value), style)
        elif isinstance(value, int | float | Decimal) and _is_exact(value):
            shown = kind if kind in ("integer", "points", "percent") else "number"
            sheet.write_number(row, position, value, self._format("body", shown, marked, align=align))
        else:
            text = _text(str(value))
            style = self._format("body", "text", marked, text.startswith(DANGEROUS), align)
            sheet.write_string(row, position, text, style)

    def _format(
        self, role: str, kind: str = "text", marked: bool = False, quoted: bool = False, align: str = ""
    ) -> Format:
        key = (role, kind, marked, quoted, align)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(_style(*key))
        return self._formats[key]

    def _sheet_title(self, title: str) -> str:
        plain = re.sub(r"[\[\]:*?/\\]", " ", _text(title)).strip(" '")[:31] or "表"
        number = 2
        unique = plain
        while unique.lower() in self._titles:
            unique = f"{plain[:27]}({number})"
            number += 1
        self._titles.add(unique.lower())
        return unique


def csv_bytes(columns: Sequence[Column | str], rows: Iterable[Sequence]) -> bytes:
    """UTF-8 with the mark Excel needs; text that Excel would run as a formula gets an apostrophe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([_csv_cell(getattr(column, "label", column)) for column in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _csv_cell(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "是", False: "否"}[value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return f"{_naive(value):%Y-%m-%d %H:%M:%S}"
    if not isinstance(value, str):
        return str(value)
    text = UNPRINTABLE.sub("", value)
    return f"'{text}" if text.lstrip(" \u3000\n").startswith(DANGEROUS) else text


def _style(role: str, kind: str, marked: bool, quoted: bool, align: str) -> dict:
    if role != "body":
        return {
            "heading": {"font_name": HEADING_FONT, "font_size": 22, "align": "center", "valign": "vcenter"},
            "left": {"font_name": BODY_FONT, "font_size": 12, "align": "left"},
            "right": {"font_name": BODY_FONT, "font_size": 12, "align": "right"},
            "header": {"font_name": HEADER_FONT, "font_size": 11, "align": "center", "valign": "vcenter"}
            | {"border": 1, "text_wrap": True},
        }[role]
    style = {"font_name": BODY_FONT, "font_size": 11, "border": 1, "valign": "vcenter"}
    style |= {"num_format": NUMBER_FORMATS.get(kind, kind), "quote_prefix": quoted}
    style |= {"text_wrap": True, "align": "left"} if kind == "text" else {"align": "right"}
    style |= {"align": align} if align else {}
    return style | ({"bg_color": "#FFC7CE", "font_color": "#9C0006"} if marked else {})


def _text(value: str) -> str:
    """As it can stand in a cell: no control characters, at most 32,767 characters."""
    text = UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MAX_TEXT:
        raise ValueError(f"单元格内容超过 {MAX_TEXT} 个字，无法导出：{text[:20]}…")
    return text


def _lines(value: object, column: Column) -> int:
    """Lines a text takes when wrapped, a Chinese character being two wide; Excel is not left to guess."""
    if not isinstance(value, str) or ("\n" not in value and len(value) * 2 * WIDE_GLYPH <= column.width):
        return 1
    wide = (sum(2 if ord(character) > 0x2E7F else 1 for character in line) for line in value.split("\n"))
    return sum(max(1, ceil(width * WIDE_GLYPH / column.width)) for width in wide)


def _middle(columns: Sequence[Column], left: str, right: str) -> int:
    """The number of columns for the left text of a line: half of them, or where both texts have room."""
    widths = [column.width for column in columns]

    def room(index: int) -> float:
        return min(sum(widths[:index]) - _width(left), sum(widths[index:]) - _width(right))

    half = len(columns) // 2
    return half if room(half) >= 0 else max(range(1, len(columns)), key=room)


def _width(text: str) -> float:
    """Of a line of the heading, in Excel's units."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text) * WIDE_GLYPH


def _is_exact(value: float | Decimal) -> bool:
    """Whether Excel's 15 digits hold the number; otherwise it is written as text rather than rounded."""
    number = Decimal(str(value))
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= EXACT_DIGITS


def _date_kind(value: date, kind: str) -> str:
    return "datetime" if kind == "datetime" and isinstance(value, datetime) else "date"


def _naive(value: date) -> date:
    """Excel knows no time zones: a moment is written as the office's clock shows it."""
    return timezone.make_naive(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
