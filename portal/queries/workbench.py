"""Queues of the staff site's first page: what waits for this actor, the late ones first."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.urls import reverse

from accounts.choices import SECRETARIAT, Role
from activities.queries import waiting as meetings
from activities.queries import waiting_papers as papers
from appraisals.choices import AdjustmentState, CycleState, ObjectionState, RunState
from appraisals.models import Adjustment, Cycle, Objection, ScoringRun
from documents.choices import BatchState
from documents.models import ImportBatch
from duties.choices import ReviewKind
from duties.models import DutyRecord
from members.choices import RequestState
from members.models import ChangeRequest

OPERATOR, CHECKER = frozenset({Role.OPERATOR}), frozenset({Role.CHECKER})


@dataclass(frozen=True)
class Queue:
    """Things of one kind in one state, for the holders of some roles.

    `rows(actor)` is a queryset; `due` the column whose earliest value is the next deadline, if any.
    """

    label: str
    verb: str
    roles: frozenset
    rows: Callable
    address: str
    due: str = ""


@dataclass(frozen=True)
class Waiting:
    """A queue as it stands: how many wait, how many are late, and the nearest day."""

    label: str
    verb: str
    url: str
    count: int
    late: int = 0
    nearest: dt.date | None = None


def _batches(*states):
    return lambda actor: ImportBatch.objects.visible_to(actor).filter(state__in=states)


def _foreign_batches(actor):
    return _batches(BatchState.READY)(actor).exclude(created_by_id=actor.user_id)


def _requests(actor):
    return ChangeRequest.objects.visible_to(actor).filter(state=RequestState.WAITING)


def _disputes(actor):
    """Records whose last word is an objection."""
    disputed = Q(reviews__kind=ReviewKind.DISPUTED)
    ruled = Q(reviews__kind__in=[ReviewKind.UPHELD, ReviewKind.ACCEPTED])
    records = DutyRecord.objects.visible_to(actor).filter(voided_at=None, reviews__kind=ReviewKind.DISPUTED)
    counts = records.annotate(
        asked=Count("reviews", filter=disputed, distinct=True),
        answered=Count("reviews", filter=ruled, distinct=True),
    )
    return counts.filter(asked__gt=0, answered=0)


def _objections(actor):
    return Objection.objects.visible_to(actor).filter(state=ObjectionState.ASKED)


def _adjustments(actor):
    waiting = Adjustment.objects.visible_to(actor).filter(state=AdjustmentState.WAITING)
    return waiting.exclude(created_by_id=actor.user_id)


def _runs(state):
    return lambda actor: ScoringRun.objects.visible_to(actor).filter(state=state)


def _cycles(*states):
    return lambda actor: Cycle.objects.visible_to(actor).filter(state__in=states)


QUEUES = (
    Queue("申诉", "答复", SECRETARIAT, _objections, "admin:appraisals_objection_changelist", "deadline"),
    Queue("履职记录异议", "处理", SECRETARIAT, _disputes, "admin:duties_dutyrecord_changelist"),
    Queue("待复核的导入", "复核", CHECKER, _foreign_batches, "admin:documents_importbatch_changelist"),
    Queue("有错误的导入", "修改后重新提交", OPERATOR, _batches(BatchState.WRONG), "admin:documents_importbatch_changelist"),
    Queue("待审批的会议活动", "审批", meetings.APPROVERS, meetings.to_approve, "admin:activities_activity_changelist"),
    Queue("请假待批", "批复", meetings.DECIDERS, meetings.leaves_to_decide, "admin:activities_leaverequest_changelist"),
    Queue(
        "补签待确认", "确认", meetings.DECIDERS, meetings.late_entries_to_confirm,
        "admin:activities_lateentry_changelist",
    ),
    Queue("待结算的会议活动", "结算", meetings.ORGANISERS, meetings.to_settle, "admin:activities_activity_changelist"),
    Queue("待初选的发言", "初选", papers.SELECTORS, papers.to_select, "admin:activities_speech_changelist"),
    Queue("待审定的发言", "审定", papers.DECIDERS, papers.to_decide, "admin:activities_speech_changelist"),
    Queue("待验收的解题成果", "验收", papers.RECORDERS, papers.tasks_to_accept, "admin:activities_towntask_changelist", "due_on"),
    Queue("未登记的接待日", "登记", papers.RECORDERS, papers.receptions_to_report, "admin:activities_receptionday_changelist", "day"),
    Queue("错过的定期活动", "说明原因", OPERATOR, papers.missed_without_reason, "admin:activities_occurrence_changelist"),
    Queue("资料更正申请", "审核", SECRETARIAT, _requests, "admin:members_changerequest_changelist"),
    Queue("人工调整", "复核", CHECKER, _adjustments, "admin:appraisals_adjustment_changelist"),
    Queue("待复核的考核批次", "复核", CHECKER, _runs(RunState.DRAFT), "admin:appraisals_scoringrun_changelist"),
    Queue("待公布的考核批次", "公布", CHECKER, _runs(RunState.CHECKED), "admin:appraisals_scoringrun_changelist"),
    Queue(
        "进行中的考核周期", "查看",
        SECRETARIAT,
        _cycles(CycleState.OPEN, CycleState.COLLECTING, CycleState.SELF_CHECK, CycleState.RATINGS, CycleState.REVIEW),
        "admin:appraisals_cycle_changelist",
        "ends_on",
    ),
)  # fmt: skip


def waiting(actor, today: dt.date) -> list[Waiting]:
    """The actor's queues that hold something, late ones first; two figures a queue, one query each."""
    found = [one for queue in QUEUES if actor.holds(*queue.roles) for one in _look(queue, actor, today)]
    return sorted(found, key=lambda one: (-one.late, one.nearest or dt.date.max))


def _look(queue: Queue, actor, today: dt.date) -> Iterator[Waiting]:
    figures = {"count": Count("pk", distinct=True)}
    if queue.due:
        figures |= {
            "late": Count("pk", distinct=True, filter=Q(**{f"{queue.due}__lt": today})),
            "nearest": Min(queue.due),
        }
    rows = queue.rows(actor).order_by()
    numbers = rows.model.objects.visible_to(actor).filter(pk__in=rows.values("pk")).aggregate(**figures)
    if numbers["count"]:
        yield Waiting(queue.label, queue.verb, reverse(queue.address), **numbers)
