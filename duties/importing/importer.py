"""The importer of facts, as `documents.imports` asks for it."""

from decimal import Decimal

from django.db import transaction

from core import audit, locks
from core.clock import today
from core.dates import chinese_date
from core.table import RowError
from core.workflow import Refused
from documents.imports import Importer, Preview
from duties import policies
from duties.importing import staging
from duties.importing.columns import LABELS, template
from duties.importing.reading import Reading, open_table, staged_rows
from duties.services.bearers import bearers_for
from duties.services.telling import tell_recorded

SHOWN = 100
PHASES = 4
SAMPLE_COLUMNS = ["计分对象", "事项", "日期", "事由", "角色阶段层级结果", "应到", "数量", "分值", "文件编号"]


def check(batch, progress) -> Preview:
    """Counts, samples and every error of the table; stores nothing."""
    reading, rows = _read(batch, progress)
    with transaction.atomic():
        staging.stage(rows)
        return _preview(batch, reading, progress)


def _preview(batch, reading: Reading, progress) -> Preview:
    if not reading.errors:
        reading.errors = _unlike(batch)
    preview = Preview(errors=sorted(reading.errors, key=lambda error: error.row), table=reading.table)
    preview.counts = {"总行数": len(reading.table.rows)}
    if not preview.errors:
        total, standing, outside = staging.count(batch.organization_id)
        preview.counts |= {"新增": total - standing, "台账已有": standing}
        preview.counts |= {"不在任期内（提醒）": outside} if outside else {}
        preview.columns = SAMPLE_COLUMNS
        preview.rows = [_shown(row) for row in staging.sample(batch.organization_id, SHOWN)]
    progress.step(PHASES, PHASES, "核对完成")
    return preview


def store(batch, by, progress) -> dict:
    """Say every fact of the confirmed table that does not stand yet; the confirmation is its 核实."""
    locks.shared(batch.organization_id)
    reading, rows = _read(batch, progress)
    staging.stage(rows)
    if reading.errors or (unlike := _unlike(batch)):
        raise Refused(f"复核之后数据有变化，请重新提交。{(reading.errors or unlike)[0]}")
    bearers_for(batch.organization)
    staging.make_bearers(batch.organization_id)
    new, first, last, digest = staging.insert(batch.organization_id, batch.created_by_id, by.user_id)
    if new:
        after = {"count": new, "first": first, "last": last, "digest": digest, "file": batch.sha256}
        audit.record(by, "批量登记履职记录", batch.organization, after=after)
        tell_recorded(batch.organization, first, last, f"duties.import:{batch.pk}")
    return {"总行数": len(reading.table.rows), "新增": new, "台账已有": len(reading.table.rows) - new}


def _read(batch, progress) -> tuple[Reading, list[tuple]]:
    progress.step(0, PHASES, "读取文件")
    with batch.file.open() as file:
        reading = open_table(file, batch.organization, today())
    progress.step(1, PHASES, f"核对 {len(reading.table.rows)} 行")
    rows = list(staged_rows(reading))
    progress.step(2, PHASES, "与台账比对")
    return reading, rows


def _unlike(batch) -> list[RowError]:
    return [
        RowError(
            row,
            LABELS[name],
            "台账已有这条记录而此项不同；要更正的，请先作废原记录；是另一件事的，请另填文件编号。",
        )
        for row, name in staging.unlike(batch.organization_id)
    ]


def _shown(row: tuple) -> list[dict]:
    new, member, label, day, *rest = row
    cells = [member, label, chinese_date(day), *(_text(cell) for cell in rest)]
    return [{"text": cell, "old": None, "change": "new" if new else ""} for cell in cells]


def _text(cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return "" if cell is None else str(cell)


DUTIES = Importer(
    kind="duties",
    label="履职记录",
    check=check,
    store=store,
    template=template,
    may_hand_in=policies.may_hand_in,
    may_confirm=policies.may_confirm_import,
)
