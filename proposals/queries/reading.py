"""Which proposals an actor reads: one queryset that agrees with `policies.may_read`."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import MEMBERS, OFFICES, Role
from proposals.choices import OWN, STANDING, ProposalState, SignatureState
from proposals.models import Merge, Proposal, Signature, Task
from proposals.policies import READERS


def readable(actor) -> QuerySet[Proposal]:
    """Rows that the actor may open, people and category joined."""
    rows = Proposal.objects.visible_to(actor).select_related(
        "lead__person", "organization", "category", "round"
    )
    return rows.filter(_own(actor) | _by_role(actor))


def searchable(actor) -> QuerySet[Proposal]:
    """Where a search looks: everything handed in for those who read it, else what has been filed.

    A member's own drafts stand on the own page; leaving them out keeps the search quick among many.
    """
    if actor.holds(*READERS):
        return readable(actor).exclude(state__in=sorted(OWN))
    rows = Proposal.objects.visible_to(actor).filter(state__in=sorted(STANDING))
    return rows.select_related("lead__person", "category")


def _by_role(actor) -> Q:
    handed_in = ~Q(state__in=sorted(OWN)) & ~Q(state=ProposalState.WITHDRAWN, serial=None)
    here = Q(organization=actor.organization_id)
    if actor.holds(*READERS):
        return (here & handed_in) | _overseen(actor)
    if actor.holds(*OFFICES, *MEMBERS, Role.INSPECTOR):
        return (here & Q(state__in=sorted(STANDING))) | _overseen(actor)
    handled = Q(state__in=sorted(STANDING)) & Exists(
        Task.objects.filter(proposal=OuterRef("pk"), unit__in=actor.unit_ids)
    )
    return handled | _overseen(actor) if actor.unit_ids else _overseen(actor)


def _overseen(actor) -> Q:
    return Q(state__in=sorted(STANDING)) if actor.oversees else Q(pk__in=[])


def _own(actor) -> Q:
    """Led, signed, invited while signatures are gathered, or joined by one that is one's own."""
    if actor.user_id is None:
        return Q(pk__in=[])
    mine = Signature.objects.filter(membership__person__user=actor.user_id)
    signed = mine.filter(proposal=OuterRef("pk"), state=SignatureState.ACCEPTED)
    invited = mine.filter(proposal=OuterRef("pk"), state=SignatureState.INVITED)
    merges = Merge.objects.filter(main=OuterRef("pk"), undone_at=None)
    joined = merges.filter(
        Q(merged__lead__person__user=actor.user_id)
        | Q(
            merged__signatures__membership__person__user=actor.user_id,
            merged__signatures__state=SignatureState.ACCEPTED,
        )
    )
    return Q(organization=actor.organization_id) & (
        Q(lead__person__user=actor.user_id)
        | Exists(signed)
        | (Q(state=ProposalState.SIGNING) & Exists(invited))
        | Exists(joined)
    )
