"""The life of one unit's task, and of a promise."""

from core.workflow import Transition, Workflow
from proposals.choices import PromiseState, TaskState
from proposals.policies import anybody
from proposals.policies import tasks as policies

T, P = TaskState, PromiseState
WRITING = (T.HANDLING, T.REHANDLING)

TASK = Workflow(
    TaskState,
    (
        Transition("accept", "签收", (T.PENDING,), T.HANDLING, policies.may_handle),
        Transition(
            "ask_return", "申请退办", (T.PENDING, T.HANDLING), T.RETURN_ASKED, policies.may_handle,
            reason_required=True,
        ),
        Transition("reassign", "同意退办并改派", (T.RETURN_ASKED,), T.REASSIGNED, policies.may_decide_return),
        Transition(
            "refuse_return", "不同意退办", (T.RETURN_ASKED,), T.PENDING, policies.may_decide_return,
            reason_required=True,
        ),
        Transition("countersign", "送会签", WRITING, T.COUNTERSIGNING, policies.may_handle),
        Transition("countersigned", "会签完毕", (T.COUNTERSIGNING,), T.APPROVING, anybody),
        Transition("objected", "会签退改", (T.COUNTERSIGNING,), T.HANDLING, anybody, reason_required=True),
        Transition("recall", "撤回修改", (T.COUNTERSIGNING, T.APPROVING), T.HANDLING, policies.may_handle),
        Transition("hand_up", "送审签", WRITING, T.APPROVING, policies.may_handle),
        Transition(
            "revise", "审签退改", (T.APPROVING,), T.HANDLING, policies.may_approve, reason_required=True
        ),
        Transition("approve", "审签送审核", (T.APPROVING,), T.INSPECTING, policies.may_approve),
        Transition("send", "审签送达", (T.APPROVING,), T.REPLIED, policies.may_approve),
        Transition(
            "reject", "驳回重办", (T.INSPECTING,), T.HANDLING, policies.may_inspect, reason_required=True
        ),
        Transition("release", "审核通过并送达", (T.INSPECTING,), T.REPLIED, policies.may_inspect),
        Transition(
            "rehandle", "重新办理", (T.REPLIED, T.CLOSED), T.REHANDLING, policies.may_rehandle,
            reason_required=True,
        ),
        Transition("close", "办结", (T.REPLIED,), T.CLOSED, policies.may_rehandle),
    ),
)  # fmt: skip

PROMISE = Workflow(
    PromiseState,
    (
        Transition("report", "报告兑现", (P.OPEN, P.REPORTED), P.REPORTED, policies.may_report_promise),
        Transition("keep", "确认兑现", (P.OPEN, P.REPORTED), P.KEPT, policies.may_check_promise),
        Transition(
            "lower", "降类", (P.OPEN, P.REPORTED, P.KEPT), P.DOWNGRADED, policies.may_check_promise,
            reason_required=True,
        ),
        Transition("supersede", "由新答复取代", (P.OPEN, P.REPORTED), P.SUPERSEDED, anybody),
        Transition(
            "resume", "继续跟踪", (P.REPORTED, P.DOWNGRADED), P.OPEN, policies.may_check_promise,
            reason_required=True,
        ),
    ),
)  # fmt: skip
