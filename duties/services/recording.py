"""Saying a fact once, many facts at once, and voiding one. Producing apps call these in their own acts."""

import hashlib
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from psycopg2.extras import execute_values

from core import audit, locks
from core.clock import AppNow, today
from core.workflow import Stale
from duties.facts import Fact, check
from duties.models import DutyRecord
from organizations.models import Organization

COLUMNS = (
    "organization_id", "bearer_id", "kind_id", "matter_ref", "matter_title", "parent_ref", "stage", "role",
    "level", "result", "flags", "people", "occurred_on", "expected", "quantity", "entered_points",
    "source_key", "note", "recorded_by_id",
)  # fmt: skip
INSERT = f"""
INSERT INTO duties_dutyrecord ({", ".join(COLUMNS)}) VALUES %s
ON CONFLICT (organization_id, source_key) WHERE voided_at IS NULL DO NOTHING RETURNING id
"""  # noqa: S608 -- the columns are the tuple above


@transaction.atomic
def record_duty(*, by, bearer, kind, occurred_on, source_key, **facts) -> DutyRecord:
    """Say one fact; the same `source_key` again returns the record that already says it.

    `facts` are the remaining fields of `duties.facts.Fact`. Raises ValidationError (field → Chinese
    sentences) when the kind does not allow what is said, PermissionDenied across organisations.
    """
    fact = Fact(bearer=bearer, kind=kind, occurred_on=occurred_on, source_key=source_key, **facts)
    locks.shared(bearer.organization_id)
    written = _write(by, [fact])
    record = DutyRecord.objects.get(
        organization_id=bearer.organization_id, source_key=source_key, voided_at=None
    )
    if written:
        audit.record(by, "登记履职记录", record, after=audit.snapshot(record))
    return record


@transaction.atomic
def record_duties(*, by, facts: Iterable[Fact]) -> int:
    """Say many facts of one organisation, all or none; returns how many were new.

    One audit entry names how many, their digest and the range of their ids.
    """
    facts = list(facts)
    if not facts:
        return 0
    if {fact.bearer.organization_id for fact in facts} != {by.organization_id}:
        raise PermissionDenied("只能登记本会的履职记录")
    organization = Organization.objects.get(pk=by.organization_id)
    locks.shared(organization.pk)
    written = _write(by, facts)
    audit_batch(by, organization, written, {"repeated": len(facts) - len(written)})
    return len(written)


def audit_batch(by, organization: Organization, written: Sequence[int], more: dict) -> None:
    """One entry for a batch; nothing when nothing new was written."""
    if written:
        audit.record(by, "批量登记履职记录", organization, after=digest_of(organization.pk, written) | more)


def digest_of(organization_id: int, ids: Sequence[int]) -> dict:
    """Count, range of ids and sha256 over the source keys in the order of ids."""
    keys = hashlib.sha256()
    rows = DutyRecord.objects.filter(organization_id=organization_id, pk__in=ids).order_by("pk")
    for key in rows.values_list("source_key", flat=True).iterator(chunk_size=5000):
        keys.update(key.encode() + b"\n")
    return {"count": len(ids), "first": min(ids), "last": max(ids), "digest": keys.hexdigest()}


@transaction.atomic
def void_duty(*, by, record: DutyRecord, reason: str) -> DutyRecord:
    """Take a fact back, once, with its reason; the row stays for ever."""
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "作废须写明理由。"})
    if len(reason) > 200:
        raise ValidationError({"reason": "作废理由不超过 200 字。"})
    _own(by, record.organization_id)
    locks.shared(record.organization_id)
    rows = DutyRecord.objects.filter(pk=record.pk, voided_at=None)
    if not rows.update(voided_at=AppNow(), voided_by=by.user_id, void_reason=reason):
        raise Stale("该履职记录已经作废，请刷新后再看。")
    record.refresh_from_db()
    after = audit.snapshot(record, ["voided_at", "voided_by_id", "void_reason"])
    audit.record(by, "作废履职记录", record, after=after, reason=reason)
    return record


def _write(by, facts: Sequence[Fact]) -> list[int]:
    day = today()
    for fact in facts:
        _own(by, fact.bearer.organization_id)
        check(fact, day)
    with connection.cursor() as cursor:
        rows = [_row(by, fact) for fact in facts]
        found = execute_values(cursor.cursor, INSERT, rows, page_size=1000, fetch=True)
    return [row[0] for row in found]


def _row(by, fact: Fact) -> tuple:
    return (
        fact.bearer.organization_id, fact.bearer.pk, fact.kind.pk, fact.matter_ref, fact.matter_title,
        fact.parent_ref, fact.stage, fact.role, fact.level, fact.result, list(fact.flags), fact.people,
        fact.occurred_on, fact.expected, fact.quantity, fact.entered_points, fact.source_key, fact.note,
        by.user_id,
    )  # fmt: skip


def _own(by, organization_id: int) -> None:
    if by.organization_id != organization_id:
        raise PermissionDenied("只能登记本会的履职记录")
