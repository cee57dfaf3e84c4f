"""Calls for papers, and what members do with their own: write, revise, submit, take back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from activities import speech_policies as policies
from activities.models.speeches import Speech, SpeechCall, SpeechVersion
from activities.services.speeches_tell import tell_members, tell_missing
from activities.speech_choices import AuthorKind, CallAudience, PaperKind
from activities.speech_workflow import CALL, SPEECH
from core import audit
from core.texts import clean_text
from core.workflow import Refused
from documents.services import attach
from duties.services import bearer_of
from members.choices import OfficeTitle
from members.models import Membership
from members.queries import membership_of

OWNER = "activities.speechversion"
BODIES = ("committee", "sector", "body_name")


@transaction.atomic
def move_call(*, by, call: SpeechCall, step: str, reason: str = "") -> SpeechCall:
    """One step of a call's life; opening it tells the members who may hand in."""
    CALL.perform(call, step, by=by, reason=reason)
    if step == "open":
        tell_members(call)
    return call


@transaction.atomic
def remind_missing(*, by, call: SpeechCall) -> int:
    """Tell each 常委 from whom something is missing, at most once a day; returns how many were told."""
    if not policies.may_run_call(by, call) or not policies.takes_papers(call):
        raise Refused("只有征集期内才能催报，由经办人办理")
    told = tell_missing(call)
    audit.record(by, "催报发言材料", call, after={"count": told})
    return told


@transaction.atomic
def start_paper(
    *, by, call: SpeechCall, title: str, text: str, kind: str = PaperKind.SPEECH, lead: Membership | None = None,
    author_kind: str = AuthorKind.MEMBER, co_authors=(), consents: bool = False, file=None, **body,
) -> Speech:  # fmt: skip
    """A draft with its first version: one's own, or entered by the 经办人 for the member `lead`.

    `body` names the committee, sector or body_name of a collective paper.
    """
    lead = _lead(by, call, lead)
    if not policies.takes_papers(call):
        raise Refused(f"“{call.title}”不在征集期内，不能报送")
    if call.audience == CallAudience.STANDING and not _is_standing(lead, call):
        raise Refused("本次征集只面向常委")
    if kind == PaperKind.REPORT and not call.wants_report:
        raise Refused("本次征集不收调研报告")
    if lead in co_authors:
        raise ValidationError({"co_authors": "联名委员中不必再列第一作者。"})
    speech = Speech(
        call=call, kind=kind, lead=lead, author_kind=author_kind, title=title.strip(), consents=consents,
        **{name: body.get(name) or ("" if name == "body_name" else None) for name in BODIES},
    )  # fmt: skip
    speech.full_clean(exclude=["call", "lead"])
    speech.save()
    speech.co_authors.set(co_authors)
    bearer_of(lead)
    audit.record(by, "起草发言", speech, after=audit.snapshot(speech))
    _add_version(by, speech, title, text, "", file)
    return speech


@transaction.atomic
def revise(
    *, by, speech: Speech, title: str, text: str, note: str = "", consents: bool | None = None, file=None
) -> SpeechVersion:
    """A further version of the manuscript; the earlier ones stay as they are."""
    speech = (
        Speech.objects.select_for_update(of=("self",))
        .select_related("call", "lead__person")
        .get(pk=speech.pk)
    )
    if not policies.may_write(by, speech):
        raise Refused("这篇发言现在不能修改")
    if consents is not None and consents != speech.consents:
        Speech.objects.filter(pk=speech.pk).update(consents=consents)
        audit.record(
            by, "修改转办意愿", speech, before={"consents": speech.consents}, after={"consents": consents}
        )
    return _add_version(by, speech, title, text, note, file)


@transaction.atomic
def submit(*, by, speech: Speech) -> Speech:
    SPEECH.perform(speech, "submit", by=by)
    return speech


@transaction.atomic
def withdraw(*, by, speech: Speech) -> Speech:
    SPEECH.perform(speech, "withdraw", by=by)
    return speech


def count_characters(text: str) -> int:
    """Characters as an office counts them: everything but blanks and line ends."""
    return len("".join(text.split()))


def _add_version(by, speech: Speech, title: str, text: str, note: str, file) -> SpeechVersion:
    title, text = clean_text(title, most=80, label="题目"), clean_text(text, most=None, label="正文")
    count = count_characters(text)
    most = speech.call.most_characters
    if not count or not title:
        raise ValidationError({"text" if not count else "title": "题目和正文都要填写。"})
    if speech.kind == PaperKind.SPEECH and count > most:
        raise ValidationError({"text": f"正文 {count} 字，超过 {most} 字的篇幅上限。"})
    last = speech.versions.first()
    version = SpeechVersion.objects.create(
        speech=speech, number=last.number + 1 if last else 1, title=title, text=text, characters=count,
        note=clean_text(note, most=200, label="修改说明"), created_by_id=by.user_id,
    )  # fmt: skip
    Speech.objects.filter(pk=speech.pk).update(title=title)
    speech.title = title
    if file:
        attach(by=by, owner_type=OWNER, owner_id=version.pk, file=file)
    audit.record(by, "提交发言稿", speech, after={"number": version.number, "characters": count})
    return version


def _lead(by, call: SpeechCall, lead: Membership | None) -> Membership:
    own = membership_of(by)
    if lead is None or (own is not None and own == lead):
        lead = own
    elif not policies.may_run_call(by, call):
        raise Refused("只有经办人可以替委员录入发言")
    if lead is None or lead.organization_id != call.organization_id:
        raise Refused("只有本会委员可以报送发言")
    return lead


def _is_standing(member: Membership, call: SpeechCall) -> bool:
    return member.offices.filter(title=OfficeTitle.STANDING, during__contains=call.opens_on).exists()
