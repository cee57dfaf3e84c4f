"""The ledger as an xlsx file: what a list shows, no more."""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.actors import actor_of
from accounts.models import User
from core import audit, jobs
from core.clock import today
from core.dates import chinese_date
from core.writer import Book, Column
from duties import queries
from duties.filters import narrowed
from organizations.models import Organization

AT_ONCE = 5_000
CHUNK = 2_000
COLUMNS = [
    Column("委员编号"), Column("姓名"), Column("事项", 18), Column("日期", 16, "date"), Column("事由", 36),
    Column("情况", 24), Column("应到", 8, "points"), Column("数量", 8, "points"), Column("分值", 8, "points"),
    Column("署名人数", 8, "integer"), Column("状态"), Column("说明", 24),
]  # fmt: skip


def listed(actor, asked: dict):
    """The rows that the actor's list shows for these filters."""
    rows = narrowed(queries.readable(actor), **asked)
    rows = rows.select_related("bearer__membership__person", "bearer__group", "kind").prefetch_related(
        "reviews"
    )
    return rows.order_by("-occurred_on", "-id")


@transaction.atomic
def book(actor, asked: dict) -> bytes:
    """The rows as xlsx; audited with their number."""
    count = 0

    def lines():
        nonlocal count
        for record in listed(actor, asked).iterator(chunk_size=CHUNK):
            count += 1
            yield _line(record)

    out = Book(constant_memory=True)
    line = (f"单位：{actor.organization_name}", f"导出日期：{chinese_date(today())}")
    out.add_sheet("履职记录", columns=COLUMNS, rows=lines(), heading="履职记录", subheading=[line])
    content = out.close()
    organization = Organization.objects.get(pk=actor.organization_id)
    audit.record(actor, "导出履职记录", organization, after={"count": count, **asked})
    return content


def order(*, by, asked: dict) -> jobs.Job:
    """Have the book made in the background."""
    return jobs.enqueue(
        "duties.export",
        key=f"duties.export:{uuid.uuid4().hex}",
        label="导出履职记录",
        actor=by,
        user=by.user_id,
        organization=by.organization_id,
        asked=asked,
    )


def make(job) -> dict:
    """The work behind `order`, with the rights that its owner holds now."""
    actor = actor_of(User.objects.get(pk=job.arguments["user"]), job.arguments["organization"])
    if actor.organization_id != job.arguments["organization"]:
        raise jobs.JobFailed("您已不在该政协任职。")
    content = book(actor, job.arguments["asked"])
    name = default_storage.save(f"exports/{uuid.uuid4().hex}.xlsx", ContentFile(content))
    return {"file": name, "name": f"履职记录{today():%Y%m%d}.xlsx"}


def open_result(job):
    """The finished file, None while there is none."""
    name = job.result.get("file")
    return default_storage.open(name) if name and default_storage.exists(name) else None


def _line(record) -> list:
    membership = record.bearer.membership
    return [
        membership.number if membership else "",
        membership.person.name if membership else str(record.bearer),
        record.kind.label,
        record.occurred_on,
        record.matter_title,
        queries.words_of(record),
        record.expected,
        record.quantity,
        record.entered_points,
        record.people,
        queries.state_of(record).label,
        record.note,
    ]
