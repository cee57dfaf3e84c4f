"""转提案、转社情民意信息: a paper offered to another office, and what that office answered."""

from django.db import transaction

from accounts.choices import SECRETARIAT
from accounts.models import User
from activities.models.speeches import Speech
from activities.services.speeches_tell import tell_author
from activities.speech_choices import SpeechState
from activities.speech_facts import keep_ledger
from activities.speech_workflow import SPEECH
from core.clock import today
from core.workflow import Refused
from documents.choices import HandoffKind, HandoffState
from documents.services.handoffs import offer
from notices.services import notify

PREFIX = "speech"
KINDS = {"to_proposal": HandoffKind.PROPOSAL, "to_report": HandoffKind.REPORT}


@transaction.atomic
def hand_on(*, by, speech: Speech, step: str) -> Speech:
    """Offer the last version of a paper to the office of proposals or reports; the author has consented."""
    if step not in KINDS:
        raise Refused("请选择转提案或转社情民意信息")
    SPEECH.perform(speech, step, by=by, meeting="", decided_on=today())
    version = speech.versions.first()
    offer(
        by=by,
        source_ref=f"{PREFIX}:{speech.pk}",
        source_title=f"发言“{speech.title}”",
        target_kind=KINDS[step],
        title=version.title,
        body=version.text,
        authors=[speech.lead_id, *speech.co_authors.values_list("pk", flat=True)],
        consented=True,
    )
    keep_ledger(by, speech, "转办")
    tell_author(speech, f"您的发言“{speech.title}”{SpeechState(speech.state).label}")
    return speech


@transaction.atomic
def answered(handoff, *, by) -> None:
    """The other office has decided: a paper it does not take comes back to be decided anew."""
    speech = Speech.objects.select_related("call__organization", "lead__person").get(
        pk=handoff.source_ref.split(":")[1]
    )
    if handoff.state == HandoffState.ACCEPTED:
        tell_author(speech, f"您的发言“{speech.title}”已由有关部门接收")
        return
    SPEECH.perform(speech, "handed_back", by=by, reason=handoff.reason)
    users = User.objects.filter(
        grants__organization=speech.call.organization_id, grants__role__in=sorted(SECRETARIAT),
        grants__during__contains=today(), is_active=True,
    ).distinct()  # fmt: skip
    notify(
        users, f"发言“{speech.title}”转办被退回"[:80], handoff.reason,
        f"/admin/activities/speech/{speech.pk}/change/", organization=speech.call.organization,
    )  # fmt: skip


def title_of(ref: str) -> str:
    return Speech.objects.get(pk=ref.split(":")[1]).title
