"""Reads of attachments, and of what ties one matter to others. All are asked for an actor."""

from django.db.models import Q

from accounts.choices import SECRETARIAT
from documents.choices import HandoffState, Label
from documents.models import Attachment, Handoff, Instruction, Reference
from documents.owners import may_read
from documents.policies import RECEIVERS, may_read_instruction


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
