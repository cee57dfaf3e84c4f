"""What the app tells the apps below it when it starts: whose files, whose matters, which facts."""

from django.urls import reverse

from activities import speech_policies
from activities.models.speeches import Speech, SpeechVersion
from activities.services import speeches, speeches_handoff
from activities.speech_facts import expected
from documents.handoffs import on_decided
from documents.matters import register_matter
from documents.owners import register_owner
from duties.reconcile import register_expected

SPEECH_KINDS = ("plenary_speech", "meeting_speech", "research_report")
PAPER = ("call__organization", "lead__person")


def register_papers() -> None:
    for code in SPEECH_KINDS:
        register_expected(code, expected(code), prefix="activities:speech:")
    register_owner(speeches.OWNER, may_read_version)
    register_matter(speeches_handoff.PREFIX, speeches_handoff.title_of, url_of_paper)
    on_decided(speeches_handoff.PREFIX, speeches_handoff.answered)


def may_read_version(actor, pk: str) -> bool:
    """Files of a version are read by those who read the paper."""
    rows = SpeechVersion.objects.visible_to(actor).filter(pk=pk)
    version = rows.select_related(*(f"speech__{name}" for name in PAPER)).first()
    return version is not None and speech_policies.may_read_paper(actor, version.speech)


def url_of_paper(actor, ref: str) -> str:
    """The page of a paper for those who may read it, else nothing."""
    speech = Speech.objects.visible_to(actor).filter(pk=ref.split(":")[1]).select_related(*PAPER).first()
    if speech is None or not speech_policies.may_read_paper(actor, speech):
        return ""
    return reverse("activities:speech", args=[speech.pk])
