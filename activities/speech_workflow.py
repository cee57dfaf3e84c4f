"""The life of a call for papers, and of one paper from draft to the rostrum."""

from activities import speech_policies as policies
from activities.speech_choices import CallState, SpeechState
from core.clock import AppNow
from core.workflow import Transition, Workflow


def _run(actor, call) -> bool:
    return policies.may_run_call(actor, call)


CALL = Workflow(
    CallState,
    (
        Transition("open", "发布征集", (CallState.DRAFT,), CallState.OPEN, _run),
        Transition("close", "截稿", (CallState.OPEN,), CallState.CLOSED, _run),
        Transition("reopen", "重新征集", (CallState.CLOSED,), CallState.OPEN, _run, reason_required=True),
        Transition("archive", "归档", (CallState.CLOSED,), CallState.ARCHIVED, _run),
    ),
)


def _set(speech, **values) -> None:
    type(speech).objects.filter(pk=speech.pk).update(**values)
    for name, value in values.items():
        setattr(speech, name, value)


def submitted(speech, *, by, reason):
    _set(speech, submitted_at=AppNow(), reason="")


def sent_back(speech, *, by, reason):
    _set(speech, reason=reason[:200], shortlisted_by_id=None)


def shortlisted(speech, *, by, reason):
    _set(speech, shortlisted_by_id=by.user_id)


def decided(speech, *, by, reason, meeting="", decided_on=None):
    _set(speech, decided_by_id=by.user_id, meeting=meeting, decided_on=decided_on)


def decided_off_the_list(speech, *, by, reason, meeting="", decided_on=None):
    _set(speech, position=None, speaker_id=None, minutes=None)
    decided(speech, by=by, reason=reason, meeting=meeting, decided_on=decided_on)


def undone(speech, *, by, reason):
    _set(
        speech, decided_by_id=None, decided_on=None, meeting="", reason="", position=None, speaker_id=None,
        minutes=None,
    )  # fmt: skip


def not_spoken(speech, *, by, reason):
    _set(speech, spoken_on=None, spoken_seconds=None)


WAITING = (SpeechState.SUBMITTED, SpeechState.SHORTLISTED)
REFUSABLE = (*WAITING, SpeechState.NOT_USED)
SPEECH = Workflow(
    SpeechState,
    (
        Transition("submit", "提交", (SpeechState.DRAFT, SpeechState.RETURNED), SpeechState.SUBMITTED,
                   policies.may_submit, submitted),
        Transition("withdraw", "撤回", (SpeechState.SUBMITTED,), SpeechState.DRAFT, policies.may_withdraw),
        Transition("send_back", "退回修改", WAITING, SpeechState.RETURNED, policies.may_select, sent_back,
                   reason_required=True),
        Transition("shortlist", "初选通过", (SpeechState.SUBMITTED,), SpeechState.SHORTLISTED,
                   policies.may_shortlist, shortlisted),
        Transition("oral", "定为口头发言", (*WAITING, SpeechState.WRITTEN), SpeechState.ORAL,
                   policies.may_choose, decided),
        Transition("written", "定为书面发言", (*WAITING, SpeechState.ORAL), SpeechState.WRITTEN,
                   policies.may_choose, decided_off_the_list),
        Transition("to_proposal", "转提案", REFUSABLE, SpeechState.TO_PROPOSAL, policies.may_hand_on, decided),
        Transition("to_report", "转社情民意信息", REFUSABLE, SpeechState.TO_REPORT, policies.may_hand_on,
                   decided),
        Transition("not_use", "不予选用", WAITING, SpeechState.NOT_USED, policies.may_refuse, decided,
                   reason_required=True),
        Transition("handed_back", "转办退回", (SpeechState.TO_PROPOSAL, SpeechState.TO_REPORT),
                   SpeechState.SHORTLISTED, policies.may_answer_handoff, undone),
        Transition("undo", "撤回审定", (SpeechState.ORAL, SpeechState.WRITTEN, SpeechState.NOT_USED),
                   SpeechState.SHORTLISTED, policies.may_refuse, undone, reason_required=True),
        Transition("spoken", "登记已发言", (SpeechState.ORAL,), SpeechState.SPOKEN,
                   policies.may_record_speech),
        Transition("unspoken", "撤回发言登记", (SpeechState.SPOKEN,), SpeechState.ORAL,
                   policies.may_record_speech, not_spoken, reason_required=True),
    ),
)  # fmt: skip

WORKFLOWS = {"speech-call": CALL, "speech": SPEECH}
