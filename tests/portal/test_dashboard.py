"""What a chair reads: figures, ranking and charts of the hand-typed run; and who is turned away.

covers S011
"""

from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from accounts.choices import Role
from portal import charts
from portal.queries import attendance, dashboard
from tests.factories import make_actor
from tests.portal.ground import half_year


@pytest.fixture
def leader(county):
    return make_actor(county, Role.LEADER)


def test_five_figures_of_the_run(county, leader):
    made = half_year(county)
    figures = charts.figures(leader, made.cycle, made.run, None, None)
    # totals 59.5, 44, 24, 0: average 31.875; the plenary was attended in 12 of 15 half-days
    assert [(one["label"], one["figure"]) for one in figures] == [
        ("参评委员", "4"),
        ("平均得分", "31.9"),
        ("最高得分", "59.5"),
        ("全会出席率", "80.0"),
        ("常委会会议出席率", "—"),
    ]


@pytest.mark.parametrize(
    ("was", "change", "tone"),
    [("31.9", "持平", ""), ("31.86", "持平", ""), ("30", "+1.9", "good"), ("33", "−1.1", "bad")],
)
def test_a_figure_that_did_not_move_says_so(was, change, tone):
    figure = charts._figure("平均得分", Decimal("31.875"), "分", Decimal(was))
    assert (figure["change"], figure["tone"]) == (change, tone)


def test_leave_is_counted_apart_from_absence(county, leader):
    made = half_year(county)
    (row,) = attendance.by_kind(leader, made.cycle)
    assert (row["units"], row["present"], row["excused"], row["absent"]) == (15, 12, 1, 2)
    assert row["rate"] == Decimal("0.8")


def test_the_titles_of_the_charts_say_what_they_found(county, leader):
    made = half_year(county)
    titles = [chart["title"] for _, chart in charts.all_charts(leader, made.cycle, made.run)]
    assert titles == [
        "得分多在 0–10 分之间，占 25%",
        "全体会议出席率最低：80.0%",
        "教育界平均分最高（59.5 分），医药卫生界最低（0.0 分）",
        "经济委员会平均分最高（34.0 分），提案委员会最低（29.8 分）",
    ]


def test_bands_are_ten_points_wide_and_leave_no_gap(county, leader):
    made = half_year(county)
    labels, counts = dashboard.spread(leader, made.run)
    assert labels == ["0–10", "10–20", "20–30", "30–40", "40–50", "50–60"]
    assert counts == [1, 0, 1, 0, 1, 1]


def test_a_run_that_nobody_checked_is_not_shown(client, county, sign_in):
    made = half_year(county)
    sign_in(county, Role.LEADER)
    assert "乔安禾" in client.get(reverse("portal:dashboard")).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE appraisals_scoringrun SET state = 'draft' WHERE id = %s", [made.run.pk])
    assert "乔安禾" not in client.get(reverse("portal:dashboard")).content.decode()


def test_without_any_run_the_page_says_what_will_come(client, county, sign_in):
    sign_in(county, Role.LEADER)
    assert "还没有可看的考核结果" in client.get(reverse("portal:dashboard")).content.decode()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_others_find_nothing(client, county, sign_in, role):
    half_year(county)
    sign_in(county, role)
    assert client.get(reverse("portal:dashboard")).status_code == 404


def test_a_neighbour_sees_none_of_it(client, tree, sign_in):
    made = half_year(tree.county)
    sign_in(tree.other_county, Role.LEADER)
    assert "乔安禾" not in client.get(reverse("portal:dashboard")).content.decode()
    assert client.get(reverse("portal:dashboard") + f"?cycle={made.cycle.pk}").status_code == 404
    assert client.get(reverse("portal:ranking", args=[made.cycle.pk])).status_code == 404


def test_the_ranking_finds_a_name(client, county, sign_in):
    made = half_year(county)
    sign_in(county, Role.LEADER)
    page = client.get(reverse("portal:ranking", args=[made.cycle.pk]) + "?q=丁").content.decode()
    assert "丁一" in page
    assert "乔安禾" not in page


@pytest.mark.parametrize("members", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_members(
    client, county, sign_in, members, django_assert_num_queries
):
    made = half_year(county, members=members)
    sign_in(county, Role.LEADER)
    client.get(reverse("portal:dashboard"))
    with django_assert_num_queries(13):
        client.get(reverse("portal:ranking", args=[made.cycle.pk]))
    with django_assert_num_queries(22):
        client.get(reverse("portal:dashboard"))
