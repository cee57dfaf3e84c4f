"""Evaluation back to back, promises that are followed, honours within their quota, publication, figures.

covers S047 covers S050 covers S052 covers S053 covers S058 covers S059 covers S060 covers S061
"""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from accounts.choices import Role
from accounts.models import OpenSession, User
from core import refusals
from core.clock import now, today
from core.workflow import Refused
from documents.services import record_instruction, void_instruction
from duties.models import DutyRecord
from proposals import services
from proposals.models import (
    ElectionEntry,
    Evaluation,
    KeyProposal,
    Promise,
    Proposal,
    Publication,
    ReplyClass,
    Task,
)
from proposals.queries import figures
from proposals.queries.tasks import result_of
from proposals.resources.books import score_of
from tests.factories import make_actor
from tests.proposals.ground import DAY, accepted, actor, filed, lay, letter, office_of, person, say, sent

pytestmark = pytest.mark.django_db
GOOD = services.Opinion(grade="satisfied", visit="visited", attitude="good", targeted="yes")
KEY = {"post": "secretary", "leader": "某书记", "led_as": "led", "decided_at": "县委常委会"}


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def housing(ground):
    return office_of(ground, "住建局")


@pytest.fixture
def lead(ground, county):
    return person(county, "甲")[0]


@pytest.fixture
def task(ground, lead, housing):
    return sent(ground, accepted(ground, filed(ground, lead), housing), housing)


def evaluation():
    return Evaluation.objects.select_related(
        "reply__task__proposal__organization", "membership__person"
    ).get()


def refused(verb, said, **details):
    with pytest.raises(Refused, match=said):
        verb(**details)


def test_the_answer_takes_two_halves_and_counts_once(lead, task):
    one = evaluation()
    code = services.ask_to_confirm(by=actor(lead), evaluation=one, opinion=GOOD)
    refused(services.evaluate, "确认已过期", by=actor(lead), evaluation=one, opinion=GOOD, code="guess")
    services.evaluate(by=actor(lead), evaluation=one, opinion=GOOD, code=code)

    refused(services.evaluate, "只能提交一次", by=actor(lead), evaluation=one, opinion=GOOD, code=code)
    with pytest.raises(DatabaseError) as broken, transaction.atomic():
        Evaluation.objects.update(text="改过的")
    assert refusals.sentence(broken.value) == "评价只能提交一次，不能修改或删除"


def test_an_old_code_is_worth_nothing(lead, task):
    one = evaluation()
    code = services.ask_to_confirm(by=actor(lead), evaluation=one, opinion=GOOD)
    Evaluation.objects.update(code_until=now() - dt.timedelta(seconds=1))

    refused(services.evaluate, "确认已过期", by=actor(lead), evaluation=one, opinion=GOOD, code=code)


def test_the_unit_another_member_and_the_office_cannot_answer_for_the_member(ground, task, housing, county):
    """C2: whoever has the link without being the member finds nothing to do."""
    for by in (housing.liaison, housing.approver, ground.office, person(county)[1]):
        refused(services.ask_to_confirm, "只有提案者本人", by=by, evaluation=evaluation(), opinion=GOOD)
    refused(
        services.record_evaluation, "只有提案委", by=housing.liaison, evaluation=evaluation(), opinion=GOOD
    )


def test_what_is_recorded_for_a_member_is_marked_so(ground, task):
    services.record_evaluation(by=ground.office, evaluation=evaluation(), opinion=GOOD)

    assert (evaluation().mode, evaluation().recorded_by_id) == ("staff", ground.office.user_id)


def test_an_answer_from_the_units_own_address_is_marked(lead, task, housing):
    user = User.objects.get(pk=housing.liaison.user_id)
    OpenSession.objects.create(user=user, session_key="of-the-unit", address="10.0.0.7")
    one = evaluation()
    code = services.ask_to_confirm(by=actor(lead), evaluation=one, opinion=GOOD)
    services.evaluate(by=actor(lead), evaluation=one, opinion=GOOD, code=code, address="10.0.0.7")

    assert evaluation().same_place is True


def test_silence_is_not_rated_and_never_satisfied(ground, task):
    Evaluation.objects.update(due_on=today() - DAY)
    assert services.close_silent() == 1

    total = figures.totals(ground.round, today())
    assert (evaluation().state, evaluation().grade, Proposal.objects.get().state) == ("silent", "", "closed")
    assert (total.silent, total.satisfied, total.satisfaction, total.response_rate) == (1, 0, None, 0)
    assert services.close_silent() == 0


def test_the_unit_sees_only_counts_and_only_after_closing(lead, task, housing):
    """C1: no list of who said what, and nothing before the end."""
    assert result_of(housing.liaison, task) is None
    say(task, lead, "partly", "还可以")

    assert result_of(housing.liaison, Task.objects.select_related("proposal").get()) == {
        "satisfied": 0, "partly": 1, "unsatisfied": 0, "silent": 0,
    }  # fmt: skip


def test_a_second_time_unsatisfied_waits_for_the_office(ground, lead, task, housing):
    say(task, lead, "unsatisfied", "没有办")
    again = sent(ground, Task.objects.get(), housing)
    say(again, lead, "unsatisfied", "还是没有办")

    assert (Task.objects.get().state, Task.objects.get().turn) == ("replied", 2)
    refused(services.close_task, "须写明理由", by=ground.office, task=Task.objects.get())
    services.close_task(by=ground.office, task=Task.objects.get(), reason="经会商，条件暂不具备")
    assert Proposal.objects.get().state == "closed"


def test_unsatisfied_without_a_word_is_not_taken(lead, task):
    bare = services.Opinion(grade="unsatisfied")
    refused(services.ask_to_confirm, "请写明意见", by=actor(lead), evaluation=evaluation(), opinion=bare)


def test_the_unit_rates_the_proposal_once(task, housing):
    services.rate_proposal(by=housing.liaison, task=task, score=92, text="可行")

    refused(services.rate_proposal, "评议一次", by=housing.liaison, task=task, score=10)
    assert task.rating.score == 92


def promise(which):
    return Promise.objects.get(item__reply_class__letter=which)


def test_a_kept_promise_is_the_headline(ground, lead, task, housing):
    say(task, lead, "satisfied")
    assert promise("B").due_on == today() + 60 * DAY
    services.report_promise(by=housing.liaison, promise=promise("B"), report="车位已开放，照片见附件")
    services.keep_promise(by=ground.office, promise=promise("B"), finding="实地看过")

    assert (promise("B").state, figures.totals(ground.round, today()).delivered) == ("kept", 1)


def test_an_a_without_substance_is_lowered_with_its_trail(ground, lead, task, housing):
    say(task, lead, "satisfied")
    refused(
        services.lower_promise,
        "更低的类别",
        by=ground.office,
        promise=promise("A"),
        lowered_to=letter(ground, "A"),
        finding="没开工",
    )
    services.lower_promise(
        by=ground.office, promise=promise("A"), lowered_to=letter(ground, "C"), finding="没有开工"
    )

    assert (promise("A").state, promise("A").lowered_to.letter, promise("A").item.reply_class.letter) == (
        "downgraded",
        "C",
        "A",
    )
    refused(
        services.lower_promise,
        "由提案委办理",
        by=housing.liaison,
        promise=promise("B"),
        lowered_to=letter(ground, "C"),
        finding="x",
    )


def test_a_planned_one_that_nobody_reported_is_handled_again_once(lead, task):
    say(task, lead, "satisfied")
    Promise.objects.filter(item__reply_class__letter="B").update(due_on=today() - DAY)

    assert (services.chase_promises(), services.chase_promises()) == (1, 0)
    assert (Task.objects.get().state, Task.objects.get().turn, Proposal.objects.get().state) == (
        "rehandling",
        2,
        "handling",
    )


def test_a_new_reply_takes_the_place_of_older_promises(ground, lead, task, housing):
    say(task, lead, "satisfied")
    services.rehandle(by=ground.office, task=Task.objects.get(), reason="回访发现未落实")
    again = sent(ground, Task.objects.get(), housing)
    say(again, lead, "satisfied")

    assert sorted(Promise.objects.values_list("state", flat=True)) == [
        "open",
        "open",
        "superseded",
        "superseded",
    ]


def test_a_key_proposal_walks_its_four_steps_in_order(ground, lead, task, capsys):
    proposal = task.proposal
    key = services.make_key(by=ground.office, proposal=proposal, decided_on=today(), **KEY)
    refused(services.make_key, "已是重点提案", by=ground.office, proposal=proposal, decided_on=today(), **KEY)
    refused(
        services.do_step, "请先完成“审定方案”", by=ground.office, key=key, kind="activity", done_on=today()
    )
    for kind in ("plan", "activity", "talks"):
        services.do_step(by=ground.office, key=key, kind=kind, done_on=today())
    services.add_output(by=ground.office, key=key, kind="report", held_on=today(), title="停车调研报告")

    assert list(KeyProposal.objects.get().steps.values_list("kind", flat=True)) == [
        "chosen",
        "plan",
        "activity",
        "talks",
    ]
    assert figures.missing_leaders(ground.organization.pk, today().year) == ["政府主要领导", "副书记"]
    assert DutyRecord.objects.filter(stage="key", role="sole").count() == 1
    call_command("reconcile_duties")
    assert capsys.readouterr().out.strip() == ""


def test_excellent_ones_stay_within_the_share_of_what_was_filed(ground, lead, task, county):
    """10 % of two filed, rounded up, is one."""
    other = filed(ground, person(county)[0])
    entries = [
        services.nominate(by=ground.office, proposal=one, reason="调研扎实") for one in (task.proposal, other)
    ]
    decided = {"state": "elected", "decided_at": "主席会议", "decided_on": today()}
    refused(services.move_entry, "评选会议和公布日期", by=ground.office, entry=entries[0], state="elected")
    services.move_entry(by=ground.office, entry=entries[0], **decided)

    refused(services.move_entry, "优秀提案名额 1 件已满", by=ground.office, entry=entries[1], **decided)
    assert ElectionEntry.objects.filter(state="elected").count() == 1
    assert DutyRecord.objects.filter(stage="excellent").count() == 1


def test_a_leaders_instruction_earns_and_its_voiding_takes_it_back(ground, lead, task, county, capsys):
    clerk = make_actor(county, Role.OPERATOR)
    written = record_instruction(
        by=clerk, matter_ref=f"proposals:{task.proposal_id}", matter_title="停车", leader_name="某书记", leader_post="县委书记",
        level="county", text="请住建局研办。", given_on=today(), source="批示抄清单1号",
    )  # fmt: skip
    assert DutyRecord.objects.filter(stage="instructed", voided_at=None).count() == 1
    call_command("reconcile_duties")

    void_instruction(written, by=clerk, reason="登记有误")
    call_command("reconcile_duties")

    assert not DutyRecord.objects.filter(stage="instructed", voided_at=None).exists()
    assert capsys.readouterr().out.strip() == ""


def test_published_in_full_only_with_the_proposers_consent(ground, task):
    texts = {"body": "正文", "reply_body": "答复"}
    Proposal.objects.update(open_text=False, closed_reason="涉及个人")
    refused(
        services.publish,
        "提案者不同意公开",
        by=ground.office,
        proposal=task.proposal,
        publicity="full",
        **texts,
    )
    refused(
        services.publish,
        "请写明理由",
        by=ground.office,
        proposal=task.proposal,
        publicity="abstract",
        **texts,
    )
    services.publish(
        by=ground.office, proposal=task.proposal, publicity="abstract", reason="涉及个人", **texts
    )
    assert Publication.objects.get().published_at

    services.publish(by=ground.office, proposal=task.proposal, publicity="none", reason="撤下")
    assert Publication.objects.get().published_at is None


def test_a_call_back_is_written_down(ground, task):
    made = services.call_back(
        by=ground.office,
        proposal=task.proposal,
        held_on=today(),
        way="电话",
        opinion="已经动工",
        delivered=True,
    )

    assert made.delivered


def test_a_recommendation_names_to_whom(ground, task):
    services.recommend(
        by=ground.office, proposal=task.proposal, recipient="政研室", sent_on=today(), result="已采用"
    )

    assert task.proposal.recommendations.get().result == "已采用"


@pytest.mark.parametrize(
    ("row", "points"),
    [
        # 按期 9/10 × 40 + (6 + 2 × 0.6) / 9 × 40 + 3/4 × 20 = 36 + 32 + 15
        (
            {
                "answered": 9,
                "tardy": 0,
                "late": 1,
                "satisfied": 6,
                "partly": 2,
                "unsatisfied": 1,
                "kept": 3,
                "broken": 1,
            },
            83,
        ),
        # 没有承诺核查：(40 + 40) × 100 / 80
        (
            {
                "answered": 2,
                "tardy": 0,
                "late": 0,
                "satisfied": 1,
                "partly": 0,
                "unsatisfied": 0,
                "kept": 0,
                "broken": 0,
            },
            100,
        ),
        (
            {
                "answered": 0,
                "tardy": 0,
                "late": 0,
                "satisfied": 0,
                "partly": 0,
                "unsatisfied": 0,
                "kept": 0,
                "broken": 0,
            },
            None,
        ),
    ],
)
def test_a_units_score_is_made_of_what_can_be_divided(row, points):
    assert score_of(row) == points


def test_the_figures_of_a_round(ground, lead, task, county):
    filed(ground, person(county, sector="教育界")[0])
    say(task, lead, "satisfied")

    total = figures.totals(ground.round, today())
    assert (total.received, total.filed, total.filing_rate, total.tasks, total.answer_rate) == (2, 2, 1, 1, 1)
    assert (total.items, total.adopted, total.planned, total.satisfied) == (2, 1, 1, 1)
    assert figures.by_affiliation(ground.round, "sector", today()) == [("教育界", 1, 1)]
    assert figures.by_category(ground.round) == [{"name": "社会建设", "count": 2, "filed": 2}]
    [unit] = figures.by_unit(ground.round, today())
    assert (unit["unit"], unit["tasks"], unit["answered"], unit["late"], unit["satisfied"]) == (
        "住建局",
        1,
        1,
        0,
        1,
    )


def test_reply_classes_are_three_families_of_the_organisations_own_letters(ground):
    rows = ReplyClass.objects.filter(organization=ground.organization).values_list("letter", "family")
    assert list(rows.order_by("position")) == [("A", "adopted"), ("B", "planned"), ("C", "reference")]
