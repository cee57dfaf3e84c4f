"""The subscribed calendar of a member: a line for each half-day, moved, cancelled and excused as it happens."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant
from activities import services
from activities.calendar import entries
from activities.services import NewTime
from core.clock import now
from notices.calendar import as_ics
from notices.models import CalendarFeed
from notices.services import open_feed
from tests.activities.ground import (
    as_member,
    entry_of,
    fresh,
    in_days,
    make_member,
    planned,
    published,
    session,
)
from tests.activities.own_ground import granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    return make_member(county, "丁一")


@pytest.fixture
def feed(member) -> CalendarFeed:
    return open_feed(by=as_member(member))


def shown(feed) -> list:
    return sorted(entries(feed, now() - dt.timedelta(days=366)), key=lambda one: one.starts_at)


def test_each_half_day_is_a_line_with_its_own_place(operator, checker, feed):
    published(
        operator, checker, session(10), session(10, 5, title="分组讨论", place="二楼"), title="三次全会"
    )
    first, second = shown(feed)

    assert (first.title, first.place, first.starts_at) == ("三次全会", "第一会议室", in_days(10))
    assert (second.title, second.place) == ("三次全会（分组讨论）", "二楼")
    assert (first.cancelled, first.sequence) == (False, 0)


def test_only_what_one_is_told_of_and_expected_at(operator, checker, county, feed, member):
    planned(operator, title="没有发布的会")
    other = make_member(county, "别人")
    published(operator, checker, audience={"members": [other.pk]})
    activity = published(operator, checker, session(10), session(11, audience={"members": [other.pk]}))

    assert [one.key for one in shown(feed)] == [
        f"activities:{activity.sittings.first().pk}:{entry_of(activity, member).pk}"
    ]


def test_a_moved_meeting_keeps_its_name_and_counts_on(operator, checker, feed):
    activity = published(operator, checker)
    (before,) = shown(feed)
    sitting = activity.sittings.get()
    services.reschedule(
        by=operator,
        activity=activity,
        reason="防汛",
        times={sitting.pk: NewTime(in_days(20), in_days(20, 3))},
    )
    (after,) = shown(feed)

    assert (after.key, after.starts_at) == (before.key, in_days(20))
    assert after.sequence > before.sequence


def test_a_cancelled_meeting_stays_as_cancelled(operator, checker, feed):
    activity = published(operator, checker)
    services.cancel(by=operator, activity=activity, reason="防汛")
    (one,) = shown(feed)

    assert (one.cancelled, one.sequence) == (True, 1)


def test_leave_is_marked_and_unmarked_when_taken_back(operator, checker, feed, member):
    activity = published(operator, checker, session(10), session(11))
    leave = granted(activity, member, operator, state="waiting", sittings=[activity.sittings.first()])
    assert [one.title for one in shown(feed)] == ["农业农村工作座谈会"] * 2

    services.approve_leave(by=operator, leave=leave)
    assert [(one.title, one.sequence) for one in shown(feed)] == [
        ("（请假）农业农村工作座谈会", 1),
        ("农业农村工作座谈会", 1),
    ]
    services.withdraw_leave(by=as_member(member), leave=leave)
    assert [(one.title, one.sequence) for one in shown(feed)] == [("农业农村工作座谈会", 2)] * 2


def test_what_was_declined_or_taken_off_the_roster_is_gone(operator, checker, feed, member):
    lecture = published(operator, checker, code="lecture", title="讲座")
    meeting = published(operator, checker, title="座谈会")
    services.answer(by=as_member(member), entry=entry_of(lecture, member), answer="decline")
    assert [one.title for one in shown(feed)] == ["座谈会"]

    services.remove_entry(by=operator, entry=entry_of(meeting, member), reason="出国")
    assert shown(feed) == []


def test_what_is_long_over_is_left_out(operator, checker, feed):
    published(operator, checker, session(-3))

    assert len(list(entries(feed, now() - dt.timedelta(days=10)))) == 1
    assert list(entries(feed, now() - dt.timedelta(days=1))) == []


def test_who_no_longer_serves_here_reads_nothing(operator, checker, feed, member):
    published(operator, checker)
    RoleGrant.objects.filter(user=member.person.user).delete()

    assert list(entries(CalendarFeed.objects.get(pk=feed.pk), now())) == []


def test_the_address_gives_the_meetings_of_this_app(client, operator, checker, feed, member):
    published(operator, checker, title="三次全会")

    assert "三次全会" in as_ics(fresh_feed(feed)).decode()


def fresh_feed(feed) -> CalendarFeed:
    return CalendarFeed.objects.select_related("organization", "user").get(pk=feed.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(operator, checker, feed, member, count):
    """The owner's grants, entries, sittings, leaves and sign-ins, the clock, two counts."""
    for number in range(count):
        activity = published(operator, checker, session(number + 2), session(number + 3))
        granted(activity, member, operator)
    feed = fresh_feed(feed)

    with CaptureQueriesContext(connection) as asked:
        assert len(list(entries(feed, now()))) == 2 * count
    assert len(asked) == 10
    assert fresh(activity).state == "published"
