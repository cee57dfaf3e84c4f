"""What the background makes for the pages that span apps."""

from celery import shared_task

from core.jobs import work
from documents.owners import register_owner
from portal import services
from portal.services import orders

register_owner(orders.OWNER, orders.may_read)


@work(services.BOOK)
def book(job, progress) -> dict:
    return services.make_book(job=job, progress=progress)


@work(services.LETTERS)
def letters(job, progress) -> dict:
    return services.make_letters(job=job, progress=progress)


@shared_task(name="portal.clear_old_files")
def clear_old_files() -> int:
    return services.clear_old_files()
