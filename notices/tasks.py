"""What the background does with the outbox."""

from core.jobs import work
from notices import services


@work("notices.send_mail")
def send_mail(job, progress) -> dict:
    services.deliver(job.arguments["mail"])
    return {}
