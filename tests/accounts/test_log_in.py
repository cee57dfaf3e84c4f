"""Coming in: one message for every failure, a lock after five, a new session key each time."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from accounts.choices import Role
from core.models import AuditEntry
from tests.factories import make_user

PASSWORD = "Right-horse-2026"
LOGIN = "/accounts/login/"


@pytest.fixture
def member(county):
    user = make_user(county, Role.MEMBER)
    user.phone = "13800000001"
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(client, username, password, **extra):
    return client.post(LOGIN, {"username": username, "password": password}, **extra)


def acts(user):
    return list(
        AuditEntry.objects.filter(object_type="accounts.user", object_id=str(user.pk))
        .order_by("id")
        .values_list("act", flat=True)
    )


@pytest.mark.parametrize("entered", ["username", "phone"])
def test_a_member_comes_in_by_name_or_phone_and_lands_at_home(client, member, entered):
    response = attempt(client, getattr(member, entered), PASSWORD)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(member.pk)
    assert acts(member) == ["登录"]


def test_a_phone_that_two_accounts_share_opens_neither(client, member, county):
    other = make_user(county, Role.MEMBER)
    other.phone = member.phone
    other.save()

    assert attempt(client, member.phone, PASSWORD).status_code == 200


@pytest.mark.parametrize(
    ("role", "address"),
    [(Role.OPERATOR, "/admin/"), (Role.LEADER, "/dashboard/"), (Role.MEMBER, "/")],
)
def test_each_kind_of_person_has_a_front_door(client, county, role, address):
    user = make_user(county, role)
    user.set_password(PASSWORD)
    user.save()

    assert attempt(client, user.username, PASSWORD)["Location"] == address


def test_strangers_learn_nothing_from_a_refusal(client, member):
    closed = make_user(member.organization, Role.MEMBER)
    closed.set_password(PASSWORD)
    closed.is_active = False
    closed.save()
    bodies = set()
    for name, password in (("nobody", "x"), (member.username, "x"), (closed.username, PASSWORD)):
        page = attempt(client, name, password).content.decode()
        assert "登录名或密码不正确" in page
        page = page.replace(name, "NAME")
        bodies.add(page[page.index("<main") : page.index("csrfmiddlewaretoken")])
    assert len(bodies) == 1


def test_after_five_wrong_tries_even_the_right_password_waits(client, member):
    for _ in range(4):
        assert attempt(client, member.username, "wrong").status_code == 200
    fifth = attempt(client, member.username, "wrong")
    assert fifth.status_code == 429
    assert "请在 30 分钟后再试" in fifth.content.decode()

    assert attempt(client, member.username, PASSWORD).status_code == 429
    assert acts(member) == ["登录失败"] * 5 + ["登录失败"]


def test_the_lock_holds_for_one_account_from_one_address_only(client, member, county):
    other = make_user(county, Role.MEMBER)
    other.set_password(PASSWORD)
    other.save()
    for _ in range(5):
        attempt(client, member.username, "wrong")

    assert attempt(client, other.username, PASSWORD).status_code == 302
    client.post("/accounts/logout/")
    assert attempt(client, member.username, PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_the_lock_ends_after_half_an_hour(client, member):
    for _ in range(5):
        attempt(client, member.username, "wrong")
    row = AccessAttempt.objects.get()
    row.attempt_time = row.attempt_time.replace(year=2020)
    row.save()

    assert attempt(client, member.username, PASSWORD).status_code == 302


def test_no_password_is_kept_beside_the_wrong_tries(client, member):
    attempt(client, member.username, "Secret-of-mine-1")

    row = AccessAttempt.objects.get()
    assert "Secret-of-mine-1" not in f"{row.post_data}{row.get_data}"


def test_the_session_key_changes_at_the_door(client, member):
    client.get(LOGIN)
    client.session["planted"] = "1"
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key

    attempt(client, member.username, PASSWORD)

    assert client.session.session_key != before


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:1"])
def test_nobody_is_led_out_of_the_house(client, member, target):
    response = client.post(LOGIN, {"username": member.username, "password": PASSWORD, "next": target})

    assert response["Location"] == "/"


def test_one_returns_to_the_page_one_wanted(client, member):
    response = client.post(
        LOGIN, {"username": member.username, "password": PASSWORD, "next": "/accounts/devices/"}
    )

    assert response["Location"] == "/accounts/devices/"


def test_strangers_are_led_to_the_door_and_parts_of_pages_lead_the_whole_page(client, db):
    response = client.get("/accounts/devices/")
    assert response["Location"] == "/accounts/login/?next=/accounts/devices/"

    part = client.get("/accounts/devices/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/accounts/login/")


def test_going_out_ends_the_session(client, member):
    attempt(client, member.username, PASSWORD)

    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert "_auth_user_id" not in client.session
    assert acts(member) == ["登录", "退出"]


def test_the_staff_site_has_no_door_of_its_own(client, county, sign_in):
    assert client.get(reverse("admin:login"))["Location"] == "/accounts/login/?next=/admin/"
    sign_in(county, Role.OPERATOR)
    way_out = client.post(reverse("admin:logout"))
    assert (way_out.status_code, way_out["Location"]) == (307, "/accounts/logout/")


def test_a_closed_account_does_not_come_in_and_is_out_at_once(client, member):
    attempt(client, member.username, PASSWORD)
    member.is_active = False
    member.save()

    assert client.get("/accounts/devices/").status_code == 302
    assert attempt(client, member.username, PASSWORD).status_code == 200


def test_behind_the_proxy_the_address_is_the_last_one_written_down(client, member, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    attempt(client, member.username, "wrong", HTTP_X_FORWARDED_FOR="1.2.3.4, 10.9.8.7")

    assert AccessAttempt.objects.get().ip_address == "10.9.8.7"


def people(county, number):
    made = [make_user(county, Role.MEMBER) for _ in range(number)]
    for user in made:
        user.set_password(PASSWORD)
        user.save()
    return made


def test_after_twenty_wrong_tries_over_many_accounts_the_address_waits(client, county):
    *victims, last = people(county, 21)
    for user in victims[:19]:
        assert attempt(client, user.username, "wrong").status_code == 200
    assert attempt(client, last.username, PASSWORD).status_code == 302
    client.post("/accounts/logout/")
    assert attempt(client, victims[19].username, "wrong").status_code == 200

    refused = attempt(client, last.username, PASSWORD)

    assert refused.status_code == 429
    assert "同一网络地址的登录失败次数过多，为保护账号，请在 30 分钟后再试" in refused.content.decode()
    assert attempt(client, last.username, PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_names_that_nobody_bears_count_for_the_address_too(client, member):
    for number in range(20):
        attempt(client, f"nobody{number}", "wrong")

    assert attempt(client, member.username, PASSWORD).status_code == 429


def test_an_address_is_let_in_again_when_its_tries_are_half_an_hour_old(client, member):
    for number in range(20):
        attempt(client, f"nobody{number}", "wrong")
    AccessAttempt.objects.update(attempt_time=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))

    assert attempt(client, member.username, PASSWORD).status_code == 302


def test_the_limit_of_an_address_is_a_setting(client, member, settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 2
    for number in range(2):
        attempt(client, f"nobody{number}", "wrong")

    assert attempt(client, member.username, PASSWORD).status_code == 429
