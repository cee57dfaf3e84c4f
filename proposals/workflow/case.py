"""The life of a proposal as a table: a fixed superset of steps, of which an organisation skips some."""

from core.workflow import Transition, Workflow
from proposals import policies
from proposals.choices import OWN, REVIEWED_IN, ProposalState

S = ProposalState
DRAFT, SIGNING, RETURNED = S.DRAFT, S.SIGNING, S.RETURNED
REVIEW = tuple(REVIEWED_IN)


def _outcome(name: str, label: str, target: str, **more) -> Transition:
    return Transition(name, label, REVIEW, target, policies.may_review, **more)


PROPOSAL = Workflow(
    ProposalState,
    (
        Transition("gather", "发出联名邀请", (DRAFT,), SIGNING, policies.may_invite),
        Transition("rework", "撤回修改", (SIGNING,), DRAFT, policies.may_invite),
        Transition("submit", "提交提案", (DRAFT, SIGNING, RETURNED), S.SUBMITTED, policies.may_submit),
        Transition(
            "withdraw", "撤案", (*sorted(OWN), RETURNED, *REVIEW), S.WITHDRAWN, policies.may_withdraw,
            reason_required=True,
        ),
        Transition("to_second", "转复审", (S.SUBMITTED,), S.SECOND, policies.may_review),
        Transition(
            "to_consultation", "转审查协商", (S.SUBMITTED, S.SECOND), S.CONSULTING, policies.may_review
        ),
        Transition("to_final", "转终审", (S.SUBMITTED, S.SECOND, S.CONSULTING), S.FINAL, policies.may_review),
        _outcome("send_back", "退回补充", RETURNED, reason_required=True),
        _outcome("file", "立案", S.FILED),
        _outcome("merge", "并案", S.MERGED, reason_required=True),
        _outcome("convert", "转社情民意", S.CONVERTED),
        _outcome("forward", "转送有关部门", S.FORWARDED, reason_required=True),
        _outcome("decline", "不予立案", S.NOT_FILED),
        Transition("unmerge", "撤销并案", (S.MERGED,), S.FINAL, policies.may_unmerge, reason_required=True),
        Transition("dispatch", "交办", (S.FILED,), S.HANDLING, policies.is_dispatcher),
        Transition("undispatch", "收回交办", (S.HANDLING,), S.FILED, policies.is_dispatcher),
        Transition("answered", "全部答复", (S.HANDLING,), S.REPLIED, policies.anybody),
        Transition("rehandle", "重新办理", (S.REPLIED,), S.HANDLING, policies.anybody),
        Transition("close", "办结", (S.REPLIED,), S.CLOSED, policies.anybody),
        Transition("reopen", "恢复办理", (S.CLOSED,), S.HANDLING, policies.is_dispatcher, reason_required=True),
    ),
)  # fmt: skip
