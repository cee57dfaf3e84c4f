"""答复: drafted for each numbered suggestion, countersigned, approved, inspected, sent to each proposer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from core import audit
from core.clock import AppNow, today
from core.likeness import most_alike
from core.texts import clean_text
from core.workflow import Refused, Stale
from organizations.workdays import add_workdays
from proposals.choices import (
    ANSWERING,
    LIVE_TASKS,
    Family,
    ProposalState,
    Publicity,
    TaskRole,
    TaskState,
)
from proposals.models import Countersign, Evaluation, Reply, ReplyClass, ReplyItem, Suggestion, Task
from proposals.policies.tasks import may_approve, may_countersign, may_handle, may_inspect
from proposals.queries.ground import all_authors, rules_of
from proposals.services.finding import index
from proposals.services.handling import locked_task
from proposals.services.telling import tell_members, tell_unit
from proposals.workflow import PROPOSAL, TASK

MOST_REPLY = 10_000
MOST_ITEM = 2_000
COMPARED = 300
"""How many of the unit's newest replies a draft is compared with."""
LIKE_FROM = 50
WRITING = (TaskState.HANDLING, TaskState.REHANDLING)
SETTLED = (TaskState.REPLIED, TaskState.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is answered to one suggestion."""

    suggestion: Suggestion
    reply_class: ReplyClass | None = None
    text: str = ""
    evidence: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a unit writes."""

    text: str
    answers: Sequence[Answer] = field(default_factory=tuple)
    reply_class: ReplyClass | None = None
    document_number: str = ""
    signer: str = ""
    contact: str = ""
    contact_phone: str = ""
    publicity: str = Publicity.FULL
    publicity_reason: str = ""


@transaction.atomic
def save_reply(*, by, task: Task, revision: int, draft: Draft) -> Reply:
    """Keep the draft of this turn; `revision` is the one that the writer began from. Raises Refused or Stale."""
    task = locked_task(task)
    if not may_handle(by, task) or task.state not in WRITING:
        raise Refused(f"当前为“{task.get_state_display()}”，不能修改答复")
    columns = _columns(draft)
    reply, made = Reply.objects.get_or_create(
        task=task, turn=task.turn, defaults={"drafted_by_id": by.user_id, "text": ""}
    )
    if not made and reply.revision != revision:
        raise Stale("答复已在其他设备上保存过更新的内容，本次内容没有覆盖它")
    Reply.objects.filter(pk=reply.pk).update(
        **columns, drafted_by=by.user_id, revision=F("revision") + 1, saved_at=AppNow()
    )
    for answer in draft.answers:
        _keep(reply, answer)
    if made:
        audit.record(by, "起草答复", task)
    reply.refresh_from_db()
    return reply


@transaction.atomic
def hand_up(*, by, task: Task) -> Task:
    """送会签 where 会办 units take part, else 送审签. Raises ValidationError with everything that is missing."""
    task = locked_task(task)
    _demand_state(task, *WRITING, step="送审签")
    reply = current_reply(task)
    if reply is None:
        raise Refused("请先起草答复")
    _drop_strangers(task, reply)
    _demand_whole(task, reply)
    _compare(reply)
    helpers = _helpers(task)
    if task.role == TaskRole.LEAD and helpers:
        TASK.perform(task, "countersign", by=by)
        for helper in helpers:
            Countersign.objects.update_or_create(
                reply=reply, task=helper, defaults={"agreed": None, "text": "", "by": None, "at": None}
            )
            tell_unit(helper, f"请会签“{task.proposal.title}”的答复")
        return task
    TASK.perform(task, "hand_up", by=by)
    tell_unit(task, f"“{task.proposal.title}”的{_paper(task)}待审签")
    return task


@transaction.atomic
def countersign(*, by, countersign: Countersign, agreed: bool, text: str = "") -> Task:
    """A 会办 unit agrees, or says what must change; the last agreement moves the reply on."""
    task = locked_task(countersign.reply.task)
    row = Countersign.objects.select_for_update(of=("self",)).select_related("task__proposal", "task__unit")
    countersign = row.get(pk=countersign.pk)
    if not may_countersign(by, countersign) or task.state != TaskState.COUNTERSIGNING:
        raise Refused("目前没有需要您会签的答复")
    if not agreed and not text.strip():
        raise Refused("不同意会签须写明意见")
    Countersign.objects.filter(pk=countersign.pk).update(
        agreed=agreed, text=text[:300], by=by.user_id, at=AppNow()
    )
    audit.record(by, "会签", task, after={"agreed": agreed}, reason=text)
    if not agreed:
        return _back(task, by, f"{countersign.task.unit}会签意见：{text}")
    waiting = Countersign.objects.filter(reply=countersign.reply, agreed=None, task__state__in=LIVE_TASKS)
    if not waiting.exists():
        TASK.perform(task, "countersigned", by=by)
        tell_unit(task, f"“{task.proposal.title}”的答复会签完毕，待审签")
    return task


@transaction.atomic
def recall_reply(*, by, task: Task) -> Task:
    """The unit takes its draft back before it is approved."""
    return TASK.perform(locked_task(task), "recall", by=by)


@transaction.atomic
def revise(*, by, task: Task, reason: str) -> Task:
    """审签人 sends the draft back to who wrote it."""
    task = locked_task(task)
    TASK.perform(task, "revise", by=by, reason=reason)
    _object(task, reason)
    return task


@transaction.atomic
def approve(*, by, task: Task, document_number: str = "", signer: str = "") -> Task:
    """审签: to the 督查室 where the rules ask for it, else sent at once."""
    task = locked_task(task)
    _demand_state(task, TaskState.APPROVING, step="审签")
    reply = current_reply(task)
    if reply is None or not may_approve(by, task):
        raise Refused("审签须由本单位审签人办理，起草人不能审签自己起草的答复")
    number = clean_text(document_number, most=40, label="复函号") or reply.document_number
    signer = clean_text(signer, most=40, label="签发人") or reply.signer
    if not number or not signer:
        raise Refused("审签须填写复函号和签发人")
    Reply.objects.filter(pk=reply.pk).update(
        document_number=number, signer=signer, approved_by=by.user_id, approved_at=AppNow(), objection=""
    )
    inspected = rules_of(task.proposal.organization_id).inspection and task.role in ANSWERING
    TASK.perform(task, "approve" if inspected else "send", by=by)
    if not inspected:
        _deliver(task, by)
    return task


@transaction.atomic
def reject(*, by, task: Task, reason: str) -> Task:
    """督查室 sends the reply back: polite words without an answer are not taken."""
    task = locked_task(task)
    TASK.perform(task, "reject", by=by, reason=reason)
    _object(task, reason)
    tell_unit(task, f"“{task.proposal.title}”的答复驳回重办", reason, sms=True)
    return task


@transaction.atomic
def release(*, by, task: Task) -> Task:
    """审核通过: the reply goes to every proposer, with the question how it was."""
    task = locked_task(task)
    if not may_inspect(by, task):
        raise Refused("您没有审核答复的权限")
    _demand_state(task, TaskState.INSPECTING, step="审核通过")
    Reply.objects.filter(task=task, turn=task.turn).update(inspected_by=by.user_id, inspected_at=AppNow())
    TASK.perform(task, "release", by=by)
    _deliver(task, by)
    return task


def current_reply(task: Task) -> Reply | None:
    """The reply of the present turn."""
    return Reply.objects.filter(task=task, turn=task.turn).first()


def suggestions_of(proposal) -> list[Suggestion]:
    """All that has to be answered: the proposal's own suggestions and those of what was joined to it."""
    merged = proposal.merged_here.filter(undone_at=None).values("merged")
    own = list(Suggestion.objects.filter(proposal=proposal).order_by("position"))
    joined = Suggestion.objects.filter(proposal__in=merged).select_related("proposal")
    return own + list(joined.order_by("proposal", "position"))


def _deliver(task: Task, by) -> None:
    reply = current_reply(task)
    _drop_strangers(task, reply)
    Reply.objects.filter(pk=reply.pk).update(sent_at=AppNow())
    Task.objects.filter(pk=task.pk).update(replied_at=AppNow())
    proposal = task.proposal
    if task.role == TaskRole.ASSIST:
        for lead in Task.objects.filter(proposal=proposal, role=TaskRole.LEAD, state__in=LIVE_TASKS):
            tell_unit(lead, f"{task.unit}已就“{proposal.title}”提出会办意见")
        return
    _ask_all(task, reply)
    index(proposal)
    open_still = Task.objects.filter(proposal=proposal, role__in=sorted(ANSWERING), state__in=LIVE_TASKS)
    if not open_still.exclude(state__in=SETTLED).exists() and proposal.state == ProposalState.HANDLING:
        PROPOSAL.perform(proposal, "answered", by=by)


def _ask_all(task: Task, reply: Reply) -> None:
    """One evaluation for each proposer, asked by the 政协 itself."""
    proposal = task.proposal
    rules = rules_of(proposal.organization_id)
    until = add_workdays(today(), rules.feedback_workdays, proposal.organization)
    authors = all_authors(proposal)
    Evaluation.objects.bulk_create(
        [Evaluation(reply=reply, membership=member, due_on=until) for member in authors]
    )
    title = f"{task.unit}答复了“{proposal.title}”，请您评价"
    tell_members(proposal, authors, title, "评价由政协直接收集，办结前承办单位看不到。", sms=True)


def _columns(draft: Draft) -> dict:
    texts = {
        "text": (draft.text, MOST_REPLY, "答复正文"), "document_number": (draft.document_number, 40, "复函号"),
        "signer": (draft.signer, 40, "签发人"), "contact": (draft.contact, 40, "联系人"),
        "contact_phone": (draft.contact_phone, 30, "联系电话"),
        "publicity_reason": (draft.publicity_reason, 200, "不全文公开的理由"),
    }  # fmt: skip
    columns = {
        name: clean_text(words, most=most, label=label) for name, (words, most, label) in texts.items()
    }
    if draft.publicity not in Publicity.values:
        raise ValidationError("请选择公开方式")
    return columns | {"publicity": draft.publicity, "reply_class": draft.reply_class}


def _keep(reply: Reply, answer: Answer) -> None:
    label = f"建议{answer.suggestion.position}的答复"
    ReplyItem.objects.update_or_create(
        reply=reply, suggestion=answer.suggestion,
        defaults={
            "reply_class": answer.reply_class, "due_on": answer.due_on,
            "text": clean_text(answer.text, most=MOST_ITEM, label=label),
            "evidence": clean_text(answer.evidence, most=300, label="落实情况"),
        },
    )  # fmt: skip


def _drop_strangers(task: Task, reply: Reply) -> None:
    """What was drafted for a proposal that has since been taken out of the merger is not answered here."""
    ReplyItem.objects.filter(reply=reply).exclude(suggestion__in=suggestions_of(task.proposal)).delete()


def _demand_state(task: Task, *states: str, step: str) -> None:
    """A second click finds the task further on, and nothing may be written then."""
    if task.state not in states:
        raise Refused(f"当前为“{task.get_state_display()}”，不能{step}")


def _demand_whole(task: Task, reply: Reply) -> None:
    """Everything that is missing, at once."""
    wrong = [] if reply.text.strip() else ["请填写正文"]
    if task.role in ANSWERING:
        if reply.reply_class_id is None:
            wrong.append("请选择总体类别")
        if not reply.contact or not reply.contact_phone:
            wrong.append("请填写联系人和联系电话")
        if reply.publicity != Publicity.FULL and not reply.publicity_reason:
            wrong.append("不全文公开的，请写明理由")
        wrong += [said for one in suggestions_of(task.proposal) if (said := _item_fault(reply, one))]
    if wrong:
        raise ValidationError(wrong)


def _item_fault(reply: Reply, suggestion: Suggestion) -> str:
    name = f"建议{suggestion.position}"
    name = (
        name if suggestion.proposal_id == reply.task.proposal_id else f"并案“{suggestion.proposal}”的{name}"
    )
    item = ReplyItem.objects.filter(reply=reply, suggestion=suggestion).select_related("reply_class").first()
    if item is None or not item.text.strip() or item.reply_class is None:
        return f"{name}还没有逐条答复，请填写内容并选择类别"
    if item.reply_class.family == Family.PLANNED and item.due_on is None:
        return f"{name}列入计划，请填写承诺完成日期"
    if item.reply_class.family == Family.PLANNED and item.due_on <= today():
        return f"{name}的承诺完成日期应在今天之后"
    if item.reply_class.family == Family.ADOPTED and not item.evidence.strip():
        return f"{name}已采纳，请写明落实情况或佐证"
    return ""


def _compare(reply: Reply) -> None:
    """How like the draft is to what the unit sent before; the inspector sees it."""
    others = Reply.objects.filter(task__unit=reply.task.unit_id, sent_at__isnull=False).exclude(
        task=reply.task
    )
    candidates = others.order_by("-sent_at").values_list("pk", "text")[:COMPARED]
    found = most_alike(reply.text, candidates, least=LIKE_FROM, limit=1)
    likest, score = found[0] if found else (None, 0)
    Reply.objects.filter(pk=reply.pk).update(likeness=round(score), likest=likest)


def _helpers(task: Task) -> list[Task]:
    rows = Task.objects.filter(proposal=task.proposal, role=TaskRole.ASSIST, state__in=LIVE_TASKS)
    return list(rows.select_related("unit", "proposal__organization"))


def _back(task: Task, by, text: str) -> Task:
    """A 会办 unit's objection returns the draft."""
    TASK.perform(task, "objected", by=by, reason=text)
    _object(task, text)
    tell_unit(task, f"“{task.proposal.title}”的答复会签未通过", text)
    return task


def _object(task: Task, reason: str) -> None:
    Reply.objects.filter(task=task, turn=task.turn).update(objection=reason[:300])


def _paper(task: Task) -> str:
    return "会办意见" if task.role == TaskRole.ASSIST else "答复"
