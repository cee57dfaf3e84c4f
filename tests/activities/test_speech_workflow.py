"""Every state × step of a call and of a paper, as the rules of 大会发言 say; a stale copy loses.

征集 → 提交 → 初选 → 复选 → 审定 → 口头 | 书面 | 转提案 | 转信息 | 未选用 → 已发言.
covers S140
"""

from pathlib import Path

import pytest

from accounts.choices import Role
from activities.models import Speech, SpeechCall
from activities.speech_choices import CallState, SpeechState
from activities.speech_workflow import CALL, SPEECH, WORKFLOWS
from core.workflow import Refused, Stale
from tests.activities.speech_ground import DAY, make_call, make_member, put
from tests.factories import make_actor

DRAWN = Path(__file__).resolve().parents[2] / "docs" / "workflows"
AUTHOR, OPERATOR, CHECKER, RESEARCH = "author", Role.OPERATOR, Role.CHECKER, Role.RESEARCH_OFFICE
OFFICES = {OPERATOR, CHECKER, RESEARCH, Role.PROPOSAL_OFFICE}
WHO = (AUTHOR, OPERATOR, CHECKER, RESEARCH, Role.PROPOSAL_OFFICE, Role.LEADER, Role.MEMBER)
CALL_STEPS = {
    ("draft", "open"): ("open", {OPERATOR}),
    ("open", "close"): ("closed", {OPERATOR}),
    ("closed", "reopen"): ("open", {OPERATOR}),
    ("closed", "archive"): ("archived", {OPERATOR}),
}
SPEECH_STEPS = {
    ("draft", "submit"): ("submitted", {AUTHOR, OPERATOR}),
    ("returned", "submit"): ("submitted", {AUTHOR, OPERATOR}),
    ("submitted", "withdraw"): ("draft", {AUTHOR}),
    ("submitted", "send_back"): ("returned", {OPERATOR, RESEARCH}),
    ("submitted", "shortlist"): ("shortlisted", {OPERATOR, RESEARCH}),
    ("submitted", "not_use"): ("not_used", {CHECKER}),
    ("submitted", "to_proposal"): ("to_proposal", {CHECKER}),
    ("submitted", "to_report"): ("to_report", {CHECKER}),
    ("shortlisted", "send_back"): ("returned", {OPERATOR, RESEARCH}),
    ("shortlisted", "oral"): ("oral", {CHECKER}),
    ("shortlisted", "written"): ("written", {CHECKER}),
    ("shortlisted", "not_use"): ("not_used", {CHECKER}),
    ("shortlisted", "to_proposal"): ("to_proposal", {CHECKER}),
    ("shortlisted", "to_report"): ("to_report", {CHECKER}),
    ("written", "oral"): ("oral", {CHECKER}),
    ("written", "undo"): ("shortlisted", {CHECKER}),
    ("oral", "written"): ("written", {CHECKER}),
    ("oral", "undo"): ("shortlisted", {CHECKER}),
    ("oral", "spoken"): ("spoken", {OPERATOR}),
    ("not_used", "undo"): ("shortlisted", {CHECKER}),
    ("not_used", "to_proposal"): ("to_proposal", {CHECKER}),
    ("not_used", "to_report"): ("to_report", {CHECKER}),
    ("spoken", "unspoken"): ("oral", {OPERATOR}),
    ("to_proposal", "handed_back"): ("shortlisted", OFFICES),
    ("to_report", "handed_back"): ("shortlisted", OFFICES),
}


@pytest.fixture
def call(county):
    return make_call(county)


@pytest.fixture
def author(county):
    return make_member(county, "乔安禾", sector="教育界")


def outcome(workflow, obj, step, by):
    try:
        workflow.perform(obj, step, by=by, reason="理由")
    except Refused:
        return "refused"
    obj.refresh_from_db()
    return obj.state


@pytest.mark.parametrize("who", WHO[1:])
def test_every_state_with_every_step_of_a_call(county, who):
    by, seen, wanted = make_actor(county, who), {}, {}
    for state in CallState.values:
        for step in CALL.by_name:
            target, allowed = CALL_STEPS.get((state, step), ("refused", set()))
            wanted[state, step] = target if who in allowed else "refused"
            seen[state, step] = outcome(CALL, make_call(county, state=state), step, by)

    assert seen == wanted


@pytest.mark.parametrize("who", WHO)
def test_every_state_with_every_step_of_a_paper(county, author, call, who):
    by = author.actor if who == AUTHOR else make_actor(county, who)
    seen, wanted = {}, {}
    for state in SpeechState.values:
        for step in SPEECH.by_name:
            target, allowed = SPEECH_STEPS.get((state, step), ("refused", set()))
            wanted[state, step] = target if who in allowed else "refused"
            paper = put(call, author.membership, state, consents=True)
            if step == "oral":
                Speech.objects.filter(pk=paper.pk).update(
                    position=900 + paper.pk, speaker=author.membership, minutes=8
                )
            if step == "spoken":
                Speech.objects.filter(pk=paper.pk).update(spoken_on=call.opens_on)
            if step == "not_use":
                Speech.objects.filter(pk=paper.pk).update(reason="理由")
            seen[state, step] = outcome(SPEECH, paper, step, by)

    assert seen == wanted


def test_a_paper_of_a_call_without_selection_is_decided_as_soon_as_it_is_in(county, author, checker):
    call = make_call(county, selects=False)
    paper = put(call, author.membership, "submitted")
    SPEECH.perform(paper, "written", by=checker)
    assert paper.state == "written"
    with pytest.raises(Refused, match="权限"):
        SPEECH.perform(put(call, author.membership, "submitted"), "shortlist", by=checker)


def test_without_the_authors_consent_nothing_is_handed_on(author, call, checker):
    paper = put(call, author.membership, "submitted", consents=False)
    with pytest.raises(Refused, match="您没有“转提案”的权限"):
        SPEECH.perform(paper, "to_proposal", by=checker)


def test_who_selected_does_not_decide(county, author, call):
    both = make_actor(county, Role.OPERATOR, Role.CHECKER)
    paper = put(call, author.membership, "submitted")
    SPEECH.perform(paper, "shortlist", by=both)
    with pytest.raises(Refused):
        SPEECH.perform(paper, "written", by=both)


def test_nobody_selects_or_decides_on_the_own_paper(county, call):
    own = make_member(county, "夏书同", roles=(Role.MEMBER, Role.OPERATOR, Role.CHECKER))
    with pytest.raises(Refused):
        SPEECH.perform(put(call, own.membership, "submitted"), "shortlist", by=own.actor)
    with pytest.raises(Refused):
        SPEECH.perform(put(call, own.membership, "shortlisted"), "written", by=own.actor)


def test_after_the_closing_time_only_a_paper_sent_back_may_be_handed_in(county, author):
    call = make_call(county, days=0)
    SpeechCall.objects.filter(pk=call.pk).update(closes_at=call.closes_at - DAY / 24)
    call.refresh_from_db()
    with pytest.raises(Refused):
        SPEECH.perform(put(call, author.membership, "draft"), "submit", by=author.actor)
    paper = put(call, author.membership, "returned")
    SPEECH.perform(paper, "submit", by=author.actor)
    assert paper.state == "submitted"


def test_a_stale_copy_loses(author, call, checker, operator):
    first = put(call, author.membership, "shortlisted")
    second = Speech.objects.select_related("call", "lead__person").get(pk=first.pk)
    SPEECH.perform(first, "written", by=checker)
    with pytest.raises(Stale):
        SPEECH.perform(second, "send_back", by=operator, reason="补充数据")


def test_the_neighbour_may_do_nothing(author, call, neighbour):
    for state, step in SPEECH_STEPS:
        with pytest.raises(Refused):
            SPEECH.perform(
                put(call, author.membership, state, consents=True), step, by=neighbour, reason="理由"
            )


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_the_drawing_is_the_table(name):
    drawn = (DRAWN / f"{name}.mmd").read_text(encoding="utf-8")
    assert drawn == WORKFLOWS[name].as_mermaid()
