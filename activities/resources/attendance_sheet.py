"""签到册、考勤表 and 出勤统计 as xlsx: what is signed at the door, and what is published afterwards."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from activities.choices import AttendanceResult
from activities.models import Activity
from activities.queries.figures import Figures, percent
from activities.queries.roster import Line, Sheet
from core.clock import SHANGHAI, today
from core.dates import chinese_date
from core.writer import Book, Column

SHEET = [
    Column("序号", 6, "integer", "center"), Column("委员编号", 10), Column("姓名", 12), Column("职务", 14),
    Column("界别", 18), Column("答复", 9, align="center"), Column("签到", 14, align="center"),
    Column("情况", 12, align="center"), Column("签名", 14), Column("备注", 18),
]  # fmt: skip
SUMMARY = [
    Column("单元", 26), Column("应到", 8, "integer"), Column("出席", 8, "integer"), Column("请假", 8, "integer"),
    Column("缺席", 8, "integer"), Column("名单外到会", 12, "integer"), Column("出席率", 10, "percent"),
]  # fmt: skip
FIGURES = [
    Column("应到", 10, "points"), Column("出席", 10, "points"), Column("请假", 10, "points"),
    Column("公务请假", 10, "points"), Column("缺席", 10, "points"), Column("迟到", 8, "integer"),
    Column("早退", 8, "integer"), Column("出席率（%）", 11, "number"), Column("出席率（扣除请假）（%）", 14, "number"),
]  # fmt: skip
UNSIGNED = "未签到"


def sign_in_book(activity: Activity, found: Sequence[Sheet]) -> bytes:
    """A sheet with the counts, and one for each sitting with a column to sign in."""
    book = Book()
    organization = activity.organization
    dates = (f"单位：{organization.short_name}", f"打印日期：{chinese_date(today())}")
    book.add_sheet(
        "汇总", columns=SUMMARY, rows=[_summary(one) for one in found], heading=f"{activity.title}考勤汇总",
        subheading=[dates],
    )  # fmt: skip
    ended = activity.settled_at is not None
    for one in found:
        place = one.sitting.place or activity.place
        line = (f"时间：{_time(one.sitting)}", f"地点：{place}" if place else "")
        book.add_sheet(
            str(one.sitting), columns=SHEET, rows=[_row(n, row, ended) for n, row in enumerate(one.lines, 1)],
            heading=f"{activity.title}签到册", subheading=[line, _counts(one)], row_height=24,
        )  # fmt: skip
    return book.close()


def figures_book(
    found: Sequence[Figures], whole: Figures, *, label: str, start: dt.date, end: dt.date
) -> bytes:
    """出勤统计 by `label`, the total in the last row; the note says what the two rates divide."""
    book = Book()
    span = f"统计期间：{chinese_date(start)}至{chinese_date(end)}"
    note = (
        "单位：半天（按次计的活动为次）。出席率＝出席÷应到；扣除请假的出席率＝出席÷（应到－请假－公务请假）。"
    )
    rows = [_figures(one) for one in found] + [_figures(whole)]
    book.add_sheet(
        "出勤统计", columns=[Column(label, 26), *FIGURES], rows=rows, heading=f"委员出勤统计（按{label}）",
        subheading=[span, note], landscape=True,
    )  # fmt: skip
    return book.close()


def _row(number: int, line: Line, ended: bool) -> list:
    entry, presence = line.entry, line.presence
    membership = entry.membership
    signed = f"{presence.signed_at.astimezone(SHANGHAI):%m-%d %H:%M}" if presence else ""
    result = line.result.label if line.result else ""
    if line.result == AttendanceResult.ABSENT and not ended:
        result = UNSIGNED
    note = "、".join([*line.marks, "代请" if line.leave and line.leave.by_staff else ""]).strip("、")
    return [
        number, membership.number, membership.person.name, entry.office, entry.sector,
        entry.get_answer_display(), signed, result, "", note,
    ]  # fmt: skip


def _summary(one: Sheet) -> list:
    rate = percent(Decimal(one.present), Decimal(one.expected))
    ratio = rate / 100 if rate is not None else None
    return [str(one.sitting), one.expected, one.present, one.on_leave, one.away, one.walk_ins, ratio]


def _counts(one: Sheet) -> str:
    return (
        f"应到 {one.expected} 人，实到 {one.present} 人，请假 {one.on_leave} 人，名单外到会 {one.walk_ins} 人"
    )


def _figures(one: Figures) -> list:
    return [
        one.label, one.expected, one.attended, one.leave, one.official, one.absent, one.late, one.left_early,
        one.rate, one.rate_without_leave,
    ]  # fmt: skip


def _time(sitting) -> str:
    first, last = sitting.starts_at.astimezone(SHANGHAI), sitting.ends_at.astimezone(SHANGHAI)
    return f"{chinese_date(first)} {first:%H:%M}至{last:%H:%M}"
