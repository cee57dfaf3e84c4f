"""Writing the 通报 of a published run, and the bundle that proves it."""

from io import BytesIO

from django.db import transaction

from appraisals.choices import RunState
from appraisals.models import ScoringRun
from core import audit
from core.clock import today
from core.workflow import Refused
from documents.choices import LetterKind
from documents.rendering import LetterRefused, render
from portal import policies
from portal.resources.announcement import announcement
from portal.resources.bundle import write_bundle
from portal.resources.edition import edition_of


@transaction.atomic
def write_announcement(*, by, cycle) -> tuple[str, bytes]:
    """File name and Word file, from the organisation's own template or the house's.

    Raises Refused where nothing of the cycle is published, or the template no longer fits.
    """
    run = published_run(by, cycle)
    edition = edition_of(by, run, today())
    try:
        content = render(
            kind=LetterKind.ANNOUNCEMENT, organization=edition.organization, context=announcement(edition)
        )
    except LetterRefused as refusal:
        raise Refused(f"本会的通报模板不能使用，请更换模板。{refusal}") from refusal
    audit.record(by, "导出通报", run, after={"digest": run.output_digest})
    return f"关于{cycle}委员履职考核情况的通报.docx", content


@transaction.atomic
def write_verification(*, by, cycle) -> tuple[str, bytes]:
    """File name and ZIP with which anybody recomputes the published run. Raises Refused."""
    run = published_run(by, cycle)
    out = BytesIO()
    write_bundle(by, run, out)
    audit.record(by, "导出复算包", run, after={"digest": run.output_digest})
    return f"{cycle}考核结果复算包（第{run.number}批）.zip", out.getvalue()


def published_run(by, cycle) -> ScoringRun:
    """The published run with what its exports need; raises Refused."""
    if not policies.may_take_book(by):
        raise Refused("您没有导出考核结果的权限。")
    runs = ScoringRun.objects.visible_to(by).select_related(
        "cycle__organization", "scheme_version", "publication"
    )
    run = runs.filter(cycle=cycle, state=RunState.PUBLISHED).first()
    if run is None:
        raise Refused("本周期的考核结果还没有公布，公布后才能导出。")
    return run
