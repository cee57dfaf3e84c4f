"""Targets and sites as Excel."""

import datetime as dt

from activities.models.targets import TargetSet
from activities.site_queries import coverage, deed_totals, kind_lines
from activities.target_queries import item_totals, progress, span_of
from core.clock import today
from core.dates import chinese_date
from core.writer import Book, Column
from organizations.models import Organization

KINDS = [
    Column("类别", 20),
    Column("运行", 8, "integer", "center"),
    Column("筹建", 8, "integer", "center"),
    Column("计划建成", 10, "integer", "center"),
    Column("本年活动（次）", 10, "integer", "center"),
    Column("每家至少（次）", 10, "integer", "center"),
    Column("未达次数的场所", 44),
]
DEEDS = [
    Column("类别", 16),
    Column("次数", 10, "integer", "center"),
    Column("件数", 10, "integer", "center"),
    Column("受益或参加人次", 16, "integer", "center"),
    Column("金额（元）", 16, "points"),
]


def progress_list(target_set: TargetSet, day: dt.date) -> bytes:
    """One row a group or member, one column a target: done / wanted; the last row counts who met it."""
    lines, span = progress(target_set, day), span_of(target_set.period, day)
    items = list(target_set.items.all())
    columns = [
        Column("序号", 6, "integer", "center"),
        Column(target_set.get_subject_display(), 24),
        *(Column(f"{item.text}（{item.wanted}）", 14, align="center") for item in items),
        Column("完成", 10, align="center"),
    ]
    rows = [
        [
            n,
            line.name,
            *(f"{cell.count}{'　√' if cell.met else ''}" for cell in line.cells),
            f"{line.met}/{len(items)}",
        ]
        for n, line in enumerate(lines, start=1)
    ]
    if lines:
        totals = [f"{count}/{len(lines)}" for count in item_totals(lines)]
        rows.append(["", "达标数", *totals, f"{sum(line.whole for line in lines)}/{len(lines)}"])
    book = Book()
    book.add_sheet(
        target_set.name, columns=columns, rows=rows, heading=f"{target_set.name}完成情况", row_height=22,
        subheading=[(f"统计期：{span.label}", f"制表日期：{chinese_date(today())}")],
    )  # fmt: skip
    return book.close()


def sites_book(organization: Organization, year: int) -> bytes:
    """Sites by kind, deeds of the year, and which 界别 and towns have none."""
    book, made = Book(), f"制表日期：{chinese_date(today())}"
    rows = [
        [one.name, one.open, one.building, one.wanted, one.activities, one.asked, "、".join(one.behind)]
        for one in kind_lines(organization.pk, year)
    ]
    book.add_sheet(
        "场所", columns=KINDS, rows=rows, heading=f"{year}年履职场所建设和活动情况",
        subheading=[(organization.name, made)], row_height=22,
    )  # fmt: skip
    deeds = deed_totals(organization.pk, dt.date(year, 1, 1), dt.date(year, 12, 31))
    book.add_sheet(
        "服务实事", columns=DEEDS, heading=f"{year}年服务实事统计", subheading=[(organization.name, made)],
        rows=[[row["label"], row["times"], row["cases"], row["people"], row["amount"]] for row in deeds],
        row_height=22,
    )  # fmt: skip
    bare = coverage(organization.pk, today())
    book.add_sheet(
        "覆盖", columns=[Column("范围", 12, align="center"), Column("尚无运行场所", 60)], heading="履职场所覆盖情况",
        subheading=[(organization.name, made)], landscape=False, row_height=22,
        rows=[["界别", name] for name in bare.sectors_without] + [["镇街", name] for name in bare.towns_without],
    )  # fmt: skip
    return book.close()
