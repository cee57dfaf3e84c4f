"""The table of members as a kind of import: checked, shown with its differences, stored as a whole."""

from core.reader import read_upload
from core.table import Table
from core.workflow import Refused
from core.writer import Book, Column
from documents.imports import Importer, Preview
from documents.models import ImportBatch
from members.policies import may_confirm_members, may_hand_in_members
from members.resources.columns import BY_NAME, EXPORTED, TITLES
from members.resources.plan import Plan, plan_table
from members.resources.rows import RowPlan
from members.resources.showing import shown
from members.resources.store import Storer
from organizations.models import Organization

MOST_ROWS = 5_000
SHOWN = 200
NOTES = (
    "第一行为表头，列的先后不限，不需要的列可以删除；只有“姓名”必填，新委员还须填写“界别”。",
    "空白的格不改动名册中的内容；专委会、党派至多两个，用“、”隔开；职务写在括号里，例如“第一学习组（组长）”。",
    "已在名册中的委员按身份证号、委员编号、姓名和手机号依次认定；所属的变动自入库当日起生效。",
)
EXAMPLE = {
    "number": "0001",
    "name": "示例甲",
    "gender": "女",
    "ethnicity": "汉族",
    "birth_date": "1980年3月5日",
    "phone": "19900000000",
    "term": "第十届",
    "sector": "教育界",
    "committee": "提案委员会（副主任）",
    "home_committee": "提案委员会",
    "study_group": "第一学习组（组长）",
    "party": "无党派人士",
    "employer": "示例中学",
    "post": "校长",
}


def check(batch: ImportBatch, progress) -> Preview:
    """What the table would change; stores nothing."""
    table = _read(batch)
    progress.step(1, 2, f"核对 {len(table.rows)} 行")
    plan = plan_table(table, batch.organization)
    columns, rows = preview_rows(plan)
    return Preview(counts=plan.counts(), errors=plan.errors, columns=columns, rows=rows, table=table)


def store(batch: ImportBatch, by, progress) -> dict[str, int]:
    """Store the table as it was previewed; refuses when the register has changed since."""
    Organization.objects.select_for_update(no_key=True).get(pk=batch.organization_id)
    plan = plan_table(_read(batch), batch.organization)
    if plan.errors:
        raise Refused(f"名册在核对之后有变动：{plan.errors[0]}")
    if plan.counts() != {label: batch.counts.get(label) for label in plan.counts()}:
        raise Refused("名册在核对之后有变动，新增和修改的人数与预览不同，请重新提交核对。")
    return Storer(plan, by).store(progress)


def template() -> bytes:
    """An empty table with every column and an invented example."""
    columns = [Column(one.title, one.width) for one in EXPORTED]
    rows = [[EXAMPLE.get(one.name, "") for one in EXPORTED]]
    book = Book()
    book.add_sheet("委员名册", columns=columns, rows=rows)
    book.add_sheet("填写说明", columns=[Column("说明", 100)], rows=[[note] for note in NOTES])
    return book.close()


def preview_rows(plan: Plan) -> tuple[list[str], list[list[dict]]]:
    """The first differing rows, cell by cell, under the columns that differ anywhere."""
    differing = [row for row in plan.rows if row.changes][:SHOWN]
    touched = {name for row in differing for name in row.changes}
    names = ["name", *[name for name in BY_NAME if name in touched and name != "name"]]
    rows = [[_plain(str(row.number)), *[_cell(row, name) for name in names]] for row in differing]
    return ["行", *[BY_NAME[name].title for name in names]], rows


def _cell(row: RowPlan, name: str) -> dict:
    if name not in row.changes:
        return _plain(row.name if name == "name" else "")
    old, new = row.changes[name]
    if row.is_new:
        return {"text": shown(name, new), "old": None, "change": "new"}
    return {"text": shown(name, new), "old": shown(name, old), "change": "changed"}


def _plain(text: str) -> dict:
    return {"text": text, "old": None, "change": ""}


def _read(batch: ImportBatch) -> Table:
    with batch.file.open() as file:
        return read_upload(file, max_rows=MOST_ROWS, known_headers=TITLES)


MEMBERS = Importer(
    kind="members",
    label="委员名册",
    check=check,
    store=store,
    template=template,
    may_hand_in=may_hand_in_members,
    may_confirm=may_confirm_members,
)
