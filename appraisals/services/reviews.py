"""The verbs of people about scores: adjust by two, object, answer."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisals.choices import AdjustmentState, ObjectionState
from appraisals.models import Adjustment, Cycle, Objection
from appraisals.periods import scheme_of
from appraisals.policies import may_adjust, may_answer, may_decide_adjustment, may_object
from core import audit
from core.clock import now, today
from core.workflow import Refused, Stale
from documents.services import attach
from duties.models import Bearer, DutyRecord

ANSWER_DAYS = 10
"""Days within which the secretariat answers an objection."""
SHORTEST_REASON = 10
OWNER = "appraisals.adjustment"
"""Names the files of adjustments among all attachments."""


@transaction.atomic
def adjust(
    *, by, cycle: Cycle, bearer: Bearer, points: Decimal, reason: str,
    indicator: str = "", section: str = "", file=None,
) -> Adjustment:  # fmt: skip
    """Propose points for one indicator or one section; counts in runs once a second person agrees.

    `file` is the uploaded proof; UploadRefused when it is not acceptable.
    """
    if not may_adjust(by, cycle) or bearer.organization_id != cycle.organization_id:
        raise PermissionDenied("只有经办人能在计算期间提出人工调整")
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refused("理由至少写 10 个字")
    if not points:
        raise Refused("分值不能为 0")
    _refuse_unknown(cycle, indicator, section)
    row = Adjustment.objects.create(
        cycle=cycle, bearer=bearer, points=points, reason=reason, indicator=indicator, section=section,
        created_by_id=by.user_id,
    )  # fmt: skip
    if file is not None:
        row.attachment = attach(by=by, owner_type=OWNER, owner_id=row.pk, file=file)
        row.save(update_fields=["attachment"])
    audit.record(by, "提出人工调整", row, after=audit.snapshot(row), reason=reason)
    return row


def _refuse_unknown(cycle: Cycle, indicator: str, section: str) -> None:
    if bool(indicator) == bool(section):
        raise Refused("指标与板块须填写一个，且只填一个")
    if cycle.scheme_version is None:
        raise Refused("请先为本周期选定已通过的计分方案")
    scheme = scheme_of(cycle.scheme_version)
    known = {item.key for item in (scheme.indicators if indicator else scheme.sections)}
    if (indicator or section) not in known:
        raise Refused(f"方案中没有代号为“{indicator or section}”的{'指标' if indicator else '板块'}")


@transaction.atomic
def decide_adjustment(*, by, adjustment: Adjustment, agreed: bool) -> Adjustment:
    """The second person agrees or not; an agreed adjustment needs its proof attached."""
    row = Adjustment.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=adjustment.pk)
    if not may_decide_adjustment(by, row):
        raise Refused("须由复核人决定，且不能是提出人本人")
    if row.state != AdjustmentState.WAITING:
        raise Stale("此事项刚被他人处理，请刷新后再试")
    if agreed and row.attachment_id is None:
        raise Refused("没有依据附件，不能同意")
    row.state = AdjustmentState.APPROVED if agreed else AdjustmentState.DECLINED
    row.approved_by_id, row.approved_at = by.user_id, now()
    row.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record(by, "同意人工调整" if agreed else "不同意人工调整", row, after=audit.snapshot(row))
    return row


@transaction.atomic
def object_to(
    *, by, cycle: Cycle, bearer: Bearer, text: str, indicator: str = "", record: DutyRecord | None = None
) -> Objection:
    """A member objects to a line of the own score or to a record behind it, until the deadline."""
    if not may_object(by, cycle, bearer):
        raise PermissionDenied("只能对本人的得分提出申诉")
    if cycle.objections_until is None or today() > cycle.objections_until:
        raise Refused("现在不在申诉期内")
    if not text.strip():
        raise Refused("请写明申诉内容")
    if record is None and not indicator:
        raise Refused("请指明申诉的指标或记录")
    if record is not None and record.bearer_id != bearer.pk:
        raise PermissionDenied("只能对本人的履职记录提出申诉")
    if indicator:
        _refuse_unknown(cycle, indicator, "")
    row = Objection.objects.create(
        cycle=cycle, bearer=bearer, text=text.strip()[:500], indicator=indicator, record=record,
        asked_by_id=by.user_id, deadline=today() + dt.timedelta(days=ANSWER_DAYS),
    )  # fmt: skip
    audit.record(by, "提出申诉", row)
    return row


@transaction.atomic
def answer(*, by, objection: Objection, accepted: bool, text: str) -> Objection:
    """Answer by somebody who neither objected nor wrote the record."""
    row = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("cycle", "record")
        .get(pk=objection.pk)
    )
    if row.state != ObjectionState.ASKED:
        raise Stale("此事项刚被他人处理，请刷新后再试")
    if not may_answer(by, row):
        raise Refused("答复人不能是申诉人，也不能是所涉记录的登记人")
    if not text.strip():
        raise Refused("请写明答复内容")
    row.state = ObjectionState.ACCEPTED if accepted else ObjectionState.DECLINED
    row.answer, row.answered_by_id, row.answered_at = text.strip()[:500], by.user_id, now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    audit.record(by, "答复申诉", row, after={"state": row.state}, reason=row.answer)
    return row
