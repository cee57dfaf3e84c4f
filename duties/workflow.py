"""The life of a member's word that a record is missing, as a declared table."""

from core.workflow import Transition, Workflow
from duties.choices import MissingState
from duties.policies import may_answer_missing

MISSING = Workflow(
    MissingState,
    (
        Transition(
            name="add",
            label="认可补登",
            sources=(MissingState.WAITING,),
            target=MissingState.ADDED,
            policy=may_answer_missing,
        ),
        Transition(
            name="decline",
            label="不予补登",
            sources=(MissingState.WAITING,),
            target=MissingState.DECLINED,
            policy=may_answer_missing,
            reason_required=True,
        ),
    ),
)
