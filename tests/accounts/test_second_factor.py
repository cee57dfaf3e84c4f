"""Staff show a code of their phone; each code opens once."""

from base64 import b32decode

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import services
from accounts.choices import Role
from accounts.models import OpenSession
from core.models import AuditEntry
from core.workflow import Refused
from tests.accounts.codes import code_of
from tests.factories import make_actor, make_user

CODE = "/accounts/code/"
SETUP = "/accounts/code/setup/"


@pytest.fixture
def clerk(client, county):
    """An operator who has given the password only."""
    user = make_user(county, Role.OPERATOR)
    client.force_login(user)
    return user


def test_nothing_opens_before_the_code(client, clerk):
    for address in ("/admin/", "/accounts/password/", "/accounts/devices/"):
        assert client.get(address)["Location"] == CODE


def test_the_right_code_opens_under_a_new_session_key(client, clerk):
    client.get(CODE)
    before = client.session.session_key

    response = client.post(CODE, {"code": code_of(clerk.totpdevice_set.get())})

    assert response["Location"] == "/admin/"
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 200


def test_a_code_opens_once(client, clerk):
    device = clerk.totpdevice_set.get()
    code = code_of(device)
    services.verify_code(user=clerk, code=code)

    with pytest.raises(Refused, match="不正确或已使用过"):
        services.verify_code(user=clerk, code=code)


def test_an_older_code_than_the_last_one_is_refused(client, clerk):
    device = clerk.totpdevice_set.get()
    services.verify_code(user=clerk, code=code_of(device))

    with pytest.raises(Refused):
        services.verify_code(user=clerk, code=code_of(device, steps=-1))


@pytest.mark.parametrize("code", ["000000", "12345", "abcdef", "１２３４５６"])
def test_a_wrong_code_says_so(client, clerk, code):
    device = clerk.totpdevice_set.get()
    assert code != code_of(device)

    page = client.post(CODE, {"code": code})

    assert page.status_code == 200
    assert "动态口令" in page.content.decode()
    assert client.get("/admin/")["Location"] == CODE


def test_wrong_codes_make_the_next_try_wait(clerk, settings):
    settings.OTP_TOTP_THROTTLE_FACTOR = 1
    with pytest.raises(Refused, match="不正确"):
        services.verify_code(user=clerk, code="000000")

    with pytest.raises(Refused, match="输错次数过多，请在 .* 之后再试"):
        services.verify_code(user=clerk, code=code_of(clerk.totpdevice_set.get()))


def test_a_phone_is_bound_at_the_first_log_in(client, county):
    user = make_user(county, Role.LEADER)
    user.totpdevice_set.all().delete()
    client.force_login(user)

    assert client.get(CODE)["Location"] == SETUP
    page = client.get(SETUP)
    assert "data:image/svg+xml" in page.content.decode()
    secret = client.session["second_factor_secret"]
    phone = TOTPDevice(key=b32decode(secret).hex())

    assert client.post(SETUP, {"code": "000000"}).status_code == 200
    assert not user.totpdevice_set.exists()
    assert client.post(SETUP, {"code": code_of(phone)})["Location"] == "/dashboard/"
    assert client.get("/accounts/devices/").status_code == 200


def test_the_code_that_bound_the_phone_does_not_open_again(client, county):
    user = make_user(county, Role.LEADER)
    user.totpdevice_set.all().delete()
    secret = "A" * 32
    code = code_of(TOTPDevice(key=b32decode(secret).hex()))
    services.confirm_device(user=user, secret=secret, code=code)

    with pytest.raises(Refused):
        services.verify_code(user=user, code=code)


def test_who_has_a_phone_bound_cannot_bind_another(client, clerk):
    assert client.get(SETUP)["Location"] == CODE
    with pytest.raises(Refused, match="已绑定"):
        services.confirm_device(user=clerk, secret="A" * 32, code="000000")


def test_the_security_admin_forgets_a_lost_phone(clerk, county):
    admin = make_actor(county, Role.SECURITY_ADMIN)
    OpenSession.objects.create(user=clerk, session_key="k" * 32)

    services.reset_device(user=clerk, by=admin, reason="手机丢失")

    assert not clerk.totpdevice_set.exists()
    assert not clerk.open_sessions.exists()
    entry = AuditEntry.objects.filter(act="重置动态口令").get()
    assert (entry.actor, entry.reason) == (admin.label, "手机丢失")


def test_members_need_no_second_factor(client, county):
    client.force_login(make_user(county, Role.MEMBER))

    assert client.get("/accounts/devices/").status_code == 200
    assert client.get(SETUP)["Location"] == CODE
