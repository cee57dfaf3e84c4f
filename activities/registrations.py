"""What the app tells the apps below it when it starts: whose files, whose matters, which facts."""

from django.urls import reverse

from activities import site_facts, site_policies, speech_policies
from activities.models.sites import ReceptionIssue
from activities.models.speeches import Speech, SpeechVersion
from activities.services import cadence, sites, speeches, speeches_handoff
from activities.speech_facts import expected
from documents.handoffs import on_decided
from documents.matters import register_matter
from documents.owners import register_owner
from duties.reconcile import register_expected
from notices import reminders

SPEECH_KINDS = ("plenary_speech", "meeting_speech", "research_report")
PAPER = ("call__organization", "lead__person")


def register_papers() -> None:
    for code in SPEECH_KINDS:
        register_expected(code, expected(code), prefix="activities:speech:")
    register_owner(speeches.OWNER, may_read_version)
    register_matter(speeches_handoff.PREFIX, speeches_handoff.title_of, url_of_paper)
    on_decided(speeches_handoff.PREFIX, speeches_handoff.answered)


def register_sites() -> None:
    register_expected(site_facts.CODE, site_facts.expected, prefix=site_facts.PREFIX)
    on_decided(sites.ISSUE, sites.issue_answered)
    register_matter(sites.ISSUE, title_of_issue, url_of_issue)
    reminders.register("activities.cadence", cadence.remind, label="定期活动提醒")


def title_of_issue(ref: str) -> str:
    return str(
        ReceptionIssue.objects.select_related("reception__site").get(pk=ref.split(":")[1]).reception.site
    )


def url_of_issue(actor, ref: str) -> str:
    """The reception day in the staff site, for those who work there."""
    issue = ReceptionIssue.objects.visible_to(actor).filter(pk=ref.split(":")[1]).first()
    if issue is None or not site_policies.may_see_sites(actor) or not actor.is_staff:
        return ""
    return reverse("admin:activities_receptionday_change", args=[issue.reception_id])


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
