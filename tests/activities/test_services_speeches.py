"""Handing in papers, the limits on them, the reviewers' marks, the decision, the order and the facts.

covers S140
covers S141
"""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from accounts.choices import Role
from activities.models import Speech, SpeechScore, SpeechVersion
from activities.services import speeches, speeches_decide, speeches_handoff
from activities.speech_facts import expected
from activities.speech_queries import average, scores_seen, speaking_order
from core.clock import today
from core.models import AuditEntry
from core.workflow import Refused
from documents.models import Attachment, Handoff
from documents.services.handoffs import accept, decline
from duties.models import DutyRecord
from notices.models import Message
from tests.activities.speech_ground import DAY, TEXT, make_call, make_member, put, start
from tests.factories import make_actor

MEETING = "十届十二次主席会议"


@pytest.fixture
def call(county):
    return make_call(county)


@pytest.fixture
def author(county):
    return make_member(county, "乔安禾", sector="教育界")


def facts(paper):
    rows = DutyRecord.objects.filter(matter_ref=f"speech:{paper.pk}", voided_at=None).select_related("kind")
    return {
        (row.kind.code, row.bearer.membership.person.name, row.role, row.result, row.level) for row in rows
    }


def oral(paper, checker, speaker=None, minutes=8):
    return speeches_decide.choose_oral(
        by=checker,
        speech=paper,
        speaker=speaker or paper.lead,
        minutes=minutes,
        meeting=MEETING,
        decided_on=today(),
    )


def written(paper, checker):
    return speeches_decide.choose_written(by=checker, speech=paper, meeting=MEETING, decided_on=today())


def test_a_member_writes_revises_and_submits(author, call):
    paper = start(author, call)
    speeches.revise(
        by=author.actor,
        speech=paper,
        title="补齐社区托育短板（修改稿）",
        text=TEXT + "此致。",
        note="补充建议",
    )
    speeches.submit(by=author.actor, speech=paper)

    paper.refresh_from_db()
    assert (paper.state, paper.title) == ("submitted", "补齐社区托育短板（修改稿）")
    assert [(one.number, one.characters, one.note) for one in paper.versions.all()] == [
        (2, 30, "补充建议"),
        (1, 27, ""),
    ]
    assert paper.submitted_at is not None


def test_blanks_and_line_ends_are_not_characters():
    assert speeches.count_characters("各位 委员：\n　　好。\n") == 7


def test_a_speech_has_a_limit_a_report_has_none(county, author):
    call = make_call(county, most_characters=100, wants_report=True)
    assert start(author, call, text="字" * 100).state == "draft"
    with pytest.raises(ValidationError) as refusal:
        start(author, call, text="字" * 101)
    assert refusal.value.messages == ["正文 101 字，超过 100 字的篇幅上限。"]
    assert start(author, call, text="字" * 5000, kind="report").kind == "report"


@pytest.mark.parametrize(("title", "text"), [("", TEXT), ("  ", TEXT), ("题目", ""), ("题目", " \n　")])
def test_a_paper_without_title_or_text_is_refused(author, call, title, text):
    with pytest.raises(ValidationError):
        start(author, call, title=title, text=text)
    assert Speech.objects.count() == 0


def test_versions_and_marks_cannot_be_changed_in_the_database(author, call, county):
    paper = put(call, author.membership)
    SpeechScore.objects.create(speech=paper, reviewer=author.user, points=80)
    for rows, change in ((SpeechVersion.objects, {"text": "换"}), (SpeechScore.objects, {"points": 100})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete()


def test_outside_the_span_of_the_call_nothing_is_taken(county, author):
    for call in (
        make_call(county, state="draft"),
        make_call(county, state="closed"),
        make_call(county, days=-0.5),
    ):
        with pytest.raises(Refused, match="不在征集期内"):
            start(author, call)


def test_only_members_hand_in_and_only_the_operator_enters_for_others(
    county, author, call, operator, checker
):
    with pytest.raises(Refused, match="只有本会委员可以报送发言"):
        speeches.start_paper(by=operator, call=call, title="题目", text=TEXT)
    with pytest.raises(Refused, match="只有经办人可以替委员录入发言"):
        speeches.start_paper(by=checker, call=call, title="题目", text=TEXT, lead=author.membership)
    paper = speeches.start_paper(by=operator, call=call, title="题目", text=TEXT, lead=author.membership)
    assert (paper.lead, paper.versions.get().created_by_id) == (author.membership, operator.user_id)


def test_a_call_to_the_standing_committee_takes_papers_from_it_alone(county, author):
    call = make_call(county, audience="standing")
    with pytest.raises(Refused, match="本次征集只面向常委"):
        start(author, call)
    standing = make_member(county, "司徒望舒", standing=True)
    assert start(standing, call).lead == standing.membership


@pytest.mark.parametrize(
    ("values", "ok"),
    [
        ({"author_kind": "party", "body_name": "民盟青屏县总支"}, True),
        ({"author_kind": "party"}, False),
        ({"author_kind": "member", "body_name": "民盟青屏县总支"}, False),
        ({"author_kind": "sector"}, False),
    ],
)
def test_a_collective_paper_names_its_body(author, call, values, ok):
    if ok:
        assert start(author, call, **values).author_name == "民盟青屏县总支"
    else:
        with pytest.raises(ValidationError):
            start(author, call, **values)


def test_the_attachment_of_a_version_is_the_versions(author, call):

    paper = start(author, call, file=SimpleUploadedFile("发言稿.txt", "全文".encode()))
    assert Attachment.objects.get().owner_id == str(paper.versions.get().pk)


def test_a_mark_is_given_once_and_opens_the_others(county, author, call, operator, checker):
    reviewers = [make_actor(county, Role.LEADER, name=f"评委{n}") for n in range(3)]
    call.reviewers.set([one.user_id for one in reviewers])
    paper = put(call, author.membership, "shortlisted")
    speeches_decide.score(by=reviewers[0], speech=paper, points=Decimal("80"))
    speeches_decide.score(by=reviewers[1], speech=paper, points=Decimal("80.50"), note="建议具体")

    blind, open_ = scores_seen(reviewers[2], paper), scores_seen(reviewers[0], paper)
    assert (blind["rows"], blind["average"], blind["given"], blind["asked"]) == (None, None, 2, 3)
    assert ([row.points for row in open_["rows"]], open_["average"]) == (
        [80, Decimal("80.5")],
        Decimal("80.25"),
    )
    assert scores_seen(checker, paper)["average"] == Decimal("80.25")
    assert scores_seen(author.actor, paper)["rows"] is None
    with pytest.raises(Refused, match="评分不能更改"):
        speeches_decide.score(by=reviewers[0], speech=paper, points=Decimal("100"))
    assert SpeechScore.objects.count() == 2


def test_reviewers_hear_once_a_day_that_papers_wait(county, author, call, operator):
    reviewer = make_actor(county, Role.LEADER)
    call.reviewers.set([reviewer.user_id])
    for title in ("甲", "乙"):
        speeches_decide.shortlist(by=operator, speech=put(call, author.membership, "submitted", title=title))
    message = Message.objects.get(user=reviewer.user_id)
    assert (message.title, message.url) == (f"有发言待您评分：{call.title}", "/activities/speeches/")


@pytest.mark.parametrize("text", ["好\0坏", "好\ud800坏"])
def test_text_that_cannot_be_stored_is_refused_in_words(author, call, text):
    with pytest.raises(ValidationError, match="正文中有无法识别的字符"):
        start(author, call, text=text)
    assert Speech.objects.count() == 0


def test_a_checker_who_reviews_is_blind_until_the_own_mark(county, author, call, checker):
    call.reviewers.set([checker.user_id])
    paper = put(call, author.membership, "shortlisted")
    assert scores_seen(checker, paper)["rows"] is None
    speeches_decide.score(by=checker, speech=paper, points=Decimal(70))
    assert scores_seen(checker, paper)["average"] == Decimal("70.00")


@pytest.mark.parametrize(
    ("points", "mean"),
    [
        (["80", "80", "81"], "80.33"),
        (["80", "81", "81"], "80.67"),
        (["0", "0.01"], "0.01"),
        (["100"], "100.00"),
        (["85.25", "90.5", "77"], "84.25"),
        (["99.99", "99.98", "99.98", "99.98", "99.98", "99.98", "99.98", "99.98"], "99.98"),
    ],
)
def test_the_mean_is_exact_to_two_decimals_half_up(points, mean):
    assert average([Decimal(one) for one in points]) == Decimal(mean)
    assert average([]) is None


@pytest.mark.parametrize("points", ["-0.01", "100.01", "80.005"])
def test_a_mark_outside_0_to_100_is_refused(county, author, call, points):
    reviewer = make_actor(county, Role.LEADER)
    call.reviewers.set([reviewer.user_id])
    with pytest.raises(ValidationError):
        speeches_decide.score(
            by=reviewer, speech=put(call, author.membership, "shortlisted"), points=Decimal(points)
        )
    assert SpeechScore.objects.count() == 0


def test_only_named_reviewers_score_and_never_the_own_paper(county, call, operator):
    own = make_member(county, "夏书同", roles=(Role.MEMBER, Role.LEADER))
    call.reviewers.set([own.user])
    paper = put(call, own.membership, "shortlisted")
    for by in (own.actor, operator):
        with pytest.raises(Refused, match="只有本次征集的评委"):
            speeches_decide.score(by=by, speech=paper, points=Decimal(90))


def test_a_written_paper_counts_at_once(author, call, checker):
    paper = put(call, author.membership, "shortlisted")
    written(paper, checker)
    assert facts(paper) == {("plenary_speech", "乔安禾", "sole", "written", "county")}
    assert DutyRecord.objects.get().occurred_on == today()


def test_an_oral_paper_counts_when_it_was_spoken(author, call, checker, operator):
    paper = put(call, author.membership, "shortlisted")
    oral(paper, checker)
    assert facts(paper) == set()
    speeches_decide.note_spoken(by=operator, speech=paper, seconds=465)
    assert facts(paper) == {("plenary_speech", "乔安禾", "sole", "oral", "county")}
    speeches_decide.take_back_spoken(by=operator, speech=paper, reason="计时误按")
    assert facts(paper) == set()
    speeches_decide.note_spoken(by=operator, speech=paper, seconds=470)
    assert len(facts(paper)) == 1
    assert DutyRecord.objects.filter(voided_at__isnull=False, void_reason="计时误按").count() == 1


def test_joint_authors_and_who_spoke_all_count(county, author, call, checker, operator):
    second, third = (make_member(county, name).membership for name in ("江予白", "林知远"))
    paper = put(call, author.membership, "shortlisted")
    paper.co_authors.add(second)
    oral(paper, checker, speaker=third)
    speeches_decide.note_spoken(by=operator, speech=paper, seconds=480)
    assert facts(paper) == {
        ("plenary_speech", "乔安禾", "lead", "oral", "county"),
        ("plenary_speech", "江予白", "co_signer", "oral", "county"),
        ("plenary_speech", "林知远", "speaker", "oral", "county"),
    }
    assert set(DutyRecord.objects.values_list("people", flat=True)) == {2}


def test_a_collective_paper_counts_for_who_drafted_and_who_spoke_it(county, author, call, checker, operator):
    paper = put(call, author.membership, "shortlisted", author_kind="party", body_name="民盟青屏县总支")
    oral(paper, checker)
    speeches_decide.note_spoken(by=operator, speech=paper)
    assert facts(paper) == {("plenary_speech", "乔安禾", "speaker", "oral", "county")}


@pytest.mark.parametrize(
    ("call_values", "paper", "fact"),
    [
        ({"level": "city"}, {}, ("plenary_speech", "乔安禾", "sole", "written", "city")),
        ({"occasion": "meeting"}, {}, ("meeting_speech", "乔安禾", "sole", "written", "")),
        ({"wants_report": True}, {"kind": "report"}, ("research_report", "乔安禾", "sole", "", "")),
    ],
)
def test_the_meeting_and_its_level_decide_what_is_counted(county, author, checker, call_values, paper, fact):
    one = put(make_call(county, selects=False, **call_values), author.membership, "submitted", **paper)
    written(one, checker)
    assert facts(one) == {fact}


def test_from_written_to_oral_and_back_the_ledger_follows(author, call, checker):
    paper = put(call, author.membership, "shortlisted")
    written(paper, checker)
    oral(paper, checker)
    assert facts(paper) == set()
    written(paper, checker)
    paper.refresh_from_db()
    assert (paper.position, paper.speaker, paper.minutes) == (None, None, None)
    assert len(facts(paper)) == 1
    speeches_decide.undo(by=checker, speech=paper, reason="会议尚未审定")
    assert (paper.state, paper.decided_by_id, facts(paper)) == ("shortlisted", None, set())


def test_the_ledger_says_what_the_papers_imply(county, author, call, checker, operator):
    written(put(call, author.membership, "shortlisted"), checker)
    spoken = oral(put(call, author.membership, "shortlisted"), checker)
    speeches_decide.note_spoken(by=operator, speech=spoken)
    oral(put(call, author.membership, "shortlisted"), checker)

    implied = {fact.source_key for fact in expected("plenary_speech")(county)}
    assert implied == set(DutyRecord.objects.filter(voided_at=None).values_list("source_key", flat=True))
    assert len(implied) == 2
    assert list(expected("meeting_speech")(county)) == []


@pytest.mark.parametrize("minutes", [0, 9])
def test_a_speech_takes_at_most_eight_minutes(author, call, checker, minutes):
    paper = put(call, author.membership, "shortlisted")
    with pytest.raises(ValidationError, match="时长应为 1 至 8 分钟"):
        oral(paper, checker, minutes=minutes)
    paper.refresh_from_db()
    assert (paper.state, paper.position) == ("shortlisted", None)


def test_a_decision_names_its_meeting_and_not_a_day_to_come(author, call, checker):
    paper = put(call, author.membership, "shortlisted")
    for meeting, day in ((" ", today()), (MEETING, today() + DAY)):
        with pytest.raises(ValidationError):
            speeches_decide.choose_written(by=checker, speech=paper, meeting=meeting, decided_on=day)
    assert facts(paper) == set()


def test_not_used_takes_a_reason_that_the_author_reads(author, call, checker):
    paper = put(call, author.membership, "shortlisted")
    with pytest.raises(Refused, match="不予选用须写明理由"):
        speeches_decide.not_use(by=checker, speech=paper, reason=" ")
    speeches_decide.not_use(by=checker, speech=paper, reason="与往年发言重复")
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == ("not_used", "与往年发言重复")
    assert Message.objects.get(user=author.user).title == "您的发言“补齐社区托育短板”未予选用"


def test_with_consent_a_paper_is_offered_to_the_office_of_proposals(county, author, call, checker):
    paper = put(call, author.membership, "not_used", consents=True)
    speeches_handoff.hand_on(by=checker, speech=paper, step="to_proposal")
    handoff = Handoff.objects.get()
    assert (handoff.source_ref, handoff.target_kind, handoff.title) == (
        f"speech:{paper.pk}",
        "proposal",
        "补齐社区托育短板",
    )
    assert (handoff.body, handoff.authors, handoff.consent) == (TEXT, [author.membership.pk], "given")
    assert (paper.state, facts(paper)) == ("to_proposal", set())


def test_what_the_other_office_does_not_take_comes_back(county, author, call, checker):
    office = make_actor(county, Role.PROPOSAL_OFFICE)
    paper = put(call, author.membership, "shortlisted", consents=True)
    speeches_handoff.hand_on(by=checker, speech=paper, step="to_proposal")
    decline(Handoff.objects.get(), by=office, reason="不属于提案范围")
    paper.refresh_from_db()
    assert (paper.state, paper.decided_by_id) == ("shortlisted", None)


def test_what_the_other_office_takes_stays_there_and_the_author_hears(county, author, call, checker):
    office = make_actor(county, Role.RESEARCH_OFFICE)
    paper = put(call, author.membership, "submitted", consents=True)
    speeches_handoff.hand_on(by=checker, speech=paper, step="to_report")
    accept(Handoff.objects.get(), by=office, target_ref="social_info:7", target_title="信息")
    paper.refresh_from_db()
    assert paper.state == "to_report"
    titles = Message.objects.filter(user=author.user).values_list("title", flat=True)
    assert "您的发言“补齐社区托育短板”已由有关部门接收" in titles


def test_the_order_of_speaking_is_changed_as_a_whole(author, call, checker, operator, neighbour):
    papers = [oral(put(call, author.membership, "shortlisted", title=f"发言{n}"), checker) for n in "甲乙丙"]
    speeches_decide.reorder(by=operator, call=call, order=[papers[2].pk, papers[0].pk, papers[1].pk])
    assert [one.title for one in speaking_order(call)] == ["发言丙", "发言甲", "发言乙"]
    for by, order in ((operator, [papers[0].pk]), (checker, [one.pk for one in papers])):
        with pytest.raises(Refused):
            speeches_decide.reorder(by=by, call=call, order=order)


def test_every_act_is_in_the_audit_chain(author, call, checker, operator):
    paper = start(author, call)
    speeches.submit(by=author.actor, speech=paper)
    speeches_decide.shortlist(by=operator, speech=paper)
    oral(paper, checker)
    speeches_decide.note_spoken(by=operator, speech=paper)
    acts = (
        AuditEntry.objects.filter(object_type="activities.speech")
        .order_by("seq")
        .values_list("act", flat=True)
    )
    assert list(acts) == ["起草发言", "提交发言稿", "提交", "初选通过", "定为口头发言", "登记已发言"]


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_on_two_papers_give_two_places(county, author, call, checker):
    papers = [put(call, author.membership, "shortlisted", title=f"发言{n}") for n in "甲乙丙丁"]
    found, barrier = [], threading.Barrier(4)

    def decide(paper):
        barrier.wait()
        try:
            oral(Speech.objects.select_related("call", "lead__person").get(pk=paper.pk), checker)
            found.append("done")
        finally:
            connection.close()

    _together(decide, papers)
    assert found == ["done"] * 4
    assert sorted(Speech.objects.values_list("position", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_on_one_paper_one_loses(county, author, call, checker):
    paper = put(call, author.membership, "shortlisted")
    other = make_actor(county, Role.CHECKER)
    found, barrier = [], threading.Barrier(2)

    def decide(verb):
        one = Speech.objects.select_related("call", "lead__person").get(pk=paper.pk)
        barrier.wait()
        try:
            verb(one)
            found.append("done")
        except Refused:
            found.append("refused")
        finally:
            connection.close()

    _together(
        decide,
        [
            lambda one: written(one, checker),
            lambda one: speeches_decide.not_use(by=other, speech=one, reason="重复"),
        ],
    )
    assert sorted(found) == ["done", "refused"]
    paper.refresh_from_db()
    assert len(facts(paper)) == (paper.state == "written")


def _together(act, things):
    threads = [threading.Thread(target=act, args=(one,)) for one in things]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
