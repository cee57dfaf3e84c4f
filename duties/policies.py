"""Who may do what with the ledger. «谁组织谁记录»."""

from accounts.choices import OFFICES, SECRETARIAT, Role
from duties.models import DutyRecord

WHOLE_HOUSE = frozenset({Role.OPERATOR, Role.PROPOSAL_OFFICE, Role.RESEARCH_OFFICE})
READERS = OFFICES | {Role.LEADER}
RULERS = SECRETARIAT


def may_enter(actor) -> bool:
    """Write facts by hand."""
    return actor.holds(*WHOLE_HOUSE, Role.COMMITTEE_OFFICE)


def may_hand_in(actor) -> bool:
    """Hand in a table of facts."""
    return actor.holds(Role.OPERATOR)


def may_confirm_import(actor) -> bool:
    return actor.holds(Role.CHECKER)


def may_change_kinds(actor) -> bool:
    return actor.holds(Role.OPERATOR)


def may_read_ledger(actor) -> bool:
    return actor.holds(*READERS)


def reads_whole_house(actor) -> bool:
    """A 专委会办公室 alone sees only members of its own 专委会."""
    return actor.holds(*(READERS - {Role.COMMITTEE_OFFICE}))


def may_void(actor, record: DutyRecord) -> bool:
    """The secretariat, or whoever wrote it."""
    if record.voided_at or actor.organization_id != record.organization_id:
        return False
    own = may_enter(actor) and actor.user_id is not None and record.recorded_by_id == actor.user_id
    return own or actor.holds(Role.OPERATOR)


def may_certify(actor, record: DutyRecord) -> bool:
    """核实 takes another person than the one who wrote it."""
    return _office(actor, record, OFFICES) and record.recorded_by_id != actor.user_id


def may_rule(actor, record: DutyRecord) -> bool:
    """An objection is ruled on by the secretariat, never by the fact's author."""
    return _office(actor, record, RULERS) and record.recorded_by_id != actor.user_id


def may_speak(actor, record: DutyRecord) -> bool:
    """Confirm or object: only the member whose record it is."""
    membership = record.bearer.membership
    return bool(
        membership
        and not record.voided_at
        and actor.user_id
        and record.organization_id == actor.organization_id
        and membership.person.user_id == actor.user_id
    )


def may_ask_missing(actor, membership) -> bool:
    """The member about the own ledger."""
    return membership.organization_id == actor.organization_id and _is(actor, membership)


def may_answer_missing(actor, asked) -> bool:
    """秘书处, but nobody about oneself."""
    here = actor.organization_id == asked.organization_id and actor.holds(*RULERS)
    return here and not _is(actor, asked.membership)


def _is(actor, membership) -> bool:
    return actor.user_id is not None and membership.person.user_id == actor.user_id


def _office(actor, record: DutyRecord, roles) -> bool:
    return actor.organization_id == record.organization_id and actor.holds(*roles) and not record.voided_at
