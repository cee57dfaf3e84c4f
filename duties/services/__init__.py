"""The verbs of the ledger."""

from duties.facts import Fact
from duties.services.bearers import bearer_named, bearer_of, bearer_of_group, bearers_for
from duties.services.missing import answer_missing, ask_missing
from duties.services.recording import record_duties, record_duty, void_duty
from duties.services.reviews import (
    certify,
    certify_all,
    confirm,
    confirm_all,
    deadline,
    dispute,
    rule,
    silence,
)

__all__ = (
    "Fact",
    "answer_missing",
    "ask_missing",
    "bearer_named",
    "bearer_of",
    "bearer_of_group",
    "bearers_for",
    "certify",
    "certify_all",
    "confirm",
    "confirm_all",
    "deadline",
    "dispute",
    "record_duties",
    "record_duty",
    "rule",
    "silence",
    "void_duty",
)
