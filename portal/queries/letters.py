"""Who is told of a published year, and which letters went out."""

from appraisals.models import SentLetter
from duties.models import Bearer
from portal.resources.recipients import DEPARTMENTS


def recipients_of(actor, run) -> list[str]:
    """The departments, then the units where the members of the run work, each once, by name."""
    rows = Bearer.objects.visible_to(actor).filter(sheets__run=run)
    units = rows.values_list("membership__person__employer", flat=True)
    return [*DEPARTMENTS, *sorted({(unit or "").strip() for unit in units} - {""})]


def sent_letters(actor, run) -> list[SentLetter]:
    """The entries of the run, oldest first, with who entered them."""
    return list(SentLetter.objects.visible_to(actor).filter(run=run).select_related("entered_by"))


def letters_told(actor, run) -> list[dict]:
    """One row for each recipient: what went out (`sent`, may be several), those of old names last."""
    sent: dict[str, list] = {}
    for entry in sent_letters(actor, run):
        sent.setdefault(entry.recipient, []).append(entry)
    names = recipients_of(actor, run)
    names += [name for name in sent if name not in names]
    return [{"recipient": name, "sent": sent.get(name, [])} for name in names]
