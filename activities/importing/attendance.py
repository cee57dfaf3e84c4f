"""考勤表 as a table to hand in: people of the roster only, half-days that have begun, nothing half-written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.actors import actor_of
from activities import policies
from activities.choices import ActivityState, SignMethod
from activities.models import Activity, Presence, RosterEntry, Sitting
from core import audit
from core.clock import now
from core.headers import HeaderMatch, match_header
from core.reader import read_upload
from core.table import Row, RowError, Table
from core.uploads import UploadRefused
from core.workflow import Refused
from core.writer import Book, Column
from documents.imports import Importer, Preview

MOST_ROWS = 20_000
SHOWN = 100
PHASES = 3
SYNONYMS = {
    "activity": ("活动编号", "会议编号", "会议活动编号"),
    "sitting": ("单元序号", "单元", "半天序号"),
    "number": ("委员编号", "编号"),
    "name": ("姓名", "委员姓名"),
    "word": ("情况", "出席情况", "签到情况"),
}
TITLES = [title for titles in SYNONYMS.values() for title in titles]
LABELS = {name: titles[0] for name, titles in SYNONYMS.items()}
WORDS = {"出席": (False, False), "迟到": (True, False), "早退": (False, True), "迟到早退": (True, True)}
AWAY = ("", "未到", "缺席", "请假")
"""Words of rows that say nothing to write: leave is asked for, absence follows from settlement."""
OPEN = (ActivityState.PUBLISHED, ActivityState.UNDERWAY, ActivityState.SETTLED)
COLUMNS = [
    Column("活动编号", 10, "integer"), Column("单元序号", 10, "integer"), Column("委员编号", 12), Column("姓名", 12),
    Column("情况", 12),
]  # fmt: skip


@dataclass
class Reading:
    """The file, the rosters it names, and what it says."""

    table: Table
    match: HeaderMatch
    rosters: dict[int, "_Roster"]
    errors: list[RowError] = field(default_factory=list)
    said: dict[tuple[int, int], tuple] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[Sitting, RosterEntry, bool, bool]]:
        return list(self.said.values())


@dataclass
class _Roster:
    activity: Activity
    sittings: list[Sitting]
    entries: dict[str, RosterEntry | None]


def filled(activity: Activity, sittings: Iterable[Sitting], entries: Iterable[RosterEntry]) -> bytes:
    """The table to fill in for one activity, a row for each expected member and sitting."""
    book = Book()
    entries = list(entries)
    rows = [
        (activity.pk, number, entry.membership.number, entry.membership.person.name, "")
        for number, sitting in enumerate(sittings, start=1)
        for entry in entries
        if sitting.pk in entry.expected
    ]
    book.add_sheet("考勤导入", columns=COLUMNS, rows=rows)
    return book.close()


def template() -> bytes:
    book = Book()
    book.add_sheet("考勤导入", columns=COLUMNS, rows=[(1, 1, "0001", "示例行请删去", "出席")])
    return book.close()


def check(batch, progress) -> Preview:
    """Counts, samples and every error of the table; stores nothing."""
    reading = _read(batch, progress)
    preview = Preview(errors=sorted(reading.errors, key=lambda one: one.row), table=reading.table)
    preview.counts = {"总行数": len(reading.table.rows)}
    if not preview.errors:
        new = _new(reading)
        preview.counts |= {"新增签到": len(new), "已有签到": len(reading.rows) - len(new)}
        preview.columns = ["会议活动", "单元", "委员", "情况"]
        preview.rows = [_shown(row) for row in new[:SHOWN]]
    progress.step(PHASES, PHASES, "核对完成")
    return preview


def store(batch, by, progress) -> dict:
    """Write every sign-in of the confirmed table that does not stand yet; both people stand on it."""
    reading = _read(batch, progress)
    if reading.errors:
        raise Refused(f"复核之后数据有变化，请重新提交。{reading.errors[0]}")
    new = _new(reading)
    Presence.objects.bulk_create(
        [
            Presence(
                sitting=sitting, entry=entry, method=SignMethod.IMPORT, late=late, left_early=early,
                recorded_by_id=batch.created_by_id, confirmed_by_id=by.user_id,
            )
            for sitting, entry, late, early in new
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    for roster in reading.rosters.values():
        count = sum(1 for sitting, *_ in new if sitting.activity_id == roster.activity.pk)
        if count:
            audit.record(by, "导入考勤", roster.activity, after={"count": count, "file": batch.sha256})
    return {"总行数": len(reading.table.rows), "新增签到": len(new), "已有签到": len(reading.rows) - len(new)}


def _read(batch, progress) -> Reading:
    progress.step(0, PHASES, "读取文件")
    with batch.file.open() as file:
        table = read_upload(file, max_rows=MOST_ROWS, known_headers=TITLES)
    match = match_header(table.header, SYNONYMS, required=("activity", "sitting", "word"))
    if not match.columns.keys() & {"number", "name"}:
        match.errors.append("缺少“委员编号”列或“姓名”列。")
    if match.errors:
        raise UploadRefused("表头不对：" + "；".join(one.rstrip("。") for one in match.errors) + "。")
    if not table.rows:
        raise UploadRefused("表头下面没有内容。")
    progress.step(1, PHASES, f"核对 {len(table.rows)} 行")
    reading = Reading(table, match, _rosters(batch, table, match), list(table.errors))
    moment = now()
    for row in table.rows:
        _take(reading, row, moment)
    return reading


def _rosters(batch, table: Table, match: HeaderMatch) -> dict[int, _Roster]:
    """The activities that the file names and its author manages; three queries."""
    at = match.columns["activity"]
    asked = {number for row in table.rows if (number := _whole(row.cells[at])) is not None}
    actor = actor_of(batch.created_by, batch.organization_id)
    rows = Activity.objects.filter(pk__in=asked, organization_id=batch.organization_id, state__in=OPEN)
    mine = [one for one in rows.prefetch_related("organisers", "sittings") if policies.manages(actor, one)]
    found = {
        one.pk: _Roster(
            one, sorted(one.sittings.all(), key=lambda sitting: (sitting.starts_at, sitting.pk)), {}
        )
        for one in mine
    }
    entries = RosterEntry.objects.filter(activity__in=found, removed_at=None)
    for entry in entries.select_related("membership__person"):
        roster = found[entry.activity_id]
        roster.entries[entry.membership.number] = entry
        key = f"name:{entry.membership.person.name}"
        roster.entries[key] = None if key in roster.entries else entry  # two of one name need their number
    return found


def _take(reading: Reading, row: Row, moment) -> None:
    """One row: a sign-in, nothing, or what is wrong in it."""
    cells = {name: row.cells[at] for name, at in reading.match.columns.items()}
    roster = reading.rosters.get(_whole(cells["activity"]))
    if roster is None:
        return _wrong(reading, row, "activity", "没有这个编号的会议活动，或不由您经办，或现在不能登记考勤。")
    number = _whole(cells["sitting"])
    if number is None or not 1 <= number <= len(roster.sittings):
        return _wrong(reading, row, "sitting", f"单元序号应为 1 至 {len(roster.sittings)}。")
    sitting = roster.sittings[number - 1]
    entry = _entry(roster, cells)
    if entry is None:
        return _wrong(
            reading, row, "number", "该委员不在这项会议活动的名单中，或有同名，请核对委员编号和姓名。"
        )
    word = "".join(str(cells["word"] or "").split()).replace("、", "")
    if word in AWAY:
        return None
    if word not in WORDS:
        return _wrong(reading, row, "word", f"“{word}”看不懂，可填：{'、'.join(WORDS)}，没有到会的不填。")
    if sitting.starts_at > moment:
        return _wrong(reading, row, "sitting", "该单元还没有开始，不能登记考勤。")
    if (sitting.pk, entry.pk) in reading.said:
        return _wrong(reading, row, "number", "同一委员同一单元在表中出现了两次。")
    reading.said[sitting.pk, entry.pk] = (sitting, entry, *WORDS[word])
    return None


def _entry(roster: _Roster, cells: dict) -> RosterEntry | None:
    """By number, and the name must agree; by name alone where there is no number."""
    number, name = _text(cells.get("number")), _text(cells.get("name"))
    if not number:
        return roster.entries.get(f"name:{name}")
    entry = roster.entries.get(number) or roster.entries.get(number.zfill(4))
    same = entry is not None and (not name or entry.membership.person.name == name)
    return entry if same else None


def _new(reading: Reading) -> list[tuple]:
    """Rows whose sign-in does not stand yet; one query."""
    standing = set(
        Presence.objects.filter(
            sitting__in={sitting for sitting, _ in reading.said}, withdrawn_at=None
        ).values_list("sitting_id", "entry_id")
    )
    return [row for key, row in reading.said.items() if key not in standing]


def _shown(row: tuple) -> list[dict]:
    sitting, entry, late, early = row
    said = next(word for word, marks in WORDS.items() if marks == (late, early))
    cells = (sitting.activity.title, str(sitting), entry.membership.person.name, said)
    return [{"text": cell, "old": None, "change": "new"} for cell in cells]


def _wrong(reading: Reading, row: Row, name: str, sentence: str) -> None:
    at = reading.match.columns.get(name)
    title = reading.table.header[at] if at is not None else LABELS[name]
    reading.errors.append(RowError(row.number, title, sentence))


def _whole(value) -> int | None:
    text = _text(value)
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _text(value) -> str:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return "" if value is None else str(value).strip()


def may_hand_in(actor) -> bool:
    return policies.may_plan(actor)


def may_confirm(actor) -> bool:
    return policies.may_confirm_attendance(actor)


ATTENDANCE = Importer(
    kind="attendance",
    label="会议活动考勤",
    check=check,
    store=store,
    template=template,
    may_hand_in=may_hand_in,
    may_confirm=may_confirm,
)
