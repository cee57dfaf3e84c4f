"""The verbs of 双考."""

from appraisals.services.cycles import choose_scheme, move_cycle, open_by_hand, open_cycle, open_cycles
from appraisals.services.letters import enter_letters
from appraisals.services.reviews import adjust, answer, decide_adjustment, object_to
from appraisals.services.runs import check_run, compute_run, correct_run, publish_run, retry_run
from appraisals.services.schemes import (
    adopt_scheme,
    copy_version,
    load_scheme,
    new_scheme,
    retire_scheme,
    save_document,
    yaml_of,
)
from appraisals.services.trials import delete_trial, try_scheme

__all__ = (
    "adjust",
    "adopt_scheme",
    "answer",
    "check_run",
    "choose_scheme",
    "compute_run",
    "copy_version",
    "correct_run",
    "decide_adjustment",
    "delete_trial",
    "enter_letters",
    "load_scheme",
    "move_cycle",
    "new_scheme",
    "object_to",
    "open_by_hand",
    "open_cycle",
    "open_cycles",
    "publish_run",
    "retire_scheme",
    "retry_run",
    "save_document",
    "try_scheme",
    "yaml_of",
)
