"""Pages of members: the own card, asking for a correction, the list of colleagues."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from members.models import ChangeRequest
from members.services import answer_change
from tests.factories import give_office, make_membership, make_user

OWN, ASK, COLLEAGUES = (reverse(f"members:{name}") for name in ("own", "ask", "colleagues"))


@pytest.fixture
def account(county):
    return make_user(county, Role.MEMBER, name="单晓禾")


@pytest.fixture
def member(county, account):
    return make_membership(
        county,
        "单晓禾",
        number="0007",
        sector="教育界",
        user=account,
        phone="19900001234",
        employer="第一中学",
    )


@pytest.fixture
def signed_in(sign_in, county, account, member):
    return sign_in(county, user=account)


def text(client, address, **data):
    response = client.get(address, data)
    assert response.status_code == 200
    return response.content.decode()


def test_the_own_card_shows_what_the_register_says(client, signed_in, member):
    give_office(member, "standing")
    shown = text(client, OWN)
    for said in ("单晓禾", "0007", "第十届", "常委", "教育界", "2022年1月1日", "19900001234", "第一中学"):
        assert said in shown, said


def test_a_correction_is_asked_for_waits_and_is_answered(client, signed_in, member, operator):
    response = client.post(ASK, {"field": "employer", "value": "第二中学"}, follow=True)
    shown = response.content.decode()
    assert "申请已提交，秘书处审核后更改。" in shown
    assert "正在等待秘书处审核" in shown and "第二中学" in shown and "待审核" in shown
    assert 'value="employer"' not in text(client, ASK)
    answer_change(by=operator, request=ChangeRequest.objects.get(), adopt=False, answer="请提供调动文件")
    shown = text(client, OWN)
    assert "未采纳" in shown and "处理意见：请提供调动文件" in shown


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("phone", "12", "手机号应为 11 位数字，例如 19900001234"),
        ("employer", "第一中学", "新的工作单位与现有内容相同"),
        ("name", "另名", "请从列表中选择。"),
        ("employer", "", "此项必填。"),
    ],
)
def test_a_bad_request_is_told_in_one_sentence(client, signed_in, field, value, sentence):
    shown = client.post(ASK, {"field": field, "value": value}).content.decode()
    assert sentence in shown
    assert not ChangeRequest.objects.exists()


def test_colleagues_are_listed_in_printed_order_without_personal_data(client, signed_in, county, tree):
    give_office(make_membership(county, "魏末", strokes="17", phone="19900009999"), "chair", protocol_order=1)
    make_membership(tree.other_county, "邻县委员")
    shown = text(client, COLLEAGUES)
    assert shown.index("魏末") < shown.rindex("单晓禾")
    assert "主席" in shown and "教育界" in shown
    assert "1990000" not in shown and "邻县委员" not in shown
    assert "魏末" not in text(client, COLLEAGUES, q="单")


def test_who_is_no_member_has_no_card(client, sign_in, county):
    assert client.get(OWN).status_code == 302
    sign_in(county, Role.OPERATOR)
    assert client.get(OWN).status_code == 404
    assert client.get(ASK).status_code == 404
    assert client.get(COLLEAGUES).status_code == 200
    sign_in(county, Role.UNIT_LIAISON)
    assert client.get(COLLEAGUES).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(client, signed_in, county, count, django_assert_num_queries):
    for _ in range(count):
        give_office(make_membership(county, sector="教育界"), "standing")
    client.get(COLLEAGUES)
    with django_assert_num_queries(13):
        client.get(COLLEAGUES)
