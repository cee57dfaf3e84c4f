"""What the background and the beat do with proposals."""

from celery import shared_task

from core.jobs import work
from proposals import services
from proposals.models import Dispatch


@work("proposals.dispatch")
def dispatch(job, progress) -> dict:
    rows = Dispatch.objects.select_related("organization", "round")
    return services.give_out(rows.get(pk=job.arguments["dispatch"]), progress)


@shared_task(name="proposals.daily")
def daily() -> dict:
    """Silence is counted, invitations end, promises are chased. May run twice a day."""
    return {
        "expired": services.expire_invitations(),
        "silent": services.close_silent(),
        "reopened": services.chase_promises(),
    }
