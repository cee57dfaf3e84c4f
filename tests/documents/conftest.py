"""A kind of table made for these tests: names, one a row; «错» is wrong, and «停» fails at storing."""

import pytest

from accounts.choices import Role
from core.reader import read_upload
from core.table import RowError
from core.workflow import Refused
from core.writer import Book, Column
from documents import imports
from documents.imports import Importer, Preview

stored = []


def _check(batch, progress):
    with batch.file.open() as file:
        table = read_upload(file, max_rows=100)
    progress.step(len(table.rows), len(table.rows), "核对")
    names = [row.cells[0] for row in table.rows]
    errors = [RowError(row.number, "姓名", "姓名不能是“错”。") for row in table.rows if row.cells[0] == "错"]
    rows = [[{"text": name, "old": None, "change": "new"}] for name in names]
    return Preview({"新增": len(names)}, errors, ["姓名"], rows, table)


def _store(batch, by, progress):
    names = [row[0]["text"] for row in batch.preview["rows"]]
    stored.extend(names)
    if "停" in names:
        raise Refused("数据已被他人改动")
    return {"新增": len(names)}


@pytest.fixture(autouse=True)
def sample_importer(monkeypatch):
    importer = Importer(
        kind="sample",
        label="样例",
        check=_check,
        store=_store,
        template=lambda: table("姓名"),
        may_hand_in=lambda actor: actor.holds(Role.OPERATOR),
        may_confirm=lambda actor: actor.holds(Role.CHECKER, Role.OPERATOR),
    )
    monkeypatch.setitem(imports._importers, "sample", importer)
    stored.clear()
    return importer


def table(header, *cells) -> bytes:
    book = Book()
    book.add_sheet("表", columns=[Column(header)], rows=[[cell] for cell in cells])
    return book.close()
