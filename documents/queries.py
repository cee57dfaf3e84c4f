"""Reads of attachments, and of what ties one matter to others. All are asked for an actor."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.choices import SECRETARIAT
from documents.choices import HandoffState, Label
from documents.matters import Matter, known, matter
from documents.models import Attachment, Handoff, Instruction, Reference
from documents.owners import may_read
from documents.policies import RECEIVERS, may_read_instruction

UNNAMED = "无权查看的事项"


def attachments_of(actor, owner_type: str, owner_id) -> list[Attachment]:
    """Files of one object that the actor may read, oldest first."""
    rows = Attachment.objects.visible_to(actor).filter(owner_type=owner_type, owner_id=str(owner_id))
    return [attachment for attachment in rows if may_read(actor, attachment)]


def inbox(actor, target_kind: str):
    """Handoffs that wait for the office of `target_kind`, the oldest first; none for anybody else."""
    rows = Handoff.objects.visible_to(actor).filter(target_kind=target_kind, state=HandoffState.OFFERED)
    return rows.order_by("id") if actor.holds(*RECEIVERS[target_kind]) else rows.none()


def handoffs_of(ref: str, actor):
    """Handoffs from the matter, and those that became it, newest first. The caller may read the matter."""
    rows = Handoff.objects.visible_to(actor).filter(Q(source_ref=ref) | Q(target_ref=ref))
    return rows.select_related("offered_by", "decided_by")


def references_of(ref: str, actor):
    """What the matter points to and what points to it, newest first. The caller may read the matter."""
    rows = Reference.objects.visible_to(actor).filter(Q(source_ref=ref) | Q(target_ref=ref))
    return rows.select_related("by")


@dataclass(frozen=True)
class Tie:
    """One reference as seen from one of its ends; `other` is the matter at the other end."""

    reference: Reference
    outward: bool
    other: Matter


def ties_of(ref: str, actor) -> list[Tie]:
    """`references_of` ready to be drawn: a matter that the actor may not open is not named."""
    return [_tie(reference, ref, actor) for reference in references_of(ref, actor)]


def _tie(reference: Reference, ref: str, actor) -> Tie:
    outward = reference.source_ref == ref
    other, title = (
        (reference.target_ref, reference.target_title)
        if outward
        else (reference.source_ref, reference.source_title)
    )
    found = matter(actor, other, title)
    if known(other) and not found.url:
        found = Matter(other, UNNAMED, "")
    return Tie(reference, outward, found)


def instructions_of(ref: str, actor, *, voided: bool = False) -> list[Instruction]:
    """Instructions on the matter as far as their label lets the actor read, newest first."""
    rows = Instruction.objects.visible_to(actor).filter(matter_ref=ref).select_related("recorded_by")
    if not voided:
        rows = rows.filter(voided_at=None)
    return [one for one in rows if may_read_instruction(actor, one)]


def instructions_open_to(actor):
    """The register as `may_read_instruction` reads it; voided ones stay in it."""
    rows = Instruction.objects.visible_to(actor).select_related("recorded_by", "voided_by")
    hidden = (Label.OWN,) if actor.holds(*SECRETARIAT) else (Label.OWN, Label.SENSITIVE)
    return rows.filter(~Q(label__in=hidden) | Q(recorded_by=actor.user_id)).order_by("-given_on", "-id")


def handoffs_open_to(actor):
    """Those that the actor's office receives or the actor offered; all of them for the secretariat."""
    rows = Handoff.objects.visible_to(actor).select_related("offered_by", "decided_by").order_by("-id")
    if actor.holds(*SECRETARIAT):
        return rows
    kinds = [kind for kind, roles in RECEIVERS.items() if actor.holds(*roles)]
    return rows.filter(Q(target_kind__in=kinds) | Q(offered_by=actor.user_id))
