"""What the beat does by day: reminders before a deadline, what is late, promises that were not kept."""

import datetime as dt

from django.db import transaction

from core.clock import today
from core.dates import chinese_date
from organizations.models import Organization
from proposals.choices import TaskState
from proposals.models import Promise, Task
from proposals.queries.ground import rules_of
from proposals.queries.tasks import under_way
from proposals.services.evaluating import rehandle
from proposals.services.promising import overdue_promises, system_of
from proposals.services.telling import tell_office, tell_unit


def remind_units(organization: Organization, today: dt.date) -> int:
    """Tell units of tasks that come due in the days the rules name, or that came due yesterday; said once."""
    soon = today + dt.timedelta(days=rules_of(organization.pk).remind_days)
    rows = under_way(Task.objects.filter(proposal__organization=organization)).filter(
        due_on__in=(soon, today - dt.timedelta(days=1))
    )
    rows = rows.select_related("proposal__organization", "unit")
    for task in rows:
        late = task.due_on < today
        title = f"{'已超期' if late else '即将到期'}：“{task.proposal.title}”"
        words = f"办理期限{chinese_date(task.due_on)}。"
        tell_unit(task, title, words, sms=late, key=f"proposals:task:{task.pk}:{task.due_on}:{late:d}")
    return len(rows)


def chase_promises() -> int:
    """A planned item whose day has passed unreported is handled again, once."""
    count = 0
    for promise in overdue_promises():
        count += _reopen(promise)
    return count


@transaction.atomic
def _reopen(promise: Promise) -> int:
    taken = Promise.objects.filter(pk=promise.pk, reopened_on=None).update(reopened_on=today())
    task = promise.item.reply.task
    if not taken or task.state != TaskState.CLOSED:
        return 0
    rehandle(
        by=system_of(promise), task=task, reason=f"承诺{chinese_date(promise.due_on)}前完成的事项未报告兑现"
    )
    tell_office(task.proposal, f"承诺到期未兑现，已转重新办理：“{task.proposal.title}”")
    return 1
