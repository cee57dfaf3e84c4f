"""What the beat rings for: activities whose sign-in has opened."""

from celery import shared_task

from activities import services


@shared_task(name="activities.begin_due")
def begin_due() -> None:
    services.begin_due()
