"""What recurs: «每月 21 日 × 8 个工作室» makes drafts once, moves on holidays, reminds, and lists what was missed.

covers S142
covers S143
covers S155
covers S156
covers S166
"""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import actor_of
from accounts.choices import Role
from activities.cadence_queries import missed
from activities.models import Activity, CadenceRule, Occurrence, SiteActivity
from activities.services.cadence import explain, make_all, make_occurrences, remind
from core.workflow import Refused
from notices.models import Message
from organizations.models import CalendarDay
from tests.activities.site_ground import activity_kind, make_rule, make_sites
from tests.factories import make_actor, make_membership, make_user

DAY = dt.date


def make(rule, day):
    return make_occurrences(rule_id=rule.pk, day=day)


def test_the_21st_of_each_month_at_eight_studios_makes_eight_drafts(county):
    rule = make_rule(county, sites=make_sites(county, 8), name="委员工作室活动日")
    assert make(rule, DAY(2026, 11, 1)) == 8
    assert make(rule, DAY(2026, 11, 1)) == 0
    assert make(rule, DAY(2026, 11, 20)) == 0
    assert make(rule, DAY(2026, 11, 21)) == 8

    drafts = Activity.objects.filter(occurrence__due_on=DAY(2026, 11, 21)).order_by("pk")
    assert {one.state for one in drafts} == {"draft"}
    assert (drafts[0].title, drafts[0].place) == (
        "第1镇委员工作室活动日（2026年11月21日）",
        "第1镇文化站",
    )
    assert [str(one.starts_at.astimezone().time()) for one in drafts[:1]] == ["09:00:00"]
    assert drafts[0].organisers.get().name == "第1镇委员工作室"
    assert SiteActivity.objects.count() == 16


def test_who_works_at_the_studio_is_invited(county):
    lead, other = make_membership(county, "江予白"), make_membership(county, "林知远")
    (site,) = make_sites(county, 1, lead=lead)
    site.members.add(other)
    make(make_rule(county, sites=[site]), DAY(2026, 11, 1))
    assert Activity.objects.get().audience == {"members": sorted([lead.pk, other.pk])}


def test_without_sites_it_is_one_meeting_of_all(county):
    make(make_rule(county, "weekly", weekday="1", create_days=6), DAY(2026, 11, 16))
    assert (Activity.objects.get().audience, Occurrence.objects.get().site) == ({"everyone": True}, None)


def test_a_meeting_of_the_offices_is_not_one_of_all_members(county):
    kind = activity_kind("secretary_general_office")
    make(make_rule(county, "weekly", weekday="1", create_days=6, kind=kind), DAY(2026, 11, 16))
    assert Activity.objects.get().audience == {"offices": ["secretary_general"]}


def test_a_site_that_was_closed_has_no_more_activities(county):
    open_, closed = make_sites(county, 2)
    closed.state = "closed"
    closed.save()
    make(make_rule(county, sites=[open_, closed]), DAY(2026, 11, 1))
    assert [one.site for one in Occurrence.objects.all()] == [open_]


@pytest.mark.parametrize(
    ("on_holiday", "held_on", "drafts", "reason"),
    [
        ("keep", DAY(2026, 11, 21), 1, ""),
        ("skip", None, 0, "逢节假日，按规定取消当次"),
        ("next", DAY(2026, 11, 23), 1, ""),
    ],
)
def test_21_november_2026_is_a_saturday(county, on_holiday, held_on, drafts, reason):
    make(make_rule(county, on_holiday=on_holiday), DAY(2026, 11, 1))
    one = Occurrence.objects.get()
    assert (one.due_on, one.held_on, one.reason, Activity.objects.count()) == (
        DAY(2026, 11, 21),
        held_on,
        reason,
        drafts,
    )


def test_the_register_of_days_decides_what_is_a_holiday(county):
    CalendarDay.objects.create(organization=county, day=DAY(2026, 11, 21), is_workday=True)
    CalendarDay.objects.create(organization=county, day=DAY(2026, 12, 21), is_workday=False)
    make(make_rule(county, on_holiday="next", create_days=60), DAY(2026, 11, 1))
    found = Occurrence.objects.order_by("due_on").values_list("held_on", flat=True)
    assert list(found) == [DAY(2026, 11, 21), DAY(2026, 12, 22)]


def test_every_working_day_skips_weekends_whatever_is_chosen(county):
    make(make_rule(county, "daily", on_holiday="next", create_days=6), DAY(2026, 11, 16))
    held = (
        Occurrence.objects.filter(held_on__isnull=False).order_by("due_on").values_list("held_on", flat=True)
    )
    assert [day.day for day in held] == [16, 17, 18, 19, 20]


def test_one_day_of_a_rule_at_a_site_stands_once_in_the_database(county):
    (site,) = make_sites(county, 1)
    for where in (site, None):
        rule = make_rule(county)
        Occurrence.objects.create(rule=rule, site=where, due_on=DAY(2026, 11, 21))
        with pytest.raises(IntegrityError), transaction.atomic():
            Occurrence.objects.create(rule=rule, site=where, due_on=DAY(2026, 11, 21))


@pytest.mark.parametrize(
    "values",
    [
        {"frequency": "monthly", "day_of_month": None},
        {"frequency": "monthly", "day_of_month": 32},
        {"frequency": "weekly", "day_of_month": None},
        {"frequency": "quarterly", "month": 4},
        {"frequency": "daily", "day_of_month": 1},
        {"to_time": dt.time(8)},
        {"ends_on": DAY(2025, 12, 31)},
    ],
)
def test_a_rule_that_names_no_day_is_refused_by_the_database(county, values):
    rule = make_rule(county)
    with pytest.raises(IntegrityError), transaction.atomic():
        CadenceRule.objects.filter(pk=rule.pk).update(**values)


def test_rules_that_rest_make_nothing(county):
    make_rule(county, enabled=False)
    assert make_all(DAY(2026, 11, 1)) == 0
    make_rule(county)
    assert make_all(DAY(2026, 11, 1)) == 1


def test_the_organiser_is_reminded_once_some_days_before(county):
    user = make_user(county, Role.OPERATOR)
    make(make_rule(county, organiser=user, remind_days=5), DAY(2026, 11, 1))
    assert [remind(county, DAY(2026, 11, day)) for day in (15, 16, 17)] == [0, 1, 0]
    title = Message.objects.get(user=user).title
    assert title.startswith("2026年11月21日应举行：委员工作室活动日")


def test_what_is_published_needs_no_reminder(county):
    make(make_rule(county), DAY(2026, 11, 1))
    Activity.objects.update(state="published")
    assert remind(county, DAY(2026, 11, 20)) == 0


def test_the_list_of_the_missed(county, operator, neighbour):
    rule = make_rule(county, sites=make_sites(county, 4))
    make(rule, DAY(2026, 11, 1))
    for state, one in zip(
        ("draft", "settled", "cancelled", "published"), Activity.objects.order_by("pk"), strict=True
    ):
        Activity.objects.filter(pk=one.pk).update(state=state)

    assert list(missed(operator, DAY(2026, 11, 21))) == []
    found = [one.activity.state for one in missed(operator, DAY(2026, 11, 22))]
    assert sorted(found) == ["cancelled", "draft", "published"]
    assert list(missed(neighbour, DAY(2026, 11, 22))) == []


def test_a_reason_is_given_by_the_organiser_or_the_operator(county, operator, checker, neighbour):
    user = make_user(county, Role.COMMITTEE_OFFICE)
    make(make_rule(county, organiser=user), DAY(2026, 11, 1))
    one = Occurrence.objects.select_related("rule").get()
    assert (
        explain(by=actor_of(user, county.pk), occurrence=one, reason="防汛值守，改期").reason
        == "防汛值守，改期"
    )
    explain(by=operator, occurrence=one, reason="场地维修")
    for by in (checker, neighbour, make_actor(county, Role.LEADER)):
        with pytest.raises(Refused):
            explain(by=by, occurrence=one, reason="原因")
    with pytest.raises(Refused, match="请写明未举行的原因"):
        explain(by=operator, occurrence=one, reason="  ")


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_make_it_once(county):
    rule = make_rule(county, sites=make_sites(county, 3))
    made, barrier = [], threading.Barrier(2)

    def beat():
        barrier.wait()
        try:
            made.append(make(rule, DAY(2026, 11, 1)))
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
    assert sorted(made) == [0, 3]
    assert Activity.objects.count() == 3
