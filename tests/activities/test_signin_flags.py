"""签到异常 in the staff site: who sees which, and what was found out is written down once."""

import pytest

from accounts.choices import Role
from activities.models import SignFlag
from activities.services.signing_flags import handle_flag, raise_flag
from core.models import AuditEntry
from core.workflow import Refused, Stale
from tests.activities.signin_ground import invite, meeting, member
from tests.factories import make_actor

LIST = "/admin/activities/signflag/"


@pytest.fixture
def sitting(county):
    return meeting(county)


@pytest.fixture
def flag(county, sitting):
    wei, ding = member(county, "魏听澜"), member(county, "丁川")
    owner, entry = invite(sitting, wei), invite(sitting, ding)
    raise_flag(
        by=make_actor(county, Role.MEMBER),
        kind="device",
        sitting=sitting,
        entry=entry,
        device_owner_id=owner.pk,
    )
    return SignFlag.objects.get()


def test_the_same_again_is_counted_and_audited_once(county, sitting):
    actor = make_actor(county, Role.MEMBER)
    for _ in range(5):
        raise_flag(by=actor, kind="forged", sitting=sitting)
    raise_flag(by=actor, kind="forged")
    raise_flag(by=make_actor(county, Role.MEMBER), kind="forged", sitting=sitting)

    assert sorted(SignFlag.objects.values_list("times", flat=True)) == [1, 1, 5]
    assert AuditEntry.objects.filter(act="签到异常：签到码被改动或伪造").count() == 3


def test_what_was_handled_is_closed_and_the_same_again_opens_a_new_row(county, flag, operator):
    handle_flag(by=operator, flag=flag, note=" 丁川当日在会，手机没电，已补签。 ")
    flag.refresh_from_db()
    assert (flag.note, flag.handled_by_id) == ("丁川当日在会，手机没电，已补签。", operator.user_id)

    with pytest.raises(Refused, match="您没有处理这条签到异常的权限，或它已经处理"):
        handle_flag(by=operator, flag=flag, note="再写一次")
    raise_flag(by=operator, kind="device", sitting=flag.sitting, entry=flag.entry)
    assert SignFlag.objects.count() == 2


def test_who_comes_second_is_told(county, flag, operator, checker):
    seen = SignFlag.objects.select_related("sitting__activity").get()
    handle_flag(by=operator, flag=flag, note="已核实")

    with pytest.raises(Stale, match="刚被他人处理"):
        handle_flag(by=checker, flag=seen, note="已核实")


def test_without_a_note_nothing_is_handled(flag, operator):
    with pytest.raises(Refused, match="请写明处理情况"):
        handle_flag(by=operator, flag=flag, note="  ")
    assert SignFlag.objects.get().handled_at is None


def test_the_page_says_who_whose_phone_and_what_to_do(flag, county, sign_in, client):
    sign_in(county, Role.OPERATOR)
    shown = client.get(f"{LIST}{flag.pk}/change/").content.decode()

    assert "一台设备为多人签到" in shown
    assert "设备原为 魏听澜 签到" in shown
    assert "核实本人是否到会" in shown
    answer = client.post(f"{LIST}{flag.pk}/change/", {"note": "已核实，本人在会。"}, follow=True)
    assert "已核实，本人在会。" in answer.content.decode()
    assert "记录处理情况</button>" not in answer.content.decode()


def test_an_empty_note_is_named(flag, county, sign_in, client):
    sign_in(county, Role.OPERATOR)
    shown = client.post(f"{LIST}{flag.pk}/change/", {"note": ""}).content.decode()

    assert "请写明处理情况。" in shown
    assert SignFlag.objects.get().handled_at is None


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.OPERATOR, 2), (Role.CHECKER, 2), (Role.COMMITTEE_OFFICE, 0), (Role.PROPOSAL_OFFICE, None), (Role.AUDITOR, None)],
)  # fmt: skip
def test_offices_see_the_flags_of_their_meetings(county, flag, sign_in, client, role, sees):
    raise_flag(by=make_actor(county, Role.MEMBER), kind="forged")
    sign_in(county, role)
    answer = client.get(LIST)

    assert answer.status_code == (404 if sees is None else 200)
    if sees is not None:
        assert len(answer.context["cl"].result_list) == sees


def test_the_neighbour_sees_none(tree, flag, sign_in, client):
    sign_in(tree.other_county, Role.OPERATOR)

    assert client.get(f"{LIST}{flag.pk}/change/").status_code == 404
    assert len(client.get(LIST).context["cl"].result_list) == 0


def test_the_list_costs_the_same_with_one_row_and_with_three(
    county, sitting, flag, sign_in, client, django_assert_num_queries
):
    sign_in(county, Role.OPERATOR)
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
    for name in ("卢溯", "宁未央"):
        raise_flag(
            by=make_actor(county, Role.MEMBER), kind="device", sitting=sitting,
            entry=invite(sitting, member(county, name)), device_owner_id=flag.device_owner_id,
        )  # fmt: skip
    with django_assert_num_queries(8):
        client.get(LIST)
