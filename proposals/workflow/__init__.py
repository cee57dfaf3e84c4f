"""The lives of a proposal, a task and a promise, as tables."""

from proposals.workflow.case import PROPOSAL
from proposals.workflow.tasks import PROMISE, TASK

WORKFLOWS = {"proposal": PROPOSAL, "proposal-task": TASK, "proposal-promise": PROMISE}

__all__ = ("PROMISE", "PROPOSAL", "TASK", "WORKFLOWS")
