"""Books and letters made long ago are cleared away; the newest book of each cycle's official run stays."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction

from accounts.actors import system_actor
from appraisals.choices import RunState
from appraisals.models import ScoringRun
from core import audit
from core.choices import JobState
from core.clock import now, today
from core.models import Job
from documents.models import Attachment
from organizations.models import Organization
from portal.services.books import BOOK
from portal.services.orders import OWNER
from portal.services.recipients import LETTERS

STANDING = (RunState.PUBLISHED, RunState.CHECKED)


def clear_old_files() -> int:
    """Delete the files of jobs that ended more than `BOOK_DAYS` ago; returns how many. The job rows stay."""
    ended = now() - dt.timedelta(days=settings.BOOK_DAYS)
    made = Job.objects.filter(task__in=(BOOK, LETTERS), state=JobState.DONE, result__has_key="attachment")
    old = made.filter(finished_at__lt=ended)
    kept = _kept()
    return sum(_clear(job) for job in old.order_by("pk") if job.pk not in kept)


def _kept() -> set[int]:
    """For each cycle the newest book of the run that stands: published, else the last one checked."""
    standing: dict[int, tuple] = {}
    for run in ScoringRun.objects.filter(state__in=STANDING):
        rank = (run.state == RunState.PUBLISHED, run.number)
        if run.cycle_id not in standing or rank > standing[run.cycle_id][0]:
            standing[run.cycle_id] = (rank, run.pk)
    newest: dict[int, int] = {}
    runs = [pk for _, pk in standing.values()]
    books = Job.objects.filter(task=BOOK, state=JobState.DONE, result__has_key="attachment")
    for job in books.filter(arguments__run__in=runs).order_by("finished_at", "pk"):
        newest[job.arguments["run"]] = job.pk
    return set(newest.values())


@transaction.atomic
def _clear(job: Job) -> int:
    attachment = (
        Attachment.objects.select_for_update()
        .filter(owner_type=OWNER, owner_id=str(job.pk), pk=job.result["attachment"])
        .first()
    )
    Job.objects.filter(pk=job.pk).update(result={"cleared_on": today().isoformat()})
    if attachment is None:
        return 0
    organization = Organization.objects.get(pk=attachment.organization_id)
    fields = ["name", "size", "sha256"]
    audit.record(
        system_actor(organization), "清理过期文件", attachment, before=audit.snapshot(attachment, fields)
    )
    stored, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(partial(stored.delete, name))
    return 1
