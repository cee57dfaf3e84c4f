"""The staff pages of accounts: 三员 apart, each act audited, neighbours unseen."""

import pytest

from accounts import services
from accounts.choices import Role
from accounts.models import ActivationSlip, RoleGrant, User
from core import audit
from core.models import AuditEntry
from core.workflow import Refused
from tests.factories import make_actor, make_user

USERS = "/admin/accounts/user/"
GRANTS = "/admin/accounts/rolegrant/"


@pytest.fixture
def system_admin(county, sign_in):
    return sign_in(county, Role.SYSTEM_ADMIN)


@pytest.fixture
def security_admin(county, sign_in):
    return sign_in(county, Role.SECURITY_ADMIN)


def act(client, address, name, *rows, **given):
    chosen = {"action": name, "_selected_action": [row.pk for row in rows]}
    return client.post(address, chosen | {"reason": "工作需要"} | given, follow=True)


def test_the_system_admin_opens_an_account_kept_here(client, county, system_admin):
    response = client.post(
        f"{USERS}add/", {"username": "zhangsan", "display_name": "张三", "phone": "13900000000"}
    )

    assert response.status_code == 302
    user = User.objects.get(username="zhangsan")
    assert (user.organization, user.must_change_password, user.has_usable_password()) == (county, True, False)
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.object_id) == ("开设账号", str(user.pk))
    assert "13900000000" not in str([entry.after, entry.before])


def test_a_taken_name_is_told_at_its_field(client, system_admin):
    page = client.post(f"{USERS}add/", {"username": system_admin.username, "display_name": "张三"})

    assert page.status_code == 200
    assert "该登录名已被使用" in page.content.decode()


def test_the_system_admin_grants_no_role(client, county, system_admin):
    assert client.get(f"{GRANTS}add/").status_code == 403
    grant = RoleGrant.objects.create(
        user=make_user(county), role=Role.MEMBER, organization=county, during=RoleGrant.objects.first().during
    )
    act(client, GRANTS, "end", grant)
    grant.refresh_from_db()
    assert grant.during.upper.year == 2037


def test_the_security_admin_grants_and_ends_a_role(client, county, security_admin):
    user = make_user(county)
    data = {"user": user.pk, "role": "operator", "starts_on": "2026-01-01"}

    assert client.post(f"{GRANTS}add/", data).status_code == 302
    grant = user.grants.get()
    assert (grant.organization, grant.role, grant.during.upper) == (county, "operator", None)

    act(client, GRANTS, "end", grant)
    grant.refresh_from_db()
    assert grant.during.upper is not None
    assert list(AuditEntry.objects.order_by("-id").values_list("act", flat=True)[:2]) == [
        "收回角色",
        "授予角色",
    ]


def test_nobody_grants_himself_a_role(client, security_admin):
    data = {"user": security_admin.pk, "role": "operator", "starts_on": "2026-01-01"}

    page = client.post(f"{GRANTS}add/", data, follow=True)

    assert security_admin.grants.count() == 1
    assert "不能给本人授予角色" in page.content.decode()


def test_the_offered_users_and_committees_are_of_this_place(client, tree, security_admin):
    stranger = make_user(tree.other_county, Role.MEMBER, name="邻县某人")
    committee = tree.other_county.terms.get().committee_set.first()

    page = client.get(f"{GRANTS}add/").content.decode()
    assert f'value="{committee.pk}"' not in page
    found = client.get(
        "/admin/autocomplete/",
        {"app_label": "accounts", "model_name": "rolegrant", "field_name": "user", "term": ""},
    ).json()["results"]
    assert str(stranger.pk) not in {row["id"] for row in found}
    refused = client.post(f"{GRANTS}add/", {"user": stranger.pk, "role": "member", "starts_on": "2026-01-01"})
    assert refused.status_code == 200
    assert stranger.grants.count() == 1


def test_slips_are_printed_once_for_those_chosen(client, county, system_admin):
    users = [make_user(county, Role.MEMBER, name=f"委员{n}") for n in range(3)]

    page = act(client, USERS, "print_slips", *users)

    text = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert ActivationSlip.objects.filter(user__in=users, organization=county).count() == 3
    assert all(user.display_name in text for user in users)
    assert text.count("data:image/svg+xml") == 3


def test_slip_and_phone_are_in_two_hands(client, county, system_admin):
    clerk = make_user(county, Role.OPERATOR)

    act(client, USERS, "reset_device", clerk)

    assert clerk.totpdevice_set.exists()


def test_the_security_admin_forgets_a_phone_but_prints_no_slip(client, county, security_admin):
    clerk = make_user(county, Role.OPERATOR)

    act(client, USERS, "reset_device", clerk)
    act(client, USERS, "print_slips", clerk)

    assert not clerk.totpdevice_set.exists()
    assert not ActivationSlip.objects.exists()


def test_an_account_kept_elsewhere_is_seen_and_left_alone(client, tree, county, system_admin):
    guest = make_user(tree.city)
    RoleGrant.objects.create(
        user=guest, role=Role.MEMBER, organization=county, during=RoleGrant.objects.first().during
    )
    assert client.get(f"{USERS}{guest.pk}/change/").status_code == 200

    assert act(client, USERS, "disable", guest).status_code == 403
    assert (
        client.post(f"{USERS}{guest.pk}/change/", {"username": "x", "display_name": "x"}).status_code == 403
    )
    guest.refresh_from_db()
    assert guest.is_active


def test_closing_an_account_ends_its_sessions(client, county, system_admin):
    clerk = make_user(county, Role.MEMBER)

    act(client, USERS, "disable", clerk)

    clerk.refresh_from_db()
    assert not clerk.is_active
    act(client, USERS, "enable", clerk)
    clerk.refresh_from_db()
    assert clerk.is_active


def test_nobody_closes_his_own_account(client, system_admin):
    page = act(client, USERS, "disable", system_admin)

    assert "不能停用本人的账号" in page.content.decode()
    system_admin.refresh_from_db()
    assert system_admin.is_active


def test_the_auditor_reads_who_and_when_but_no_values(client, county, operator, sign_in):
    county.name = "改过的名字"
    audit.record(operator, "修改", county, before={"name": "甲"}, after={"name": "机密内容"}, reason="更名")
    sign_in(county, Role.AUDITOR)
    entry = AuditEntry.objects.latest("id")

    page = client.get(f"/admin/core/auditentry/{entry.pk}/change/").content.decode()

    assert "更名" in page
    assert "全称" in page
    assert "机密内容" not in page


def test_the_auditor_verifies_and_exports(client, county, operator, sign_in):
    audit.record(operator, "修改", county)
    sign_in(county, Role.AUDITOR)

    assert "审计链完整" in client.get("/admin/core/auditentry/verify/").content.decode()
    book = client.get("/admin/core/auditentry/export/")
    assert book.content[:2] == b"PK"
    assert AuditEntry.objects.latest("id").act == "导出审计记录"


def test_the_history_of_a_row_is_the_chain(client, county, system_admin):
    client.post(f"{USERS}add/", {"username": "zhangsan", "display_name": "张三"})
    user = User.objects.get(username="zhangsan")
    client.post(f"{USERS}{user.pk}/change/", {"username": "zhangsan", "display_name": "张三丰", "phone": "1"})

    page = client.get(f"{USERS}{user.pk}/history/").content.decode()

    assert "张三 → 张三丰" in page
    assert "手机号：*** → ***" not in page
    assert "开设账号" in page


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_accounts_asks_the_same_number_of_questions(
    client, county, system_admin, n, django_assert_num_queries
):
    for _ in range(n):
        make_user(county, Role.OPERATOR, Role.PROPOSAL_OFFICE)
    client.get(USERS)

    with django_assert_num_queries(11):
        client.get(USERS)


def test_one_mistaken_grant_refuses_the_three_administrators_in_one_person(county):
    by = make_actor(county, Role.SECURITY_ADMIN)
    user = make_user(county, Role.SYSTEM_ADMIN)

    for role in (Role.SECURITY_ADMIN, Role.AUDITOR, Role.OPERATOR):
        with pytest.raises(Refused, match="须各由一人专任"):
            services.grant_role(by=by, user=user, role=role, organization=county)


def test_the_secretariat_sees_the_slips_of_members_alone(client, county, operator, sign_in):
    for role, name in ((Role.MEMBER, "委员某"), (Role.CHECKER, "复核某")):
        services.issue_slip(make_user(county, role, name=name), operator)
    sign_in(county, Role.OPERATOR)

    page = client.get("/admin/accounts/activationslip/").content.decode()

    assert "委员某" in page
    assert "复核某" not in page


@pytest.mark.parametrize(
    ("role", "name", "title", "done"),
    [
        (Role.SYSTEM_ADMIN, "disable", "停用账号", "停用账号"),
        (Role.SECURITY_ADMIN, "reset_device", "重置动态口令", "重置动态口令"),
    ],
)
def test_an_act_on_accounts_asks_for_its_reason_and_keeps_it(
    client, county, sign_in, role, name, title, done
):
    sign_in(county, role)
    users = [make_user(county, Role.OPERATOR, name=f"工作人员{n}") for n in range(2)]
    entries = AuditEntry.objects.count()

    page = client.post(USERS, {"action": name, "_selected_action": [user.pk for user in users]})

    text = page.content.decode()
    assert page.status_code == 200
    assert f"{title}：2 项" in text
    assert "工作人员0" in text
    assert AuditEntry.objects.count() == entries
    assert "请写明理由。" in act(client, USERS, name, *users, reason=" ").content.decode()
    assert AuditEntry.objects.count() == entries

    assert (
        f"已{title}：工作人员0、工作人员1"
        in act(client, USERS, name, *users, reason="调离本单位").content.decode()
    )
    assert list(AuditEntry.objects.filter(act=done).values_list("reason", flat=True)) == ["调离本单位"] * 2


def test_a_role_is_taken_back_with_a_reason(client, county, security_admin):
    grant = make_user(county, Role.OPERATOR).grants.get()

    assert (
        "收回角色：1 项"
        in client.post(GRANTS, {"action": "end", "_selected_action": [grant.pk]}).content.decode()
    )
    act(client, GRANTS, "end", grant, reason="岗位调整")

    assert AuditEntry.objects.get(act="收回角色").reason == "岗位调整"
