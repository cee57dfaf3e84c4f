"""A calendar program reads the own dates at a secret address, and nothing else; the owner may end it."""

import datetime as dt

import icalendar
import pytest
from django.urls import reverse

from accounts.actors import actor_of
from accounts.choices import Role
from core.models import AuditEntry
from notices import calendar, services
from notices.calendar import Entry
from notices.models import CalendarFeed
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
MEETING = Entry(
    key="activities:7:31",
    title="常委会第三次会议",
    starts_at=dt.datetime(2026, 11, 25, 9, tzinfo=SHANGHAI),
    ends_at=dt.datetime(2026, 11, 25, 11, 30, tzinfo=SHANGHAI),
    place="政协会议室",
)


@pytest.fixture
def member(county):
    return make_user(county, Role.MEMBER, name="乔安禾")


@pytest.fixture
def dates(monkeypatch):
    """What one app knows: by user."""
    known = {}
    monkeypatch.setattr(calendar, "_sources", [lambda feed, since: known.get(feed.user_id, [])])
    return known


def read(client, address: str) -> list:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def address_of(client) -> str:
    return client.get(reverse("notices:calendar")).context["address"]


def test_a_member_subscribes_and_the_calendar_shows_the_meeting_without_logging_in(
    client, sign_in, county, member, dates
):
    dates[member.pk] = [MEETING]
    sign_in(county, user=member)
    client.post(reverse("notices:open_calendar"))
    address = address_of(client)
    client.logout()
    (event,) = read(client, address)
    assert str(event["summary"]) == "常委会第三次会议"
    assert event.start == dt.datetime(2026, 11, 25, 1, tzinfo=dt.UTC)
    assert event.end == dt.datetime(2026, 11, 25, 3, 30, tzinfo=dt.UTC)
    assert str(event["location"]) == "政协会议室"
    assert str(event["uid"]) == "activities:7:31@zhengxie"
    assert str(event["status"]) == "CONFIRMED"


def test_a_cancelled_meeting_says_so(client, member, dates):
    actor = actor_of(member)
    dates[member.pk] = [Entry(**{**vars(MEETING), "cancelled": True, "sequence": 2})]
    (event,) = icalendar.Calendar.from_ical(calendar.as_ics(services.open_feed(by=actor))).walk("VEVENT")
    assert (str(event["summary"]), str(event["status"]), event["sequence"]) == (
        "（已取消）常委会第三次会议",
        "CANCELLED",
        2,
    )


def test_a_new_address_ends_the_old_one(client, sign_in, county, member, dates):
    sign_in(county, user=member)
    client.post(reverse("notices:open_calendar"))
    old = address_of(client)
    client.post(reverse("notices:open_calendar"))
    new = address_of(client)
    assert old != new
    assert client.get(old).status_code == 404
    assert read(client, new) == []
    assert CalendarFeed.objects.count() == 1


def test_an_ended_subscription_leads_nowhere(client, sign_in, county, member, dates):
    sign_in(county, user=member)
    client.post(reverse("notices:open_calendar"))
    address = address_of(client)
    client.post(reverse("notices:close_calendar"))
    assert client.get(address).status_code == 404
    assert [entry.act for entry in AuditEntry.objects.filter(act__contains="日程").order_by("seq")] == [
        "开通日程订阅",
        "停止日程订阅",
    ]


def test_a_closed_account_or_an_ended_role_leads_nowhere(client, sign_in, county, member, dates):
    sign_in(county, user=member)
    client.post(reverse("notices:open_calendar"))
    address = address_of(client)
    member.grants.all().delete()
    assert client.get(address).status_code == 404


def test_a_guessed_address_is_not_there(client):
    assert client.get("/notices/calendar/guessed.ics").status_code == 404


def test_the_secret_is_not_readable_in_the_table(member):
    feed = services.open_feed(by=actor_of(member))
    assert feed.secret.startswith("gAAAA")
    assert len(feed.secret_index) == 64
