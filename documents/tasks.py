"""What the background does with a table handed in."""

from core.jobs import work
from documents import services
from documents.models import ImportBatch


@work("documents.check_batch")
def check_batch(job, progress) -> dict:
    services.check(batch=_batch(job), progress=progress)
    return {}


@work("documents.store_batch")
def store_batch(job, progress) -> dict:
    return services.store(batch=_batch(job), progress=progress)


def _batch(job) -> ImportBatch:
    return ImportBatch.objects.select_related("organization").get(pk=job.arguments["batch"])
