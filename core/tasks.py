"""What the beat asks of the house itself."""

from celery import shared_task
from celery.signals import worker_ready

from core import audit_anchor, jobs
from core.jobs import run_job
from core.services import beat_heart

__all__ = ("anchor_audit", "heartbeat", "run_job", "sweep_jobs")


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> int:
    return jobs.sweep()


@shared_task(name="core.heartbeat")
def heartbeat() -> None:
    beat_heart("worker")


@shared_task(name="core.anchor_audit")
def anchor_audit() -> int:
    return audit_anchor.write()


@worker_ready.connect
def first_heartbeat(**_):
    beat_heart("worker")
