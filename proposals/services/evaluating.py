"""评价背靠背: asked by the 政协, answered once by the member, counted when all have spoken or time is over."""

import datetime as dt
import hmac
import json
import secrets
from dataclasses import astuple, dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.actors import system_actor
from accounts.models import OpenSession
from core import audit
from core.clock import AppNow, now, today
from core.texts import clean_text
from core.workflow import Refused
from proposals.choices import (
    ANSWERING,
    LIVE_TASKS,
    AskedState,
    Attitude,
    EvaluationMode,
    Grade,
    ProposalState,
    Targeted,
    TaskRole,
    TaskState,
    Visit,
)
from proposals.models import Evaluation, Proposal, Reply, Task, UnitRating
from proposals.policies import is_office
from proposals.policies.tasks import may_evaluate, may_rate_proposal, may_record_evaluation
from proposals.queries.ground import rules_of
from proposals.services.dispatching import months_after
from proposals.services.handling import locked_task
from proposals.services.promising import make_promises
from proposals.services.telling import tell_authors, tell_office, tell_unit
from proposals.services.writing import locked
from proposals.workflow import PROPOSAL, TASK

CODE_MINUTES = 15
USED = "您已经评价过，评价只能提交一次"


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What a member says of a reply."""

    grade: str
    visit: str = ""
    attitude: str = ""
    targeted: str = ""
    text: str = ""
    pressed: bool = False


@transaction.atomic
def ask_to_confirm(*, by, evaluation: Evaluation, opinion: Opinion) -> str:
    """First half: nothing is stored but a one-time code, valid for a quarter of an hour; returns it."""
    evaluation = _open(by, evaluation)
    _check(opinion)
    code = secrets.token_urlsafe(16)
    until = now() + dt.timedelta(minutes=CODE_MINUTES)
    Evaluation.objects.filter(pk=evaluation.pk).update(code=_digest(code, opinion), code_until=until)
    return code


@transaction.atomic
def evaluate(
    *, by, evaluation: Evaluation, opinion: Opinion, code: str, address=None, device=""
) -> Evaluation:
    """Second half: the code is spent and the answer stands for good. Raises Refused."""
    evaluation = _open(by, evaluation)
    _check(opinion)
    right = evaluation.code and hmac.compare_digest(evaluation.code, _digest(code, opinion))
    if not right or now() > evaluation.code_until:
        raise Refused("确认已过期或内容有改动，请重新填写后提交")
    task = evaluation.reply.task
    return _answer(
        by, evaluation, opinion, mode=EvaluationMode.OWN, code="", code_until=None, address=address,
        device=device[:60], same_place=_same_place(task, address),
    )  # fmt: skip


@transaction.atomic
def record_evaluation(*, by, evaluation: Evaluation, opinion: Opinion) -> Evaluation:
    """代录 of what the member told the 提案委; shown as such for ever."""
    proposal = evaluation.reply.task.proposal
    if not may_record_evaluation(by, proposal):
        raise Refused("只有提案委可以代录评价")
    evaluation = _locked(evaluation)
    if evaluation.state == AskedState.ANSWERED:
        raise Refused("该提案者已经评价")
    _check(opinion)
    return _answer(by, evaluation, opinion, mode=EvaluationMode.STAFF, recorded_by_id=by.user_id)


@transaction.atomic
def rate_proposal(*, by, task: Task, score: int, text: str = "") -> UnitRating:
    """The unit's opinion of the proposal, 0–100."""
    task = locked_task(task)
    if not may_rate_proposal(by, task) or UnitRating.objects.filter(task=task).exists():
        raise Refused("答复送达后，由本单位联络员评议一次")
    if not 0 <= score <= 100:
        raise Refused("评分应在 0 至 100 之间")
    rating = UnitRating.objects.create(
        task=task, score=score, text=clean_text(text, most=300, label="意见"), by_id=by.user_id
    )
    audit.record(by, "评议提案", task, after={"score": score})
    return rating


def close_silent() -> int:
    """Evaluations whose time is over become 未评价, and their replies are settled; for the beat."""
    day = today()
    late = Evaluation.objects.filter(state=AskedState.ASKED, due_on__lt=day)
    replies = list(Reply.objects.filter(evaluations__in=late).distinct().order_by("pk"))
    for reply in replies:
        _close_one(reply, day)
    return len(replies)


@transaction.atomic
def _close_one(reply: Reply, day: dt.date) -> None:
    reply = Reply.objects.select_related("task__proposal__organization").get(pk=reply.pk)
    locked(reply.task.proposal)
    Evaluation.objects.filter(reply=reply, state=AskedState.ASKED, due_on__lt=day).update(
        state=AskedState.SILENT
    )
    settle_reply(reply)


def settle_reply(reply: Reply) -> None:
    """When nobody is asked any more: 不满意 at the first turn is handled again, else the task is closed.

    What is 不满意 again at a later turn waits for 提案委.
    """
    task = locked_task(reply.task)
    if reply.turn != task.turn or task.state != TaskState.REPLIED:
        return
    states = list(Evaluation.objects.filter(reply=reply).values_list("state", "grade"))
    if any(state == AskedState.ASKED for state, _ in states):
        return
    house = system_actor(task.proposal.organization)
    if all(grade != Grade.UNSATISFIED for _, grade in states):
        close_task(by=house, task=task)
    elif task.turn == 1:
        rehandle(by=house, task=task, reason="提案者对答复不满意，请与提案者充分沟通后重新办理")
    else:
        tell_office(task.proposal, f"重新办理后仍有不满意：“{task.proposal.title}”", "请研究继续办理或办结。")


@transaction.atomic
def rehandle(*, by, task: Task, reason: str) -> Task:
    """重新办理 with a new clock and a new turn."""
    task = locked_task(task)
    proposal = task.proposal
    if task.role == TaskRole.ASSIST:
        raise Refused("会办意见供主办单位答复时采用，不单独重新办理，请对主办单位办理")
    TASK.perform(task, "rehandle", by=by, reason=reason)
    rules = rules_of(proposal.organization_id)
    days = rules.rehandle_days
    Task.objects.filter(pk=task.pk).update(
        turn=F("turn") + 1, due_on=today() + dt.timedelta(days=days), closed_at=None, replied_at=None,
        longest_on=months_after(today(), rules.longest_months),
    )  # fmt: skip
    if proposal.state == ProposalState.REPLIED:
        PROPOSAL.perform(proposal, "rehandle", by=by, reason=reason)
    elif proposal.state == ProposalState.CLOSED:
        Proposal.objects.filter(pk=proposal.pk).update(closed_at=None)
        PROPOSAL.perform(proposal, "reopen", by=by, reason=reason)
    task.refresh_from_db()
    tell_unit(task, f"重新办理：“{proposal.title}”", reason, sms=True)
    tell_authors(proposal, f"“{proposal.title}”退回{task.unit}重新办理", f"期限 {days} 天。")
    return task


@transaction.atomic
def close_task(*, by, task: Task, reason: str = "") -> Task:
    """办结 of one task; the proposal is closed with the last of those that answer."""
    task = locked_task(task)
    proposal = task.proposal
    if by.user_id is not None and not (is_office(by, proposal) and reason.strip()):
        raise Refused("由提案委办结须写明理由")
    TASK.perform(task, "close", by=by, reason=reason)
    Task.objects.filter(pk=task.pk).update(closed_at=AppNow())
    make_promises(task, by=by)
    alive = Task.objects.filter(proposal=proposal, state__in=LIVE_TASKS)
    if alive.filter(role__in=sorted(ANSWERING)).exclude(state=TaskState.CLOSED).exists():
        return task
    for helper in alive.filter(role=TaskRole.ASSIST, state=TaskState.REPLIED):
        TASK.perform(helper, "close", by=system_actor(proposal.organization))
    if proposal.state == ProposalState.REPLIED:
        PROPOSAL.perform(proposal, "close", by=by, reason=reason)
        Proposal.objects.filter(pk=proposal.pk).update(closed_at=AppNow())
        tell_authors(proposal, f"“{proposal.title}”办结")
    return task


def _answer(by, evaluation: Evaluation, opinion: Opinion, **columns) -> Evaluation:
    Evaluation.objects.filter(pk=evaluation.pk).update(
        state=AskedState.ANSWERED, answered_at=AppNow(), grade=opinion.grade, visit=opinion.visit,
        attitude=opinion.attitude, targeted=opinion.targeted, pressed=opinion.pressed,
        text=clean_text(opinion.text, most=500, label="意见"), **columns,
    )  # fmt: skip
    evaluation.refresh_from_db()
    task = evaluation.reply.task
    audit.record(by, "评价答复", task, after={"mode": evaluation.mode})
    if evaluation.pressed:
        tell_office(task.proposal, f"提案者反映曾被催评或说情：“{task.proposal.title}”")
    if evaluation.grade == Grade.UNSATISFIED and task.state == TaskState.CLOSED:
        tell_office(task.proposal, f"办结后提案者评价不满意：“{task.proposal.title}”", "请研究是否重新办理。")
    settle_reply(evaluation.reply)
    return evaluation


def _open(by, evaluation: Evaluation) -> Evaluation:
    evaluation = _locked(evaluation)
    if not may_evaluate(by, evaluation):
        raise Refused("只有提案者本人可以评价")
    if evaluation.state == AskedState.ANSWERED:
        raise Refused(USED)
    if evaluation.state == AskedState.SILENT:
        raise Refused("评价期限已过，记为未评价；如需评价请联系提案委代录")
    return evaluation


def _locked(evaluation: Evaluation) -> Evaluation:
    locked(evaluation.reply.task.proposal)
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related(
        "membership__person", "reply__task__proposal__organization", "reply__task__unit"
    )
    return rows.get(pk=evaluation.pk)


def _check(opinion: Opinion) -> None:
    if opinion.grade not in Grade.values:
        raise Refused("请选择满意、基本满意或不满意")
    for value, choices in (
        (opinion.visit, Visit),
        (opinion.attitude, Attitude),
        (opinion.targeted, Targeted),
    ):
        if value and value not in choices.values:
            raise Refused("请从所列选项中选择")
    if opinion.grade == Grade.UNSATISFIED and not opinion.text.strip():
        raise Refused("评价不满意请写明意见，以便重新办理")
    clean_text(opinion.text, most=500, label="意见")


def _digest(code: str, opinion: Opinion) -> str:
    """Of the code and of the opinion that was looked over: no other one can be confirmed with it."""
    said = [str(value).replace("\r\n", "\n") for value in astuple(opinion)]
    return sha256(json.dumps([code, *said]).encode()).hexdigest()


def _same_place(task: Task, address) -> bool:
    """Whether somebody of the unit was lately logged in from the same address."""
    if not address:
        return False
    since = timezone.now() - dt.timedelta(days=30)
    return OpenSession.objects.filter(
        user__grants__unit=task.unit_id, address=address, began_at__gte=since
    ).exists()
