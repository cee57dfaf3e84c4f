"""Rows of the file as facts ready to be staged, and everything wrong in them by row and column."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from core.dates import parse_date
from core.headers import HeaderMatch, match_header
from core.reader import read_upload
from core.table import Row, RowError, Table
from core.uploads import UploadRefused
from duties.choices import Attendance, BearerKind
from duties.facts import MOST, date_error, matter_of
from duties.importing.columns import LABELS, LONGEST, MOST_ROWS, SYNONYMS
from duties.importing.others import Other, Others
from duties.importing.roster import NotFound, Roster
from duties.importing.words import Words

PRESENT = (Attendance.PRESENT, Attendance.WALK_IN)
TITLES = [title for titles in SYNONYMS.values() for title in titles]


@dataclass
class Reading:
    """The file, and where its words lead."""

    table: Table
    match: HeaderMatch
    roster: Roster
    others: Others
    words: Words
    today: dt.date
    errors: list[RowError] = field(default_factory=list)
    days: dict = field(default_factory=dict)


def open_table(file, organization, today: dt.date) -> Reading:
    """Read the file and its header; raises UploadRefused with every fault of the header."""
    table = read_upload(file, max_rows=MOST_ROWS, known_headers=TITLES)
    match = match_header(table.header, SYNONYMS, required=("kind", "day"))
    if not match.columns.keys() & {"number", "name", "bearer"}:
        match.errors.append("缺少“委员编号”列或“姓名”列。")
    if match.errors:
        raise UploadRefused("表头不对：" + "；".join(one.rstrip("。") for one in match.errors) + "。")
    if not table.rows:
        raise UploadRefused("表头下面没有内容。")
    known = Roster.of(organization), Others.of(organization), Words(organization)
    return Reading(table, match, *known, today, list(table.errors))


def staged_rows(reading: Reading) -> Iterator[tuple]:
    """One tuple in the order of `staging.COLUMNS` for each right row; faults go to `reading.errors`."""
    for row in reading.table.rows:
        line = _Line(reading, row)
        staged = line.staged()
        if line.errors:
            reading.errors += line.errors
        else:
            yield staged


class _Line:
    """One row under reading."""

    def __init__(self, reading: Reading, row: Row):
        self.reading, self.number, self.errors = reading, row.number, []
        self.cells = {name: row.cells[at] for name, at in reading.match.columns.items()}

    def staged(self) -> tuple | None:
        day = self._day()
        earns = self._earns(day)
        other = earns if isinstance(earns, Other) else None
        bearer_kind = other.kind if other else BearerKind.MEMBER
        kind = self._meant("kind", self.reading.words.kind_of(self._text("kind"), bearer_kind))
        texts = [self._text(name) for name in ("title", "note", "document", "reference")]
        people = self._number("people", Decimal(1))
        points = self._number("points", None)
        if kind is None:
            self._numbers(Decimal(0), Decimal(1))
            return None
        codes = [self._code(kind, axis) for axis in ("role", "stage", "level", "result")]
        flags, wrong = self.reading.words.flags_of(kind, self._text("flags"))
        self._wrong("flags", wrong)
        expected, quantity = self._counts(kind, codes[3])
        if people is not None and not (people == int(people) and 1 <= people <= 32767):
            self._wrong("people", f"署名人数应为不小于 1 的整数，不能是“{people}”。")
        if self.errors:
            return None
        title, note, document, reference = texts
        who = (None, other.key) if other else (earns.membership_id, earns.number)
        return (
            self.number, *who, kind.pk, kind.code, day.isoformat(), title, *codes,
            "{" + ",".join(flags) + "}", int(people), expected, quantity, points, note, document,
            *matter_of(kind, reference, title),
            *((other.kind, other.name, other.group_id) if other else ("", "", None)),
        )  # fmt: skip

    def _counts(self, kind, result: str) -> tuple:
        """Attendance counts one half-day due unless the table says otherwise; walk-ins were not due."""
        if not kind.is_attendance:
            return self._numbers(Decimal(0), Decimal(1))
        if not result and not self._text("result"):
            self._wrong("result", f"“{kind.label}”须填写结果。")
        due = Decimal(0) if result == Attendance.WALK_IN else Decimal(1)
        return self._numbers(due, Decimal(1) if result in PRESENT else Decimal(0))

    def _numbers(self, expected: Decimal, quantity: Decimal) -> tuple:
        return self._number("expected", expected), self._number("quantity", quantity)

    def _earns(self, day):
        """The membership, or the group or unit that the row names instead."""
        number, name, other = self._text("number"), self._text("name"), self._text("bearer")
        if other and (number or name):
            self._wrong("bearer", "委员与其他计分对象只能填写一个。")
            return None
        try:
            if other:
                return self.reading.others.find(self._text("bearer_kind"), other)
            return self.reading.roster.find(number, name, day)
        except NotFound as refusal:
            self._wrong(refusal.column, str(refusal))
        return None

    def _day(self) -> dt.date | None:
        value = self.cells.get("day")
        key = (type(value), value)
        if key not in self.reading.days:
            self.reading.days[key] = self._read_day(value)
        day, wrong = self.reading.days[key]
        self._wrong("day", wrong)
        return day

    def _read_day(self, value) -> tuple[dt.date | None, str]:
        try:
            day = parse_date(value, date1904=self.reading.table.date1904)
        except ValueError as refusal:
            return None, str(refusal)
        return day, date_error(day, self.reading.today)

    def _code(self, kind, axis: str) -> str:
        word = self._text(axis)
        return self._meant(axis, self.reading.words.code_of(kind, axis, word)) or "" if word else ""

    def _meant(self, name: str, found: tuple):
        meant, wrong = found
        self._wrong(name, wrong)
        return meant

    def _number(self, name: str, default: Decimal | None) -> Decimal | None:
        value = self.cells.get(name)
        if value is None or value == "":
            return default
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite():
            self._wrong(name, f"“{value}”不是数字。")
        elif not 0 <= number <= MOST:
            self._wrong(name, f"应在 0 至 {MOST} 之间，不能是“{value}”。")
        elif number != round(number, 2):
            self._wrong(name, f"最多两位小数，不能是“{value}”。")
        return number

    def _text(self, name: str) -> str:
        value = self.cells.get(name)
        if value is None:
            return ""
        if isinstance(value, float) and value == int(value):
            value = int(value)
        text = str(value).strip()
        if len(text) > LONGEST.get(name, 60):
            self._wrong(name, f"超过 {LONGEST.get(name, 60)} 个字。")
        return text

    def _wrong(self, name: str, sentence: str) -> None:
        if sentence:
            title = (
                self.reading.table.header[at]
                if (at := self.reading.match.columns.get(name)) is not None
                else ""
            )
            error = RowError(self.number, title or LABELS[name], sentence)
            if error not in self.errors:
                self.errors.append(error)
