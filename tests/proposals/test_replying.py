"""A reply answers each numbered suggestion, passes 会签, 审签 and 审核, and goes to every proposer.

covers S054
"""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models.functions import Now

from accounts.choices import Role
from core import refusals
from core.workflow import Refused, Stale
from notices.models import Message
from proposals import services
from proposals.models import Countersign, Proposal, Reply, ReplyItem, Task
from proposals.policies.tasks import may_read_draft
from proposals.queries.search import search
from tests.factories import make_actor
from tests.proposals.ground import accepted, dispatched, filed, lay, office_of, person, sent, written

pytestmark = pytest.mark.django_db
PAPER = {"document_number": "丙建提〔2026〕8号", "signer": "李局"}


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def housing(ground):
    return office_of(ground, "住建局")


@pytest.fixture
def task(ground, county, housing):
    return accepted(ground, filed(ground, person(county, "甲")[0]), housing)


def test_a_polite_text_without_answers_is_not_taken(ground, task, housing):
    """C3: «回了跟没回一样» ends here."""
    services.save_reply(
        by=housing.liaison, task=task, revision=0, draft=services.Draft(text="感谢您的关心支持。")
    )

    with pytest.raises(ValidationError) as refused:
        services.hand_up(by=housing.liaison, task=task)

    assert refused.value.messages == [
        "请选择总体类别", "请填写联系人和联系电话",
        "建议1还没有逐条答复，请填写内容并选择类别", "建议2还没有逐条答复，请填写内容并选择类别",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("which", "changes", "said"),
    [
        ("A", {"evidence": ""}, "建议1已采纳，请写明落实情况或佐证"),
        ("B", {"due_on": None}, "建议1列入计划，请填写承诺完成日期"),
        ("B", {"due_on": Now()}, "建议1的承诺完成日期应在今天之后"),
    ],
)
def test_an_adopted_one_needs_evidence_and_a_planned_one_a_day(ground, task, housing, which, changes, said):
    written(ground, task, housing, letters=which)
    ReplyItem.objects.filter(suggestion__position=1).update(**changes)

    with pytest.raises(ValidationError, match=said):
        services.hand_up(by=housing.liaison, task=task)


def test_whoever_drafted_it_may_not_approve_it(ground, task, housing, county):
    both = make_actor(county, Role.UNIT_LIAISON, Role.UNIT_APPROVER, unit=housing.unit)
    written(ground, task, type(housing)(**{**housing.__dict__, "liaison": both}))
    services.hand_up(by=both, task=task)

    with pytest.raises(Refused, match="不能审签自己起草的答复"):
        services.approve(by=both, task=task, **PAPER)


def test_approval_needs_number_and_signature_and_inspection_sends_it(ground, task, housing, county):
    inspector = make_actor(county, Role.INSPECTOR)
    written(ground, task, housing)
    services.hand_up(by=housing.liaison, task=task)
    with pytest.raises(Refused, match="复函号和签发人"):
        services.approve(by=housing.approver, task=task)
    assert services.approve(by=housing.approver, task=task, **PAPER).state == "inspecting"
    assert not Message.objects.filter(title__contains="请您评价").exists()

    services.reject(by=inspector, task=task, reason="第二条没有回答")
    assert (Task.objects.get().state, Reply.objects.get().objection) == ("handling", "第二条没有回答")

    sent(ground, task, housing)
    reply = Reply.objects.get()
    assert (Task.objects.get().state, Proposal.objects.get().state) == ("replied", "replied")
    assert reply.sent_at
    assert reply.evaluations.get().membership.person.name == "甲"
    assert Message.objects.filter(title__contains="请您评价").count() == 1


def test_where_no_inspection_is_asked_for_approval_sends_it(county):
    ground = lay(county, inspection=False)
    housing = office_of(ground, "住建局")
    task = accepted(ground, filed(ground, person(county)[0]), housing)
    written(ground, task, housing)
    services.hand_up(by=housing.liaison, task=task)

    assert services.approve(by=housing.approver, task=task, **PAPER).state == "replied"


def test_the_lead_unit_waits_for_every_assisting_one_to_sign(ground, county):
    proposal = filed(ground, person(county)[0])
    housing, finance = office_of(ground, "住建局"), office_of(ground, "财政局")
    task = accepted(ground, proposal, housing, "lead")
    dispatched(ground, proposal, finance, "assist")
    written(ground, task, housing)
    services.hand_up(by=housing.liaison, task=task)
    assert Task.objects.get(pk=task.pk).state == "countersigning"
    row = Countersign.objects.select_related("reply__task__proposal__organization").get()

    with pytest.raises(Refused, match="不同意会签须写明意见"):
        services.countersign(by=finance.liaison, countersign=row, agreed=False)
    services.countersign(by=finance.liaison, countersign=row, agreed=False, text="资金尚未落实")
    assert Task.objects.get(pk=task.pk).state == "handling"

    services.hand_up(by=housing.liaison, task=task)
    row.refresh_from_db()
    services.countersign(by=finance.liaison, countersign=row, agreed=True)
    assert Task.objects.get(pk=task.pk).state == "approving"


def test_an_assisting_unit_answers_the_lead_one_and_never_the_member(ground, county):
    proposal = filed(ground, person(county)[0])
    housing, finance = office_of(ground, "住建局"), office_of(ground, "财政局")
    accepted(ground, proposal, housing, "lead")
    helper = accepted(ground, proposal, finance, "assist")
    services.save_reply(
        by=finance.liaison, task=helper, revision=0, draft=services.Draft(text="资金可以安排。")
    )
    services.hand_up(by=finance.liaison, task=helper)

    helper = services.approve(by=finance.approver, task=helper, **PAPER)

    assert (helper.state, Proposal.objects.get().state) == ("replied", "handling")
    assert not Reply.objects.get(task=helper).evaluations.exists()
    assert Message.objects.filter(user=housing.liaison.user_id, title__contains="会办意见").exists()


def test_how_like_it_is_to_the_units_other_replies_is_told_the_inspector(ground, county, housing):
    words = "您提出的建议收悉。我局高度重视，经认真研究，现答复如下，感谢您对我局工作的关心支持。"
    first = accepted(ground, filed(ground, person(county)[0]), housing)
    sent(ground, first, housing, text=words)
    second = accepted(ground, filed(ground, person(county)[0]), housing)
    written(ground, second, housing, text=words.replace("认真", "仔细"))
    services.hand_up(by=housing.liaison, task=second)

    reply = Reply.objects.get(task=second)
    assert reply.likeness > 90
    assert reply.likest.task == first


def test_a_draft_is_the_units_own_until_it_is_inspected(ground, task, housing, county):
    written(ground, task, housing)
    inspector = make_actor(county, Role.INSPECTOR)
    people = (housing.liaison, ground.office, inspector)
    assert [may_read_draft(one, task) for one in people] == [True, False, False]

    services.hand_up(by=housing.liaison, task=task)
    services.approve(by=housing.approver, task=task, **PAPER)
    task.refresh_from_db()
    assert [may_read_draft(one, task) for one in people] == [True, True, True]


def test_two_devices_do_not_overwrite_each_others_draft(ground, task, housing):
    services.save_reply(by=housing.liaison, task=task, revision=0, draft=services.Draft(text="一稿"))

    with pytest.raises(Stale, match="没有覆盖它"):
        services.save_reply(by=housing.liaison, task=task, revision=0, draft=services.Draft(text="旧稿"))
    assert Reply.objects.get().text == "一稿"


def test_a_reply_that_was_sent_is_never_changed(ground, task, housing):
    sent(ground, task, housing)

    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        Reply.objects.update(text="改过的")
    assert refusals.sentence(refused.value) == "已送达的答复不能修改或删除"


def test_search_finds_what_was_answered(ground, task, housing):
    assert not search(Proposal.objects.all(), "智慧停车平台").exists()
    sent(ground, task, housing, text="已建成智慧停车平台。")

    assert search(Proposal.objects.all(), "智慧停车平台").exists()
