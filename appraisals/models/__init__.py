"""Tables of 双考."""

from .cycles import Cycle, LiveScore, TrialRun
from .letters import SentLetter
from .reviews import Adjustment, Objection
from .runs import Publication, ScoreLine, ScoreSheet, ScoringRun
from .schemes import Scheme, SchemeVersion

__all__ = (
    "Adjustment",
    "Cycle",
    "LiveScore",
    "Objection",
    "Publication",
    "Scheme",
    "SchemeVersion",
    "ScoreLine",
    "ScoreSheet",
    "ScoringRun",
    "SentLetter",
    "TrialRun",
)
