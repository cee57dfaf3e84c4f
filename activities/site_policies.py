"""Who may do what with sites, what recurs there, reception days, tasks of towns, and targets."""

from accounts.choices import OFFICES, Role
from activities.site_choices import ReceptionState, TaskState

READERS = OFFICES | {Role.LEADER}
KEEPERS = frozenset({Role.OPERATOR})
RECORDERS = frozenset({Role.OPERATOR, Role.COMMITTEE_OFFICE})
"""«谁组织谁记录»: those who enter what was done."""


def _here(actor, organization_id) -> bool:
    return actor.organization_id is not None and actor.organization_id == organization_id


def may_see_sites(actor) -> bool:
    return actor.holds(*READERS)


def may_keep_sites(actor) -> bool:
    return actor.holds(*KEEPERS)


def may_record(actor) -> bool:
    return actor.holds(*RECORDERS)


def may_tick(actor, site) -> bool:
    return _here(actor, site.organization_id) and may_record(actor)


def may_explain(actor, occurrence) -> bool:
    """The 经办人 of the rule, or of the house."""
    rule = occurrence.rule
    own = actor.user_id is not None and actor.user_id == rule.organiser_id
    return _here(actor, rule.organization_id) and (own or actor.holds(Role.OPERATOR))


def is_host(actor, reception) -> bool:
    """The member who receives."""
    here = _here(actor, reception.organization_id)
    return here and actor.user_id is not None and reception.host.person.user_id == actor.user_id


def may_report_reception(actor, reception) -> bool:
    """What came of it: the host, or the office that keeps the roster."""
    return is_host(actor, reception) or (_here(actor, reception.organization_id) and may_record(actor))


def may_run_reception(actor, reception) -> bool:
    return _here(actor, reception.organization_id) and may_record(actor)


def may_hand_issue_on(actor, reception) -> bool:
    return reception.state == ReceptionState.HELD and may_run_reception(actor, reception)


def is_studio(actor, task) -> bool:
    """The member who leads the site, or one who works there."""
    if not _here(actor, task.organization_id) or actor.user_id is None:
        return False
    lead = task.site.lead
    if lead is not None and lead.person.user_id == actor.user_id:
        return True
    return task.site.members.filter(person__user_id=actor.user_id).exists()


def may_post_task(actor) -> bool:
    return may_record(actor)


def may_answer_task(actor, task) -> bool:
    """The studio, or the office on its behalf."""
    return is_studio(actor, task) or may_run_task(actor, task)


def may_run_task(actor, task) -> bool:
    """The office enters what the town decided."""
    return _here(actor, task.organization_id) and may_record(actor)


def may_read_task(actor, task) -> bool:
    return is_studio(actor, task) or (_here(actor, task.organization_id) and may_see_sites(actor))


OPEN_TASKS = (TaskState.POSTED, TaskState.TAKEN, TaskState.ANSWERED)
