"""A table handed in by one person, checked by a job, stored by a job after another person confirms."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from accounts.actors import actor_of, system_actor
from core import audit, jobs
from core.clock import AppNow
from core.dates import chinese_date
from core.marked import mark_errors
from core.reader import read_upload
from core.table import RowError
from core.uploads import UploadRefused, check_upload
from core.workflow import Refused
from documents.choices import BatchState
from documents.files import plain_name
from documents.imports import Preview, importer_of
from documents.models import ImportBatch
from documents.workflow import BATCH

SHOWN_ERRORS = 2_000
SHOWN_ROWS = 200
MOST_ROWS = 100_000
PENDING = (BatchState.CHECKING, BatchState.READY, BatchState.STORING)


@transaction.atomic
def hand_in(*, by, kind: str, file) -> ImportBatch:
    """Take a table and have it checked. Raises UploadRefused or Refused; the same file is taken once."""
    importer = importer_of(kind)
    if not importer.may_hand_in(by):
        raise Refused("您没有提交这类表格的权限。")
    checked = check_upload(file)
    _refuse_twice(by.organization_id, kind, checked.sha256)
    batch = ImportBatch(
        organization_id=by.organization_id,
        kind=kind,
        name=plain_name(file.name),
        sha256=checked.sha256,
        created_by_id=by.user_id,
    )
    batch.file.save(f"{checked.sha256[:24]}.{checked.kind}", ContentFile(file.read()), save=False)
    batch.save()
    _enqueue(batch, "check", f"核对{importer.label}：{batch.name}", by)
    audit.record(by, "提交导入表格", batch, after={"kind": kind, "name": batch.name, "sha256": batch.sha256})
    return batch


def check(*, batch: ImportBatch, progress) -> None:
    """Read and compare the whole table and keep what was found; may run twice."""
    if batch.state != BatchState.CHECKING:
        return
    try:
        preview = importer_of(batch.kind).check(batch, progress)
    except UploadRefused as refusal:
        preview = Preview(errors=[RowError(0, "", str(refusal))])
    marked = _marked(batch, preview)
    with transaction.atomic():
        batch.counts = preview.counts | ({"错误": len(preview.errors)} if preview.errors else {})
        batch.errors = [[error.row, error.column, error.message] for error in preview.errors[:SHOWN_ERRORS]]
        batch.preview = {"columns": preview.columns, "rows": preview.rows[:SHOWN_ROWS]}
        if marked:
            batch.marked.save(f"{batch.sha256[:24]}-marked.xlsx", ContentFile(marked), save=False)
        batch.save(update_fields=["counts", "errors", "preview", "marked"])
        step = "found_wrong" if preview.errors else "found_right"
        BATCH.perform(batch, step, by=system_actor(batch.organization))


@transaction.atomic
def confirm(*, by, batch: ImportBatch, sha256: str) -> ImportBatch:
    """Let the table be stored; `sha256` is the digest of the file that the second person looked at."""
    if by.user_id == batch.created_by_id:
        raise Refused("提交人不能复核自己提交的表格，请由另一人复核。")
    if sha256 != batch.sha256:
        raise Refused("您看到的不是最新的文件，请刷新后再复核。")
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.READY)
    waiting.update(decided_by=by.user_id, decided_at=AppNow(), decision="核对无误，同意入库")
    BATCH.perform(batch, "confirm", by=by, reason="核对无误，同意入库")
    _enqueue(batch, "store", f"{importer_of(batch.kind).label}入库：{batch.name}", by)
    return batch


@transaction.atomic
def open_file(*, by, batch: ImportBatch, which: str):
    """The table as handed in («original») or with its errors marked («marked»), None when there is none.

    Audited: the table may hold what its readers otherwise see masked.
    """
    file = {"original": batch.file, "marked": batch.marked}.get(which)
    if not file:
        return None
    audit.record(by, "下载导入表格", batch, after={"which": which, "sha256": batch.sha256})
    return file


@transaction.atomic
def decline(*, by, batch: ImportBatch, reason: str) -> ImportBatch:
    """Send the table back, or take it back, with a reason; nothing is stored."""
    if len(reason) > 200:
        raise Refused("退回的理由不超过 200 字。")
    return BATCH.perform(batch, "decline", by=by, reason=reason.strip())


def store(*, batch: ImportBatch, progress) -> dict:
    """Store all of a confirmed table or nothing; may run twice."""
    try:
        return _store(batch.pk, progress)
    except (UploadRefused, Refused, ValidationError, IntegrityError) as refusal:
        with transaction.atomic():
            batch = ImportBatch.objects.select_related("organization").get(pk=batch.pk)
            batch.errors = [[0, "", _sentence(refusal)]]
            batch.save(update_fields=["errors"])
            BATCH.perform(batch, "failed", by=system_actor(batch.organization))
        raise jobs.JobFailed(f"没有入库：{_sentence(refusal)}") from refusal


@transaction.atomic
def _store(pk: int, progress) -> dict:
    batch = (
        ImportBatch.objects.select_for_update(of=("self",))
        .select_related("organization", "decided_by")
        .get(pk=pk)
    )
    if batch.state != BatchState.STORING:
        return batch.counts
    with batch.file.open() as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != batch.sha256:
            raise Refused("文件在复核之后被改动。")
    by = actor_of(batch.decided_by, batch.organization_id)
    if by.organization_id != batch.organization_id:
        raise Refused("复核人已不在本会任职。")
    batch.counts = importer_of(batch.kind).store(batch, by, progress)
    batch.save(update_fields=["counts"])
    BATCH.perform(batch, "stored", by=by)
    return batch.counts


def _enqueue(batch: ImportBatch, verb: str, label: str, by) -> None:
    batch.job = jobs.enqueue(
        f"documents.{verb}_batch",
        key=f"documents.{verb}_batch:{batch.pk}",
        label=label[:120],
        actor=by,
        batch=batch.pk,
    )
    batch.save(update_fields=["job"])


def _refuse_twice(organization_id: int, kind: str, sha256: str) -> None:
    same = ImportBatch.objects.filter(organization_id=organization_id, kind=kind, sha256=sha256)
    if stored := same.filter(state=BatchState.STORED).first():
        raise Refused(f"这个文件已于{chinese_date(stored.decided_at)}入库，不必重复导入。")
    if same.filter(state__in=PENDING).exists():
        raise Refused("这个文件已经提交，正在核对或等待复核。")


def _marked(batch: ImportBatch, preview: Preview) -> bytes | None:
    if not any(error.row for error in preview.errors):
        return None
    table = preview.table
    if table is None:
        with batch.file.open() as file:
            table = read_upload(file, max_rows=MOST_ROWS)
    return mark_errors(table, preview.errors)


def _sentence(refusal: Exception) -> str:
    if isinstance(refusal, IntegrityError):
        return "数据库拒绝了其中的内容，数据可能已被他人改动，请重新提交表格。"
    return "；".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
