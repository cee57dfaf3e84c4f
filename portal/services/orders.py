"""Files that take a while: ordered once, made in the background, kept for who asked."""

from pathlib import Path

from accounts.actors import actor_of
from accounts.models import User
from appraisals.models import ScoringRun
from core import audit, jobs
from core.choices import JobState
from core.models import Job
from documents.models import Attachment
from documents.services import keep
from organizations.models import Organization
from portal import policies

OWNER = "core.job"
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
LOST = "您已没有导出考核结果的权限。"


def order(*, by, run: ScoringRun, task: str, label: str) -> Job:
    """The job that makes the file for the actor; while one is under way, that one is answered."""
    start = f"{task}:{run.output_digest}:{by.user_id}:"
    made = Job.objects.filter(key__startswith=start).exclude(state__in=UNFINISHED).count()
    job = jobs.enqueue(task, key=f"{start}{made + 1}", label=f"{run}{label}", actor=by, run=run.pk)
    audit.record(by, f"生成{label}", run, after={"job": job.pk, "digest": run.output_digest})
    return job


def who_asked(job: Job):
    """The actor of the order, as far as they may still take files; raises JobFailed."""
    organization = Organization.objects.filter(path=job.organization_path).first()
    user = User.objects.filter(pk=job.created_by, is_active=True).first()
    if organization is None or user is None:
        raise jobs.JobFailed("申请导出的账号已停用。")
    actor = actor_of(user, organization.pk)
    if actor.organization_id != organization.pk or not policies.may_take_book(actor):
        raise jobs.JobFailed(LOST)
    return actor


def run_of(job: Job, by) -> ScoringRun:
    """The run that was ordered, with what its exports need."""
    runs = ScoringRun.objects.visible_to(by).select_related(
        "cycle__organization", "scheme_version", "publication"
    )
    return runs.get(pk=job.arguments["run"])


def kept(*, job: Job, by, path: Path, name: str) -> Attachment:
    """The finished file of the job; a job done twice keeps one."""
    return keep(by=by, owner_type=OWNER, owner_id=job.pk, path=path, name=name)


def may_read(actor, owner_id: str) -> bool:
    """A file made by a job is for who asked for it, as long as they may take such files at all."""
    if actor.user_id is None or not policies.may_take_book(actor):
        return False
    return Job.objects.visible_to(actor).filter(pk=owner_id, created_by=actor.user_id).exists()
