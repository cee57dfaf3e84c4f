"""What the background does with reports."""

from celery import shared_task

from core.jobs import JobFailed, work
from organizations.models import Organization
from social_info.models import ClusterScan
from social_info.services import clusters, minimum


@work(clusters.TASK)
def cluster(job, progress) -> dict:
    scan = ClusterScan.objects.filter(pk=job.arguments["scan"]).first()
    if scan is None:
        raise JobFailed("这次归集已不存在。")
    return {"groups": clusters.work_on(scan, progress)}


@shared_task(name="social_info.warn_minimum")
def warn_minimum() -> int:
    """Remind those short of the yearly minimum, for every organisation; the beat asks monthly."""
    return sum(minimum.warn(organization) for organization in Organization.objects.all())
