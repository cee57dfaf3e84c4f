"""Who may decide about handoffs and keep the register of instructions."""

from accounts.choices import OFFICES, SECRETARIAT, Role
from documents.choices import HandoffKind, Label
from documents.matters import matter
from documents.models import Instruction

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


def may_record_instruction(actor) -> bool:
    return actor.holds(*REGISTRARS)


def may_read_instruction(actor, instruction) -> bool:
    """Whoever reads the matter reads it as its label lets: 敏感 only the secretariat and whoever recorded it.

    限本人 is for the latter alone.
    """
    if not _here(actor, instruction):
        return False
    if actor.user_id is not None and actor.user_id == instruction.recorded_by_id:
        return True
    if instruction.label == Label.OWN:
        return False
    return instruction.label != Label.SENSITIVE or actor.holds(*SECRETARIAT)


def may_read_scan(actor, instruction_id: str) -> bool:
    """The scanned sheet: with the instruction, for offices and for whoever may open its matter."""
    instruction = Instruction.objects.visible_to(actor).filter(pk=instruction_id).first()
    if instruction is None or not may_read_instruction(actor, instruction):
        return False
    return actor.holds(*OFFICES) or bool(matter(actor, instruction.matter_ref).url)


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
