"""请假: asked by the member or by staff for the member, decided by the right person, taken back."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from activities import policies
from activities.choices import ActivityState, Answer, LeaveApprover, LeaveReason, LeaveState
from activities.models import LeaveRequest, RosterEntry, Sitting
from activities.rules import Rules
from activities.services.roster import held
from activities.services.telling import tell_leave_asked, tell_leave_decided
from activities.workflow import LEAVE
from core import audit
from core.clock import AppNow, now, today
from core.uploads import UploadRefused
from core.workflow import Refused, Stale
from documents.services import attach

FILES = "activities.leaverequest"
OPEN = (ActivityState.PUBLISHED, ActivityState.UNDERWAY)


@transaction.atomic
def ask_leave(
    *, by, entry: RosterEntry, reason_kind: str, reason: str, sittings: Sequence[Sitting] = (), file=None
) -> LeaveRequest:
    """请假 for some sittings, or for all of them when none is named; by staff it is marked 代请.

    Refused after the start, beyond the number of requests of the kind, or while another one waits. Asked
    with less notice than the kind demands it is taken and marked. Raises Refused or ValidationError.
    """
    entry = held(entry)
    own = entry.membership.person.user_id is not None and entry.membership.person.user_id == by.user_id
    if not own and not policies.may_ask_leave_for(by, entry.activity):
        raise Refused("只能由委员本人或经办人请假")
    _check_words(reason_kind, reason)
    chosen = _chosen(entry, sittings)
    number = _next_number(entry, {one.pk for one in chosen})
    leave = LeaveRequest.objects.create(
        entry=entry,
        number=number,
        sittings=sorted(one.pk for one in chosen) if sittings else [],
        reason_kind=reason_kind,
        reason=reason.strip(),
        by_staff=not own,
        asked_late=_is_late(entry, chosen),
        asked_by_id=by.user_id,
    )
    leave.refresh_from_db(fields=["asked_at"])
    _keep(file, leave, by)
    _answer(entry, leave)
    audit.record(by, "代为请假" if leave.by_staff else "提出请假", leave, after=audit.snapshot(leave))
    tell_leave_asked(leave)
    return leave


@transaction.atomic
def approve_leave(*, by, leave: LeaveRequest, opinion: str = "", approver: str = "") -> LeaveRequest:
    """同意. Where the kind demands the 秘书长's approval, `approver` names who gave it."""
    secretary = leave.entry.activity.rules.get("leave_approver") == LeaveApprover.SECRETARY_GENERAL
    if secretary and not approver.strip():
        raise ValidationError({"approver": "须由秘书长批准，请填写批准人姓名。"})
    return _decide(by, leave, "approve", opinion, approver)


@transaction.atomic
def refuse_leave(*, by, leave: LeaveRequest, opinion: str, approver: str = "") -> LeaveRequest:
    """不同意, with the reason."""
    return _decide(by, leave, "refuse", opinion, approver)


@transaction.atomic
def withdraw_leave(*, by, leave: LeaveRequest) -> LeaveRequest:
    """撤回, also of granted leave (销假), until the first of its sittings begins."""
    held(leave.entry)
    leave = _fresh(leave)
    if any(one.starts_at <= now() for one in covered(leave)):
        raise Refused("请假的单元已经开始，不能撤回")
    LEAVE.perform(leave, "withdraw", by=by)
    RosterEntry.objects.filter(pk=leave.entry_id, answer=Answer.LEAVE).update(answer=Answer.NONE)
    return leave


def covered(leave: LeaveRequest) -> list[Sitting]:
    """The sittings that the leave is for."""
    ids = leave.sittings or leave.entry.expected
    return list(Sitting.objects.filter(pk__in=ids).order_by("starts_at", "id"))


def _decide(by, leave: LeaveRequest, step: str, opinion: str, approver: str) -> LeaveRequest:
    """Who decides is written while the request still waits: only the first of two gets a row."""
    leave = _fresh(leave)
    if leave.state == LeaveState.WAITING and not policies.may_decide_leave(by, leave):
        raise Refused("请假须由规定的批准人、且非申请人本人办理")
    if step == "refuse" and not opinion.strip():
        raise Refused("不同意请假须写明理由")
    if len(opinion) > 200 or len(approver) > 40:
        raise Refused("批复意见不超过 200 字，批准人不超过 40 字")
    rows = LeaveRequest.objects.filter(pk=leave.pk, state=LeaveState.WAITING)
    if not rows.update(
        decided_by=by.user_id, decided_at=AppNow(), decision=opinion.strip(), approver=approver.strip()
    ):
        raise Stale(f"该申请已是“{_fresh(leave).get_state_display()}”，请刷新后再看")
    LEAVE.perform(leave, step, by=by, reason=opinion)
    leave.refresh_from_db()
    if leave.state == LeaveState.REFUSED:
        RosterEntry.objects.filter(pk=leave.entry_id, answer=Answer.LEAVE).update(answer=Answer.NONE)
    tell_leave_decided(leave)
    return leave


def _fresh(leave: LeaveRequest) -> LeaveRequest:
    rows = LeaveRequest.objects.select_related(
        "entry__activity__organization", "entry__activity__kind", "entry__membership__person"
    )
    return rows.get(pk=leave.pk)


def _check_words(reason_kind: str, reason: str) -> None:
    if reason_kind not in LeaveReason.values:
        raise ValidationError({"reason_kind": "请选择事由类别。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明请假事由。"})
    if len(reason.strip()) > 200:
        raise ValidationError({"reason": "请假事由不超过 200 字。"})


def _chosen(entry: RosterEntry, sittings: Sequence[Sitting]) -> list[Sitting]:
    """The sittings asked for; raises Refused when one is not the member's or has begun."""
    if entry.activity.state not in OPEN or entry.removed_at is not None:
        raise Refused("这项活动现在不能请假")
    expected = list(Sitting.objects.filter(pk__in=entry.expected).order_by("starts_at", "id"))
    if not expected:
        raise Refused("这项活动没有应到的单元，不必请假")
    if {one.pk for one in sittings} - {one.pk for one in expected}:
        raise Refused("只能对本人应到的单元请假")
    wanted = {one.pk for one in sittings} or {one.pk for one in expected}
    chosen = [one for one in expected if one.pk in wanted]
    begun = [one for one in chosen if one.starts_at <= now()]
    if begun:
        left = "" if len(begun) == len(chosen) else "，请只选择尚未开始的单元"
        raise Refused(f"{begun[0]}已经开始，不能再请假{left}")
    return chosen


def _next_number(entry: RosterEntry, wanted: set[int]) -> int:
    """Which request this is; raises Refused beyond the limit, or when it is asked for already."""
    most = Rules.of(entry.activity).max_leave_requests
    earlier = list(entry.leaves.order_by("number"))
    if any(one.state == LeaveState.WAITING for one in earlier):
        raise Refused("已有待批的请假申请，请等待批复或先撤回")
    for one in earlier:
        if one.state == LeaveState.APPROVED and (not one.sittings or wanted <= set(one.sittings)):
            raise Refused("所选单元已经准假，不必再申请")
    if len(earlier) >= most:
        raise Refused(f"这类会议活动至多申请 {most} 次请假，已经用完，请与经办人联系")
    return len(earlier) + 1


def _is_late(entry: RosterEntry, chosen: list[Sitting]) -> bool:
    notice = Rules.of(entry.activity).leave_notice_days
    return (min(one.day for one in chosen) - today()).days < notice


def _answer(entry: RosterEntry, leave: LeaveRequest) -> None:
    """Leave for all of it is the answer to the notice."""
    if not leave.sittings or set(leave.sittings) >= set(entry.expected):
        entry.answer, entry.answered_by_id, entry.answered_at = (
            Answer.LEAVE,
            leave.asked_by_id,
            leave.asked_at,
        )
        entry.wants_car = entry.wants_meal = False
        entry.save(update_fields=["answer", "answered_by", "answered_at", "wants_car", "wants_meal"])


def _keep(file, leave: LeaveRequest, by) -> None:
    if not file:
        return
    try:
        attach(by=by, owner_type=FILES, owner_id=leave.pk, file=file)
    except UploadRefused as refusal:
        raise ValidationError({"file": str(refusal)}) from refusal
