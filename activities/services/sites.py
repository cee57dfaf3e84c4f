"""Checklists ticked with evidence, reception days, and tasks that towns give to studios."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from activities import site_policies as policies
from activities.models.sites import ChecklistItem, ReceptionDay, ReceptionIssue, Site, SiteTick, TownTask
from activities.site_facts import keep_ledger
from activities.site_workflow import RECEPTION, TASK
from core import audit
from core.clock import today
from core.texts import clean_text
from core.workflow import Refused, Stale
from documents.choices import HandoffKind, HandoffState
from documents.services.handoffs import offer
from notices.services import notify

ISSUE = "reception_issue"
OWN_PAGE = "/activities/sites/"
MOST_VISITORS = 100_000


@transaction.atomic
def tick(
    *, by, site: Site, item: ChecklistItem, met: bool, evidence: str = "", looked_on: dt.date | None = None
) -> SiteTick:
    """Note whether the site has what the item asks for; asked again, the later look counts."""
    if not policies.may_tick(by, site):
        raise Refused("建设标准由经办人或专委会办公室核对")
    if not item.checklist.kinds.filter(pk=site.kind_id).exists():
        raise Refused(f"“{item.checklist}”不适用于这类场所")
    looked_on = looked_on or today()
    if looked_on > today():
        raise ValidationError({"looked_on": "查看日期不能晚于今天。"})
    Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    row = SiteTick.objects.filter(site=site, item=item).first() or SiteTick(site=site, item=item)
    before = audit.snapshot(row, ["met", "evidence"]) if row.pk else {}
    row.met, row.looked_on, row.by_id = met, looked_on, by.user_id
    row.evidence = clean_text(evidence, most=200, label="佐证")
    row.save()
    old, new = audit.changed(before, audit.snapshot(row, ["met", "evidence"]))
    if new:
        audit.record(by, "核对建设标准", row, before=old, after=new)
    return row


@transaction.atomic
def hold_reception(
    *, by, reception: ReceptionDay, visitors: int, issues: list[tuple[str, str]] = ()
) -> ReceptionDay:
    """What came of the day: how many came, and (problem, answer given) for each thing they brought up.

    The host earns the fact `reception_day` in the same transaction.
    """
    if not 0 <= visitors <= MOST_VISITORS:
        raise ValidationError({"visitors": "来访人数应为 0 或正整数。"})
    if reception.day > today():
        raise Refused("接待日还没有到，不能登记接待情况")
    rows = ReceptionDay.objects.filter(pk=reception.pk, state=reception.state)
    if not rows.update(visitors=visitors):
        raise Stale("此事项刚被他人处理，请刷新后再试")
    reception.visitors = visitors
    RECEPTION.perform(reception, "hold", by=by)
    kept = [
        (clean_text(text, most=500, label="问题"), clean_text(answer, most=500, label="答复"))
        for text, answer in issues
    ]
    ReceptionIssue.objects.bulk_create(
        [ReceptionIssue(reception=reception, text=text, answer=answer) for text, answer in kept if text]
    )
    keep_ledger(by, reception, "登记接待情况")
    return reception


@transaction.atomic
def cancel_reception(*, by, reception: ReceptionDay, reason: str) -> ReceptionDay:
    RECEPTION.perform(reception, "cancel", by=by, reason=reason)
    return reception


@transaction.atomic
def correct_reception(*, by, reception: ReceptionDay, reason: str) -> ReceptionDay:
    """Registered wrongly: back to waiting, the fact is voided; problems already handed on stay."""
    RECEPTION.perform(reception, "correct", by=by, reason=reason)
    reception.issues.filter(handed_on=False).delete()
    keep_ledger(by, reception, reason[:200])
    return reception


@transaction.atomic
def hand_issue_on(*, by, issue: ReceptionIssue) -> None:
    """转社情民意信息: offer what a visitor brought up to the office of reports."""
    reception = issue.reception
    if not policies.may_hand_issue_on(by, reception):
        raise Refused("接待反映的问题由经办人或专委会办公室转交")
    if not ReceptionIssue.objects.filter(pk=issue.pk, handed_on=False).update(handed_on=True):
        raise Refused("这个问题已经转交")
    offer(
        by=by, source_ref=f"{ISSUE}:{issue.pk}", source_title=f"{reception.site}接待日", target_kind=HandoffKind.REPORT,
        title=issue.text.splitlines()[0][:60], body=f"{issue.text}\n\n当场答复：{issue.answer or '无'}",
        authors=[reception.host_id], consented=None,
    )  # fmt: skip


def issue_answered(handoff, *, by) -> None:
    """What the office of reports does not take may be handed on again."""
    if handoff.state != HandoffState.ACCEPTED:
        ReceptionIssue.objects.filter(pk=handoff.source_ref.split(":")[1]).update(handed_on=False)


@transaction.atomic
def tell_task(*, by, task: TownTask) -> int:
    """A task was posted: who leads the studio and who works there hear of it."""
    users = User.objects.filter(person__memberships__led_sites=task.site) | User.objects.filter(
        person__memberships__sites=task.site
    )
    return notify(
        users.distinct(), f"{task.town}命题：{task.title}"[:80], f"请于{task.due_on:%Y年%-m月%-d日}前完成。",
        f"{OWN_PAGE}task/{task.pk}/", organization=task.organization, key=f"activities:task:{task.pk}",
    )  # fmt: skip


@transaction.atomic
def move_task(*, by, task: TownTask, step: str, reason: str = "") -> TownTask:
    """接题, 验收, 退回, 撤题."""
    if step == "answer":
        raise Refused("提交解题成果须写明成果")
    TASK.perform(task, step, by=by, reason=reason)
    return task


@transaction.atomic
def answer_task(*, by, task: TownTask, answer: str) -> TownTask:
    """解题: what the studio worked out."""
    answer = clean_text(answer, most=4000, label="解题成果")
    if not answer:
        raise ValidationError({"answer": "请写明解题成果。"})
    if not TownTask.objects.filter(pk=task.pk, state=task.state).update(answer=answer, answered_on=today()):
        raise Stale("此事项刚被他人处理，请刷新后再试")
    task.answer = answer
    TASK.perform(task, "answer", by=by)
    return task
