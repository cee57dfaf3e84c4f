"""My meetings on the phone: what comes, as a list or a month; what is over, with its result."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from activities import services
from activities.models import Activity
from activities.queries import own as queries
from core.clock import SHANGHAI, now, today
from tests.activities.ground import (
    as_member,
    entry_of,
    held,
    in_days,
    make_member,
    planned,
    published,
    session,
    tick,
)  # fmt: skip
from tests.activities.own_ground import at, granted, moved

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    return make_member(county, "丁一")


@pytest.fixture
def phone(client, sign_in, county, member):
    sign_in(county, user=member.person.user)
    return client


def page(phone, name: str, *args, **query) -> str:
    response = phone.get(reverse(f"activities:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def state(member, activity) -> str:
    return queries.one(as_member(member), activity.pk).state.label


def test_nothing_to_come_is_said_in_words(phone):
    assert "近期没有会议活动" in page(phone, "own")
    assert "还没有开过的会议活动" in page(phone, "own_past")
    assert "这个月没有通知到您的会议活动" in page(phone, "own_month")


def test_coming_meetings_stand_by_day_with_what_waits_first(phone, operator, checker):
    published(operator, checker, session(10), session(10, 5), title="三季度协商会", answer_by=in_days(5))
    published(operator, checker, session(4), title="提案办理协商会", place="第二会议室")
    text = page(phone, "own")

    assert text.index("等您答复") < text.index("三季度协商会")
    first, second = (text.index(f"{day.month}月{day.day}日 <span>") for day in (in_days(4), in_days(10)))
    assert first < text.index("第二会议室") < second
    assert text.count("待答复") == 2
    assert "09:00" in text and "14:00" in text


def test_drafts_and_other_peoples_meetings_are_not_there(phone, operator, checker, county):
    planned(operator, title="没有发布的会")
    other = make_member(county, "别人")
    mine = published(operator, checker, audience={"members": [other.pk]}, title="别人的会")
    text = page(phone, "own") + page(phone, "own_month", month=f"{in_days(10):%Y-%m}")

    assert "没有发布的会" not in text and "别人的会" not in text
    assert phone.get(reverse("activities:activity", args=[mine.pk])).status_code == 404


def test_the_chip_follows_the_answer_and_leave(operator, checker, member):
    must = published(operator, checker, session(10), session(11))
    choice = published(operator, checker, session(12), code="lecture")
    assert (state(member, must), state(member, choice)) == ("待答复", "待答复")

    actor = as_member(member)
    services.answer(by=actor, entry=entry_of(must, member), answer="attend")
    services.answer(by=actor, entry=entry_of(choice, member), answer="attend")
    assert (state(member, must), state(member, choice)) == ("将出席", "已报名")

    services.answer(by=actor, entry=entry_of(choice, member), answer="decline")
    assert state(member, choice) == "不参加"

    leave = granted(must, member, operator, state="waiting")
    assert state(member, must) == "请假待批"
    services.approve_leave(by=operator, leave=leave)
    assert state(member, must) == "请假获准"


def test_leave_for_one_of_two_half_days_says_so(operator, checker, member):
    activity = published(operator, checker, session(10), session(11))
    granted(activity, member, operator, sittings=[activity.sittings.first()])

    assert state(member, activity) == "部分时段准假"


def test_refused_leave_stays_red_until_one_says_that_one_comes(operator, checker, member):
    activity = published(operator, checker)
    granted(activity, member, operator, state="refused")
    assert state(member, activity) == "请假未准"

    services.answer(by=as_member(member), entry=entry_of(activity, member), answer="attend")
    assert state(member, activity) == "将出席"


def test_after_the_deadline_nothing_waits_any_more(operator, checker, member):
    activity = published(operator, checker, at(30), answer_by=now() + dt.timedelta(hours=1))
    Activity.objects.filter(pk=activity.pk).update(answer_by=now() - dt.timedelta(hours=1))

    mine = queries.one(as_member(member), activity.pk)
    assert (mine.state.label, mine.answerable, mine.waits) == ("未答复", False, False)


def test_the_hour_of_sign_in_and_after(operator, checker, member):
    activity = moved(published(operator, checker, at(4)), 3.5)
    services.begin(by=operator, activity=activity)
    assert state(member, activity) == "可以签到"

    tick(operator, activity, member)
    assert state(member, activity) == "已签到"


def test_who_did_not_sign_in_reads_so_until_settlement(operator, checker, member):
    activity = held(operator, checker)
    assert state(member, activity) == "没有签到"

    services.settle(by=operator, activity=activity)
    assert state(member, activity) == "缺席"


@pytest.mark.parametrize(("ticked", "word"), [((), "缺席"), ((0,), "部分出席"), ((0, 1), "出席")])
def test_the_result_is_what_the_ledger_says(operator, checker, member, ticked, word):
    activity = held(operator, checker, session(-2), session(-1))
    for number in ticked:
        tick(operator, activity, member, sitting=activity.sittings.order_by("starts_at")[number])
    services.settle(by=operator, activity=activity)

    assert state(member, activity) == word


def test_who_did_not_sign_up_is_not_counted(operator, checker, member, county):
    other = make_member(county, "来的人")
    activity = held(operator, checker, code="lecture")
    tick(operator, activity, other)
    services.settle(by=operator, activity=activity)

    assert (state(member, activity), state(other, activity)) == ("不计入", "出席")


def test_a_cancelled_meeting_stays_in_sight(phone, operator, checker):
    activity = published(operator, checker, title="暂缓的会")
    services.cancel(by=operator, activity=activity, reason="防汛")

    text = page(phone, "own")
    assert "暂缓的会" in text and "已取消" in text


def test_the_past_tells_results_and_turns_pages(phone, operator, checker, member):
    activity = held(operator, checker, title="上次的会")
    tick(operator, activity, member)
    services.settle(by=operator, activity=activity)

    text = page(phone, "own_past")
    assert "上次的会" in text and "出席" in text and '共 <span class="number">1</span> 项' in text
    assert "上次的会" not in page(phone, "own")


def test_the_month_is_a_table_of_weeks(phone, operator, checker):
    activity = published(operator, checker, title="界别协商会")
    day = activity.starts_at.astimezone(SHANGHAI)
    text = page(phone, "own_month", month=f"{day:%Y-%m}")

    assert text.count('<th scope="col">') == 7
    assert f'href="#day-{day.day}"' in text and f'id="day-{day.day}"' in text
    assert f"{day.year}年{day.month}月" in text and "界别协商会" in text


@pytest.mark.parametrize("text", ["", "2026-13", "abc", "0001-01", "2026-1-1"])
def test_an_odd_month_is_the_present_one(phone, text):
    assert f"{today().year}年{today().month}月" in page(phone, "own_month", month=text)


def test_the_last_and_first_month_of_a_year(phone):
    text = page(phone, "own_month", month="2026-12")
    assert "?month=2026-11" in text and "?month=2027-01" in text


def test_staff_have_no_meetings_of_their_own(client, sign_in, county):
    sign_in(county, Role.OPERATOR)
    for name in ("own", "own_month", "own_past", "own_attendance"):
        assert client.get(reverse(f"activities:{name}")).status_code == 404


def test_a_member_of_two_houses_sees_those_of_the_active_one(operator, checker, member, tree):
    published(operator, checker, title="本县的会")
    stranger = make_member(tree.other_county, "外县")

    assert [item.activity.title for item in queries.upcoming(as_member(member))] == ["本县的会"]
    assert queries.upcoming(as_member(stranger)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(operator, checker, member, count):
    """Entries, their sittings, leaves and sign-ins, and the clock twice; one more for results."""
    for number in range(count):
        published(operator, checker, session(number + 2), session(number + 3))
        services.settle(by=operator, activity=held(operator, checker, session(-number - 1)))
    actor = as_member(member)

    with CaptureQueriesContext(
        connection,
    ) as coming:
        assert len({item.activity.pk for item in queries.upcoming(actor)}) == count
    with CaptureQueriesContext(connection) as gone:
        assert len([mine.state for mine in queries.load(actor, queries.past(actor))]) == count

    assert (len(coming), len(gone)) == (6, 7)
