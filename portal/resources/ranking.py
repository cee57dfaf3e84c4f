"""得分排名 and 分项明细: for leaders and the secretariat, never for publication."""

from collections.abc import Iterator
from itertools import chain, islice

from appraisals.models import ScoreLine
from core.writer import Column
from portal.resources.edition import CONFIDENTIAL, Edition, Page
from portal.resources.sentences import Teller

ROWS_A_SHEET = 1_000_000
"""Excel holds 1,048,576 rows; a longer table goes on in a further sheet."""

DETAIL = [
    Column("名次", 7, "integer", "center"),
    Column("委员编号", 11, align="center"),
    Column("姓名", 11, align="center"),
    Column("板块", 12),
    Column("指标", 32),
    Column("数量", 8, "number"),
    Column("原始得分", 10, "points"),
    Column("计入得分", 10, "points"),
    Column("计分说明", 56),
]


def ranking(edition: Edition) -> Page:
    """Every sheet of the run in rank order; who is scored but not ranked stands last, without a rank."""
    sections = [
        Column(f"{section.name}板块", 9 + 2 * (len(section.name) > 2), "points")
        for section in edition.scheme.sections
    ]
    columns = [
        Column("名次", 7, "integer", "center"),
        Column("委员编号", 11, align="center"),
        Column("姓名", 11, align="center"),
        Column("界别", 24),
        Column("归口专委会", 26),
        Column("政协职务", 11, align="center"),
        Column("考勤得分", 10, "points"),
        Column("考绩得分", 10, "points"),
        *sections,
        Column("总分", 10, "points"),
        Column("等次", 10, align="center"),
        Column("排名情况", 13, align="center"),
    ]
    counted = sum(member.counted for member in edition.members)
    aside = len(edition.members) - counted
    note = f"参加排名 {counted} 人" + (f"，只计分、不参加排名 {aside} 人" if aside else "")
    rows = [_ranked(edition, member) for member in edition.members]
    return Page("得分排名", "得分排名", columns, rows, (f"{note}。{CONFIDENTIAL}",), "分")


def details(edition: Edition) -> Iterator[Page]:
    """One row per member and indicator with the engine's sentence; a further page past a million rows."""
    rows = _details(edition)
    first = next(rows, None)
    rows = chain([first], rows) if first else rows
    while True:
        yield Page("分项明细", "分项得分明细", DETAIL, islice(rows, ROWS_A_SHEET), (f"{CONFIDENTIAL}",), "分")
        more = next(rows, None)
        if more is None:
            return
        rows = chain([more], rows)


def _ranked(edition: Edition, member) -> list:
    return [
        member.rank,
        member.number,
        member.name,
        member.sector,
        member.committee,
        member.office,
        member.attendance,
        member.merit,
        *(member.sections.get(section.key) for section in edition.scheme.sections),
        member.total,
        member.grade,
        "参加排名" if member.counted else "不参加排名",
    ]


def _details(edition: Edition) -> Iterator[list]:
    """Read and written one after the other: the memory does not grow with the lines."""
    members = {member.sheet: member for member in edition.members}
    teller = Teller(edition.actor, edition.run, edition.scheme)
    places = [(section.name, item) for section in edition.scheme.sections for item in section.indicators]
    lines = (
        ScoreLine.objects.visible_to(edition.actor)
        .filter(sheet__run=edition.run)
        .order_by("sheet__position", "indicator")
        .values_list("sheet_id", "indicator", "count", "raw_points", "counted_points")
    )
    for sheet, indicator, *numbers in lines.iterator(chunk_size=5_000):
        member = members[sheet]
        section, item = places[indicator]
        said = teller.sentence(member.bearer, item, tuple(numbers))
        yield [member.rank, member.number, member.name, section, item.name, *numbers, said]
