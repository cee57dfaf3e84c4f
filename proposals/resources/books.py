"""The Excel book of a round."""

import datetime as dt

from core.dates import chinese_date
from core.writer import Book, Column
from proposals.models import Proposal, Round
from proposals.queries import figures

REGISTER = (
    Column("提案号", 8, "integer"), Column("流水号", 8, "integer"), Column("案由", 44), Column("提案者", 14),
    Column("联名人数", 8, "integer"), Column("分类", 12), Column("提出", 10), Column("状态", 10),
    Column("提交时间", 18, "date"), Column("立案时间", 18, "date"), Column("承办单位", 30),
)  # fmt: skip
UNITS = (
    Column("承办单位", 26), Column("应答复", 8, "integer"), Column("已答复", 8, "integer"), Column("超期", 8, "integer"),
    Column("重新办理", 9, "integer"), Column("满意", 8, "integer"), Column("基本满意", 9, "integer"),
    Column("不满意", 8, "integer"), Column("未评价", 8, "integer"), Column("承诺兑现", 9, "integer"),
    Column("未兑现", 8, "integer"), Column("办理得分", 9, "points"),
)  # fmt: skip
GROUPS = (Column("名称", 26), Column("收到", 10, "integer"), Column("立案", 10, "integer"))


def round_book(rows, round: Round, day: dt.date) -> bytes:
    """What the reader may see of a round: the register, the units with their scores, groups and categories."""
    book = Book()
    heading = f"{round.organization.short_name}{round}提案"
    note = [(f"共 {len(rows)} 件", f"截至{chinese_date(day)}")]
    units = figures.units_of(rows)
    book.add_sheet(
        "提案登记",
        columns=REGISTER,
        rows=[_row(one, units) for one in rows],
        heading=f"{heading}登记表",
        subheading=note,
    )
    book.add_sheet(
        "承办单位", columns=UNITS, heading=f"{heading}承办情况", subheading=[SCORE_NOTE],
        rows=[_unit(row) for row in figures.by_unit(round, day)],
    )  # fmt: skip
    for title, found in (
        ("按分类", [(row["name"], row["count"], row["filed"]) for row in figures.by_category(round)]),
        ("按界别", figures.by_affiliation(round, "sector", day)),
        ("按专委会", figures.by_affiliation(round, "committee", day)),
    ):
        book.add_sheet(title, columns=GROUPS, rows=found, heading=f"{heading}{title}统计")
    return book.close()


SCORE_NOTE = "办理得分 = 按期答复率 × 40 + 满意度 × 40 + 承诺兑现率 × 20；没有评价或承诺的，该项按满分的比例折算到其余各项。"


def score_of(row: dict) -> float | None:
    """The unit's score for 考核, 0–100: shares of what can be divided, weighted 40, 40 and 20."""
    said = row["satisfied"] + row["partly"] + row["unsatisfied"]
    checked = row["kept"] + row["broken"]
    owed = row["answered"] + row["late"]
    parts = [
        (40, (row["answered"] - row["tardy"]) / owed if owed else None),
        (40, (row["satisfied"] + row["partly"] * 0.6) / said if said else None),
        (20, row["kept"] / checked if checked else None),
    ]
    counted = [(weight, share) for weight, share in parts if share is not None]
    weights = sum(weight for weight, _ in counted)
    return round(sum(w * share for w, share in counted) * 100 / weights, 2) if weights else None


def _unit(row: dict) -> list:
    names = (
        "unit",
        "tasks",
        "answered",
        "late",
        "again",
        "satisfied",
        "partly",
        "unsatisfied",
        "silent",
        "kept",
        "broken",
    )
    return [*(row[name] for name in names), score_of(row)]


def _row(one: Proposal, units: dict) -> list:
    who = one.collective if one.kind != "member" else str(one.lead)
    signers = getattr(one, "signers", None)
    return [
        one.number, one.serial, one.title, who, signers, str(one.category or ""), one.get_timing_display(),
        one.get_state_display(), one.submitted_at, one.filed_at, "、".join(units.get(one.pk, [])),
    ]  # fmt: skip
