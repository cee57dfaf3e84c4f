"""What the ledger is told of proposals, and what their tables imply that it should say.

Members earn by their own and joint proposals; those of parties, bodies and other collectives earn nobody.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils import timezone

from documents.models import Instruction
from duties.models import Bearer, DutyKind, DutyRecord
from duties.services import Fact, bearer_of, bearers_for, record_duties, void_duty
from organizations.models import Organization
from proposals.choices import STANDING, ElectionState, ProposalState, ProposerKind, SignatureState
from proposals.models import Proposal, Signature

KIND, PREFIX = "proposal", "proposals"
LONGEST_TITLE = 200


def say(proposal: Proposal, stage: str, day, *, by, occasion: str = "") -> int:
    """One fact for each author of the proposal; said again it stays one.

    `occasion` tells facts of one stage apart where there may be several (two leaders' instructions).
    """
    if proposal.kind != ProposerKind.MEMBER:
        return 0
    kind = DutyKind.objects.get(organization=None, code=KIND)
    people = _people(proposal)
    bearers = {member.pk: bearer_of(member) for member, _ in people}
    facts = [
        _fact(proposal, kind, bearers[member.pk], stage, role, day, len(people), occasion or stage)
        for member, role in people
    ]
    return record_duties(by=by, facts=facts)


def take_back(proposal: Proposal, occasion: str, *, by, reason: str) -> None:
    """Void what was said of one stage, or on one occasion of it."""
    rows = DutyRecord.objects.filter(
        organization_id=proposal.organization_id, voided_at=None, kind__code=KIND,
        source_key__startswith=f"proposals:{proposal.pk}:{occasion}:",
    )  # fmt: skip
    for record in rows:
        void_duty(by=by, record=record, reason=reason[:200])


def reference(proposal: Proposal) -> str:
    """The proposal's name in the ledger and in references."""
    return f"{PREFIX}:{proposal.pk}"


def expected(organization: Organization) -> Iterator[Fact]:
    """Every fact of kind `proposal` that the tables imply; for the reconciler."""
    kind = DutyKind.objects.get(organization=None, code=KIND)
    bearers = bearers_for(organization)
    made = {bearer.membership_id: bearer for bearer in Bearer.objects.filter(pk__in=bearers.values())}
    signed = Signature.objects.filter(state=SignatureState.ACCEPTED).select_related("membership")
    rows = (
        Proposal.objects.filter(
            organization=organization, kind=ProposerKind.MEMBER, submitted_at__isnull=False
        )
        .select_related("lead", "key", "election")
        .prefetch_related(Prefetch("signatures", queryset=signed.order_by("id"), to_attr="accepted"))
    )
    written = _instructions(organization)
    for proposal in rows:
        people = [(proposal.lead, "lead")] + [(one.membership, "co_signer") for one in proposal.accepted]
        people = [(proposal.lead, "sole")] if len(people) == 1 else people
        told = [(stage, day, stage) for stage, day in _stages(proposal)]
        told += [("instructed", one.given_on, f"instructed:{one.pk}") for one in written[reference(proposal)]]
        for stage, day, occasion in told:
            for member, role in people:
                yield _fact(proposal, kind, made[member.pk], stage, role, day, len(people), occasion)


def _stages(proposal: Proposal) -> Iterator[tuple]:
    if proposal.state != ProposalState.WITHDRAWN:
        yield "submitted", day_of(proposal.submitted_at)
    if proposal.state in STANDING:
        yield "filed", day_of(proposal.filed_at)
    for state, stage in OUTCOMES.items():
        if proposal.state == state:
            yield stage, day_of(proposal.decided_at)
    if hasattr(proposal, "key"):
        yield "key", proposal.key.decided_on
    if hasattr(proposal, "election") and proposal.election.state == ElectionState.ELECTED:
        yield "excellent", proposal.election.decided_on


OUTCOMES = {
    ProposalState.NOT_FILED: "not_filed",
    ProposalState.MERGED: "merged",
    ProposalState.CONVERTED: "converted",
}
"""State → stage of the ledger, on the day of the decision."""


def _instructions(organization: Organization) -> dict[str, list[Instruction]]:
    found = defaultdict(list)
    for one in Instruction.objects.filter(
        organization=organization, voided_at=None, matter_ref__startswith=f"{PREFIX}:"
    ):
        found[one.matter_ref].append(one)
    return found


def _people(proposal: Proposal) -> list[tuple]:
    rows = Signature.objects.filter(proposal=proposal, state=SignatureState.ACCEPTED).order_by("id")
    signers = [(row.membership, "co_signer") for row in rows.select_related("membership")]
    return [(proposal.lead, "lead"), *signers] if signers else [(proposal.lead, "sole")]


def _fact(proposal, kind, bearer, stage, role, day, people, occasion) -> Fact:
    return Fact(
        bearer=bearer,
        kind=kind,
        occurred_on=day,
        source_key=f"proposals:{proposal.pk}:{occasion}:{bearer.membership_id}",
        matter_ref=reference(proposal),
        matter_title=proposal.title[:LONGEST_TITLE],
        stage=stage,
        role=role,
        people=people,
    )


def day_of(moment):
    """The day in the office's time zone."""
    return timezone.localtime(moment).date()
