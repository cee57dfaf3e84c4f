"""What a member has written and signed, and what waits for an answer."""

from django.db.models import Prefetch

from core.clock import now
from proposals.choices import AskedState, Consent, ProposalState, SignatureState
from proposals.models import Contact, Evaluation, Proposal, Signature


def led_by(actor):
    """Proposals that the actor wrote, newest first."""
    rows = Proposal.objects.visible_to(actor).filter(lead__person__user=actor.user_id)
    return rows.exclude(state=ProposalState.WITHDRAWN, serial=None).order_by("-saved_at", "-id")


def signed_by(actor):
    """Proposals that the actor signed with others."""
    rows = Proposal.objects.visible_to(actor).filter(
        signatures__membership__person__user=actor.user_id, signatures__state=SignatureState.ACCEPTED
    )
    return rows.select_related("lead__person").order_by("-saved_at", "-id")


def invitations(actor):
    """Invitations that the actor may still answer."""
    rows = Signature.objects.visible_to(actor).filter(
        membership__person__user=actor.user_id, state=SignatureState.INVITED,
        proposal__state=ProposalState.SIGNING, expires_at__gt=now(),
    )  # fmt: skip
    return rows.select_related("proposal__lead__person").order_by("expires_at")


def evaluations(actor):
    """Replies that the actor is asked about."""
    rows = Evaluation.objects.visible_to(actor).filter(
        membership__person__user=actor.user_id, state=AskedState.ASKED
    )
    return rows.select_related("reply__task__proposal", "reply__task__unit").order_by("due_on")


def contacts(actor):
    """Contacts with the actor that a unit claims and nobody has confirmed."""
    rows = Contact.objects.visible_to(actor).filter(membership__person__user=actor.user_id, confirmed=None)
    return rows.select_related("task__proposal", "task__unit").order_by("claimed_at")


def consents(actor):
    """Own proposals about which the 提案委 asks whether they may become a report."""
    return led_by(actor).filter(conversion=Consent.ASKED)


def waiting(actor) -> int:
    """How many things wait for the member's answer, for the first page."""
    return sum(rows(actor).count() for rows in (invitations, evaluations, contacts, consents))


def whole(rows):
    """A proposal with everything that its page shows."""
    signatures = Signature.objects.select_related("membership__person").order_by("id")
    return rows.select_related(
        "lead__person", "organization", "category", "round__session__term", "refusal", "follows"
    ).prefetch_related("suggestions", Prefetch("signatures", queryset=signatures))


def own_tasks(proposal):
    """The proposal's live tasks with their sent replies, for its authors."""
    rows = proposal.tasks.exclude(state="reassigned").select_related("unit")
    return rows.prefetch_related(
        "replies__items__suggestion", "replies__items__reply_class", "replies__reply_class",
        "replies__items__promise", "messages__author", "contacts__membership__person",
    ).order_by("role", "id")  # fmt: skip
