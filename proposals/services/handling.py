"""What units do before they answer: sign for it, ask to return it, speak with the proposers."""

import datetime as dt

from django.db import transaction

from core import audit
from core.clock import AppNow, today
from core.texts import clean_text
from core.workflow import Refused
from members.models import Membership
from organizations.models import Unit
from proposals.choices import LIVE_TASKS, ProposalState, TaskState
from proposals.models import CaseMessage, Contact, Proposal, Reminder, Task
from proposals.policies import is_office
from proposals.policies.tasks import (
    in_unit,
    may_answer_contact,
    may_claim_contact,
    may_remind,
    may_write_message,
)
from proposals.queries.ground import all_authors, rules_of
from proposals.services.dispatching import clocks
from proposals.services.telling import tell_members, tell_office, tell_unit
from proposals.services.writing import locked
from proposals.workflow import PROPOSAL, TASK


def locked_task(task: Task) -> Task:
    """The task as it stands, its proposal locked before it: the one order in which both are locked."""
    proposal = locked(task.proposal)
    rows = Task.objects.select_for_update(of=("self",)).select_related("unit")
    found = rows.get(pk=task.pk)
    found.proposal = proposal
    return found


@transaction.atomic
def accept_task(*, by, task: Task, handler: str, phone: str, leader: str = "") -> Task:
    """签收, naming who handles it and the leader in charge."""
    task = locked_task(task)
    columns = {
        "handler": clean_text(handler, most=40, label="经办人"),
        "handler_phone": clean_text(phone, most=30, label="经办人电话"),
        "leader": clean_text(leader, most=40, label="分管领导"),
    }
    if not columns["handler"] or not columns["handler_phone"]:
        raise Refused("签收须填写经办人和电话，委员要能找到人")
    TASK.perform(task, "accept", by=by)
    Task.objects.filter(pk=task.pk).update(**columns, accepted_at=AppNow())
    task.refresh_from_db()
    return task


@transaction.atomic
def ask_return(*, by, task: Task, reason: str) -> Task:
    """申请退办, within the days that the rules give; later it is too late. Raises Refused."""
    task = locked_task(task)
    if today() > task.return_until:
        raise Refused(f"退办期限为 {task.return_until:%Y-%m-%d}，现已超过，请按期办理")
    reason = clean_text(reason, most=300, label="退办理由")
    if not reason:
        raise Refused("申请退办须写明理由")
    Task.objects.filter(pk=task.pk).update(return_reason=reason)
    TASK.perform(task, "ask_return", by=by, reason=reason)
    tell_office(task.proposal, f"{task.unit}申请退办“{task.proposal.title}”", reason)
    task.refresh_from_db()
    return task


@transaction.atomic
def reassign(*, by, task: Task, unit: Unit) -> Task:
    """同意退办: another unit gets a task of its own with fresh clocks. Returns the new task."""
    task = locked_task(task)
    if unit.organization_id != task.proposal.organization_id or not unit.enabled or unit.pk == task.unit_id:
        raise Refused("请改派给本会登记的另一个承办单位")
    if Task.objects.filter(proposal=task.proposal, unit=unit, state__in=LIVE_TASKS).exists():
        raise Refused(f"该提案已经交给{unit}")
    TASK.perform(task, "reassign", by=by, reason=task.return_reason)
    days = clocks(task.proposal.organization, rules_of(task.proposal.organization_id), today())
    made = Task.objects.create(
        proposal=task.proposal, unit=unit, role=task.role, dispatch=task.dispatch, replaces=task,
        **(days["assist"] if task.role == "assist" else days["answer"]),
    )  # fmt: skip
    audit.record(by, "改派", made, after=audit.snapshot(made, ["unit_id", "role", "due_on"]))
    tell_unit(task, f"同意退办“{task.proposal.title}”", f"已改派{unit}。")
    tell_unit(made, f"新交办提案：“{task.proposal.title}”")
    return made


@transaction.atomic
def refuse_return(*, by, task: Task, reason: str) -> Task:
    """The unit handles it after all; the clocks have not stopped."""
    task = locked_task(task)
    TASK.perform(task, "refuse_return", by=by, reason=reason)
    tell_unit(task, f"不同意退办“{task.proposal.title}”", reason)
    return task


@transaction.atomic
def extend(*, by, task: Task, due_on: dt.date, reason: str) -> Task:
    """延期 up to the last possible day, told to the proposers with its reason."""
    task = locked_task(task)
    if not is_office(by, task.proposal):
        raise Refused("延期由提案委办理")
    if task.state not in LIVE_TASKS - {TaskState.REPLIED, TaskState.CLOSED}:
        raise Refused("只有办理中的事项可以延期")
    if not task.due_on < due_on <= task.longest_on:
        raise Refused(f"新的期限应在原期限之后、最迟期限 {task.longest_on:%Y-%m-%d} 之前")
    if not reason.strip():
        raise Refused("延期须写明理由")
    before = str(task.due_on)
    Task.objects.filter(pk=task.pk).update(due_on=due_on, extension_reason=reason[:200])
    task.refresh_from_db()
    audit.record(by, "延期", task, before={"due_on": before}, after={"due_on": str(due_on)}, reason=reason)
    tell_members(task.proposal, all_authors(task.proposal), f"“{task.proposal.title}”延期答复", reason)
    return task


@transaction.atomic
def claim_contact(
    *, by, task: Task, membership: Membership, kind: str, stage: str, held_on: dt.date, note: str
) -> Contact:
    """The unit says that it spoke with a proposer; the member is asked whether it did."""
    task = locked_task(task)
    if not may_claim_contact(by, task):
        raise Refused("只有主办、单办、分办单位的联络员可以登记沟通情况")
    if membership.pk not in {one.pk for one in all_authors(task.proposal)}:
        raise Refused("请从本提案的提案者中选择")
    if not task.dispatched_on <= held_on <= today():
        raise Refused("沟通日期应在交办之后、今天之前")
    contact = Contact.objects.create(
        task=task, membership=membership, kind=kind, stage=stage, held_on=held_on,
        note=clean_text(note, most=300, label="内容"), claimed_by_id=by.user_id,
    )  # fmt: skip
    audit.record(by, "登记沟通", contact, after=audit.snapshot(contact, ["kind", "stage", "held_on"]))
    title = f"{task.unit}称已就“{task.proposal.title}”与您{contact.get_kind_display()}，请确认是否属实"
    tell_members(task.proposal, [membership], title)
    return contact


@transaction.atomic
def answer_contact(*, by, contact: Contact, confirmed: bool, answer: str = "") -> Contact:
    """The member confirms or denies; only a confirmed contact counts."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if not may_answer_contact(by, contact):
        raise Refused("这条沟通记录已经答复，或登记的不是您")
    answer = clean_text(answer, most=200, label="说明")
    Contact.objects.filter(pk=contact.pk).update(confirmed=confirmed, answered_at=AppNow(), answer=answer)
    contact.refresh_from_db()
    audit.record(by, "确认沟通" if confirmed else "否认沟通", contact, reason=answer)
    if not confirmed:
        tell_office(contact.task.proposal, f"委员否认{contact.task.unit}登记的沟通", answer)
    return contact


@transaction.atomic
def write_message(*, by, task: Task, text: str) -> CaseMessage:
    """A word between a proposer and the handlers; both sides and 提案委 read it."""
    task = locked_task(task)
    if not may_write_message(by, task):
        raise Refused("您不是这件提案的提案者或承办人")
    words = clean_text(text, most=500, label="留言")
    if not words:
        raise Refused("请填写留言内容")
    from_unit = in_unit(by, task)
    message = CaseMessage.objects.create(task=task, author_id=by.user_id, from_unit=from_unit, text=words)
    audit.record(by, "办理留言", task, after={"message": message.pk})
    if from_unit:
        tell_members(
            task.proposal, all_authors(task.proposal), f"{task.unit}就“{task.proposal.title}”留言", words
        )
    else:
        tell_unit(task, f"提案者就“{task.proposal.title}”留言", words)
    return message


@transaction.atomic
def remind(*, by, tasks, document_number: str = "") -> list[Reminder]:
    """催办: one reminder for each overdue task of these; the units are told."""
    rows = [task for task in tasks if may_remind(by, task)]
    if not rows:
        raise Refused("没有可以催办的事项")
    made = [
        Reminder.objects.create(task=task, document_number=document_number[:40], by_id=by.user_id)
        for task in rows
    ]
    for task in rows:
        tell_unit(task, f"催办：“{task.proposal.title}”", "请抓紧办理并按期答复。", sms=True)
    audit.record_many([audit.entry(by, "催办", task, reason=document_number) for task in rows])
    return made


@transaction.atomic
def take_back_dispatch(*, by, proposal: Proposal) -> Proposal:
    """A filed proposal whose every task was returned waits to be given out again."""
    proposal = locked(proposal)
    if (
        proposal.state == ProposalState.HANDLING
        and Task.objects.filter(proposal=proposal, state__in=LIVE_TASKS).exists()
    ):
        raise Refused("仍有单位在办理，不能收回交办")
    return PROPOSAL.perform(proposal, "undispatch", by=by)
