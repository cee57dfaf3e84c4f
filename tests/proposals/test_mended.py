"""Second clicks, late changes and rows asked for twice: what must stay whole when people do things out of order."""

from types import SimpleNamespace

import pytest

from accounts.choices import Role
from core.clock import today
from core.workflow import Refused
from duties.reconcile import differences
from notices.models import Message
from proposals import services
from proposals.admin.acts import published_texts
from proposals.models import (
    Countersign,
    Dispatch,
    DispatchLine,
    Evaluation,
    Promise,
    Proposal,
    Reply,
    Suggestion,
    Task,
)
from proposals.queries import figures
from proposals.queries import tasks as task_queries
from proposals.queries.published import published
from proposals.queries.search import search
from proposals.resources.books import score_of
from tests.factories import make_actor
from tests.proposals.ground import (
    DAY,
    TEXT,
    accepted,
    actor,
    brought_to_last,
    category,
    dispatched,
    filed,
    lay,
    office_of,
    person,
    say,
    sent,
    submitted,
    written,
)

pytestmark = pytest.mark.django_db
QUIET = SimpleNamespace(step=lambda *_: None)
SIGNED = {"document_number": "丙建提〔2026〕8号", "signer": "李局"}


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def lead(ground, county):
    return person(county, "甲")[0]


@pytest.fixture
def second(ground, county):
    return person(county, "乙")[0]


@pytest.fixture
def unit(ground):
    return office_of(ground, "住建局")


@pytest.fixture
def helper(ground):
    return office_of(ground, "财政局")


def text(**more) -> services.Text:
    return services.Text(**{**TEXT.__dict__, **more})


def inspecting(ground, proposal, unit) -> Task:
    """Approved by the unit and not checked yet."""
    task = accepted(ground, proposal, unit)
    written(ground, task, unit)
    services.hand_up(by=unit.liaison, task=task)
    return services.approve(by=unit.approver, task=task, **SIGNED)


def answered_with_help(ground, task, unit, helper) -> Task:
    """The reply of the 主办 unit, countersigned by its one helper and sent."""
    written(ground, task, unit)
    services.hand_up(by=unit.liaison, task=task)
    services.countersign(by=helper.liaison, countersign=Countersign.objects.get(), agreed=True)
    services.approve(by=unit.approver, task=task, **SIGNED)
    services.release(by=ground.office, task=task)
    return Task.objects.get(pk=task.pk)


def sent_back(ground, lead, **more) -> Proposal:
    """Handed in, and returned for more."""
    proposal = submitted(lead, text=text(**more))
    services.send_back(by=ground.office, proposal=proposal, text="请补充数据")
    return Proposal.objects.get(pk=proposal.pk)


def saved(proposal, lead, **more) -> Proposal:
    return services.save_draft(
        by=actor(lead), proposal=proposal, revision=proposal.revision, text=text(**more)
    )


def test_the_kind_of_a_returned_proposal_stands_as_the_ledger_was_told(ground, county, lead):
    proposal = sent_back(ground, lead)

    with pytest.raises(Refused, match="不能更改提案者类别"):
        saved(proposal, lead, kind="party", collective="民盟", contact="李 13900000000")

    services.submit(by=actor(lead), proposal=proposal)
    assert differences(county) == []


def test_consent_to_conversion_may_be_taken_back_while_returned(ground, lead):
    proposal = sent_back(ground, lead, agrees_conversion=True)

    saved(proposal, lead, agrees_conversion=False)

    proposal = brought_to_last(ground, services.submit(by=actor(lead), proposal=proposal))
    with pytest.raises(Refused, match="须先征得提案者同意"):
        services.convert(by=ground.office, proposal=proposal)


def test_a_no_to_conversion_stays_whatever_the_box_says(ground, lead):
    proposal = submitted(lead)
    services.ask_consent(by=ground.office, proposal=proposal)
    services.answer_consent(by=actor(lead), proposal=proposal, agreed=False)
    services.send_back(by=ground.office, proposal=proposal, text="请补充数据")

    assert saved(Proposal.objects.get(), lead, agrees_conversion=True).conversion == "denied"


def test_a_proposal_of_a_sector_returned_in_the_plenary_is_handed_in_after_it(ground, lead):
    proposal = sent_back(ground, lead, kind="sector", collective="教育界", contact="李 13900000000")
    session = ground.round.session
    type(session).objects.filter(pk=session.pk).update(starts_on=today() - 9 * DAY, ends_on=today() - 5 * DAY)

    assert services.submit(by=actor(lead), proposal=proposal).state == "submitted"


def test_strangers_find_nothing_by_words_that_were_redacted(ground, county, lead):
    proposal = filed(ground, lead, text=text(situation="联系电话13812345678，城南车位少。"))
    services.publish(by=ground.office, proposal=proposal, publicity="full", body="城南车位少。")

    found = {words: published(county, words).count() for words in ("13812345678", "城南 车位少", "停车")}
    assert found == {"13812345678": 0, "城南 车位少": 1, "停车": 1}


def test_nobody_finds_a_proposal_by_the_opinion_of_a_helper(ground, county, lead, unit, helper):
    proposal = filed(ground, lead)
    task, helping = accepted(ground, proposal, unit, "lead"), accepted(ground, proposal, helper, "assist")
    sent(ground, helping, helper, text="会办意见：麒麟专款不足")
    answered_with_help(ground, task, unit, helper)
    services.publish(by=ground.office, proposal=proposal, publicity="full", body="城南车位少。")

    assert not published(county, "麒麟专款").exists()
    assert not search(Proposal.objects.all(), "麒麟专款").exists()


def test_a_second_click_on_approval_is_refused(county):
    ground = lay(county, inspection=False)
    unit = office_of(ground, "住建局")
    task = sent(ground, accepted(ground, filed(ground, person(county)[0]), unit), unit)

    with pytest.raises(Refused, match="当前为“已答复”，不能审签"):
        services.approve(by=unit.approver, task=task, **SIGNED)


def test_a_second_click_on_release_is_refused(ground, lead, unit):
    task = sent(ground, accepted(ground, filed(ground, lead), unit), unit)

    with pytest.raises(Refused, match="当前为“已答复”，不能审核通过"):
        services.release(by=ground.office, task=task)


def test_a_reply_that_was_sent_is_not_handed_up_again(ground, lead, second, unit):
    task = sent(ground, accepted(ground, filed(ground, lead), unit), unit)
    sent(ground, accepted(ground, filed(ground, second), unit), unit)

    with pytest.raises(Refused, match="当前为“已答复”，不能送审签"):
        services.hand_up(by=unit.liaison, task=task)


def test_a_helper_that_returned_its_task_holds_up_no_countersigning(ground, lead, unit, helper):
    proposal, third = filed(ground, lead), office_of(ground, "交通局")
    task, helping = accepted(ground, proposal, unit, "lead"), dispatched(ground, proposal, helper, "assist")
    written(ground, task, unit)
    services.hand_up(by=unit.liaison, task=task)
    services.ask_return(by=helper.liaison, task=helping, reason="不属本单位职责")
    services.reassign(by=ground.office, task=helping, unit=third.unit)
    services.recall_reply(by=unit.liaison, task=task)
    services.hand_up(by=unit.liaison, task=task)

    row = Countersign.objects.get(task__unit=third.unit)
    services.countersign(by=third.liaison, countersign=row, agreed=True)

    task.refresh_from_db()
    assert task.state == "approving"
    assert not task_queries.countersigns(helper.liaison).exists()


@pytest.mark.parametrize("handed_up", [False, True])
def test_what_was_taken_out_of_a_merger_is_neither_answered_nor_promised(
    ground, lead, second, unit, handed_up
):
    main, other = filed(ground, lead), brought_to_last(ground, submitted(second))
    made = services.merge(by=ground.office, proposal=other, main=main, reason="同一事项")
    task = accepted(ground, main, unit)
    written(ground, task, unit, letters="ABAB")
    if handed_up:
        services.hand_up(by=unit.liaison, task=task)
    services.unmerge(by=ground.office, merge=made, reason="内容不同")
    if not handed_up:
        services.hand_up(by=unit.liaison, task=task)
    services.approve(by=unit.approver, task=task, **SIGNED)
    services.release(by=ground.office, task=task)
    task.refresh_from_db()

    say(task, lead, "satisfied")

    answered = Suggestion.objects.filter(answers__reply__task=task).values_list("proposal", "position")
    assert sorted(answered) == [(main.pk, 1), (main.pk, 2)]
    assert [one.item.suggestion.proposal_id for one in Promise.objects.all()] == [main.pk] * 2


def test_nothing_is_merged_into_what_has_been_answered(ground, lead, second, unit):
    main, other = filed(ground, lead), brought_to_last(ground, submitted(second))
    sent(ground, accepted(ground, main, unit), unit)

    with pytest.raises(Refused, match="主案须已立案且尚未答复"):
        services.merge(by=ground.office, proposal=other, main=main, reason="同一事项")
    assert Proposal.objects.get(pk=other.pk).state == "final"


def test_nothing_is_merged_once_a_reply_was_handed_up(ground, lead, second, unit):
    main, other = filed(ground, lead), brought_to_last(ground, submitted(second))
    inspecting(ground, main, unit)

    with pytest.raises(Refused, match="主案由住建局办理，现为“待审核”"):
        services.merge(by=ground.office, proposal=other, main=main, reason="同一事项")


def test_the_opinion_of_a_helper_is_not_handled_again_by_itself(ground, lead, unit, helper):
    proposal = filed(ground, lead)
    task, helping = accepted(ground, proposal, unit, "lead"), accepted(ground, proposal, helper, "assist")
    helping = sent(ground, helping, helper)
    task = answered_with_help(ground, task, unit, helper)

    with pytest.raises(Refused, match="不单独重新办理"):
        services.rehandle(by=ground.office, task=helping, reason="意见不全")

    say(task, lead, "satisfied")
    assert Proposal.objects.get().state == "closed"


def test_a_helper_owes_nothing_in_a_closed_case(ground, county, lead, unit, helper):
    proposal = filed(ground, lead)
    task, helping = accepted(ground, proposal, unit, "lead"), dispatched(ground, proposal, helper, "assist")
    Task.objects.filter(pk=helping.pk).update(due_on=today() - DAY)
    task = answered_with_help(ground, task, unit, helper)
    assert task_queries.late(ground.office, today()).count() == 1

    say(task, lead, "satisfied")

    assert Proposal.objects.get().state == "closed"
    assert task_queries.late(ground.office, today()).count() == 0
    assert services.remind_units(county, today()) == 0
    with pytest.raises(Refused, match="没有可以催办的事项"):
        services.remind(by=ground.office, tasks=[Task.objects.get(pk=helping.pk)])


def test_a_task_handled_again_may_be_extended_again(ground, lead, unit):
    task = sent(ground, accepted(ground, filed(ground, lead), unit), unit)
    Task.objects.filter(pk=task.pk).update(longest_on=today() + 10 * DAY)
    say(task, lead, "unsatisfied", "第二条没有答复")
    task.refresh_from_db()

    later = task.due_on + 5 * DAY
    assert services.extend(by=ground.office, task=task, due_on=later, reason="须专家论证").due_on == later


def test_a_bad_grade_after_the_office_closed_the_task_is_told(ground, lead, unit):
    task = sent(ground, accepted(ground, filed(ground, lead), unit), unit)
    services.close_task(by=ground.office, task=task, reason="已与提案者协商一致")

    say(task, lead, "unsatisfied", "第二条没有答复")

    assert Message.objects.filter(title="办结后提案者评价不满意：“关于改善城南停车的建议”").count() == 1


def test_only_the_opinion_that_was_looked_over_is_confirmed(ground, lead, unit):
    sent(ground, accepted(ground, filed(ground, lead), unit), unit)
    asked, by = Evaluation.objects.get(), actor(lead)
    seen = services.Opinion(grade="unsatisfied", text="第一行\r\n第二行")
    code = services.ask_to_confirm(by=by, evaluation=asked, opinion=seen)

    with pytest.raises(Refused, match="内容有改动"):
        services.evaluate(by=by, evaluation=asked, opinion=services.Opinion(grade="satisfied"), code=code)

    same = services.Opinion(grade="unsatisfied", text="第一行\n第二行")
    assert services.evaluate(by=by, evaluation=asked, opinion=same, code=code).grade == "unsatisfied"


def test_a_reply_after_its_day_counts_as_late_in_the_score(ground, lead, unit):
    task = accepted(ground, filed(ground, lead), unit)
    Task.objects.filter(pk=task.pk).update(due_on=today() - DAY)
    task.refresh_from_db()
    sent(ground, task, unit)

    row = figures.by_unit(ground.round, today())[0]
    assert (row["answered"], row["tardy"], row["late"], score_of(row)) == (1, 1, 0, 0)


def test_what_is_handled_again_is_answered_in_neither_table(ground, lead, unit):
    task = sent(ground, accepted(ground, filed(ground, lead), unit), unit)
    say(task, lead, "unsatisfied", "第二条没有答复")

    assert figures.totals(ground.round, today()).answered == 0
    assert figures.by_unit(ground.round, today())[0]["answered"] == 0


def test_after_a_merger_is_undone_the_first_reviewer_still_may_not_decide(county):
    ground = lay(county, separate_reviewers=True)
    one, two = (make_actor(county, Role.PROPOSAL_OFFICE) for _ in range(2))
    sort = category(ground, "社会建设")
    main, other = (submitted(person(county)[0]) for _ in range(2))
    for proposal in (main, other):
        services.pass_on(by=one, proposal=proposal)
        services.pass_on(by=one, proposal=proposal)
    main = services.file(by=two, proposal=main, category=sort)
    made = services.merge(by=two, proposal=other, main=main, reason="同一事项")
    other = services.unmerge(by=two, merge=made, reason="内容不同")

    with pytest.raises(Refused, match="终审须由初审以外的人员作出"):
        services.file(by=one, proposal=other, category=sort)

    assert services.file(by=two, proposal=other, category=sort).state == "filed"


def test_a_reply_that_the_unit_keeps_closed_is_not_proposed_for_publication(ground, lead, unit):
    task = accepted(ground, filed(ground, lead), unit)
    written(ground, task, unit, text="涉及在侦案件的答复")
    Reply.objects.update(publicity="none", publicity_reason="涉及未公开事项")
    services.hand_up(by=unit.liaison, task=task)
    services.approve(by=unit.approver, task=task, **SIGNED)
    services.release(by=ground.office, task=task)

    assert published_texts(Proposal.objects.get())["reply_body"] == ""


def test_a_row_repeated_after_the_task_was_given_to_another_unit_makes_none(ground, lead, unit, helper):
    task = dispatched(ground, filed(ground, lead), unit, "separate")
    services.ask_return(by=unit.liaison, task=task, reason="不属本单位职责")
    services.reassign(by=ground.office, task=task, unit=helper.unit)
    DispatchLine.objects.update(state="waiting", message="")

    services.give_out(Dispatch.objects.get(), QUIET)

    rows = Task.objects.order_by("pk").values_list("unit__name", "state")
    assert list(rows) == [("住建局", "reassigned"), ("财政局", "pending")]


def test_one_unit_alone_is_not_asked_where_others_help(ground, lead, unit, helper):
    proposal = filed(ground, lead)
    dispatched(ground, proposal, helper, "assist")
    made = services.prepare_dispatch(
        by=ground.office, round=ground.round, name="再次交办", held_on=today(),
        wanted=[(proposal, unit.unit, "sole")],
    )  # fmt: skip

    services.give_out(made, QUIET)

    line = made.lines.get()
    assert (line.state, line.message) == ("failed", "该提案已有其他承办单位，不能单办")
