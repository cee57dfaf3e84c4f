"""Tables of proposals."""

from proposals.models.after import (
    CallBack,
    ElectionEntry,
    KeyOutput,
    KeyProposal,
    KeyStep,
    Publication,
    Recommendation,
    UnitBallot,
    UnitVisit,
)
from proposals.models.handling import CaseMessage, Contact, Dispatch, DispatchLine, Reminder, Task
from proposals.models.proposal import Proposal, ProposalWords, Signature, Suggestion
from proposals.models.reply import Countersign, Evaluation, Promise, Reply, ReplyItem, UnitRating
from proposals.models.review import Merge, ReviewOpinion
from proposals.models.settings import (
    Category,
    PhraseTemplate,
    ProposalRules,
    RefusalReason,
    Regulation,
    ReplyClass,
    Round,
)

__all__ = (
    "CallBack",
    "CaseMessage",
    "Category",
    "Contact",
    "Countersign",
    "Dispatch",
    "DispatchLine",
    "ElectionEntry",
    "Evaluation",
    "KeyOutput",
    "KeyProposal",
    "KeyStep",
    "Merge",
    "PhraseTemplate",
    "Promise",
    "Proposal",
    "ProposalRules",
    "ProposalWords",
    "Publication",
    "Recommendation",
    "RefusalReason",
    "Regulation",
    "Reminder",
    "Reply",
    "ReplyClass",
    "ReplyItem",
    "ReviewOpinion",
    "Round",
    "Signature",
    "Suggestion",
    "Task",
    "UnitBallot",
    "UnitRating",
    "UnitVisit",
)
