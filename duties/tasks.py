"""What the background does with the ledger."""

from celery import shared_task

from accounts.actors import system_actor
from core.jobs import work
from duties import exports, services
from organizations.models import Organization


@work("duties.export")
def export(job, progress) -> dict:
    return exports.make(job)


@shared_task(name="duties.mark_silence")
def mark_silence() -> int:
    """未提异议, for every organisation; the beat asks daily."""
    return sum(
        services.silence(by=system_actor(organization), organization=organization)
        for organization in Organization.objects.all()
    )
