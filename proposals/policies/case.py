"""Who may do what with proposals. The same predicate draws the button and refuses the act."""

from accounts.choices import MEMBERS, OFFICES, SECRETARIAT, Role
from proposals.choices import (
    OWN,
    REVIEWED_IN,
    STANDING,
    ProposalState,
    ProposerKind,
    SignatureState,
    Stage,
)

READERS = SECRETARIAT | {Role.PROPOSAL_OFFICE, Role.LEADER}
"""Those who read every proposal that has been handed in."""
FILED_READERS = OFFICES | MEMBERS | {Role.LEADER, Role.INSPECTOR, Role.OVERSEER}
FIGURE_READERS = OFFICES | {Role.LEADER, Role.INSPECTOR}


def is_here(actor, organization_id) -> bool:
    return actor.organization_id is not None and actor.organization_id == organization_id


def is_lead(actor, proposal) -> bool:
    """The member who wrote it, acting at the same organisation."""
    owner = proposal.lead.person.user_id
    return owner is not None and owner == actor.user_id and is_here(actor, proposal.organization_id)


def is_office(actor, proposal) -> bool:
    """提案委 of the same organisation."""
    return actor.holds(Role.PROPOSAL_OFFICE) and is_here(actor, proposal.organization_id)


def is_house(actor, proposal) -> bool:
    """The system's own jobs."""
    return actor.user_id is None and is_here(actor, proposal.organization_id)


def may_start(actor) -> bool:
    """Begin a proposal; whether there is a membership today is looked up by the verb."""
    return actor.is_member


def may_edit(actor, proposal) -> bool:
    return is_lead(actor, proposal) and proposal.state in (ProposalState.DRAFT, ProposalState.RETURNED)


def may_invite(actor, proposal) -> bool:
    joint = proposal.kind == ProposerKind.MEMBER
    return is_lead(actor, proposal) and joint and proposal.state in OWN


def may_submit(actor, proposal) -> bool:
    return is_lead(actor, proposal)


def may_withdraw(actor, proposal) -> bool:
    return is_lead(actor, proposal)


def may_answer_invitation(actor, signature) -> bool:
    """The invited member, while the proposal still gathers signatures."""
    owner = signature.membership.person.user_id
    own = owner is not None and owner == actor.user_id
    gathering = signature.proposal.state == ProposalState.SIGNING
    return own and gathering and is_here(actor, signature.proposal.organization_id)


def may_answer_consent(actor, proposal) -> bool:
    return is_lead(actor, proposal)


def may_review(actor, proposal) -> bool:
    """提案委, except on a proposal of one's own."""
    return is_office(actor, proposal) and not is_lead(actor, proposal)


def is_last_stage(proposal, rules) -> bool:
    """Whether the outcome is decided in this state: no stage that the organisation uses follows."""
    at = REVIEWED_IN.index(proposal.state)
    return at >= max(REVIEWED_IN.index(state) for state in stages_of(rules))


def stages_of(rules) -> tuple[str, ...]:
    """The stages that the organisation uses, in order; 初审 always."""
    used = {Stage.FIRST.value}
    used |= {Stage.SECOND.value} if rules.second_review else set()
    used |= {Stage.CONSULTATION.value} if rules.consultation else set()
    used |= {Stage.FINAL.value} if rules.final_review else set()
    return tuple(state.value for state in REVIEWED_IN if state.value in used)


def may_unmerge(actor, proposal) -> bool:
    return is_office(actor, proposal)


def may_set_up(actor) -> bool:
    """Switches, periods, lists and rounds."""
    return actor.holds(Role.PROPOSAL_OFFICE)


def may_see_staff_pages(actor) -> bool:
    return actor.holds(*OFFICES, Role.LEADER, Role.INSPECTOR)


def may_see_figures(actor) -> bool:
    return actor.holds(*FIGURE_READERS)


def may_see_opinions(actor, proposal) -> bool:
    """审查意见 and who gave them: 提案委, 秘书处 and 主席会议成员; never the members."""
    return actor.holds(*READERS) and is_here(actor, proposal.organization_id)


def is_party_to(actor, proposal) -> bool:
    """The lead, whoever signed or is invited, and the authors of what was joined to it."""
    if is_lead(actor, proposal):
        return True
    if not is_here(actor, proposal.organization_id) or not actor.user_id:
        return False
    invited = (SignatureState.ACCEPTED, SignatureState.INVITED)
    states = invited if proposal.state == ProposalState.SIGNING else (SignatureState.ACCEPTED,)
    if proposal.signatures.filter(membership__person__user_id=actor.user_id, state__in=states).exists():
        return True
    merges = proposal.merged_here.filter(undone_at=None).select_related("merged__lead__person")
    return any(is_party_to(actor, merge.merged) for merge in merges)


def may_read(actor, proposal) -> bool:
    """The whole text, by who the actor is and where the proposal stands."""
    if is_party_to(actor, proposal):
        return True
    if proposal.state in OWN or (proposal.state == ProposalState.WITHDRAWN and proposal.serial is None):
        return False
    if actor.holds(*READERS) and is_here(actor, proposal.organization_id):
        return True
    return proposal.state in STANDING and _reads_filed(actor, proposal)


def _reads_filed(actor, proposal) -> bool:
    if is_here(actor, proposal.organization_id):
        return actor.holds(*FILED_READERS) or _is_handler(actor, proposal)
    below = proposal.organization.path.startswith(actor.organization_path or "?")
    return actor.holds(Role.OVERSEER) and below


def _is_handler(actor, proposal) -> bool:
    return bool(actor.unit_ids) and proposal.tasks.filter(unit__in=actor.unit_ids).exists()


def anybody(actor, obj) -> bool:
    """Steps that follow of themselves from another act, whose own policy was asked."""
    return True


def is_dispatcher(actor, proposal) -> bool:
    """提案委, or its job."""
    return is_office(actor, proposal) or is_house(actor, proposal)
