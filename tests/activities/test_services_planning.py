"""拟办: who plans what, for whom, and what is refused before anything is written."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.choices import Role
from activities import services
from activities.audience import clean, words
from activities.models import Activity
from activities.services import Host
from core.workflow import Refused
from notices.models import Message
from organizations.models import Committee, Group, Sector
from tests.activities.ground import fresh, in_days, make_member, planned, session
from tests.factories import make_actor

pytestmark = pytest.mark.django_db


def test_a_plan_knows_its_half_days_and_its_window(operator):
    """专委会会议: sign-in opens 60 minutes before and closes with the half-day."""
    activity = planned(operator, session(10), session(10, 5), session(11, 10.5))

    assert [one.half for one in activity.sittings.order_by("starts_at")] == [
        "morning",
        "afternoon",
        "evening",
    ]
    first = activity.sittings.order_by("starts_at").first()
    assert (first.starts_at - first.opens_at, first.closes_at) == (dt.timedelta(hours=1), first.ends_at)
    assert (activity.starts_at, activity.ends_at) == (in_days(10), in_days(11, 13.5))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"length": -1}, "结束时间应晚于开始时间"),
        ({"weight": 3}, "0 至 2 个半天"),
        ({"audience": {"sectors": [999_999]}}, "不属于本会"),
    ],
)
def test_a_crooked_half_day_is_refused_whole(operator, change, sentence):
    with pytest.raises(ValidationError, match=sentence):
        planned(operator, session(10), session(11, **change))
    assert not Activity.objects.exists()


def test_units_of_a_neighbour_are_no_audience(county, tree):
    other = Sector.objects.filter(term__organization=tree.other_county).first()
    for spec in ({"sectors": [other.pk]}, {"members": [999_999]}, {"offices": ["king"]}, {"stars": [1]}):
        with pytest.raises(ValidationError):
            clean(spec, county.pk)


def test_the_audience_in_words(county):
    term = county.terms.get()
    sector = Sector.objects.get(term=term, name="农业界")
    group = Group.objects.get(term=term, name="第一学习组")
    members = [make_member(county, f"委员{number}", user=False).pk for number in range(6)]

    assert words({"everyone": True}, county.pk) == "全体委员"
    spec = {"offices": ["standing"], "sectors": [sector.pk], "groups": [group.pk]}
    assert words(spec, county.pk) == "常委、农业界、第一学习组"
    assert words({"members": members}, county.pk).endswith("等 6 人")


def test_four_organisers_are_too_many(operator):
    hosts = [Host(other=f"单位{number}") for number in range(4)]
    with pytest.raises(ValidationError):
        planned(operator, hosts=hosts)
    assert not Activity.objects.exists()


def test_three_wheels_organise_together(operator, county):
    """专委会、活动组、委员工作站 (三轮驱动)."""
    term = county.terms.get()
    activity = planned(
        operator,
        hosts=[
            Host(committee=Committee.objects.filter(term=term).order_by("position").first()),
            Host(group=Group.objects.get(term=term, name="第一工作组")),
            Host(site="杨柳街道委员工作站"),
        ],
    )
    assert [str(one) for one in activity.organisers.all()] == [
        "提案委员会",
        "第一工作组",
        "杨柳街道委员工作站",
    ]


@pytest.mark.parametrize("role", [Role.CHECKER, Role.RESEARCH_OFFICE, Role.LEADER, Role.MEMBER])
def test_others_plan_nothing(county, role):
    with pytest.raises(Refused, match="没有拟办"):
        planned(make_actor(county, role))


def test_an_occurrence_is_made_once(operator):
    planned(operator, origin="rule:5:2027-03-21")
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        planned(operator, origin="rule:5:2027-03-21")
    assert Activity.objects.count() == 1


def test_nothing_incomplete_is_handed_in(operator):
    without_time = services.plan(
        by=operator, kind=planned(operator).kind, title="未定", audience={"everyone": True}
    )
    with pytest.raises(Refused, match="还没有安排时间"):
        services.submit(by=operator, activity=without_time)
    without_people = planned(operator, audience={})
    with pytest.raises(Refused, match="还没有通知对象"):
        services.submit(by=operator, activity=without_people)
    too_late = planned(operator, answer_by=in_days(12))
    with pytest.raises(Refused, match="答复截止时间应早于"):
        services.submit(by=operator, activity=too_late)


def test_what_is_handed_in_is_not_changed_and_comes_back_with_a_reason(operator, checker):
    activity = planned(operator)
    services.submit(by=operator, activity=activity)
    with pytest.raises(Refused, match="不能修改"):
        services.revise(by=operator, activity=activity, title="别的")

    services.send_back(by=checker, activity=activity, reason="请补充议程")

    assert Message.objects.filter(user=operator.user_id, title__startswith="会议活动被退回").exists()
    services.revise(by=operator, activity=activity, title="别的", sessions=[session(20)])
    assert (fresh(activity).title, fresh(activity).starts_at) == ("别的", in_days(20))
    services.submit(by=operator, activity=fresh(activity))


def test_nobody_approves_the_own_submission(operator, county):
    both = make_actor(county, Role.OPERATOR, Role.CHECKER)
    activity = planned(both)
    services.submit(by=both, activity=activity)

    with pytest.raises(Refused, match="没有“审批同意”的权限"):
        services.approve(by=both, activity=activity)
    with pytest.raises(IntegrityError, match="activity_takes_two_people"), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(approved_by=both.user_id)


def test_an_outcome_is_noted_once_it_has_begun(operator):
    activity = planned(operator)
    with pytest.raises(Refused, match="活动开始后"):
        services.record_outcome(by=operator, activity=activity, summary="共识三条")
