"""The life of a reception day, and of a task that a town gives to a studio."""

from activities import site_policies as policies
from activities.site_choices import ReceptionState, TaskState
from core.clock import today
from core.workflow import Transition, Workflow


def _set(obj, **values) -> None:
    type(obj).objects.filter(pk=obj.pk).update(**values)
    for name, value in values.items():
        setattr(obj, name, value)


def _reason(obj, *, by, reason):
    _set(obj, reason=reason[:200])


def _answered(task, *, by, reason):
    _set(task, answered_on=today(), reason="")


RECEPTION = Workflow(
    ReceptionState,
    (
        Transition("hold", "登记接待情况", (ReceptionState.PLANNED,), ReceptionState.HELD,
                   policies.may_report_reception),
        Transition("cancel", "取消接待", (ReceptionState.PLANNED,), ReceptionState.CANCELLED,
                   policies.may_run_reception, _reason, reason_required=True),
        Transition("correct", "退回重新登记", (ReceptionState.HELD,), ReceptionState.PLANNED,
                   policies.may_run_reception, reason_required=True),
    ),
)  # fmt: skip

TASK = Workflow(
    TaskState,
    (
        Transition("take", "接题", (TaskState.POSTED,), TaskState.TAKEN, policies.may_answer_task),
        Transition("answer", "提交解题成果", (TaskState.TAKEN,), TaskState.ANSWERED, policies.may_answer_task,
                   _answered),
        Transition("accept", "验收办结", (TaskState.ANSWERED,), TaskState.DONE, policies.may_run_task),
        Transition("send_back", "退回完善", (TaskState.ANSWERED,), TaskState.TAKEN, policies.may_run_task,
                   _reason, reason_required=True),
        Transition("withdraw", "撤题", (TaskState.POSTED, TaskState.TAKEN), TaskState.WITHDRAWN,
                   policies.may_run_task, _reason, reason_required=True),
    ),
)  # fmt: skip

WORKFLOWS = {"reception-day": RECEPTION, "town-task": TASK}
