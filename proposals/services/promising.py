"""承诺台账: what replies promised, followed until it is kept, and reopened when it is not."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from accounts.actors import system_actor
from core import audit
from core.clock import AppNow, today
from core.texts import clean_text
from core.workflow import Refused
from proposals.choices import Family, PromiseState
from proposals.models import Promise, ReplyClass, ReplyItem, Task
from proposals.policies.tasks import may_check_promise
from proposals.services.telling import tell_authors, tell_office, tell_unit
from proposals.workflow import PROMISE

LOOK_BACK_DAYS = 180
"""After which an adopted suggestion is looked at again where the unit named no day."""
ORDER = (Family.ADOPTED, Family.PLANNED, Family.REFERENCE)


def make_promises(task: Task, *, by) -> int:
    """A promise for each adopted or planned item of the last reply; older ones of the task give way to it."""
    old = Promise.objects.filter(
        item__reply__task=task, item__reply__turn__lt=task.turn,
        state__in=(PromiseState.OPEN, PromiseState.REPORTED),
    )  # fmt: skip
    for promise in old:
        PROMISE.perform(promise, "supersede", by=by)
    items = ReplyItem.objects.filter(
        reply__task=task, reply__turn=task.turn, reply_class__family__in=(Family.ADOPTED, Family.PLANNED)
    )
    look_back = today() + dt.timedelta(days=LOOK_BACK_DAYS)
    made = [Promise(item=item, due_on=item.due_on or look_back) for item in items]
    return len(Promise.objects.bulk_create(made, ignore_conflicts=True))


@transaction.atomic
def report_promise(*, by, promise: Promise, report: str) -> Promise:
    """The unit says that it has done what it promised, and how one can see it."""
    promise = _locked(promise)
    report = clean_text(report, most=300, label="兑现情况")
    if not report:
        raise Refused("请写明兑现情况和佐证")
    PROMISE.perform(promise, "report", by=by)
    Promise.objects.filter(pk=promise.pk).update(report=report, reported_at=AppNow())
    promise.refresh_from_db()
    proposal = promise.item.reply.task.proposal
    tell_office(proposal, f"单位报告承诺兑现：“{proposal.title}”", report)
    return promise


@transaction.atomic
def keep_promise(*, by, promise: Promise, finding: str) -> Promise:
    """提案委 has seen that it was done."""
    promise = _locked(promise)
    PROMISE.perform(promise, "keep", by=by, reason=finding)
    _note(promise, by, finding)
    proposal = promise.item.reply.task.proposal
    tell_authors(proposal, f"“{proposal.title}”的一项承诺已兑现", finding)
    return promise


@transaction.atomic
def lower_promise(*, by, promise: Promise, lowered_to: ReplyClass, finding: str) -> Promise:
    """降类: A becomes B or C, B becomes C; what the reply said stays, and the trail with it."""
    promise = _locked(promise)
    if not may_check_promise(by, promise):
        raise Refused("降类由提案委办理")
    was = promise.item.reply_class
    if lowered_to.organization_id != was.organization_id or not _is_lower(was, lowered_to):
        raise Refused(f"只能从“{was}”降到更低的类别")
    finding = clean_text(finding, most=300, label="核查情况")
    if not finding:
        raise Refused("降类须写明核查情况")
    Promise.objects.filter(pk=promise.pk).update(lowered_to=lowered_to)
    _note(promise, by, finding)
    PROMISE.perform(promise, "lower", by=by, reason=finding)
    task = promise.item.reply.task
    tell_unit(task, f"“{task.proposal.title}”的答复降为{lowered_to.letter} 类", finding)
    tell_authors(task.proposal, f"“{task.proposal.title}”的一项答复经核查降为{lowered_to.letter} 类", finding)
    return promise


@transaction.atomic
def resume_promise(*, by, promise: Promise, due_on: dt.date, reason: str) -> Promise:
    """The report was not enough: the promise is open again, with a new day."""
    promise = _locked(promise)
    if due_on <= today():
        raise Refused("新的期限应在今天之后")
    PROMISE.perform(promise, "resume", by=by, reason=reason)
    Promise.objects.filter(pk=promise.pk).update(due_on=due_on, reopened_on=None)
    promise.refresh_from_db()
    tell_unit(promise.item.reply.task, "承诺继续跟踪", reason)
    return promise


def overdue_promises():
    """Planned items whose day has passed without a report, and not reopened yet."""
    return Promise.objects.filter(
        state=PromiseState.OPEN, reopened_on=None, due_on__lt=today(),
        item__reply_class__family=Family.PLANNED, item__reply__turn=F("item__reply__task__turn"),
    ).select_related("item__reply__task__proposal__organization")  # fmt: skip


def system_of(promise: Promise):
    """The house itself at the promise's organisation."""
    return system_actor(promise.item.reply.task.proposal.organization)


def _locked(promise: Promise) -> Promise:
    rows = Promise.objects.select_for_update(of=("self",)).select_related(
        "item__reply_class", "item__suggestion", "item__reply__task__unit",
        "item__reply__task__proposal__organization",
    )  # fmt: skip
    return rows.get(pk=promise.pk)


def _note(promise: Promise, by, finding: str) -> None:
    Promise.objects.filter(pk=promise.pk).update(
        finding=finding[:300], checked_by=by.user_id, checked_at=AppNow()
    )
    promise.refresh_from_db()
    audit.record(by, "核查承诺", promise, reason=finding)


def _is_lower(was: ReplyClass, to: ReplyClass) -> bool:
    return ORDER.index(to.family) > ORDER.index(was.family) or (
        to.family == was.family and to.position > was.position
    )
