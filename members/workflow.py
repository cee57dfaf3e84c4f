"""The life of a membership and of a request for correction, as declared tables."""

from core.workflow import Transition, Workflow
from members import policies
from members.choices import ChangeKind, MemberState, RequestState

SERVING, SUSPENDED = MemberState.SERVING, MemberState.SUSPENDED
HOLDING = (SERVING, SUSPENDED)


def _step(kind: ChangeKind, label: str, sources: tuple, target: MemberState) -> Transition:
    return Transition(
        name=kind.value,
        label=label,
        sources=sources,
        target=target,
        policy=policies.may_change_status,
        reason_required=True,
    )


MEMBERSHIP = Workflow(
    MemberState,
    (
        _step(ChangeKind.SUSPENDED, "暂停履职", (SERVING,), SUSPENDED),
        _step(ChangeKind.RESTORED, "恢复履职", (SUSPENDED,), SERVING),
        _step(ChangeKind.RESIGNED, "接受辞去", HOLDING, MemberState.RESIGNED),
        _step(ChangeKind.REVOKED, "撤销资格", HOLDING, MemberState.REVOKED),
        _step(ChangeKind.DECEASED, "登记去世", HOLDING, MemberState.DECEASED),
        _step(ChangeKind.TRANSFERRED, "不宜继续担任", HOLDING, MemberState.TRANSFERRED),
        _step(ChangeKind.EXPIRED, "届满离任", HOLDING, MemberState.EXPIRED),
    ),
)

CHANGE_REQUEST = Workflow(
    RequestState,
    (
        Transition(
            name="approve",
            label="采纳更正",
            sources=(RequestState.WAITING,),
            target=RequestState.APPROVED,
            policy=policies.may_answer_change,
        ),
        Transition(
            name="decline",
            label="不采纳更正",
            sources=(RequestState.WAITING,),
            target=RequestState.DECLINED,
            policy=policies.may_answer_change,
            reason_required=True,
        ),
    ),
)
