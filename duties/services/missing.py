"""A member says that a record is missing; the secretariat answers, and the ledger has it or not."""

import datetime as dt

from django.db import transaction

from core import audit
from core.clock import now, today
from core.dates import chinese_date
from core.workflow import Refused
from duties import policies
from duties.choices import MissingState
from duties.models import DutyKind, DutyRecord, MissingRecord
from duties.queries import kinds_for
from duties.services.telling import tell_missing, tell_missing_answered
from duties.workflow import MISSING
from members.models import Membership

MOST_WAITING = 20
"""Of one member at a time."""


@transaction.atomic
def ask_missing(
    *, by, membership: Membership, kind: DutyKind, occurred_on: dt.date, text: str
) -> MissingRecord:
    """Say that the ledger lacks a fact of this kind and day. Raises Refused."""
    if not policies.may_ask_missing(by, membership):
        raise Refused("只能为本人申请补登履职记录")
    if not kinds_for(by).filter(pk=kind.pk, enabled=True).exists():
        raise Refused("请从列表中选择履职事项")
    if not text.strip():
        raise Refused("请写明情况")
    if not membership.during.lower <= occurred_on <= today():
        raise Refused("发生日期应在任职以后，且不晚于今天")
    waiting = MissingRecord.objects.filter(membership=membership, state=MissingState.WAITING)
    if waiting.filter(kind=kind, occurred_on=occurred_on).exists():
        raise Refused(f"您已申请补登{chinese_date(occurred_on)}的“{kind}”，请等待处理")
    if waiting.count() >= MOST_WAITING:
        raise Refused(f"待处理的申请已有 {MOST_WAITING} 条，请等待处理后再提")
    asked = MissingRecord.objects.create(
        organization_id=membership.organization_id,
        membership=membership,
        kind=kind,
        occurred_on=occurred_on,
        text=text.strip()[:300],
    )
    audit.record(by, "申请补登", asked, after=audit.snapshot(asked))
    tell_missing(asked)
    return asked


@transaction.atomic
def answer_missing(*, by, asked: MissingRecord, added: bool, answer: str) -> MissingRecord:
    """认可: the fact must stand in the ledger already and is named; else decline with the reason."""
    row = (
        MissingRecord.objects.select_for_update(of=("self",))
        .select_related("membership__person", "organization", "kind")
        .get(pk=asked.pk)
    )
    step, answer = "add" if added else "decline", answer.strip()[:200]
    if MISSING.by_name[step] in MISSING.open_to(by, row):
        row.record = _record_of(row) if added else None
        row.answer, row.answered_by_id, row.answered_at = answer, by.user_id, now()
        row.save(update_fields=["record", "answer", "answered_by", "answered_at"])
    MISSING.perform(row, step, by=by, reason=answer)
    tell_missing_answered(row)
    return row


def fitting(asked: MissingRecord):
    """Valid records of the member that could be the missing one, the newest first."""
    return DutyRecord.objects.filter(
        organization_id=asked.organization_id,
        bearer__membership=asked.membership_id,
        kind=asked.kind_id,
        occurred_on=asked.occurred_on,
        voided_at=None,
    ).order_by("-pk")


def _record_of(asked: MissingRecord) -> DutyRecord:
    found = fitting(asked).first()
    if found is None:
        raise Refused(
            f"台账中还没有{chinese_date(asked.occurred_on)}的“{asked.kind}”，请先登记这条记录，再认可补登"
        )
    return found
