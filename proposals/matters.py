"""Proposals as other apps name them: `proposals:12`."""

from django.urls import reverse

from proposals.models import Proposal
from proposals.policies import may_read, may_see_staff_pages


def title_of(ref: str) -> str:
    found = _found(ref)
    return found.title if found else ""


def url_for(actor, ref: str) -> str:
    """The page of the proposal for this actor; empty where the actor may not read it."""
    found = _found(ref)
    if found is None or not may_read(actor, found):
        return ""
    page = "admin:proposals_proposal_change" if may_see_staff_pages(actor) else "proposals:detail"
    return reverse(page, args=[found.pk])


def may_read_file(actor, owner_id: str) -> bool:
    """A proposal's files are read by those who may read the proposal."""
    found = Proposal.objects.visible_to(actor).filter(pk=owner_id).first()
    return found is not None and may_read(actor, found)


def _found(ref: str) -> Proposal | None:
    key = ref.partition(":")[2]
    rows = Proposal.objects.select_related("lead__person", "organization")
    return rows.filter(pk=key).first() if key.isdecimal() else None
