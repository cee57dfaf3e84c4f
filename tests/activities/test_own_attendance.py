"""My attendance: figures with their denominators in words, and the list behind each figure."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities import services
from activities.queries import own_figures
from duties.queries import Half
from tests.activities.ground import held, make_member, session, tick
from tests.activities.own_ground import granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    return make_member(county, "丁一")


@pytest.fixture
def phone(client, sign_in, county, member):
    sign_in(county, user=member.person.user)
    return client


def page(phone, name="own_attendance", **query) -> str:
    response = phone.get(reverse(f"activities:{name}"), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def year(operator, checker, member, county):
    """Expected at eight half-days: present at four (once late), two on leave (one on duty), absent at two."""
    make_member(county, "别人")
    meeting = held(operator, checker, *(session(-day) for day in (5, 4, 3, 2)), title="工作座谈会")
    first, second, third, _ = meeting.sittings.order_by("starts_at")
    tick(operator, meeting, member, sitting=first)
    tick(operator, meeting, member, sitting=second, late=[meeting.entries.get(membership=member).pk])
    granted(meeting, member, operator, sittings=[third])
    services.settle(by=operator, activity=meeting)
    training = held(
        operator, checker, *(session(-day) for day in (5, 4, 3, 2)), title="培训班", code="training"
    )
    first, second, third, _ = training.sittings.order_by("starts_at")
    tick(operator, training, member, sitting=first)
    tick(operator, training, member, sitting=second)
    granted(training, member, operator, sittings=[third], kind="official")
    services.settle(by=operator, activity=training)
    return Half.of(training.sittings.first().day)


def test_before_the_first_settlement_it_says_what_will_come(phone):
    assert "还没有考勤记录" in page(phone)
    assert "还没有考勤记录" in page(phone, "own_attendance_records")


def test_both_rates_with_what_they_are_made_of(phone, year):
    """4 ÷ 8 = 50.0 %; without leave 4 ÷ (8 − 2) = 66.7 %."""
    text = page(phone)

    assert "应到 8 个单元，出席 4，请假 2（其中公务 1），缺席 2。" in text
    assert "出席率 50.0% ＝ 出席 4 ÷ 应到 8。" in text
    assert "扣除请假的出席率 66.7% ＝ 出席 4 ÷ （应到 8 − 获准的请假 2）。" in text
    assert "迟到 1 次，早退 0 次" in text


def test_by_kind_and_by_half_year(member, year):
    mine = own_figures.of_membership(member, None)

    assert [(one.label, one.expected, one.attended, one.absent) for one in mine.by_kind] == [
        ("专委会会议", 4, 2, 1),
        ("学习培训", 4, 2, 1),
    ]
    assert [(one.label, one.expected) for one in mine.by_half] == [(year.label, 8)]
    assert own_figures.of_membership(member, Half(2001, 1)).total.expected == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 8),
        ({"shown": "present"}, 4),
        ({"shown": "leave"}, 2),
        ({"shown": "absent"}, 2),
        ({"kind": "training"}, 4),
        ({"kind": "training", "shown": "present"}, 2),
        ({"half": "2001-1"}, 0),
        ({"shown": "nonsense"}, 8),
    ],
)
def test_behind_each_figure_stands_its_list(phone, year, query, count):
    response = phone.get(reverse("activities:own_attendance_records"), query)

    assert response.context["page_obj"].paginator.count == count


def test_every_figure_on_the_page_leads_to_that_many(phone, year):
    response = phone.get(reverse("activities:own_attendance"))
    rows = [row for table in response.context["tables"] for row in table["rows"]]
    cells = [row[name] for row in rows for name in ("expected", "attended", "leave", "absent")]

    assert len(cells) == 12
    for cell in cells:
        found = phone.get(cell["url"]).context["page_obj"].paginator.count
        assert str(found) == cell["text"]


def test_a_late_arrival_is_named_and_the_filter_can_be_lifted(phone, year):
    text = page(phone, "own_attendance_records", kind="committee_meeting", shown="present")

    assert "专委会会议出席（迟到）" in text
    assert "类型：<b>专委会会议</b>" in text and 'href="?shown=present"' in text


def test_another_members_facts_are_not_there(client, sign_in, county, year):
    other = make_member(county, "旁人")
    sign_in(county, user=other.person.user)

    assert "还没有考勤记录" in page(client)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(phone, operator, checker, member, count):
    for number in range(count):
        services.settle(by=operator, activity=held(operator, checker, session(-number - 1)))
    phone.get(reverse("activities:own_attendance"))

    with CaptureQueriesContext(connection) as asked:
        phone.get(reverse("activities:own_attendance"))
    assert len(asked) == 13
