"""The lives of a scheme version, a cycle and a run, as tables."""

from appraisals import policies
from appraisals.choices import CycleState, RunState, SchemeState
from core.workflow import Refused, Transition, Workflow


def _needs_scheme(cycle, *, by, reason):
    if cycle.scheme_version is None or cycle.scheme_version.state != SchemeState.ADOPTED:
        raise Refused("请先为本周期选定已通过的计分方案")


SCHEME = Workflow(
    SchemeState,
    (
        Transition("adopt", "通过方案", (SchemeState.DRAFT,), SchemeState.ADOPTED, policies.may_adopt_scheme),
        Transition(
            "retire", "停用方案", (SchemeState.ADOPTED,), SchemeState.RETIRED, policies.may_retire_scheme,
            reason_required=True,
        ),
    ),
)  # fmt: skip

CYCLE = Workflow(
    CycleState,
    (
        Transition(
            "collect", "开始采集", (CycleState.OPEN,), CycleState.COLLECTING, policies.may_run_cycle,
            effect=_needs_scheme,
        ),
        Transition(
            "self_check", "转委员核对", (CycleState.COLLECTING,), CycleState.SELF_CHECK, policies.may_run_cycle,
        ),
        Transition(
            "ratings", "转评价测评", (CycleState.SELF_CHECK,), CycleState.RATINGS, policies.may_run_cycle,
        ),
        Transition(
            "review", "转汇总审核",
            (CycleState.COLLECTING, CycleState.SELF_CHECK, CycleState.RATINGS), CycleState.REVIEW,
            policies.may_run_cycle,
        ),
        Transition(
            "reopen", "退回采集", (CycleState.SELF_CHECK, CycleState.RATINGS, CycleState.REVIEW),
            CycleState.COLLECTING, policies.may_decide_cycle, reason_required=True,
        ),
        Transition(
            "announce", "通报", (CycleState.REVIEW,), CycleState.ANNOUNCED, policies.may_decide_cycle,
        ),
        Transition("lock", "锁定", (CycleState.ANNOUNCED,), CycleState.LOCKED, policies.may_decide_cycle),
    ),
)  # fmt: skip

RUN = Workflow(
    RunState,
    (
        Transition("finish", "完成计算", (RunState.COMPUTING,), RunState.DRAFT, policies.may_finish),
        Transition("fail", "计算未完成", (RunState.COMPUTING,), RunState.FAILED, policies.may_finish),
        Transition("retry", "重新计算", (RunState.FAILED,), RunState.COMPUTING, policies.may_retry),
        Transition("check", "复核通过", (RunState.DRAFT,), RunState.CHECKED, policies.may_check),
        Transition("publish", "公布", (RunState.CHECKED,), RunState.PUBLISHED, policies.may_publish),
        Transition(
            "supersede", "由更正批次取代", (RunState.PUBLISHED,), RunState.SUPERSEDED, policies.may_decide_cycle_of,
            reason_required=True,
        ),
    ),
)  # fmt: skip

WORKFLOWS = {"scheme": SCHEME, "cycle": CYCLE, "run": RUN}
