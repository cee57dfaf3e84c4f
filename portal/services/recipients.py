"""Ordering the letters that tell the year's results to 组织部, 统战部 and the members' units."""

from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction

from appraisals.choices import CyclePart
from core.clock import today
from core.jobs import JobFailed
from core.models import Job
from core.workflow import Refused
from documents.choices import LetterKind
from documents.rendering import LetterRefused, fill, template_of
from portal.resources.edition import edition_of
from portal.resources.recipients import letters
from portal.services import orders
from portal.services.published import published_run

LETTERS = "portal.letters"


@transaction.atomic
def order_letters(*, by, cycle) -> Job:
    """Have the letters of a published year made. Raises Refused."""
    if cycle.part != CyclePart.YEAR:
        raise Refused("告知函只用于全年考核结果。")
    run = published_run(by, cycle)
    return orders.order(by=by, run=run, task=LETTERS, label="考核结果告知函")


def make_letters(*, job: Job, progress) -> dict:
    """One Word file each, in the layout of the 通报, in a ZIP; may run twice. Raises JobFailed."""
    by = orders.who_asked(job)
    run = orders.run_of(job, by)
    edition = edition_of(by, run, today())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "letters.zip"
        try:
            _write(edition, path, progress.step)
        except LetterRefused as refusal:
            raise JobFailed(f"本会的通报模板不能使用，请更换模板。{refusal}") from refusal
        name = f"{edition.heading('')}结果告知函（第{run.number}批）.zip"
        return {"attachment": orders.kept(job=job, by=by, path=path, name=name).pk}


def _write(edition, path: Path, step) -> None:
    template = template_of(kind=LetterKind.ANNOUNCEMENT, organization=edition.organization)
    made = letters(edition)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for number, (name, context) in enumerate(made, start=1):
            archive.writestr(name, fill(template, context))
            step(number, len(made), f"正在写“{name}”")
