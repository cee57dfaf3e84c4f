"""The life of an activity, of a request for leave and of an entry made afterwards, as declared tables."""

from activities import policies
from activities.choices import ActivityState, LateEntryState, LeaveState
from core.clock import AppNow
from core.workflow import Transition, Workflow

DRAFT, SUBMITTED, APPROVED = ActivityState.DRAFT, ActivityState.SUBMITTED, ActivityState.APPROVED
PUBLISHED, UNDERWAY = ActivityState.PUBLISHED, ActivityState.UNDERWAY
SETTLED, ARCHIVED, CANCELLED = ActivityState.SETTLED, ActivityState.ARCHIVED, ActivityState.CANCELLED


def _write(obj, **changes) -> None:
    type(obj).objects.filter(pk=obj.pk).update(**changes)
    obj.refresh_from_db(fields=list(changes))


def submitted(activity, *, by, reason) -> None:
    _write(activity, submitted_by=by.user_id)


def approved(activity, *, by, reason) -> None:
    _write(activity, approved_by=by.user_id)


def sent_back(activity, *, by, reason) -> None:
    _write(activity, submitted_by=None, approved_by=None)


def published(activity, *, by, reason, rules) -> None:
    _write(activity, published_at=AppNow(), rules=rules)


def ended(activity, *, by, reason) -> None:
    _write(activity, end_reason=reason)


def settled(activity, *, by, reason) -> None:
    _write(activity, settled_at=AppNow(), settled_by=by.user_id, settled_times=activity.settled_times + 1)


ACTIVITY = Workflow(
    ActivityState,
    (
        Transition("submit", "送审", (DRAFT,), SUBMITTED, policies.manages, submitted),
        Transition(
            "send_back", "退回修改", (SUBMITTED, APPROVED), DRAFT, policies.may_send_back, sent_back,
            reason_required=True,
        ),
        Transition("approve", "审批同意", (SUBMITTED,), APPROVED, policies.may_approve, approved),
        Transition("publish", "发布通知", (APPROVED,), PUBLISHED, policies.manages, published),
        Transition("begin", "开始", (PUBLISHED,), UNDERWAY, policies.is_house),
        Transition(
            "reschedule", "改期", (PUBLISHED,), PUBLISHED, policies.manages, ended, reason_required=True
        ),
        Transition(
            "cancel", "取消", (DRAFT, SUBMITTED, APPROVED, PUBLISHED, UNDERWAY), CANCELLED,
            policies.manages, ended, reason_required=True,
        ),
        Transition("settle", "结算考勤", (UNDERWAY,), SETTLED, policies.manages, settled),
        Transition(
            "resettle", "重新结算", (SETTLED,), SETTLED, policies.manages, settled, reason_required=True
        ),
        Transition("archive", "归档", (SETTLED,), ARCHIVED, policies.manages),
    ),
)  # fmt: skip

LEAVE = Workflow(
    LeaveState,
    (
        Transition(
            "approve", "同意请假", (LeaveState.WAITING,), LeaveState.APPROVED, policies.may_decide_leave
        ),
        Transition(
            "refuse", "不同意请假", (LeaveState.WAITING,), LeaveState.REFUSED, policies.may_decide_leave,
            reason_required=True,
        ),
        Transition(
            "withdraw", "撤回请假", (LeaveState.WAITING, LeaveState.APPROVED), LeaveState.WITHDRAWN,
            policies.may_withdraw_leave,
        ),
    ),
)  # fmt: skip

LATE_ENTRY = Workflow(
    LateEntryState,
    (
        Transition(
            "confirm", "确认补签", (LateEntryState.WAITING,), LateEntryState.CONFIRMED,
            policies.may_decide_late_entry,
        ),
        Transition(
            "decline", "不予补签", (LateEntryState.WAITING,), LateEntryState.DECLINED,
            policies.may_decide_late_entry, reason_required=True,
        ),
    ),
)  # fmt: skip
