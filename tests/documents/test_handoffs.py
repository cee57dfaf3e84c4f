"""Offered by one app, decided by another: every state with every step, the source is told, nothing is lost."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from accounts.choices import Role
from core.models import AuditEntry
from core.workflow import Refused
from documents import handoffs as registry
from documents.choices import HandoffState
from documents.models import Handoff, Reference
from documents.queries import handoffs_of, inbox
from documents.services import handoffs
from documents.workflow import HANDOFF
from tests.factories import make_actor

pytestmark = pytest.mark.django_db
DRAWN = Path(__file__).resolve().parents[2] / "docs" / "workflows" / "handoff.mmd"
OPEN = {
    "offered": {"accept", "decline", "withdraw"},
    "accepted": set(),
    "declined": set(),
    "withdrawn": set(),
}


@pytest.fixture
def giver(county):
    """提案委, who turns a proposal into a report."""
    return make_actor(county, Role.PROPOSAL_OFFICE)


@pytest.fixture
def taker(county):
    """研究室, in whose inbox reports lie."""
    return make_actor(county, Role.RESEARCH_OFFICE)


@pytest.fixture
def offer(giver):
    def make(**changes):
        values = {
            "by": giver,
            "source_ref": "sample:12",
            "source_title": "关于老旧小区改造的提案",
            "target_kind": "report",
            "title": "老旧小区改造中的问题",
            "body": "第一段\r\n第二段",
            "authors": [3, 5],
            "consented": True,
        }
        return handoffs.offer(**(values | changes))

    return make


@pytest.fixture
def told(monkeypatch):
    """What the source's app heard."""
    heard = []
    monkeypatch.setattr(registry, "_told", {})
    registry.on_decided(
        "sample", lambda handoff, *, by: heard.append((handoff.state, handoff.reason, by.label))
    )
    return heard


def decide(handoff, step, by):
    verbs = {
        "accept": lambda: handoffs.accept(handoff, by=by, target_ref="other:4"),
        "decline": lambda: handoffs.decline(handoff, by=by, reason="内容不全"),
        "withdraw": lambda: handoffs.withdraw(handoff, by=by),
    }
    return verbs[step]()


def test_what_is_offered_lies_in_the_inbox_of_its_kind(offer, giver, taker, tree):
    handoff = offer()

    assert (handoff.body, handoff.authors, handoff.consent) == ("第一段\n第二段", [3, 5], "given")
    assert list(inbox(taker, "report")) == [handoff]
    assert not inbox(taker, "proposal").exists()
    assert not inbox(giver, "report").exists()
    assert not inbox(make_actor(tree.other_county, Role.RESEARCH_OFFICE), "report").exists()
    assert AuditEntry.objects.filter(act="转交", object_id=str(handoff.pk)).count() == 1


@pytest.mark.parametrize("state", HandoffState.values)
@pytest.mark.parametrize("step", ["accept", "decline", "withdraw"])
def test_every_state_with_every_step(offer, giver, taker, told, state, step):
    handoff = offer()
    if state != "offered":
        earlier = {"accepted": "accept", "declined": "decline", "withdrawn": "withdraw"}[state]
        handoff = decide(handoff, earlier, giver if earlier == "withdraw" else taker)
        told.clear()
    by = giver if step == "withdraw" else taker

    if step in OPEN[state]:
        assert decide(handoff, step, by).state == HANDOFF.by_name[step].target
        assert len(told) == 1
    else:
        with pytest.raises(Refused, match="当前状态为"):
            decide(handoff, step, by)
        assert Handoff.objects.get().state == state
        assert told == []


def test_accepting_links_both_and_tells_the_source(offer, taker, told):
    handoff = handoffs.accept(offer(), by=taker, target_ref="other:4", target_title="老旧小区改造信息")

    reference = Reference.objects.get()
    assert (reference.source_ref, reference.relation, reference.target_ref, reference.target_title) == (
        "sample:12", "became", "other:4", "老旧小区改造信息",
    )  # fmt: skip
    assert told == [("accepted", "", taker.label)]
    assert list(handoffs_of("sample:12", taker)) == list(handoffs_of("other:4", taker)) == [handoff]
    assert (handoff.decided_by_id, handoff.decided_at is None) == (taker.user_id, False)


def test_declining_takes_a_reason_that_the_source_hears(offer, taker, told):
    handoff = offer()
    with pytest.raises(Refused, match="不接收须写明理由"):
        handoffs.decline(handoff, by=taker, reason="  ")
    assert Handoff.objects.get().state == "offered"

    handoffs.decline(handoff, by=taker, reason="已有同类信息")

    assert told == [("declined", "已有同类信息", taker.label)]


@pytest.mark.parametrize(
    ("kind", "role"),
    [("proposal", Role.PROPOSAL_OFFICE), ("report", Role.RESEARCH_OFFICE), ("topic", Role.COMMITTEE_OFFICE)],
)
def test_only_the_office_of_its_kind_decides(offer, county, kind, role):
    handoff = offer(target_kind=kind)
    others = {Role.PROPOSAL_OFFICE, Role.RESEARCH_OFFICE, Role.COMMITTEE_OFFICE, Role.MEMBER} - {role}
    for other in sorted(others):
        with pytest.raises(Refused, match="您没有“接收”的权限"):
            handoffs.accept(handoff, by=make_actor(county, other), target_ref="other:4")

    assert handoffs.accept(handoff, by=make_actor(county, role), target_ref="other:4").state == "accepted"


def test_next_door_decides_nothing(offer, tree):
    stranger = make_actor(tree.other_county, Role.RESEARCH_OFFICE, Role.OPERATOR)
    handoff = offer()

    for step in ("accept", "decline", "withdraw"):
        with pytest.raises(Refused):
            decide(handoff, step, stranger)
    assert not handoffs_of("sample:12", stranger).exists()


def test_only_who_offered_or_the_secretariat_takes_back(offer, county, operator, told):
    handoff = offer()
    with pytest.raises(Refused, match="您没有“撤回转交”的权限"):
        handoffs.withdraw(handoff, by=make_actor(county, Role.PROPOSAL_OFFICE))

    assert handoffs.withdraw(handoff, by=operator, reason="原提案人改变主意").state == "withdrawn"
    assert told == [("withdrawn", "原提案人改变主意", operator.label)]


def test_one_offer_of_a_kind_waits_at_a_time(offer, taker):
    first = offer()
    with pytest.raises(Refused, match="该事项已转为社情民意信息线索，正待接收"):
        offer()
    assert offer(target_kind="topic").pk
    handoffs.decline(first, by=taker, reason="内容不全")

    assert offer().state == "offered"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"consented": False}, "转交前须征得作者同意"),
        ({"title": " "}, "转交须有标题和内容"),
        ({"body": "\n"}, "转交须有标题和内容"),
    ],
)
def test_an_incomplete_offer_is_refused(offer, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        offer(**changes)
    assert not Handoff.objects.exists()


@pytest.mark.parametrize("changes", [{"title": "长" * 121}, {"body": "前\0后"}, {"body": "长" * 20_001}])
def test_a_text_that_cannot_be_kept_is_refused(offer, changes):
    with pytest.raises(ValidationError):
        offer(**changes)
    assert not Handoff.objects.exists()


def test_where_nobody_need_be_asked_it_says_so(offer):
    assert offer(consented=None).get_consent_display() == "无须征求"


def test_an_acceptance_that_the_source_refuses_leaves_no_trace(offer, taker, monkeypatch):
    def refuse(handoff, *, by):
        raise Refused("原提案已撤案")

    monkeypatch.setattr(registry, "_told", {"sample": refuse})
    handoff = offer()

    with pytest.raises(Refused, match="原提案已撤案"):
        handoffs.accept(handoff, by=taker, target_ref="other:4")

    handoff.refresh_from_db()
    assert (handoff.state, handoff.target_ref, handoff.decided_by_id) == ("offered", "", None)
    assert not Reference.objects.exists()


def test_the_database_freezes_what_is_decided(offer, taker):
    handoff = handoffs.accept(offer(), by=taker, target_ref="other:4")

    with pytest.raises(DatabaseError, match="转交已有结果"), transaction.atomic():
        Handoff.objects.filter(pk=handoff.pk).update(body="改写")
    with pytest.raises(DatabaseError, match="转交已有结果"), transaction.atomic():
        Handoff.objects.filter(pk=handoff.pk).delete()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "accepted"}, "handoff_accepted_leads_somewhere"),
        ({"state": "declined"}, "handoff_declined_with_reason"),
        ({"state": "lost"}, "handoff_state_known"),
        ({"target_kind": "song"}, "handoff_kind_known"),
        ({"consent": "maybe"}, "handoff_consent_known"),
    ],
)
def test_the_database_keeps_it_well_formed(offer, changes, constraint):
    handoff = offer()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Handoff.objects.filter(pk=handoff.pk).update(**changes)


def test_the_drawing_is_the_table():
    assert DRAWN.read_text(encoding="utf-8") == HANDOFF.as_mermaid()
