"""The board of cycles: state, deadlines and the one next step."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from appraisals.choices import CycleState, ObjectionState, RunState
from appraisals.models import Cycle, ScoringRun


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step a cycle waits for, in words, and whose turn it is."""

    label: str
    who: str


STEPS = {
    CycleState.OPEN: NextStep("选定计分方案并开始采集", "秘书处经办人"),
    CycleState.COLLECTING: NextStep("计算并转委员核对", "秘书处经办人"),
    CycleState.SELF_CHECK: NextStep("核对期满后转评价测评或汇总审核", "秘书处经办人"),
    CycleState.RATINGS: NextStep("测评结束后转汇总审核", "秘书处经办人"),
    CycleState.REVIEW: NextStep("复核批次并公布", "秘书处复核人"),
    CycleState.ANNOUNCED: NextStep("答复申诉，必要时更正，然后锁定", "秘书处复核人"),
    CycleState.LOCKED: NextStep("已完成", ""),
}


def board(actor):
    """Cycles of the actor's organisation, the latest first, with their last run and waiting objections."""
    last = ScoringRun.objects.filter(cycle=OuterRef("pk")).order_by("-number")
    waiting = Count("objections", filter=Q(objections__state=ObjectionState.ASKED), distinct=True)
    return (
        Cycle.objects.visible_to(actor)
        .select_related("scheme_version__scheme")
        .annotate(
            waiting=waiting,
            last_run=Subquery(last.values("pk")[:1]),
            last_number=Subquery(last.values("number")[:1]),
            last_state=Subquery(last.values("state")[:1]),
        )
        .order_by("-starts_on", "part")
    )


def published_run(cycle: Cycle) -> ScoringRun | None:
    """The run that stands published for the cycle."""
    return cycle.runs.filter(state=RunState.PUBLISHED).first()
