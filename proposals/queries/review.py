"""The queue of reviewers: what stands at a stage, one item with its neighbours, opinions as far as they may be seen."""

from django.db.models import Count

from proposals.choices import REVIEWED_IN
from proposals.models import PhraseTemplate, Proposal, ProposalRules, ReviewOpinion
from proposals.policies import may_see_opinions

SHOWN = 40


def queue(actor, stage: str, *, mine: bool = False):
    """Proposals that stand at the stage, the first handed in first."""
    rows = Proposal.objects.visible_to(actor).filter(state=stage)
    if mine:
        rows = rows.filter(reviewer=actor.user_id)
    return rows.order_by("submitted_at", "pk")


def counts(actor) -> dict[str, int]:
    """Stage → how many stand there."""
    rows = Proposal.objects.visible_to(actor).filter(state__in=REVIEWED_IN).order_by()
    return dict(rows.values_list("state").annotate(Count("pk")))


def neighbours(rows, current: Proposal) -> tuple[int | None, int | None]:
    """Keys of the item before and the one after in the queue."""
    keys = list(rows.values_list("pk", flat=True))
    if current.pk not in keys:
        return None, keys[0] if keys else None
    at = keys.index(current.pk)
    return (keys[at - 1] if at else None), (keys[at + 1] if at + 1 < len(keys) else None)


def opinions(actor, proposal: Proposal, rules: ProposalRules) -> tuple[list[ReviewOpinion], bool]:
    """(opinions the actor may see, whether others of this stage are withheld until the actor has spoken)."""
    if not may_see_opinions(actor, proposal):
        return [], False
    rows = list(ReviewOpinion.objects.visible_to(actor).filter(proposal=proposal).select_related("reviewer"))
    here = [one for one in rows if one.stage == proposal.state and one.turn == proposal.turn]
    spoken = any(one.reviewer_id == actor.user_id for one in here)
    if not rules.blind_review or proposal.state not in REVIEWED_IN or spoken:
        return rows, False
    others = {one.pk for one in here}
    return [one for one in rows if one.pk not in others], bool(others)


def phrases(actor):
    """Ready sentences in use."""
    return PhraseTemplate.objects.visible_to(actor).filter(enabled=True).order_by("position")
