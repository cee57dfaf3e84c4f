"""月表 and 周表: what is arranged in a month and a week, on the page and as Excel.

covers S155
"""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.choices import Role
from activities.choices import Half
from activities.models import Activity
from activities.services.planning import Host, Session, plan
from activities.sheet_queries import monday_of, month_rows, week_rows
from core.clock import SHANGHAI
from members.models import Membership
from organizations.models import Sector
from tests.activities.site_ground import activity_kind
from tests.factories import make_actor, make_membership

NOVEMBER = dt.date(2026, 11, 1)


def arrange(
    by,
    day,
    hours=(9, 11),
    *,
    title="秘书长办公会",
    code="secretary_general_office",
    state="published",
    **values,
):
    start, end = (dt.datetime(2026, 11, day, hour, 30, tzinfo=SHANGHAI) for hour in hours)
    values = {"audience": {"everyone": True}, "place": "第一会议室", "hosts": [Host(other="办公室")]} | values
    activity = plan(
        by=by,
        kind=activity_kind(code),
        title=title,
        sessions=[Session(starts_at=start, ends_at=end)],
        **values,
    )
    Activity.objects.filter(pk=activity.pk).update(state=state)
    return activity


def cells(content):
    sheet = load_workbook(io.BytesIO(content)).active
    return sheet, [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_the_month_lists_what_is_arranged_in_order(county, operator):
    arrange(operator, 18, (14, 16), title="四大班子联席会议", code="four_bodies_joint")
    arrange(operator, 3, state="draft")
    arrange(operator, 4, state="cancelled")
    rows = month_rows(operator, NOVEMBER)
    assert [(row.day.day, row.weekday, row.clock, row.title, row.planned) for row in rows] == [
        (3, "星期二", "09:30—11:30", "秘书长办公会", True),
        (18, "星期三", "14:30—16:30", "四大班子联席会议", False),
    ]
    assert (rows[0].place, rows[0].hosts, rows[0].who) == ("第一会议室", "办公室", "全体委员")
    assert month_rows(operator, dt.date(2026, 12, 1)) == []


def test_chairs_see_what_is_published_and_neighbours_nothing(county, operator, neighbour):
    arrange(operator, 3, state="draft")
    arrange(operator, 5)
    assert len(month_rows(make_actor(county, Role.LEADER), NOVEMBER)) == 1
    assert month_rows(neighbour, NOVEMBER) == []


def test_whom_it_concerns_is_named_in_a_fixed_number_of_queries(county, operator, django_assert_num_queries):
    sector = Sector.objects.get(term__organization=county, name="农业界")
    people = [make_membership(county, f"委员{n}") for n in range(7)]
    arrange(
        operator, 3, audience={"offices": ["standing"], "sectors": [sector.pk], "members": [people[0].pk]}
    )
    arrange(operator, 5, audience={"members": [one.pk for one in people]})
    arrange(operator, 6, audience={"members": [people[6].pk]})
    with django_assert_num_queries(4):
        rows = month_rows(operator, NOVEMBER)
    assert [row.who for row in rows] == [
        "常委、农业界、委员0",
        "委员0、委员1、委员2、委员3、委员4等 7 人",
        "委员6",
    ]
    assert Membership.objects.count() == 7


def test_the_week_has_seven_days_from_monday_with_three_halves(county, operator):
    arrange(operator, 18, (14, 16))
    arrange(operator, 22, (19, 20), title="委员读书会", code="reading")
    found = week_rows(operator, monday_of(dt.date(2026, 11, 22)))
    assert [(day.day, weekday) for day, weekday, _ in found] == [
        (16, "星期一"), (17, "星期二"), (18, "星期三"), (19, "星期四"), (20, "星期五"), (21, "星期六"), (22, "星期日"),
    ]  # fmt: skip
    assert [row.title for row in found[2][2][Half.AFTERNOON]] == ["秘书长办公会"]
    assert [row.title for row in found[6][2][Half.EVENING]] == ["委员读书会"]


@pytest.fixture
def staff(county, sign_in):
    return sign_in(county, Role.OPERATOR)


def test_the_month_as_excel(client, county, staff, operator):
    arrange(operator, 3, state="draft")
    response = client.get(reverse("activities:month_sheet"), {"month": "2026-11", "file": "1"})
    sheet, rows = cells(b"".join(response.streaming_content))
    assert rows[0][0] == "2026年11月工作安排表"
    assert rows[1][0] == "中国人民政治协商会议丙县政协"
    assert rows[2] == ["序号", "日期", "星期", "时间", "内容", "地点", "参加范围", "主办", "状态"]
    assert rows[3] == [
        "1",
        "11月3日",
        "星期二",
        "09:30—11:30",
        "秘书长办公会",
        "第一会议室",
        "全体委员",
        "办公室",
        "拟办",
    ]
    assert (sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "$3:$3",
        "landscape",
        9,
    )


def test_the_week_as_excel(client, county, staff, operator):
    arrange(operator, 17, state="draft")
    response = client.get(reverse("activities:week_sheet"), {"day": "2026-11-22", "file": "1"})
    _, rows = cells(b"".join(response.streaming_content))
    assert rows[0][0] == "一周工作安排表"
    assert rows[1][2] == "2026年11月16日至2026年11月22日"
    assert rows[3] == ["日期", "上午", "下午", "晚上"]
    assert rows[5] == ["11月17日\n星期二", "09:30—11:30 秘书长办公会（第一会议室）〔拟〕", "", ""]
    assert len(rows) == 11


def test_the_pages(client, county, staff, operator):
    arrange(operator, 18)
    month = client.get(reverse("activities:month_sheet"), {"month": "2026-11"}).content.decode()
    week = client.get(reverse("activities:week_sheet"), {"day": "2026-11-18"}).content.decode()
    assert "11月18日 星期三" in month and "秘书长办公会" in month
    assert "11月16日至11月22日" in week and "秘书长办公会" in week
    assert client.get(reverse("activities:month_sheet"), {"month": "2026-13"}).status_code == 200
    assert client.get(reverse("activities:week_sheet"), {"day": "昨天"}).status_code == 200


@pytest.mark.parametrize("role", [Role.MEMBER, Role.SYSTEM_ADMIN, Role.UNIT_LIAISON])
def test_for_others_the_sheets_are_not_there(client, county, sign_in, role):
    sign_in(county, role)
    assert client.get(reverse("activities:month_sheet")).status_code == 404
    assert client.get(reverse("activities:week_sheet")).status_code == 404
