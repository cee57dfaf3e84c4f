"""The rules and the round that hold, and who the authors of a proposal are."""

from core.clock import now
from members.models import Membership
from proposals.choices import SignatureState
from proposals.models import Merge, Proposal, ProposalRules, Round, Signature


def rules_of(organization_id: int) -> ProposalRules:
    """The organisation's rules; before it has set any, the defaults (not stored)."""
    found = ProposalRules.objects.filter(organization_id=organization_id).first()
    return found or ProposalRules(organization_id=organization_id)


def current_round(organization_id: int) -> Round | None:
    """The newest round that has opened."""
    rounds = Round.objects.filter(organization_id=organization_id, opens_at__lte=now())
    return rounds.select_related("session__term").order_by("-opens_at").first()


def signers_of(proposal: Proposal) -> list[Membership]:
    """Those who accepted to sign, in the order of invitation."""
    rows = Signature.objects.filter(proposal=proposal, state=SignatureState.ACCEPTED)
    return [row.membership for row in rows.select_related("membership__person").order_by("id")]


def own_authors(proposal: Proposal) -> list[Membership]:
    """The lead and those who signed."""
    return [proposal.lead, *signers_of(proposal)]


def all_authors(proposal: Proposal) -> list[Membership]:
    """Own authors and those of every proposal joined to this one, each once."""
    merged = Merge.objects.filter(main=proposal, undone_at=None).select_related("merged__lead__person")
    people = own_authors(proposal) + [one for merge in merged for one in own_authors(merge.merged)]
    return list({one.pk: one for one in people}.values())
