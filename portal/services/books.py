"""Ordering the Excel book of a cycle, and making it in the background."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from core.clock import today
from core.models import Job
from core.workflow import Refused
from portal import policies
from portal.queries import dashboard as queries
from portal.resources.book import write_book
from portal.resources.edition import edition_of
from portal.services import orders

BOOK = "portal.book"


@transaction.atomic
def order_book(*, by, cycle) -> Job:
    """Have the book of the cycle's shown run made.

    Raises Refused where the actor may not take it or no run has been checked.
    """
    if not policies.may_take_book(by):
        raise Refused("您没有导出考核工作簿的权限。")
    run = queries.run_of(by, cycle)
    if run is None:
        raise Refused("本周期还没有已复核的考核批次，复核后才能生成工作簿。")
    return orders.order(by=by, run=run, task=BOOK, label="考核工作簿")


def make_book(*, job: Job, progress) -> dict:
    """Write the book and keep it for who asked; may run twice. Raises JobFailed."""
    by = orders.who_asked(job)
    run = orders.run_of(job, by)
    edition = edition_of(by, run, today())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_book(edition, path, progress.step)
        name = f"{edition.heading('')}结果（第{run.number}批）.xlsx"
        return {"attachment": orders.kept(job=job, by=by, path=path, name=name).pk}
