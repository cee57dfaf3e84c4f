"""The monthly 通报: as a Word file by template, and as an Excel book with the same figures."""

import datetime as dt
from pathlib import Path

from core.clock import today
from core.dates import chinese_date
from core.writer import Book, Column
from documents.rendering import fill
from social_info.choices import AdoptionLevel
from social_info.queries import figures
from social_info.queries.figures import Line, month_of, year_to

LETTER = Path(__file__).resolve().parents[1] / "letters" / "bulletin.docx"
NAMED = 20
RANKED = [
    Column("名次", 8, "integer", "center"), Column("名称", 30), Column("报送（篇）", 12, "integer"),
    Column("采用（篇）", 12, "integer"), Column("采用率", 12, "percent"), Column("得分", 10, "points"),
]  # fmt: skip
LEVELS = [
    Column("层级", 16), Column("本月采用（篇）", 16, "integer"), Column("本年采用（篇）", 16, "integer"),
    Column("上年同期（篇）", 16, "integer"),
]  # fmt: skip
ADOPTED = [
    Column("采用日期", 18, "date"), Column("标题", 46), Column("反映人", 24), Column("层级", 10), Column("方式", 12),
    Column("采用单位", 24), Column("刊物和文号", 28),
]  # fmt: skip
HOW = (
    "得分按每篇被采用的最高层级计：全国 8、省级 5、市级 3、区县级 1，只用于通报排名；履职考核按计分方案另计。"
)


def bulletin_word(actor, day: dt.date) -> bytes:
    """The month of `day`. Raises LetterRefused."""
    return fill(LETTER.read_bytes(), context_of(actor, day))


def context_of(actor, day: dt.date) -> dict:
    month, year = month_of(day), year_to(month_of(day).last)
    title = f"{day.year}年{day.month}月社情民意信息工作情况通报"
    return {
        "title": title,
        "paragraphs": _sentences(actor, month, year),
        "levels": [[str(cell) for cell in row] for row in _levels(actor, month, year)],
        "units": [_named(one) for one in figures.ranking(actor, year, units=True)[:NAMED]],
        "persons": [_named(one) for one in figures.ranking(actor, year, units=False)[:NAMED]],
        "signed_by": f"{actor.organization_name}研究室",
        "signed_on": chinese_date(today()),
    }


def bulletin_book(actor, day: dt.date) -> bytes:
    """Sheets: by level, units, persons, the adoptions of the year one by one."""
    month, year = month_of(day), year_to(month_of(day).last)
    line = (f"单位：{actor.organization_name}", f"{day.year}年{day.month}月")
    book = Book()
    book.add_sheet(
        "各级采用",
        columns=LEVELS,
        rows=_levels(actor, month, year),
        heading="各级采用情况",
        subheading=[line],
    )
    for name, units in (("报送单位", True), ("委员", False)):
        rows = [_ranked(one) for one in figures.ranking(actor, year, units=units)]
        book.add_sheet(
            name, columns=RANKED, rows=rows, heading=f"{name}排名（本年累计）", subheading=[line, HOW]
        )
    book.add_sheet(
        "采用明细", columns=ADOPTED, rows=_adopted(actor, year), heading="本年采用明细", subheading=[line]
    )
    return book.close()


def _sentences(actor, month, year) -> list[str]:
    now, total, then = (figures.totals(actor, span) for span in (month, year, year.year_before()))
    return [
        f"本月共收到社情民意信息 {now['received']} 篇，被各级采用 {now['adopted']} 篇，得到领导批示 {now['instructed']} 件。",
        f"本年累计收到 {total['received']} 篇，上年同期 {then['received']} 篇；被各级采用 {total['adopted']} 篇，"
        f"上年同期 {then['adopted']} 篇；得到领导批示 {total['instructed']} 件，上年同期 {then['instructed']} 件。",
        HOW,
    ]


def _levels(actor, month, year) -> list[list]:
    spans = (month, year, year.year_before())
    counts = [figures.by_level(actor, span) for span in spans]
    return [[AdoptionLevel(level).label, *(count[level] for count in counts)] for level in figures.LEVELS]


def _named(one: Line) -> list[str]:
    return [str(one.rank), one.name, str(one.received), str(one.adopted)]


def _ranked(one: Line) -> list:
    return [one.rank, one.name, one.received, one.adopted, one.rate, one.score]


def _adopted(actor, year):
    rows = figures.adoptions(actor, year).select_related("report").prefetch_related("report__reporters")
    for one in rows:
        who = "、".join(reporter.name for reporter in one.report.reporters.all())
        yield [
            one.adopted_on, one.report.title, who or "综合", one.get_level_display(), one.get_kind_display(),
            one.body, one.document_number,
        ]  # fmt: skip
