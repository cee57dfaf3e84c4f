"""Ordering the Excel book of a cycle, and making it in the background."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from accounts.actors import actor_of
from accounts.models import User
from appraisals.models import ScoringRun
from core import audit, jobs
from core.choices import JobState
from core.clock import today
from core.models import Job
from core.workflow import Refused
from documents.services import keep
from organizations.models import Organization
from portal import policies
from portal.queries import dashboard as queries
from portal.resources.book import write_book
from portal.resources.edition import edition_of

BOOK = "portal.book"
OWNER = "core.job"
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


@transaction.atomic
def order_book(*, by, cycle) -> Job:
    """Have the book of the cycle's shown run made; while one is under way, that one is answered.

    Raises Refused where the actor may not take it or no run has been checked.
    """
    if not policies.may_take_book(by):
        raise Refused("您没有导出考核工作簿的权限。")
    run = queries.run_of(by, cycle)
    if run is None:
        raise Refused("本周期还没有已复核的考核批次，复核后才能生成工作簿。")
    start = f"{BOOK}:{run.output_digest}:{by.user_id}:"
    made = Job.objects.filter(key__startswith=start).exclude(state__in=UNFINISHED).count()
    job = jobs.enqueue(BOOK, key=f"{start}{made + 1}", label=f"{run}考核工作簿", actor=by, run=run.pk)
    audit.record(by, "生成考核工作簿", run, after={"job": job.pk, "digest": run.output_digest})
    return job


def make_book(*, job: Job, progress) -> dict:
    """Write the book and keep it for who asked; may run twice. Raises JobFailed."""
    by = _who_asked(job)
    if not policies.may_take_book(by):
        raise jobs.JobFailed("您已没有导出考核工作簿的权限。")
    run = (
        ScoringRun.objects.visible_to(by)
        .select_related("cycle__organization", "scheme_version", "publication")
        .get(pk=job.arguments["run"])
    )
    edition = edition_of(by, run, today())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_book(edition, path, progress.step)
        name = f"{edition.heading('')}结果（第{run.number}批）.xlsx"
        kept = keep(by=by, owner_type=OWNER, owner_id=job.pk, path=path, name=name)
    return {"attachment": kept.pk}


def may_read(actor, owner_id: str) -> bool:
    """A file made by a job is for who asked for it, as long as they may take such files at all."""
    if actor.user_id is None or not policies.may_take_book(actor):
        return False
    return Job.objects.visible_to(actor).filter(pk=owner_id, created_by=actor.user_id).exists()


def _who_asked(job: Job):
    organization = Organization.objects.filter(path=job.organization_path).first()
    user = User.objects.filter(pk=job.created_by, is_active=True).first()
    if organization is None or user is None:
        raise jobs.JobFailed("申请导出的账号已停用。")
    actor = actor_of(user, organization.pk)
    if actor.organization_id != organization.pk:
        raise jobs.JobFailed("您已没有导出考核工作簿的权限。")
    return actor
