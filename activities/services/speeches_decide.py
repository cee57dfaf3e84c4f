"""What the offices do with papers: select, score, decide, order, note what was spoken."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from activities import speech_policies as policies
from activities.models.speeches import Speech, SpeechCall, SpeechScore
from activities.services.speeches_tell import tell_author, tell_reviewers
from activities.speech_choices import SpeechState
from activities.speech_facts import keep_ledger
from activities.speech_workflow import SPEECH
from core import audit
from core.clock import today
from core.workflow import Refused, Stale
from members.models import Membership

LONGEST_SPEECH = 4 * 3600


@transaction.atomic
def shortlist(*, by, speech: Speech) -> Speech:
    """初选通过; the reviewers are told."""
    SPEECH.perform(speech, "shortlist", by=by)
    tell_reviewers(speech.call)
    return speech


@transaction.atomic
def send_back(*, by, speech: Speech, reason: str) -> Speech:
    """退回修改 with what should change; scores given so far stay."""
    SPEECH.perform(speech, "send_back", by=by, reason=reason)
    tell_author(speech, f"您的发言“{speech.title}”退回修改")
    return speech


@transaction.atomic
def score(*, by, speech: Speech, points: Decimal, note: str = "") -> SpeechScore:
    """One reviewer's mark, 0 to 100 with at most two decimals; given once, because it opens the others'."""
    Speech.objects.select_for_update(of=("self",)).get(pk=speech.pk)
    speech.refresh_from_db(fields=["state"])
    if not policies.may_score(by, speech):
        raise Refused("只有本次征集的评委可以为待复选的发言评分，且不评自己的发言")
    if not 0 <= points <= 100 or points != round(points, 2):
        raise ValidationError({"points": "评分应在 0 至 100 之间，最多两位小数。"})
    try:
        with transaction.atomic():
            given = SpeechScore.objects.create(
                speech=speech, reviewer_id=by.user_id, points=points, note=note.strip()
            )
    except IntegrityError as error:
        raise Refused("您已经评过这一篇，评分不能更改") from error
    audit.record(by, "复选评分", speech, after={"reviewer": by.user_id})
    return given


@transaction.atomic
def choose_oral(
    *, by, speech: Speech, speaker: Membership, minutes: int, meeting: str, decided_on: dt.date
) -> Speech:
    """Put the paper at the end of the order of speaking."""
    call = SpeechCall.objects.select_for_update().get(pk=speech.call_id)
    if not 1 <= minutes <= call.most_minutes:
        raise ValidationError({"minutes": f"时长应为 1 至 {call.most_minutes} 分钟。"})
    if speaker.organization_id != call.organization_id:
        raise ValidationError({"speaker": "发言人应为本会委员。"})
    _decision(meeting, decided_on)
    last = call.speeches.filter(state__in=(SpeechState.ORAL, SpeechState.SPOKEN)).aggregate(
        n=Max("position")
    )["n"]
    _prepare(speech, position=(last or 0) + 1, speaker=speaker, minutes=minutes)
    SPEECH.perform(speech, "oral", by=by, meeting=meeting, decided_on=decided_on)
    keep_ledger(by, speech, "改为口头发言")
    tell_author(speech, f"您的发言“{speech.title}”定为口头发言")
    return speech


@transaction.atomic
def choose_written(*, by, speech: Speech, meeting: str, decided_on: dt.date) -> Speech:
    _decision(meeting, decided_on)
    SPEECH.perform(speech, "written", by=by, meeting=meeting, decided_on=decided_on)
    keep_ledger(by, speech, "改为书面发言")
    tell_author(speech, f"您的发言“{speech.title}”定为书面发言")
    return speech


@transaction.atomic
def not_use(
    *, by, speech: Speech, reason: str, meeting: str = "", decided_on: dt.date | None = None
) -> Speech:
    """未选用; the author reads the reason."""
    if not reason.strip():
        raise Refused("不予选用须写明理由")
    _prepare(speech, reason=reason.strip()[:200])
    SPEECH.perform(speech, "not_use", by=by, reason=reason, meeting=meeting, decided_on=decided_on or today())
    tell_author(speech, f"您的发言“{speech.title}”未予选用")
    return speech


@transaction.atomic
def undo(*, by, speech: Speech, reason: str) -> Speech:
    """撤回审定: back to where it is decided anew; its facts are voided with the reason."""
    SPEECH.perform(speech, "undo", by=by, reason=reason)
    keep_ledger(by, speech, reason[:200])
    return speech


@transaction.atomic
def reorder(*, by, call: SpeechCall, order: list[int]) -> None:
    """The order of speaking, as the numbers of all papers that wait to be spoken."""
    call = SpeechCall.objects.select_for_update().get(pk=call.pk)
    if not policies.may_run_call(by, call):
        raise Refused("发言顺序由经办人调整")
    rows = {row.pk: row for row in call.speeches.filter(state__in=(SpeechState.ORAL, SpeechState.SPOKEN))}
    if sorted(order) != sorted(rows):
        raise Stale("名单刚有变化，请刷新后再调整顺序")
    before = {row.title: row.position for row in rows.values()}
    for position, pk in enumerate(order, start=1):
        Speech.objects.filter(pk=pk).update(position=position)
    after = {rows[pk].title: position for position, pk in enumerate(order, start=1)}
    audit.record(by, "调整发言顺序", call, before=before, after=after)


@transaction.atomic
def note_spoken(*, by, speech: Speech, seconds: int | None = None, day: dt.date | None = None) -> Speech:
    """The paper was spoken, on `day` (today unless told), for so many seconds; writes the facts."""
    if seconds is not None and not 0 < seconds <= LONGEST_SPEECH:
        raise ValidationError({"seconds": "用时不在合理范围内。"})
    day = day or today()
    if day > today():
        raise ValidationError({"day": "发言日期不能晚于今天。"})
    _prepare(speech, spoken_on=day, spoken_seconds=seconds)
    SPEECH.perform(speech, "spoken", by=by)
    keep_ledger(by, speech, "登记已发言")
    return speech


@transaction.atomic
def take_back_spoken(*, by, speech: Speech, reason: str) -> Speech:
    """Registered by mistake: the paper waits again, its facts are voided."""
    SPEECH.perform(speech, "unspoken", by=by, reason=reason)
    keep_ledger(by, speech, reason[:200])
    return speech


def _prepare(speech: Speech, **values) -> None:
    """What the state to come demands, written before the step; undone with it when it is refused."""
    if not Speech.objects.filter(pk=speech.pk, state=speech.state).update(**values):
        raise Stale("此事项刚被他人处理，请刷新后再试")
    for name, value in values.items():
        setattr(speech, name, value)


def _decision(meeting: str, decided_on: dt.date) -> None:
    if not meeting.strip():
        raise ValidationError({"meeting": "请写明审定会议。"})
    if decided_on > today():
        raise ValidationError({"decided_on": "审定日期不能晚于今天。"})
