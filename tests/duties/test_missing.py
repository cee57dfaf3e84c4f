"""缺少一条记录: a member asks, the secretariat adds the fact and says so, or declines with the reason."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.actors import actor_of
from accounts.choices import Role
from core.clock import today
from core.models import AuditEntry
from core.workflow import Refused, Stale
from duties.models import DutyKind, MissingRecord
from duties.services import answer_missing, ask_missing, void_duty
from duties.workflow import MISSING
from notices.models import Message
from tests.duties.helpers import DAY, make_record, meeting_kind, proposal_kind
from tests.factories import make_actor, make_membership, make_user

pytestmark = pytest.mark.django_db
PAGE = "/duties/missing/"
TEXT = "参加经济委组织的企业走访，全程在场"


@pytest.fixture
def member(county):
    user = make_user(county, Role.MEMBER, name="乔安禾")
    user.membership = make_membership(county, "乔安禾", number="0001", user=user)
    return user


@pytest.fixture
def asked(county, member):
    return ask_missing(
        by=actor_of(member, county.pk),
        membership=member.membership,
        kind=proposal_kind(),
        occurred_on=DAY,
        text=TEXT,
    )


def admin_url(asked):
    return reverse("admin:duties_missingrecord_change", args=[asked.pk])


def test_the_drawing_in_the_documents_is_the_declared_table():
    drawn = Path(__file__).parents[2] / "docs" / "workflows" / "missing-record.mmd"
    assert drawn.read_text(encoding="utf-8") == MISSING.as_mermaid()


def test_from_the_members_word_to_the_record_that_was_missing(client, county, member, operator, sign_in):
    kind = proposal_kind()
    sign_in(county, user=member)
    assert PAGE in client.get("/duties/").content.decode()
    given = {"kind": kind.pk, "occurred_on": "2026-03-05", "text": TEXT}
    answer = client.post(PAGE, given, follow=True).content.decode()
    assert "申请已提交，秘书处核实后处理。" in answer
    assert "待处理" in answer
    assert AuditEntry.objects.get(act="申请补登").actor == "乔安禾"

    asked = MissingRecord.objects.get()
    clerk = sign_in(county, Role.OPERATOR)
    assert "补登申请" in client.get("/admin/").content.decode()
    page = client.get(admin_url(asked)).content.decode()
    assert TEXT in page
    entry = f"/admin/duties/dutyrecord/add/?kind={kind.pk}&amp;members=0001&amp;occurred_on=2026-03-05"
    assert entry in page
    form = client.get(entry.replace("&amp;", "&")).content.decode()
    assert "0001</textarea>" in form
    assert 'value="2026-03-05"' in form

    refused = client.post(admin_url(asked), {"add": "1", "answer": ""}).content.decode()
    assert "台账中还没有2026年3月5日的“提交提案（样例）”，请先登记这条记录，再认可补登" in refused
    record = make_record(operator, member.membership)
    client.post(admin_url(asked), {"add": "1", "answer": "已核实签到表"})

    asked.refresh_from_db()
    assert (asked.state, asked.record, asked.answered_by) == ("added", record, clerk)
    assert Message.objects.filter(user=member, title="您申请补登的履职记录已补登").count() == 1
    sign_in(county, user=member)
    shown = client.get(PAGE).content.decode()
    assert "已核实签到表" in shown
    assert f"/duties/{record.pk}/" in shown


def test_declining_takes_a_reason(client, county, asked, sign_in):
    sign_in(county, Role.CHECKER)

    assert "不予补登须写明理由" in client.post(admin_url(asked), {"decline": "1"}).content.decode()
    asked.refresh_from_db()
    assert asked.state == "waiting"

    client.post(admin_url(asked), {"decline": "1", "answer": "签到表上没有您"})
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.record) == ("declined", "签到表上没有您", None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "请写明情况"),
        ({"occurred_on": dt.date(2021, 12, 31)}, "发生日期应在任职以后，且不晚于今天"),
        ({"occurred_on": dt.date(2036, 1, 1)}, "发生日期应在任职以后，且不晚于今天"),
        ({}, "您已申请补登2026年3月5日的“提交提案（样例）”，请等待处理"),
    ],
)
def test_what_is_refused(county, member, asked, changes, sentence):
    values = {"kind": proposal_kind(), "occurred_on": DAY, "text": TEXT} | changes
    with pytest.raises(Refused, match=sentence):
        ask_missing(by=actor_of(member, county.pk), membership=member.membership, **values)
    assert MissingRecord.objects.count() == 1


def test_a_kind_of_the_county_next_door_is_not_offered(client, tree, county, member, sign_in):
    foreign = DutyKind.objects.create(
        organization=tree.other_county, code="theirs", label="邻县事项", bearer_kinds=["member"]
    )
    sign_in(county, user=member)
    given = {"kind": foreign.pk, "occurred_on": "2026-03-05", "text": TEXT}

    assert "请从列表中选择。" in client.post(PAGE, given).content.decode()
    assert not MissingRecord.objects.exists()


def test_not_more_than_twenty_wait(county, member):
    by, kind = actor_of(member, county.pk), meeting_kind()
    for day in range(1, 21):
        ask_missing(
            by=by, membership=member.membership, kind=kind, occurred_on=dt.date(2026, 3, day), text=TEXT
        )
    with pytest.raises(Refused, match="待处理的申请已有 20 条"):
        ask_missing(
            by=by, membership=member.membership, kind=kind, occurred_on=dt.date(2026, 4, 1), text=TEXT
        )


def test_nobody_asks_for_another_and_nobody_answers_oneself(county, member, asked):
    other = make_membership(county, "丁川")
    with pytest.raises(Refused, match="只能为本人"):
        ask_missing(
            by=actor_of(member, county.pk), membership=other, kind=proposal_kind(), occurred_on=DAY, text=TEXT
        )
    both = make_user(county, Role.MEMBER, Role.OPERATOR)
    own = make_membership(county, "戊", user=both)
    mine = ask_missing(
        by=actor_of(both, county.pk), membership=own, kind=proposal_kind(), occurred_on=DAY, text=TEXT
    )
    with pytest.raises(Refused, match="您没有“不予补登”的权限"):
        answer_missing(by=actor_of(both, county.pk), asked=mine, added=False, answer="不符")


@pytest.mark.parametrize("role", [Role.LEADER, Role.MEMBER, Role.RESEARCH_OFFICE])
def test_only_the_secretariat_answers(county, asked, role):
    with pytest.raises(Refused, match="权限"):
        answer_missing(by=make_actor(county, role), asked=asked, added=False, answer="不符")


def test_a_voided_record_is_no_answer(operator, checker, member, asked):
    record = make_record(operator, member.membership)
    void_duty(by=operator, record=record, reason="登记错误")

    with pytest.raises(Refused, match="台账中还没有"):
        answer_missing(by=checker, asked=asked, added=True, answer="")


def test_an_answer_is_given_once_and_stands(operator, checker, asked):
    answer_missing(by=checker, asked=asked, added=False, answer="不属实")

    with pytest.raises((Refused, Stale), match="当前状态为“不予补登”"):
        answer_missing(by=operator, asked=asked, added=False, answer="再想想")
    asked.refresh_from_db()
    assert asked.answer == "不属实"
    with pytest.raises(DatabaseError, match="已处理的补登申请不能修改或删除"), transaction.atomic():
        MissingRecord.objects.update(answer="改写")


def test_a_neighbour_finds_nothing(client, tree, asked, sign_in):
    sign_in(tree.other_county, Role.OPERATOR)

    assert client.get(admin_url(asked)).status_code == 404
    assert "乔安禾" not in client.get("/admin/duties/missingrecord/").content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client, county, sign_in, n, django_assert_num_queries):
    for number in range(n):
        user = make_user(county, Role.MEMBER)
        membership = make_membership(county, f"委员{number}", user=user)
        ask_missing(
            by=actor_of(user, county.pk), membership=membership, kind=proposal_kind(), occurred_on=today(), text=TEXT
        )  # fmt: skip
    sign_in(county, Role.OPERATOR)
    client.get("/admin/duties/missingrecord/")

    with django_assert_num_queries(8):
        client.get("/admin/duties/missingrecord/")
