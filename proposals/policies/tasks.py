"""Who may do what with the tasks of units, their replies, evaluations and promises."""

from accounts.choices import Role
from proposals.choices import (
    ANSWERING,
    LIVE_TASKS,
    UNDER_WAY,
    PromiseState,
    ProposalState,
    TaskRole,
    TaskState,
)
from proposals.policies.case import READERS, is_here, is_house, is_office, is_party_to

WRITING_IN = frozenset({TaskState.HANDLING, TaskState.REHANDLING})


def in_unit(actor, task) -> bool:
    """Somebody of the unit that handles it."""
    return task.unit_id in actor.unit_ids and is_here(actor, task.proposal.organization_id)


def is_liaison(actor, task) -> bool:
    return actor.holds(Role.UNIT_LIAISON) and in_unit(actor, task)


def is_approver(actor, task) -> bool:
    return actor.holds(Role.UNIT_APPROVER) and in_unit(actor, task)


def is_inspector(actor, task) -> bool:
    """督查室, or 提案委 where there is none."""
    here = is_here(actor, task.proposal.organization_id)
    return here and actor.holds(Role.INSPECTOR, Role.PROPOSAL_OFFICE)


def may_handle(actor, task) -> bool:
    """联络员 of the unit: sign for it, ask to return it, write, report."""
    return is_liaison(actor, task)


def may_approve(actor, task) -> bool:
    """审签人, and never the one who drafted it."""
    reply = task.replies.filter(turn=task.turn).first()
    return is_approver(actor, task) and (reply is None or reply.drafted_by_id != actor.user_id)


def may_inspect(actor, task) -> bool:
    return is_inspector(actor, task)


def may_decide_return(actor, task) -> bool:
    return is_office(actor, task.proposal)


def may_rehandle(actor, task) -> bool:
    """提案委, or the job that counts evaluations."""
    return is_office(actor, task.proposal) or is_house(actor, task.proposal)


def may_read_task(actor, task) -> bool:
    """The unit, the offices and the chairs; the drafts of a reply are the unit's alone."""
    here = is_here(actor, task.proposal.organization_id)
    return in_unit(actor, task) or (here and actor.holds(*READERS, Role.INSPECTOR))


def may_read_draft(actor, task) -> bool:
    """A reply that has not been sent: the unit; while it is inspected, the inspector."""
    return in_unit(actor, task) or (task.state == TaskState.INSPECTING and is_inspector(actor, task))


def may_countersign(actor, countersign) -> bool:
    """Somebody of the 会办 unit that was asked."""
    waiting = countersign.agreed is None
    return waiting and in_unit(actor, countersign.task)


def may_claim_contact(actor, task) -> bool:
    return is_liaison(actor, task) and task.role in ANSWERING and task.state in LIVE_TASKS


def may_answer_contact(actor, contact) -> bool:
    """The very member who is said to have been spoken to."""
    owner = contact.membership.person.user_id
    own = owner is not None and owner == actor.user_id
    return own and contact.confirmed is None and is_here(actor, contact.task.proposal.organization_id)


def may_write_message(actor, task) -> bool:
    """The unit and the proposers, while the task is alive."""
    return task.state in LIVE_TASKS and (in_unit(actor, task) or is_party_to(actor, task.proposal))


def may_evaluate(actor, evaluation) -> bool:
    """The very member who was asked; nobody of a unit."""
    owner = evaluation.membership.person.user_id
    own = owner is not None and owner == actor.user_id
    here = is_here(actor, evaluation.reply.task.proposal.organization_id)
    return own and here and not actor.unit_ids


def may_record_evaluation(actor, proposal) -> bool:
    """代录 of what a member said, openly marked as such."""
    return is_office(actor, proposal)


def may_see_evaluations(actor, proposal) -> bool:
    """提案委, 秘书处 and 主席会议成员; the unit sees a summary after closing."""
    return actor.holds(*READERS) and is_here(actor, proposal.organization_id)


def may_rate_proposal(actor, task) -> bool:
    """The unit's half of 双向评议, once its reply has been sent."""
    return is_liaison(actor, task) and task.state in (TaskState.REPLIED, TaskState.CLOSED)


def may_report_promise(actor, promise) -> bool:
    task = promise.item.reply.task
    open_still = promise.state in (PromiseState.OPEN, PromiseState.REPORTED)
    return is_liaison(actor, task) and open_still


def may_check_promise(actor, promise) -> bool:
    return is_office(actor, promise.item.reply.task.proposal)


def may_remind(actor, task) -> bool:
    owed = task.state in UNDER_WAY and task.proposal.state != ProposalState.CLOSED
    return owed and is_office(actor, task.proposal)


def answers_directly(task) -> bool:
    return task.role != TaskRole.ASSIST
