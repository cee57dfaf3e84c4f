"""Activation slips: one code on paper, good once, for thirty days and five tries."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts import services
from accounts.choices import Role
from accounts.models import ActivationSlip
from core.clock import now
from core.models import AuditEntry
from core.workflow import Refused
from tests.factories import make_user

PASSWORD = "Right-horse-2026"
WRONG = "登录名（手机号）或激活码不正确；连续输错 5 次，激活单作废"


@pytest.fixture
def member(county):
    user = make_user(county, Role.MEMBER)
    user.phone = "13800000001"
    user.must_change_password = True
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def code(member, operator):
    return services.issue_slip(member, operator)


def other_than(code):
    return ("A" if code[0] != "A" else "C") + code[1:]


def test_a_code_has_eight_characters_that_nobody_mistakes(code):
    assert len(code) == 8
    assert set(code) <= set("ACDEFGHJKLMNPQRTUVWXY34679")


def test_the_database_keeps_no_code(code):
    slip = ActivationSlip.objects.get()
    assert len(slip.code_digest) == 64
    assert code not in slip.code_digest
    assert code not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("by", ["username", "phone"])
@pytest.mark.parametrize("spelling", [str, str.lower, lambda code: f" {code[:4]}-{code[4:]} "])
def test_the_code_sets_the_password_and_logs_in(client, member, code, by, spelling):
    data = {"name": getattr(member, by), "code": spelling(code), "password": PASSWORD, "again": PASSWORD}

    response = client.post("/accounts/activate/", data)

    assert (response.status_code, response["Location"]) == (302, "/")
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
    assert not member.must_change_password
    assert client.get("/accounts/devices/").status_code == 200


def test_the_code_opens_once(member, code):
    services.activate(name=member.username, code=code, password=PASSWORD)

    with pytest.raises(Refused, match="已使用过"):
        services.activate(name=member.username, code=code, password="Another-one-2026")
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_five_wrong_tries_end_the_slip(member, code):
    for _ in range(5):
        with pytest.raises(Refused) as refusal:
            services.activate(name=member.phone, code=other_than(code), password=PASSWORD)
        assert str(refusal.value) == WRONG

    with pytest.raises(Refused, match="多次输错已作废"):
        services.activate(name=member.phone, code=code, password=PASSWORD)


def test_four_wrong_tries_do_not(member, code):
    for _ in range(4):
        with pytest.raises(Refused):
            services.activate(name=member.phone, code=other_than(code), password=PASSWORD)

    assert services.activate(name=member.phone, code=code, password=PASSWORD) == member


def test_strangers_learn_nothing(db):
    with pytest.raises(Refused) as refusal:
        services.activate(name="nobody", code="AAAAAAAA", password=PASSWORD)
    assert str(refusal.value) == WRONG


def test_a_slip_expires_after_thirty_days(member, code):
    slip = ActivationSlip.objects.get()
    assert dt.timedelta(days=29, hours=23) < slip.expires_at - now() <= dt.timedelta(days=30)
    ActivationSlip.objects.update(expires_at=now())

    with pytest.raises(Refused, match="已过期"):
        services.activate(name=member.phone, code=code, password=PASSWORD)


def test_a_new_slip_ends_the_old_one(member, operator, code):
    newer = services.issue_slip(member, operator)

    with pytest.raises(Refused, match="已被新的激活单代替"):
        services.activate(name=member.phone, code=code, password=PASSWORD)
    assert services.activate(name=member.phone, code=newer, password=PASSWORD) == member


def test_two_members_with_one_phone_are_told_apart_by_their_codes(member, operator, county, code):
    twin = make_user(county, Role.MEMBER)
    twin.phone = member.phone
    twin.save()
    theirs = services.issue_slip(twin, operator)

    assert services.activate(name=member.phone, code=theirs, password=PASSWORD) == twin
    assert services.activate(name=member.phone, code=code, password=PASSWORD) == member


def test_a_closed_account_gets_no_slip_and_uses_none(member, operator, code):
    member.is_active = False
    member.save()

    with pytest.raises(Refused, match="已停用"):
        services.issue_slip(member, operator)
    with pytest.raises(Refused) as refusal:
        services.activate(name=member.username, code=code, password=PASSWORD)
    assert str(refusal.value) == WRONG


def test_a_weak_password_does_not_use_up_the_slip(client, member, code):
    data = {"name": member.username, "code": code, "password": "123", "again": "123"}

    page = client.post("/accounts/activate/", data)

    assert page.status_code == 200
    slip = ActivationSlip.objects.get()
    assert (slip.used_at, slip.attempts) == (None, 0)


def test_slip_and_use_are_in_the_chain(member, operator, code):
    services.activate(name=member.username, code=code, password=PASSWORD)

    rows = AuditEntry.objects.filter(object_type="accounts.activationslip").order_by("id")
    assert [(row.act, row.actor) for row in rows] == [
        ("签发激活单", operator.label),
        ("使用激活单", member.display_name),
    ]


def test_the_database_keeps_one_open_slip_per_account(member, code, county):
    with pytest.raises(IntegrityError, match="one_open_slip_per_user"), transaction.atomic():
        ActivationSlip.objects.create(organization=county, user=member, code_digest="x", expires_at=now())
