"""月表、周表 as Excel, laid out as offices print them."""

import datetime as dt

from activities.choices import Half
from activities.sheet_queries import Row
from core.clock import today
from core.dates import chinese_date
from core.writer import Book, Column
from organizations.models import Organization

MONTH = [
    Column("序号", 6, "integer", "center"),
    Column("日期", 14, align="center"),
    Column("星期", 9, align="center"),
    Column("时间", 14, align="center"),
    Column("内容", 40),
    Column("地点", 22),
    Column("参加范围", 24),
    Column("主办", 20),
    Column("状态", 9, align="center"),
]
WEEK = [Column("日期", 16, align="center"), *(Column(half.label, 38) for half in Half)]
NOTE = "〔拟〕为尚未发布的安排"


def month_book(organization: Organization, first: dt.date, rows: list[Row]) -> bytes:
    lines = [
        [
            n,
            f"{row.day.month}月{row.day.day}日",
            row.weekday,
            row.clock,
            row.title,
            row.place,
            row.who,
            row.hosts,
            row.state,
        ]
        for n, row in enumerate(rows, start=1)
    ]
    book = Book()
    book.add_sheet(
        f"{first.month}月", columns=MONTH, rows=lines, heading=f"{first.year}年{first.month}月工作安排表",
        subheading=[(organization.name, f"制表日期：{chinese_date(today())}")], row_height=26,
    )  # fmt: skip
    return book.close()


def week_book(organization: Organization, monday: dt.date, days: list) -> bytes:
    """One row a day, one column for morning, afternoon and evening."""
    sunday = monday + dt.timedelta(days=6)
    lines = [
        [
            f"{day.month}月{day.day}日\n{weekday}",
            *("\n".join(row.shown for row in halves[half]) for half in Half.values),
        ]
        for day, weekday, halves in days
    ]
    book = Book()
    book.add_sheet(
        "周表", columns=WEEK, rows=lines, heading="一周工作安排表", row_height=42,
        subheading=[
            (organization.name, f"{chinese_date(monday)}至{chinese_date(sunday)}"),
            (NOTE, f"制表日期：{chinese_date(today())}"),
        ],
    )  # fmt: skip
    return book.close()
