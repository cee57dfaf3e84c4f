"""What the beat rings for: activities whose sign-in has opened, and what recurs."""

from celery import shared_task

from activities import services
from activities.services import cadence


@shared_task(name="activities.begin_due")
def begin_due() -> None:
    services.begin_due()


@shared_task(name="activities.make_occurrences")
def make_occurrences() -> int:
    """定期活动: what is due within each rule's days of notice."""
    return cadence.make_all()
