"""Staff pages of 双考."""

from appraisals.admin.cycles import CycleAdmin
from appraisals.admin.reviews import AdjustmentAdmin, ObjectionAdmin
from appraisals.admin.runs import ScoringRunAdmin
from appraisals.admin.schemes import SchemeVersionAdmin
from appraisals.admin.trials import TrialRunAdmin

__all__ = (
    "AdjustmentAdmin",
    "CycleAdmin",
    "ObjectionAdmin",
    "SchemeVersionAdmin",
    "ScoringRunAdmin",
    "TrialRunAdmin",
)
