"""Reports as other apps name them: `social_info:12`."""

from django.urls import reverse

from social_info.models import Report
from social_info.models.reports import OPEN_LABELS
from social_info.queries.reading import readable, working


def title_of(ref: str) -> str:
    """The title of an open report; the number of a labelled one, because titles are written elsewhere."""
    report = Report.objects.filter(pk=number_of(ref)).first()
    if report is None:
        return ""
    return report.title if report.label in OPEN_LABELS else str(report)


def url_for(actor, ref: str) -> str:
    """The staff page for who works on it, the readers' page for who may read it, nothing for others."""
    pk = number_of(ref)
    if working(actor).filter(pk=pk).exists():
        return reverse("admin:social_info_report_change", args=[pk])
    if readable(actor).filter(pk=pk).exists():
        return reverse("social_info:report", args=[pk])
    return ""


def number_of(ref: str) -> int:
    """`social_info:12` → 12; 0 for anything else."""
    tail = ref.partition(":")[2]
    return int(tail) if tail.isdigit() else 0
