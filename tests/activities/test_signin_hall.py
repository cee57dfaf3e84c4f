"""The hall's screen: who may open it, what it shows when, and the link that needs no log-in."""

import re

import pytest
from django.test import Client

from accounts.choices import Role
from activities.choices import ActivityState, LeaveState
from activities.models import Activity, LeaveRequest, Presence, RosterEntry, SignKey
from activities.queries import signing as reads
from activities.services import signing_keys
from activities.signin import codes
from activities.signin.codes import Purpose
from core import crypto
from core.models import AuditEntry
from core.workflow import Refused
from tests.activities.signin_ground import at, clock, meeting, member
from tests.factories import make_actor, make_user


@pytest.fixture
def people(county):
    return [member(county, name) for name in ("魏听澜", "丁川", "卢溯", "宁未央")]


@pytest.fixture
def sitting(county, people):
    return meeting(county, *people)


@pytest.fixture
def staff(county, sign_in, client):
    sign_in(county, Role.OPERATOR)
    return client


def page(client, sitting, moment=None, query="", part=""):
    with clock(moment or at(8, 52)):
        return client.get(f"/activities/hall/{sitting.pk}/{part}{query}")


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_it_shows_the_title_the_square_and_the_figures(staff, sitting, people):
    entries = list(RosterEntry.objects.order_by("position"))
    Presence.objects.create(sitting=sitting, entry=entries[0], method="qr")
    for entry in entries[:2]:  # the first asked for leave and came all the same
        LeaveRequest.objects.create(
            entry=entry, number=1, reason_kind="sick", reason="生病", state=LeaveState.APPROVED,
            decided_by=make_user(sitting.activity.organization),
        )  # fmt: skip

    shown = text(page(staff, sitting))

    assert "十届一次全体会议" in shown
    assert '<svg class="hall-square"' in shown or 'class="hall-square"' in shown
    assert re.findall(r"<dt>(.*?)</dt><dd>(\d+)</dd>", shown) == [("实到", "1"), ("应到", "4"), ("请假", "1")]
    assert "魏听澜" not in shown


@pytest.mark.parametrize(
    ("moment", "query", "sentence", "square"),
    [
        (at(7, 30), "", "<strong>08:00</strong>开始签到", False),
        (at(8, 0, 2), "", "手机扫码，点“签到”", True),
        (at(11, 31), "", "<strong>签到已截止</strong>", False),
        (at(8, 52), "?leaving=1", "<strong>09:00</strong>开始签退", False),
        (at(11, 31), "?leaving=1", "手机扫码，点“签退”", True),
        (at(12, 31), "?leaving=1", "<strong>签退已截止</strong>", False),
    ],
)
def test_what_it_shows_when(staff, sitting, moment, query, sentence, square):
    shown = text(page(staff, sitting, moment, query, "live/"))

    assert sentence in shown
    assert ("hall-square" in shown) == square


def test_before_sign_in_is_opened_there_is_only_the_button(staff, county, people):
    closed = meeting(county, *people, title="常委会会议", opened=False)
    shown = text(page(staff, closed))

    assert "开启扫码签到</button>" in shown
    assert "hx-get" not in shown.split("<main")[1]
    assert not SignKey.objects.filter(sitting=closed).exists()

    staff.post(f"/activities/hall/{closed.pk}/open/")
    assert "hall-square" in text(page(staff, closed))


def test_opening_twice_keeps_the_key_and_renewing_changes_it(county, sitting):
    operator = make_actor(county, Role.OPERATOR)
    key = SignKey.objects.get(sitting=sitting)

    assert signing_keys.open_sign_in(by=operator, sitting=sitting).secret == key.secret
    renewed = signing_keys.renew_key(by=operator, sitting=sitting)
    assert (renewed.renewed, renewed.secret == key.secret) == (1, False)
    assert AuditEntry.objects.filter(act="更换签到密钥").count() == 1


def test_the_key_is_random_long_encrypted_and_not_in_the_audit(county, sitting, people):
    other = meeting(county, *people, title="常委会会议")
    keys = [signing_keys.secret_of(key) for key in SignKey.objects.all()]

    assert [len(key) for key in keys] == [32, 32]
    assert keys[0] != keys[1]
    stored = SignKey.objects.get(sitting=other).secret
    assert crypto.decrypt(stored) == signing_keys.secret_of(other.sign_key).hex()
    assert not AuditEntry.objects.filter(after__icontains=stored[:30]).exists()


@pytest.mark.parametrize("role", [Role.LEADER, Role.PROPOSAL_OFFICE, Role.MEMBER, Role.COMMITTEE_OFFICE])
def test_others_find_no_screen(county, sitting, sign_in, client, role):
    """A 专委会办公室 only finds the meetings that its 专委会 organises."""
    sign_in(county, role)

    assert page(client, sitting).status_code == 404
    assert client.post(f"/activities/hall/{sitting.pk}/renew/").status_code == 404
    with pytest.raises(Refused, match="您没有为这场会议开启签到的权限"):
        signing_keys.open_sign_in(by=make_actor(county, role), sitting=sitting)


def test_the_neighbour_finds_nothing(tree, sitting, sign_in, client):
    sign_in(tree.other_county, Role.OPERATOR)

    assert page(client, sitting).status_code == 404


@pytest.mark.parametrize("state", [ActivityState.SETTLED, ActivityState.CANCELLED, ActivityState.DRAFT])
def test_there_is_no_screen_of_a_meeting_that_does_not_stand(staff, sitting, state):
    Activity.objects.update(state=state)

    assert page(staff, sitting).status_code == 404


# The link for the hall's computer


def display(sitting):
    return signing_keys.display_code(reads.sittings_with_moment().get(pk=sitting.pk))


def test_the_link_opens_the_screen_without_log_in_and_without_tools(sitting):
    with clock(at(8, 52)):
        shown = text(Client().get(f"/activities/screen/{display(sitting)}/"))
        live = text(Client().get(f"/activities/screen/{display(sitting)}/live/"))

    assert "hall-square" in shown
    assert "hall-square" in live
    assert f"/activities/screen/{display(sitting)}/live/" in shown
    assert "更换密钥" not in shown
    assert "复制大屏链接" not in shown


def test_the_link_ends_with_the_key_and_with_the_meeting(county, sitting):
    link = display(sitting)
    Activity.objects.update(state=ActivityState.SETTLED)
    assert Client().get(f"/activities/screen/{link}/").status_code == 404
    Activity.objects.update(state=ActivityState.UNDERWAY)
    assert Client().get(f"/activities/screen/{link}/").status_code == 200
    signing_keys.renew_key(by=make_actor(county, Role.OPERATOR), sitting=sitting)
    assert Client().get(f"/activities/screen/{link}/").status_code == 404


def test_no_other_code_opens_the_screen(county, sitting):
    key = signing_keys.secret_of(sitting.sign_key)
    wrong = [
        codes.write(key, Purpose.ARRIVE, organization=county.pk, subject=sitting.pk, moment=0),
        codes.write(key, Purpose.DISPLAY, organization=county.pk + 1, subject=sitting.pk, moment=0),
        codes.write(b"x" * 32, Purpose.DISPLAY, organization=county.pk, subject=sitting.pk, moment=0),
        codes.write(key, Purpose.DISPLAY, organization=county.pk, subject=sitting.pk + 1, moment=0),
        "A" * 28,
        "short",
    ]

    assert [Client().get(f"/activities/screen/{code}/").status_code for code in wrong] == [404] * 6


def test_the_live_part_costs_the_same_with_one_member_and_with_four(
    county, people, staff, django_assert_num_queries
):
    staff.get("/activities/door/worker.js")  # the first request of a session notes when it was seen
    for number in (1, 4):
        sitting = meeting(county, *people[:number], title=f"{number} 人会议")
        with clock(at(8, 52)), django_assert_num_queries(9):
            staff.get(f"/activities/hall/{sitting.pk}/live/")
