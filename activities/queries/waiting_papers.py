"""What waits in the offices around papers, sites and what recurs: the queues of the first staff page."""

from accounts.choices import Role
from activities.cadence_queries import missed
from activities.models.sites import ReceptionDay, TownTask
from activities.models.speeches import Speech
from activities.site_choices import ReceptionState, TaskState
from activities.speech_choices import SpeechState
from core.clock import today

SELECTORS = frozenset({Role.OPERATOR, Role.RESEARCH_OFFICE})
DECIDERS = frozenset({Role.CHECKER})
RECORDERS = frozenset({Role.OPERATOR, Role.COMMITTEE_OFFICE})


def to_select(actor):
    """待初选."""
    return Speech.objects.visible_to(actor).filter(state=SpeechState.SUBMITTED, call__selects=True)


def to_decide(actor):
    """待审定: after 初选, or at once where the call asks for none; never one's own 初选."""
    rows = Speech.objects.visible_to(actor)
    waiting = rows.filter(state=SpeechState.SHORTLISTED) | rows.filter(
        state=SpeechState.SUBMITTED, call__selects=False
    )
    return waiting.exclude(shortlisted_by_id=actor.user_id) if actor.user_id else waiting


def missed_without_reason(actor):
    return missed(actor, today()).filter(reason="")


def receptions_to_report(actor):
    rows = ReceptionDay.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    return rows.filter(state=ReceptionState.PLANNED, day__lt=today())


def tasks_to_accept(actor):
    rows = TownTask.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    return rows.filter(state=TaskState.ANSWERED)
