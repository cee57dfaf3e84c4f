"""A table read from a file: its header, its rows with the numbers people see, and what is wrong in it."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

ERROR_NOTES = "错误说明"  # the column that mark_errors adds; ignored when the file comes back
Cell = str | int | float | bool | date | datetime | None


class Row(NamedTuple):
    number: int  # as the spreadsheet shows it, from 1
    cells: list[Cell]  # as many as the header has


@dataclass(frozen=True)
class RowError:
    """One thing wrong in one cell; ``column`` is the header's text (or a letter where it has none)."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"第 {self.row} 行“{self.column}”" if self.column else f"第 {self.row} 行"
        return f"{place}：{self.message}"


@dataclass
class Table:
    header: list[str]
    rows: list[Row]
    header_row: int
    sheet: str = ""
    date1904: bool = False  # pass on to core.dates.parse_date
    errors: list[RowError] = field(default_factory=list)  # cells whose value cannot be trusted
    warnings: list[str] = field(default_factory=list)  # what was left out or may surprise


def plain_header(text: object) -> str:
    """A column title without blanks, line breaks, stars and width: « 姓 名*» → «姓名»."""
    return re.sub(r"[\s*:]", "", unicodedata.normalize("NFKC", str(text or ""))).lower()


def column_letter(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
