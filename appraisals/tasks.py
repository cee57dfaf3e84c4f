"""Work of 双考 in the background: each a few lines around one verb."""

from celery import shared_task

from appraisals.services import computing, cycles, live, trials
from core.jobs import work


@work("appraisals.compute_run")
def compute_run(job, progress):
    return computing.work_on(job.arguments["run"], progress.step)


@work("appraisals.trial_run")
def trial_run(job, progress):
    return trials.work_on(job.arguments["trial"], progress.step)


@work("appraisals.live_cycle")
def live_cycle(job, progress):
    return {"members": live.refresh(job.arguments["cycle"], step=progress.step)}


@shared_task(name="appraisals.open_cycles")
def open_cycles() -> int:
    return len(cycles.open_cycles())


@shared_task(name="appraisals.nightly_live")
def nightly_live() -> int:
    return live.enqueue_all()


@shared_task(name="appraisals.live_changes")
def live_changes() -> int:
    return live.refresh_changed()
