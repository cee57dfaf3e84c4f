"""Who may decide about handoffs and keep the register of instructions."""

from accounts.choices import OFFICES, SECRETARIAT, Role
from documents.choices import HandoffKind, Label

RECEIVERS = {
    HandoffKind.PROPOSAL: frozenset({Role.PROPOSAL_OFFICE}),
    HandoffKind.REPORT: frozenset({Role.RESEARCH_OFFICE}),
    HandoffKind.TOPIC: SECRETARIAT | {Role.COMMITTEE_OFFICE},
}
"""What a thing is to become → whose inbox it lies in."""

REGISTRARS = SECRETARIAT | {Role.PROPOSAL_OFFICE, Role.RESEARCH_OFFICE}


def may_receive(actor, handoff) -> bool:
    """Accept or decline: the office that keeps what the thing is to become."""
    return _here(actor, handoff) and actor.holds(*RECEIVERS[HandoffKind(handoff.target_kind)])


def may_take_back(actor, handoff) -> bool:
    """Whoever offered it; the secretariat for one who has left."""
    own = actor.user_id is not None and actor.user_id == handoff.offered_by_id
    return _here(actor, handoff) and (own or actor.holds(*SECRETARIAT))


def may_see_handoffs(actor) -> bool:
    return actor.holds(*OFFICES)


def may_record_instruction(actor) -> bool:
    return actor.holds(*REGISTRARS)


def may_read_instruction(actor, instruction) -> bool:
    """Offices read; a sensitive one only the secretariat and whoever recorded it, 限本人 only the latter."""
    if not _here(actor, instruction):
        return False
    if actor.user_id is not None and actor.user_id == instruction.recorded_by_id:
        return True
    if instruction.label == Label.OWN:
        return False
    return instruction.label != Label.SENSITIVE or actor.holds(*SECRETARIAT)


def may_void_instruction(actor, instruction) -> bool:
    """The secretariat, or whoever recorded it."""
    own = actor.user_id is not None and actor.user_id == instruction.recorded_by_id
    return (
        may_read_instruction(actor, instruction)
        and instruction.voided_at is None
        and (actor.holds(*SECRETARIAT) or (own and may_record_instruction(actor)))
    )


def _here(actor, row) -> bool:
    return actor.organization_id is not None and actor.organization_id == row.organization_id
