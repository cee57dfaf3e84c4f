"""Each morning: meetings of today and tomorrow, answers, leave and settlement — to whom it concerns, once."""

import datetime as dt

import pytest

from accounts.choices import Role
from activities import services
from activities.models import Activity, LeaveRequest
from activities.reminders import remind
from core.clock import SHANGHAI, today
from core.models import Job
from notices import reminders
from notices.models import Message, Outbox
from tests.activities.ground import (
    as_member,
    entry_of,
    held,
    in_days,
    make_member,
    published,
    session,
)
from tests.activities.own_ground import granted
from tests.factories import make_actor

pytestmark = pytest.mark.django_db
TITLE = "农业农村工作座谈会"


@pytest.fixture
def member(county):
    return make_member(county, "丁一")


@pytest.fixture
def morning(county):
    """`morning(3)` gives the reminders of the third day from today; what was told then, as (name, title)."""

    def run(days: int = 0) -> list[tuple[str, str]]:
        before = set(Message.objects.values_list("pk", flat=True))
        remind(county, today() + dt.timedelta(days=days))
        rows = Message.objects.exclude(pk__in=before).order_by("user__display_name", "title")
        return [(one.user.display_name, one.title) for one in rows.select_related("user")]

    return run


def in_the_past(activity: Activity) -> Activity:
    """As if the notice had gone out a week ago."""
    Activity.objects.filter(pk=activity.pk).update(published_at=in_days(-7))
    return activity


def test_the_day_before_and_the_morning_itself(operator, checker, member, morning):
    published(operator, checker, session(5))

    assert [morning(day) for day in (3, 4, 5, 6)] == [
        [],
        [("丁一", f"明天：{TITLE}")],
        [("丁一", f"今天：{TITLE}")],
        [],
    ]
    day = in_days(5)
    body = Message.objects.get(title__startswith="明天").body
    assert body == f"{day.month}月{day.day}日 09:00，地点：第一会议室。"


def test_run_twice_it_says_it_once(operator, checker, member, morning):
    published(operator, checker, session(5))

    assert (len(morning(4)), len(morning(4))) == (1, 0)


def test_the_text_message_is_for_meetings_one_must_attend(operator, checker, county, morning):
    member = make_member(county, "有手机")
    user = member.person.user
    user.phone = "13900001234"
    user.save()
    published(operator, checker, session(5), title="常委会会议")
    lecture = published(operator, checker, session(5), code="lecture", title="读书讲座")
    services.answer(by=as_member(member), entry=entry_of(lecture, member), answer="attend")
    Outbox.objects.all().delete()

    assert len(morning(4)) == 2
    assert [one.title for one in Outbox.objects.all()] == ["明天：常委会会议"]


def test_a_plenary_of_three_days_is_announced_once_ahead_and_each_morning(operator, checker, member, morning):
    published(operator, checker, session(5), session(6), session(7))

    words = [[title[:2] for _, title in morning(day)] for day in (4, 5, 6, 7)]
    assert words == [["明天"], ["今天"], ["今天"], ["今天"]]


def test_who_is_on_leave_or_declined_is_left_in_peace(operator, checker, county, morning):
    names = ("甲来", "乙假", "丙半假")
    coming, away, half = (make_member(county, name) for name in names)
    activity = published(operator, checker, session(5), session(5, 5))
    granted(activity, away, operator)
    granted(activity, half, operator, sittings=[activity.sittings.first()])

    assert [name for name, _ in morning(4)] == ["丙半假", "甲来"]


def test_where_one_signs_up_only_those_who_did_are_told(operator, checker, county, morning):
    coming, silent = make_member(county, "报名的"), make_member(county, "没报的")
    activity = published(operator, checker, session(5), code="lecture")
    services.answer(by=as_member(coming), entry=entry_of(activity, coming), answer="attend")

    assert [name for name, _ in morning(4)] == ["报名的"]
    assert silent.person.user.messages_received.filter(title__startswith="明天").count() == 0


def test_a_cancelled_meeting_reminds_nobody(operator, checker, member, morning):
    services.cancel(by=operator, activity=published(operator, checker, session(5)), reason="防汛")

    assert morning(4) == []


def test_the_silent_are_asked_three_days_and_one_day_before_the_deadline(operator, checker, county, morning):
    silent, answered, asks = (make_member(county, name) for name in ("没答", "答了", "请假"))
    activity = in_the_past(published(operator, checker, session(20), answer_by=in_days(10)))
    services.answer(by=as_member(answered), entry=entry_of(activity, answered), answer="attend")
    granted(activity, asks, operator, state="waiting")

    told = {day: [one for one in morning(day) if one[1].startswith("请答复")] for day in range(6, 12)}
    assert told == {
        6: [],
        7: [("没答", f"请答复：{TITLE}")],
        8: [],
        9: [("没答", f"请答复：{TITLE}")],
        10: [],
        11: [],
    }


def test_nobody_is_pressed_on_the_day_of_the_notice(operator, checker, member, morning):
    published(operator, checker, session(20), answer_by=in_days(2))

    assert morning(0) == []


def test_leave_that_waits_is_told_to_those_who_decide(operator, checker, county, member, morning):
    plenary = published(operator, checker, session(20), code="plenary", title="三次全会")
    meeting = published(operator, checker, session(20), title="座谈会")
    for activity in (plenary, meeting):
        services.ask_leave(
            by=as_member(member), entry=entry_of(activity, member), reason_kind="sick", reason="住院"
        )
    Message.objects.all().delete()

    assert morning(0) == []  # asked today: they were told at once
    assert {title for _, title in morning(1)} == {"请假待批 1 件：三次全会", "请假待批 1 件：座谈会"}
    told = {one.title: one.user_id for one in Message.objects.all()}
    assert told == {"请假待批 1 件：三次全会": checker.user_id, "请假待批 1 件：座谈会": operator.user_id}

    services.approve_leave(by=operator, leave=LeaveRequest.objects.get(entry__activity=meeting))
    assert [title for _, title in morning(2)] == ["请假待批 1 件：三次全会"]


def test_an_unsettled_activity_comes_back_to_who_planned_it(operator, checker, county, member, morning):
    make_actor(county, Role.OPERATOR)
    activity = held(operator, checker)
    ended = activity.ends_at.astimezone(SHANGHAI).date()
    first = (ended - today()).days
    told = [day for day in range(17) if any("待结算" in title for _, title in morning(first + day))]

    assert told == [1, 3, 7, 14]
    assert set(Message.objects.filter(title__startswith="会议活动待结算").values_list("user", flat=True)) == {
        operator.user_id
    }
    services.settle(by=operator, activity=activity)
    assert morning(first + 21) == []


def test_it_runs_every_morning_by_itself(county):
    reminders.ask_all(today())

    assert Job.objects.filter(label="会议活动提醒", organization_path=county.path).count() == 1
