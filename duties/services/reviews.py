"""What is said of a record: 核实, 本人确认, 异议 and its ruling, 未提异议. Each an appended row."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from core import audit
from core.clock import SHANGHAI, now, today
from core.dates import chinese_date
from core.workflow import Refused
from duties import policies
from duties.choices import ReviewKind
from duties.models import DutyRecord, DutyReview
from duties.queries import unspoken
from duties.services.recording import void_duty
from duties.services.telling import tell_disputed, tell_ruled
from organizations.models import Organization

OBJECTION_DAYS = 30
"""Days from the day of entry within which the member may object, unless a publication allows longer."""
RULINGS = (ReviewKind.UPHELD, ReviewKind.ACCEPTED)


def deadline(record: DutyRecord) -> dt.date:
    """The last day on which the member may object."""
    return record.recorded_at.astimezone(SHANGHAI).date() + dt.timedelta(days=OBJECTION_DAYS)


@transaction.atomic
def certify(*, by, record: DutyRecord, text: str = "") -> DutyReview:
    """核实 by someone of the offices other than the author."""
    if not policies.may_certify(by, record):
        raise Refused("记录须由登记人以外的机关工作人员核实。")
    said = _said(record)
    if ReviewKind.CERTIFIED in said:
        raise Refused("该记录已经核实。")
    if is_disputed(said):
        raise Refused("委员对该记录有异议，请先处理异议。")
    return _say(by, record, ReviewKind.CERTIFIED, text)


@transaction.atomic
def certify_all(*, by, records) -> int:
    """核实 every given record that the actor may certify and nobody has yet; returns how many."""
    waiting = [
        record
        for record in records.filter(voided_at=None)
        .select_for_update(of=("self",))
        .prefetch_related("reviews")
        if policies.may_certify(by, record) and _open_to_certify(record)
    ]
    DutyReview.objects.bulk_create(
        DutyReview(record=record, kind=ReviewKind.CERTIFIED, by_id=by.user_id) for record in waiting
    )
    if waiting:
        organization = Organization.objects.get(pk=by.organization_id)
        ids = sorted(record.pk for record in waiting)
        audit.record(by, "批量核实", organization, after={"count": len(ids), "records": ids[:500]})
    return len(waiting)


@transaction.atomic
def confirm(*, by, record: DutyRecord) -> DutyReview:
    """本人确认."""
    _speaker(by, record)
    said = _said(record)
    if ReviewKind.CONFIRMED in said:
        raise Refused("您已确认过这条记录。")
    if is_disputed(said):
        raise Refused("您对这条记录的异议正在处理，处理后再确认。")
    return _say(by, record, ReviewKind.CONFIRMED)


@transaction.atomic
def confirm_all(*, by, records) -> int:
    """本人确认 of every given record that the member has not yet spoken of; returns how many."""
    waiting = list(
        unspoken(records).select_related("bearer__membership__person").select_for_update(of=("self",))
    )
    if not all(policies.may_speak(by, record) for record in waiting):
        raise Refused("只能由委员本人确认或提出异议。")
    DutyReview.objects.bulk_create(
        DutyReview(record=record, kind=ReviewKind.CONFIRMED, by_id=by.user_id) for record in waiting
    )
    if waiting:
        organization = Organization.objects.get(pk=by.organization_id)
        ids = sorted(record.pk for record in waiting)
        audit.record(by, "本人批量确认", organization, after={"count": len(ids), "records": ids[:500]})
    return len(waiting)


@transaction.atomic
def dispute(*, by, record: DutyRecord, text: str, until: dt.date | None = None) -> DutyReview:
    """异议 by the member, with what is wrong; `until` is the last day of a publication, when later."""
    _speaker(by, record)
    last = max(deadline(record), until or dt.date.min)
    if today() > last:
        raise Refused(f"提出异议的期限是{chinese_date(last)}，已经过期，请与秘书处联系。")
    said = _said(record)
    if is_disputed(said):
        raise Refused("您对这条记录的异议正在处理，不必重复提出。")
    if any(kind in said for kind in RULINGS):
        raise Refused("您对这条记录的异议已经处理，请与秘书处联系。")
    review = _say(by, record, ReviewKind.DISPUTED, _text(text, "请写明哪里不对、应当怎样。"))
    tell_disputed(record)
    return review


@transaction.atomic
def rule(*, by, record: DutyRecord, accepted: bool, text: str) -> DutyReview:
    """Rule on the open objection; accepting it voids the record, and the right fact is entered anew."""
    if not policies.may_rule(by, record):
        raise Refused("异议须由登记人以外的秘书处人员处理。")
    if not is_disputed(_said(record)):
        raise Refused("这条记录没有待处理的异议。")
    kind = ReviewKind.ACCEPTED if accepted else ReviewKind.UPHELD
    review = _say(by, record, kind, _text(text, "请写明处理意见。"))
    if accepted:
        void_duty(by=by, record=record, reason=f"异议成立：{review.text}"[:200])
    tell_ruled(record)
    return review


@transaction.atomic
def silence(*, by, organization: Organization) -> int:
    """Note 未提异议 on records whose deadline has passed without a word; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO duties_dutyreview (record_id, kind, text)
            SELECT r.id, 'silent', '' FROM duties_dutyrecord r
            JOIN duties_bearer b ON b.id = r.bearer_id AND b.membership_id IS NOT NULL
            WHERE r.organization_id = %s AND r.voided_at IS NULL
            AND (r.recorded_at AT TIME ZONE 'Asia/Shanghai')::date + %s
                < (%s AT TIME ZONE 'Asia/Shanghai')::date
            AND NOT EXISTS (SELECT 1 FROM duties_dutyreview v WHERE v.record_id = r.id
                            AND v.kind IN ('confirmed', 'disputed', 'silent'))
            """,
            [organization.pk, OBJECTION_DAYS, now()],
        )
        count = cursor.rowcount
    if count:
        audit.record(by, "记为未提异议", organization, after={"count": count})
    return count


def is_disputed(said: list[str]) -> bool:
    """Whether the last objection still waits for its ruling; `said` in the order of time."""
    words = [kind for kind in said if kind in (ReviewKind.DISPUTED, *RULINGS)]
    return bool(words) and words[-1] == ReviewKind.DISPUTED


def _open_to_certify(record: DutyRecord) -> bool:
    said = [review.kind for review in sorted(record.reviews.all(), key=lambda review: review.pk)]
    return ReviewKind.CERTIFIED not in said and not is_disputed(said)


def _said(record: DutyRecord) -> list[str]:
    """Kinds of the record's reviews in order; holds the record's row against a second speaker."""
    DutyRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    return list(record.reviews.order_by("pk").values_list("kind", flat=True))


def _say(by, record: DutyRecord, kind: ReviewKind, text: str = "") -> DutyReview:
    review = DutyReview.objects.create(record=record, kind=kind, by_id=by.user_id, text=text)
    audit.record(by, kind.label, record, after={"kind": kind.value, "text": text}, reason=text)
    return review


def _speaker(by, record: DutyRecord) -> None:
    if record.voided_at:
        raise Refused("这条记录已经作废。")
    if not policies.may_speak(by, record):
        raise Refused("只能由委员本人确认或提出异议。")


def _text(text: str, wanted: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({"text": wanted})
    if len(text) > 300:
        raise ValidationError({"text": "不超过 300 字。"})
    return text
