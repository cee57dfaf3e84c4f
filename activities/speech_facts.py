"""What a paper says in the ledger, and keeping the ledger at that."""

from activities.models.speeches import Speech
from activities.speech_choices import AuthorKind, Occasion, PaperKind, SpeechState
from duties.models import DutyKind, DutyRecord
from duties.services import Fact, bearer_of, record_duties, void_duty
from members.models import Membership

ORAL, WRITTEN = "oral", "written"
CODES = {
    (PaperKind.SPEECH, Occasion.PLENARY): "plenary_speech",
    (PaperKind.SPEECH, Occasion.MEETING): "meeting_speech",
    (PaperKind.REPORT, Occasion.PLENARY): "research_report",
    (PaperKind.REPORT, Occasion.MEETING): "research_report",
}
COUNTS = (SpeechState.WRITTEN, SpeechState.SPOKEN)
RELATED = ("call__organization", "lead__person", "speaker__person")


def roles_of(speech: Speech) -> list[tuple[Membership, str]]:
    """Who earns, and as what: authors; for a collective paper who drafted it; and who spoke it."""
    joined = list(speech.co_authors.all())
    roles = {speech.lead: "lead" if joined or speech.author_kind != AuthorKind.MEMBER else "sole"}
    roles |= dict.fromkeys(joined, "co_signer")
    spoken = speech.state == SpeechState.SPOKEN and speech.kind == PaperKind.SPEECH
    if spoken and (speech.speaker not in roles or speech.author_kind != AuthorKind.MEMBER):
        roles[speech.speaker] = "speaker"
    return list(roles.items())


def facts_of(speech: Speech, kinds: dict[str, DutyKind]) -> list[Fact]:
    """The facts that the paper implies as it stands; none before it was spoken or chosen as written."""
    if speech.state not in COUNTS:
        return []
    code = CODES[speech.kind, speech.call.occasion]
    report = code == "research_report"
    spoken = speech.state == SpeechState.SPOKEN
    people = roles_of(speech)
    return [
        Fact(
            bearer=bearer_of(member),
            kind=kinds[code],
            occurred_on=speech.spoken_on if spoken else speech.decided_on,
            source_key=f"activities:speech:{speech.pk}:{role}:{member.pk}",
            matter_ref=f"speech:{speech.pk}",
            matter_title=speech.title,
            role=role,
            stage="submitted" if report else "",
            level=speech.call.level if code == "plenary_speech" else "",
            result="" if report else ORAL if spoken else WRITTEN,
            people=sum(one[1] != "speaker" for one in people) or 1,
        )
        for member, role in people
    ]


def kinds_by_code() -> dict[str, DutyKind]:
    return {kind.code: kind for kind in DutyKind.objects.filter(organization=None, code__in=CODES.values())}


def keep_ledger(by, speech: Speech, reason: str) -> None:
    """Void what the paper no longer implies, and say what it implies now; in the caller's transaction."""
    wanted = facts_of(speech, kinds_by_code())
    standing = DutyRecord.objects.filter(
        organization_id=speech.call.organization_id,
        source_key__startswith=f"activities:speech:{speech.pk}:",
        voided_at=None,
    )
    said = {fact.source_key: fact for fact in wanted}
    for record in standing:
        fact = said.get(record.source_key)
        if fact is None or (fact.result, fact.occurred_on) != (record.result, record.occurred_on):
            void_duty(by=by, record=record, reason=reason)
    record_duties(by=by, facts=wanted)


def expected(code: str):
    """For `duties.reconcile`: every fact of this kind that the papers of an organisation imply."""

    def facts(organization):
        rows = Speech.objects.filter(call__organization=organization, state__in=COUNTS)
        kinds = kinds_by_code()
        for speech in rows.select_related("call", *RELATED).prefetch_related("co_authors__person"):
            if CODES[speech.kind, speech.call.occasion] == code:
                yield from facts_of(speech, kinds)

    return facts
