"""What the background does with the outbox and with reminders."""

import datetime as dt

from celery import shared_task

from core.clock import today
from core.jobs import work
from notices import reminders, services
from organizations.models import Organization


@work("notices.send_mail")
def send_mail(job, progress) -> dict:
    services.deliver(job.arguments["mail"])
    return {}


@shared_task(name="notices.remind")
def remind() -> int:
    """The beat asks at eight."""
    return len(reminders.ask_all(today()))


@work("notices.remind")
def remind_one(job, progress) -> dict:
    told = reminders.remind(
        name=job.arguments["reminder"],
        organization=Organization.objects.get(pk=job.arguments["organization"]),
        today=dt.date.fromisoformat(job.arguments["day"]),
    )
    return {"told": told}
