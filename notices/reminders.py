"""What each app reminds people of, once a day at eight for every organisation.

An app registers when it starts. Its function finds who is to be reminded and calls `services.notify` with a
key that names the matter and the occasion (`proposals:12:due:3`), so that whatever runs twice says it once.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from core import jobs
from core.jobs import JobFailed
from core.models import Job
from organizations.models import Organization


@dataclass(frozen=True)
class Reminder:
    """`function(organization, today) -> int`: how many were told (None counts as none)."""

    name: str
    label: str
    function: Callable[[Organization, dt.date], int | None]


_reminders: dict[str, Reminder] = {}


def register(name: str, function: Callable, *, label: str = "每日提醒") -> None:
    """Run `function(organization, today)` daily as the job `name`; `label` is what the list of jobs shows.

    It runs in one transaction. When it fails, the reminders of other names are still given.
    """
    _reminders[name] = Reminder(name, label, function)


@transaction.atomic
def ask_all(today: dt.date) -> list[Job]:
    """One job for each organisation and name; asked again on the same day they are the same jobs."""
    return [
        jobs.enqueue(
            "notices.remind",
            key=f"notices.remind:{reminder.name}:{organization.pk}:{today}",
            label=reminder.label,
            organization_path=organization.path,
            organization=organization.pk,
            reminder=reminder.name,
            day=today.isoformat(),
        )
        for organization in Organization.objects.all()
        for reminder in _reminders.values()
    ]


@transaction.atomic
def remind(*, name: str, organization: Organization, today: dt.date) -> int:
    """Give one kind of reminders at one organisation; returns how many were told. May run twice."""
    reminder = _reminders.get(name)
    if reminder is None:
        raise JobFailed("这项提醒已停用")
    return reminder.function(organization, today) or 0
