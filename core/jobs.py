"""Work in the background: PostgreSQL keeps the record, Celery only rings the bell.

A `Job` row is written in the caller's transaction and the message goes out on commit. Whoever takes the
job claims it by an UPDATE, so a message delivered twice does the work once; a beat sweep rings again for
jobs whose bell was lost or whose worker died.
"""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable

from celery import current_app, shared_task
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q

from core.choices import JobState
from core.clock import AppNow, now
from core.models import Job

LEASE = dt.timedelta(seconds=30)
RING_AGAIN = dt.timedelta(seconds=15)
BEAT_SECONDS = 1.0
MOST_ATTEMPTS = 3

_work: dict[str, Callable] = {}


class JobFailed(Exception):
    """The work cannot be done; the message is for people, in Chinese, and no retry follows."""


def work(name: str):
    """Register `function(job, progress)` as the work behind jobs named `name`."""

    def register(function):
        _work[name] = function
        return function

    return register


def enqueue(task: str, *, key: str, label: str, actor=None, organization_path: str = "", **arguments) -> Job:
    """Ask once for the work `task`; the same key returns the job that already stands for it."""
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "task": task,
            "label": label,
            "arguments": arguments,
            "organization_path": organization_path or getattr(actor, "organization_path", ""),
            "created_by": getattr(actor, "user_id", None),
        },
    )
    if created:
        transaction.on_commit(lambda: ring(job.pk))
    return job


def ring(job_id: int) -> None:
    """Send the message; a broker that is away is no error, the sweep rings again."""
    with contextlib.suppress(OSError, current_app.connection_for_write().connection_errors):
        current_app.send_task("core.run_job", kwargs={"job_id": job_id}, retry=False)


def run(job_id: int) -> Job | None:
    """Claim the job and do its work; returns None when somebody else has it or it is finished."""
    job = claim(job_id)
    if job is None:
        return None
    progress = Progress(job.pk)
    try:
        with progress.beating():
            result = _work[job.task](job, progress) or {}
    except JobFailed as failure:
        return _finish(job, JobState.FAILED, progress, message=str(failure))
    except Exception:
        _release(job)
        raise
    return _finish(job, JobState.DONE, progress, result=result)


def claim(job_id: int) -> Job | None:
    """Take a job that waits, or whose worker has not been heard of for a lease."""
    silent = Q(state=JobState.RUNNING, heartbeat_at__lt=now() - LEASE)
    taken = Job.objects.filter(Q(state=JobState.QUEUED) | silent, pk=job_id).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        started_at=AppNow(),
        heartbeat_at=AppNow(),
    )
    return Job.objects.get(pk=job_id) if taken else None


def sweep() -> int:
    """Ring again for jobs that nobody works on; park those that failed too often. Returns how many rang."""
    moment = now()
    waiting = Q(state=JobState.QUEUED, rung_at__lt=moment - RING_AGAIN)
    silent = Q(state=JobState.RUNNING, heartbeat_at__lt=moment - LEASE)
    Job.objects.filter(waiting | silent, attempts__gte=MOST_ATTEMPTS).update(
        state=JobState.FAILED, finished_at=AppNow(), message="多次尝试未能完成，请联系系统管理员"
    )
    lost = list(Job.objects.filter(waiting | silent).values_list("pk", flat=True))
    Job.objects.filter(pk__in=lost).update(rung_at=AppNow())
    for job_id in lost:
        ring(job_id)
    return len(lost)


class Progress:
    """How far the work is; a thread of its own writes it, so a long transaction shows progress too."""

    def __init__(self, job_id: int):
        self.job_id = job_id
        self.done = self.total = 0
        self.message = ""

    def step(self, done: int, total: int, message: str = "") -> None:
        """`done` of `total` units are finished."""
        self.done, self.total = done, total
        self.message = message or self.message

    @contextlib.contextmanager
    def beating(self):
        """Write heartbeat and progress every second while the body runs."""
        if connection.in_atomic_block:
            yield self
            return
        stop = threading.Event()
        thread = threading.Thread(target=self._beat, args=(stop,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            stop.set()
            thread.join()

    def _beat(self, stop: threading.Event) -> None:
        try:
            while not stop.wait(BEAT_SECONDS):
                with contextlib.suppress(OperationalError):
                    Job.objects.filter(pk=self.job_id).update(heartbeat_at=AppNow(), **self.values())
        finally:
            connection.close()

    def values(self) -> dict:
        return {"done": self.done, "total": self.total, "message": self.message}


def _finish(job: Job, state: str, progress: Progress, *, result=None, message="") -> Job:
    Job.objects.filter(pk=job.pk).update(
        state=state,
        finished_at=AppNow(),
        result=result or {},
        **progress.values() | ({"message": message} if message else {}),
    )
    job.refresh_from_db()
    return job


def _release(job: Job) -> None:
    state = JobState.FAILED if job.attempts >= MOST_ATTEMPTS else JobState.QUEUED
    message = "" if state == JobState.QUEUED else "处理时出现意外，请把请求编号告诉系统管理员"
    finished = AppNow() if state == JobState.FAILED else None
    Job.objects.filter(pk=job.pk).update(state=state, message=message, finished_at=finished)


@shared_task(name="core.run_job")
def run_job(*, job_id: int) -> None:
    run(job_id)
