"""Sessions: idle and absolute limits, other devices, another organisation, passwords that grow old."""

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts import services
from accounts.choices import Role
from accounts.models import RoleGrant
from core.clock import now
from tests.factories import TERM, make_actor, make_user

DEVICES = "/accounts/devices/"
PASSWORD = "Right-horse-2026"
NEWER = "Newer-horse-2027"


def age(client, **moments):
    """Move marks of the session into the past."""
    session = client.session
    for name, span in moments.items():
        session[name] = (timezone.now() - span).timestamp()
    session.save()


@pytest.mark.parametrize(
    ("role", "idle", "stays"),
    [
        (Role.OPERATOR, dt.timedelta(minutes=29), True),
        (Role.OPERATOR, dt.timedelta(minutes=31), False),
        (Role.LEADER, dt.timedelta(minutes=31), False),
        (Role.MEMBER, dt.timedelta(days=29), True),
        (Role.MEMBER, dt.timedelta(days=31), False),
    ],
)
def test_an_idle_session_ends(client, county, sign_in, role, idle, stays):
    sign_in(county, role)
    client.get(DEVICES)
    age(client, seen=idle)

    response = client.get(DEVICES)

    assert (response.status_code == 200) is stays
    if not stays:
        assert "长时间未操作" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize(("role", "stays"), [(Role.OPERATOR, False), (Role.MEMBER, True)])
def test_a_staff_session_ends_after_twelve_hours_however_busy(client, county, sign_in, role, stays):
    sign_in(county, role)
    client.get(DEVICES)
    age(client, began=dt.timedelta(hours=12, minutes=1))

    assert (client.get(DEVICES).status_code == 200) is stays


def test_the_list_of_log_ins_ends_the_others(client, county):
    user = make_user(county, Role.MEMBER)
    user.set_password(PASSWORD)
    user.save()
    data = {"username": user.username, "password": PASSWORD}
    phone = type(client)(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"})
    client.post("/accounts/login/", data)
    phone.post("/accounts/login/", data)

    page = client.get(DEVICES).content.decode()
    assert "安卓手机 微信" in page
    assert "本设备" in page

    client.post(f"{DEVICES}end/")
    assert phone.get(DEVICES).status_code == 302
    assert client.get(DEVICES).status_code == 200


def test_nobody_ends_the_log_in_of_another(client, county, sign_in):
    other = make_user(county, Role.MEMBER)
    row = other.open_sessions.create(session_key="x" * 32)
    sign_in(county, Role.MEMBER)

    assert client.post(f"{DEVICES}{row.pk}/end/").status_code == 404
    assert other.open_sessions.exists()


def test_switching_the_organisation_changes_key_and_rights(client, tree, sign_in):
    user = sign_in(tree.county, Role.OPERATOR)
    RoleGrant.objects.create(user=user, role=Role.MEMBER, organization=tree.city, during=TERM)
    assert client.get("/admin/").status_code == 200
    before = client.session.session_key

    response = client.post("/accounts/switch/", {"organization": tree.city.pk})

    assert response["Location"] == "/"
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 404


@pytest.mark.parametrize("chosen", ["other", "", "x"])
def test_one_switches_only_to_where_one_holds_a_role(client, tree, sign_in, chosen):
    sign_in(tree.county, Role.OPERATOR)

    response = client.post(
        "/accounts/switch/", {"organization": tree.other_county.pk if chosen == "other" else chosen}
    )

    assert response.status_code == 404
    assert client.session["organization"] == tree.county.pk


def test_a_role_taken_away_is_gone_at_the_next_request(client, county, sign_in):
    user = sign_in(county, Role.OPERATOR)
    assert client.get("/admin/").status_code == 200

    services.end_grant(grant=user.grants.get(), by=make_actor(county, Role.SECURITY_ADMIN), reason="调离")

    assert client.get("/admin/").status_code == 404


def test_a_role_of_last_year_counts_no_more(client, county):
    user = make_user(county)
    RoleGrant.objects.create(
        user=user,
        role=Role.OPERATOR,
        organization=county,
        during=DateRange(dt.date(2020, 1, 1), dt.date(2021, 1, 1)),
    )
    client.force_login(user)

    assert client.get("/admin/").status_code == 404


class TestPasswords:
    @pytest.fixture
    def owner(self, client, county):
        user = make_user(county, Role.MEMBER)
        user.set_password(PASSWORD)
        user.password_changed_at = now()
        user.save()
        client.post("/accounts/login/", {"username": user.username, "password": PASSWORD})
        return user

    def change(self, client, password, again=None, old=PASSWORD):
        data = {"old": old, "password": password, "again": again or password}
        return client.post("/accounts/password/", data)

    def test_a_change_ends_the_other_log_ins_and_keeps_this_one(self, client, owner):
        other = type(client)()
        other.post("/accounts/login/", {"username": owner.username, "password": PASSWORD})

        assert self.change(client, NEWER)["Location"] == "/"

        owner.refresh_from_db()
        assert owner.check_password(NEWER)
        assert client.get(DEVICES).status_code == 200
        assert other.get(DEVICES).status_code == 302

    @pytest.mark.parametrize(
        ("password", "again", "old", "sentence"),
        [
            (NEWER, NEWER, "wrong", "原密码不正确"),
            (NEWER, NEWER + "x", PASSWORD, "两次输入的密码不一致"),
            (PASSWORD, PASSWORD, PASSWORD, "新密码不能与原密码相同"),
            ("Ab1-", "Ab1-", PASSWORD, "至少"),
            ("abcdefghijkl1", "abcdefghijkl1", PASSWORD, "至少三类"),
        ],
    )
    def test_a_refused_password_says_why(self, client, owner, password, again, old, sentence):
        page = self.change(client, password, again, old)

        assert page.status_code == 200
        assert sentence in page.content.decode()
        owner.refresh_from_db()
        assert owner.check_password(PASSWORD)

    def test_who_must_change_it_goes_nowhere_else(self, client, owner):
        owner.must_change_password = True
        owner.save()

        assert client.get(DEVICES)["Location"] == "/accounts/password/"
        self.change(client, NEWER)
        assert client.get(DEVICES).status_code == 200

    @pytest.mark.parametrize(
        ("role", "policy", "days", "due"),
        [
            (Role.OPERATOR, "dengbao", 91, True),
            (Role.OPERATOR, "dengbao", 89, False),
            (Role.OPERATOR, "asvs", 400, False),
            (Role.MEMBER, "dengbao", 400, False),
        ],
    )
    def test_staff_passwords_last_ninety_days_where_the_policy_says_so(
        self, client, county, sign_in, settings, role, policy, days, due
    ):
        settings.PASSWORD_POLICY = policy
        user = make_user(county, role)
        user.password_changed_at = now() - dt.timedelta(days=days)
        user.save()
        sign_in(county, role, user=user)

        assert (client.get(DEVICES).status_code == 302) is due

    def test_the_demo_asks_for_no_change(self, client, owner, settings):
        settings.DEMO = True
        owner.must_change_password = True
        owner.save()

        assert client.get(DEVICES).status_code == 200
