"""A member's own corrections wait for the secretariat; two answers at once never both count."""

import threading

import pytest
from django.db import connection

from accounts.actors import actor_of
from core.models import AuditEntry
from core.workflow import Refused
from members.models import ChangeRequest, Person
from members.services import answer_change, ask_change
from tests.factories import make_actor, make_membership, make_user


@pytest.fixture
def account(county):
    return make_user(county, "member", name="安知行")


@pytest.fixture
def person(county, account):
    return make_membership(county, "安知行", user=account, phone="19900001111", employer="甲校").person


@pytest.fixture
def own(account, county):
    return actor_of(account, county.pk)


def test_what_a_member_asks_for_holds_only_once_adopted(own, person, operator):
    request = ask_change(by=own, person=person, field="employer", value=" 乙校 ")
    assert Person.objects.get().employer == "甲校"
    answer_change(by=operator, request=request, adopt=True)
    assert Person.objects.get().employer == "乙校"
    request.refresh_from_db()
    assert (request.state, request.answered_by_id) == ("approved", operator.user_id)
    entry = AuditEntry.objects.get(act="修改人员档案")
    assert (entry.before, entry.after) == ({"employer": "甲校"}, {"employer": "乙校"})


def test_a_phone_number_asked_for_is_not_written_into_the_audit(own, person, operator):
    answer_change(
        by=operator, request=ask_change(by=own, person=person, field="phone", value="19900002222"), adopt=True
    )
    assert Person.objects.get().phone == "19900002222"
    assert "19900002222" not in str(list(AuditEntry.objects.values("before", "after")))


def test_declining_needs_a_reason_and_changes_nothing(own, person, operator):
    request = ask_change(by=own, person=person, field="employer", value="乙校")
    with pytest.raises(Refused, match="不采纳更正须写明理由"):
        answer_change(by=operator, request=request, adopt=False)
    request.refresh_from_db()
    answer_change(by=operator, request=request, adopt=False, answer="请先提供调动文件")
    assert Person.objects.get().employer == "甲校"
    assert ChangeRequest.objects.get().answer == "请先提供调动文件"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "安之行", "此项不能由本人申请更正"),
        ("identity_number", "110101199003070134", "此项不能由本人申请更正"),
        ("user_id", "1", "此项不能由本人申请更正"),
        ("phone", "12345", "手机号应为 11 位数字"),
        ("email", "不是邮箱", "邮箱格式不对"),
        ("employer", "甲校", "新的工作单位与现有内容相同"),
        ("employer", "长" * 81, "工作单位最多 80 个字"),
    ],
)
def test_what_cannot_be_asked_for(own, person, field, value, sentence):
    with pytest.raises(Refused, match=sentence):
        ask_change(by=own, person=person, field=field, value=value)
    assert not ChangeRequest.objects.exists()


def test_one_waiting_request_for_each_field(own, person):
    ask_change(by=own, person=person, field="employer", value="乙校")
    with pytest.raises(Refused, match="工作单位已有一条待审核的申请"):
        ask_change(by=own, person=person, field="employer", value="丙校")
    assert ask_change(by=own, person=person, field="post", value="校长").pk


def test_nobody_asks_for_another_or_answers_oneself(own, person, county, neighbour):
    other = make_membership(county, "宁未央", user=make_user(county, "member")).person
    with pytest.raises(Refused):
        ask_change(by=own, person=other, field="employer", value="乙校")
    request = ask_change(by=own, person=person, field="employer", value="乙校")
    for actor in (own, neighbour, make_actor(county, "leader")):
        with pytest.raises(Refused, match="您没有“采纳更正”的权限"):
            answer_change(by=actor, request=request, adopt=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_exactly_one_counts(own, person, operator, checker):
    pk = ask_change(by=own, person=person, field="employer", value="乙校").pk
    gate = threading.Barrier(2)
    outcomes = []

    def answer(actor, adopt):
        request = ChangeRequest.objects.select_related("person__organization").get(pk=pk)
        gate.wait()
        try:
            answer_change(by=actor, request=request, adopt=adopt, answer="核对后处理")
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(str(refusal))
        connection.close()

    threads = [threading.Thread(target=answer, args=pair) for pair in ((operator, True), (checker, False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("done") == 1
    assert any("刚被他人处理" in sentence for sentence in outcomes)
    state = ChangeRequest.objects.get().state
    assert Person.objects.get().employer == ("乙校" if state == "approved" else "甲校")
