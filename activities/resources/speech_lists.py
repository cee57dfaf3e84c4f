"""The order of speaking, and who has handed in: as Excel."""

from activities.models.speeches import SpeechCall
from activities.speech_choices import SpeechState
from activities.speech_queries import completion, speaking_order
from core.clock import today
from core.dates import chinese_date
from core.writer import Book, Column

ORDER = [
    Column("顺序", 6, "integer", "center"),
    Column("题目", 44),
    Column("报送主体", 18),
    Column("发言人", 12, align="center"),
    Column("时长（分钟）", 9, "integer", "center"),
    Column("实际用时", 10, align="center"),
]
HANDED_IN = [
    Column("序号", 6, "integer", "center"),
    Column("常委", 12, align="center"),
    Column("界别", 22),
    Column("发言材料", 40),
    Column("状态", 14, align="center"),
]
REPORT = Column("调研报告", 40)


def minutes_and_seconds(seconds: int | None) -> str:
    """465 → 7分45秒; empty for None."""
    return f"{seconds // 60}分{seconds % 60:02d}秒" if seconds is not None else ""


def order_list(call: SpeechCall) -> bytes:
    papers = speaking_order(call)
    rows = [
        [
            n,
            one.title,
            one.author_name,
            str(one.speaker),
            one.minutes,
            minutes_and_seconds(one.spoken_seconds),
        ]
        for n, one in enumerate(papers, start=1)
    ]
    total = sum(one.minutes for one in papers)
    book = Book()
    book.add_sheet(
        "发言顺序", columns=ORDER, rows=rows, heading=f"{call.title}发言顺序表", landscape=False, row_height=24,
        subheading=[(f"共 {len(rows)} 人，约 {total} 分钟", f"制表日期：{chinese_date(today())}")],
    )  # fmt: skip
    return book.close()


def handed_in_list(call: SpeechCall) -> bytes:
    """Every 常委 with what is in and what is missing."""
    found = completion(call)
    columns = HANDED_IN + ([REPORT] if call.wants_report else [])
    rows = [
        [n, line.name, line.sector, _title(line.speech), "已交齐" if line.complete else "未交齐",
         *([_title(line.report)] if call.wants_report else [])]
        for n, line in enumerate(found.lines, start=1)
    ]  # fmt: skip
    book = Book()
    book.add_sheet(
        "报送情况", columns=columns, rows=rows, heading=f"{call.title}报送情况", row_height=20,
        subheading=[(f"应报 {found.expected} 人，交齐 {found.complete} 人", f"制表日期：{chinese_date(today())}")],
    )  # fmt: skip
    return book.close()


def _title(paper) -> str:
    if paper is None:
        return ""
    return f"{paper.title}（{SpeechState(paper.state).label}）"
