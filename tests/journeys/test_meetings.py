"""Meetings in a browser: one from the notice to the attendance sheet, and a plenary of three half-days with groups.

What is expected is worked out by hand: «双考（示例）» gives 10 points for 专委会会议 attended at 90 % or more.
"""

import datetime as dt
import re
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from accounts.actors import actor_of
from accounts.choices import Role
from activities.models import Activity, Presence
from activities.services.kinds import seed_kinds
from appraisals import services as appraisals
from appraisals.engine.shipped import SCHEMES
from appraisals.models import LiveScore
from appraisals.services import live
from core.clock import SHANGHAI, now, today
from duties.models import DutyRecord
from members.models import Affiliation
from organizations.models import Group
from tests.activities.ground import make_member
from tests.activities.own_ground import moved
from tests.factories import make_user
from tests.journeys.test_rotating import WHOLE, scanned
from tests.journeys.visitor import DESKTOP, PASSWORD

pytestmark = pytest.mark.browser
NAMES = ("魏听澜", "丁川", "卢溯", "江予白")


@pytest.fixture
def people(house):
    """Four members, the 经办人 and the 复核人, each with a password."""
    seed_kinds()
    users = {name: make_member(house, name).person.user for name in NAMES}
    for name, role in (("经办", Role.OPERATOR), ("复核", Role.CHECKER)):
        users[name] = make_user(house, role, name=f"{name}同志")
    for user in users.values():
        user.set_password(PASSWORD)
        user.save()
    return users


@pytest.fixture
def clerk(arrive, people):
    visitor = arrive()
    visitor.log_in(people["经办"])
    return visitor


@pytest.fixture
def checker(arrive, people):
    visitor = arrive()
    visitor.log_in(people["复核"])
    return visitor


@pytest.fixture
def cycle(house, people):
    """The running half is collected by the example scheme."""
    clerk, checker = (actor_of(people[name], house.pk) for name in ("经办", "复核"))
    text = (SCHEMES / "shuangkao_example.yaml").read_text("utf-8")
    version = appraisals.load_scheme(by=clerk, text=text, source_note="测试")
    appraisals.adopt_scheme(by=checker, version=version, meeting="第三次主席会议", decided_on=today())
    version.refresh_from_db()
    cycle = appraisals.open_by_hand(by=clerk, year=today().year, part="h1" if today().month < 7 else "h2")
    cycle = appraisals.choose_scheme(by=clerk, cycle=cycle, version=version)
    return appraisals.move_cycle(by=clerk, cycle=cycle, step="collect")


def plan(clerk, *rows: dict, kind: str, title: str) -> None:
    """拟办: what it is, one row for each sitting, the whole house invited."""
    page = clerk.page
    clerk.open("/admin/activities/activity/add/")
    page.locator("[name=kind]").select_option(label=kind)
    page.locator("[name=title]").fill(title)
    page.locator("[name=place]").fill("政协二楼会议室")
    page.locator("[name=contact]").fill("李晓 0713-6200000")
    for number, row in enumerate(rows):
        for name in ("day", "begins", "ends", "title"):
            page.locator(f"[name=form-{number}-{name}]").fill(row.get(name, ""))
        for name in ("form", "scope"):
            if name in row:
                page.locator(f"[name=form-{number}-{name}]").select_option(label=row[name])
    page.locator("[name=everyone]").check()
    clerk.look()
    clerk.press("保存拟办")
    clerk.sees(f"“{title}”已保存。")


def send_notice(clerk, checker, count: int) -> Activity:
    """送审 by one, 审批 by the other, 发布; the activity."""
    clerk.press("送审")
    clerk.sees("已送审。")
    checker.open(clerk.page.url)
    checker.press("审批同意")
    checker.sees("已审批同意。")
    clerk.page.reload()
    clerk.press("发布通知")
    clerk.sees(f"已发布，名单 {count} 人，均已通知。")
    clerk.look()
    return Activity.objects.get(pk=re.search(r"/activity/(\d+)/", clerk.page.url)[1])


def day_after(days: int) -> str:
    return f"{today() + dt.timedelta(days=days):%Y-%m-%d}"


def ask_leave(phone, clerk, title: str) -> None:
    """From the first page of the phone to the decision, and back."""
    phone.sees("1 项会议活动等您答复")
    phone.follow(title)
    phone.sees("待答复")
    phone.look()
    phone.check_access()
    phone.follow("申请请假")
    phone.look()
    phone.page.get_by_label("病假").check()
    phone.page.get_by_label("请假事由").fill("住院治疗")
    phone.press("提交请假申请")
    phone.sees("请假申请已提交")
    phone.sees("请假待批")
    phone.look()
    clerk.open("/admin/activities/leaverequest/")
    clerk.follow("卢溯")
    clerk.press("同意请假")
    clerk.sees("已同意请假，已告知委员。")
    phone.page.reload()
    phone.sees("请假获准")
    phone.look()


def sign_in(arrive, clerk, people, activity: Activity) -> None:
    """The hall's screen changes its square; two phones read it."""
    sitting = activity.sittings.get()
    clerk.page.set_viewport_size(WHOLE)
    clerk.open(f"/activities/hall/{sitting.pk}/")
    clerk.press("开启扫码签到")
    clerk.sees("扫码签到已开启。")
    for name in ("魏听澜", "丁川"):
        phone = arrive(phone=True)
        phone.log_in(people[name])
        phone.sees("现在可以签到")
        phone.open(scanned(clerk))
        phone.press("签到")
        phone.sees("已签到")
        phone.open(f"/activities/{activity.pk}/")
        phone.sees("扫码签到")
        phone.check_access()
    expect(clerk.page.locator(".hall-present dd")).to_have_text("2", timeout=10_000)
    assert Presence.objects.filter(sitting=sitting, method="qr").count() == 2
    clerk.page.set_viewport_size(DESKTOP)


def enter_late(clerk, checker, activity: Activity, name: str) -> None:
    """补签: asked by one, confirmed by the other."""
    clerk.open(f"/admin/activities/activity/{activity.pk}/roster/")
    clerk.page.get_by_label(f"选 {name}").check()
    clerk.page.locator("select[name=act]").select_option("late_entry")
    clerk.page.locator("[name=reason]").fill("到会未带手机，同组委员证明")
    clerk.press("办理")
    clerk.sees("已为 1 位委员提出补签，待另一人确认。")
    clerk.look()
    checker.open("/admin/activities/lateentry/")
    checker.follow(name)
    checker.press("确认补签")
    checker.sees("已确认补签。")
    checker.look()


def scores() -> dict[str, Decimal]:
    rows = LiveScore.objects.select_related("bearer__membership__person")
    return {row.bearer.membership.person.name: row.total for row in rows}


def begin(clerk, activity: Activity) -> None:
    clerk.open(f"/admin/activities/activity/{activity.pk}/change/")
    clerk.press("开始")
    clerk.sees("已开始。")


def settle(clerk, activity: Activity, count: int) -> None:
    clerk.open(f"/admin/activities/activity/{activity.pk}/change/")
    clerk.press("结算考勤")
    clerk.sees(f"已结算，记入 {count} 条履职记录，并已告知名单上的委员。")
    clerk.look()


def read_own_result(phone, activity: Activity) -> None:
    """What one reads who was entered late: the result, the rate, the line of the score."""
    phone.open(f"/activities/{activity.pk}/")
    phone.sees("补签")
    phone.sees("有出入，提出异议")
    phone.look()
    phone.open("/activities/attendance/")
    phone.sees("出席率 100.0% ＝ 出席 1 ÷ 应到 1。")
    phone.look()
    phone.check_access()
    phone.open("/")
    phone.follow("得分")
    phone.follow("实时参考分", exact=False)
    line = phone.page.get_by_role("listitem").filter(has_text="专委会会议和履职活动出席率")
    expect(line).to_have_text(re.compile(r"\s10\s*分\s*$"))


def take_sheet(clerk, activity: Activity, folder):
    clerk.open(f"/admin/activities/activity/{activity.pk}/change/")
    return load_workbook(clerk.take(lambda: clerk.follow("导出签到册"), folder))


def test_a_meeting_from_the_notice_to_the_attendance_sheet(arrive, clerk, checker, people, cycle, tmp_path):
    title = "经济委员会第四次会议"
    plan(clerk, {"day": day_after(3), "begins": "09:00", "ends": "11:00"}, kind="专委会会议", title=title)
    activity = send_notice(clerk, checker, 4)

    away = arrive(phone=True)
    away.log_in(people["卢溯"])
    ask_leave(away, clerk, title)

    ahead = activity.starts_at - now()  # the hour comes: a quarter of an hour before the start
    activity = moved(activity, ahead.total_seconds() / 3600 - 0.25)
    begin(clerk, activity)
    sign_in(arrive, clerk, people, activity)

    activity = moved(activity, 2.5)  # and goes: the meeting is over
    enter_late(clerk, checker, activity, "江予白")
    live.refresh(cycle.pk)
    before = scores()
    settle(clerk, activity, 4)
    live.refresh_changed()
    after = scores()
    gained = {name: after[name] - before[name] for name in NAMES}
    assert gained == {"魏听澜": 10, "丁川": 10, "卢溯": 0, "江予白": 10}

    phone = arrive(phone=True)
    phone.log_in(people["江予白"])
    read_own_result(phone, activity)
    away.open("/activities/attendance/")
    away.sees("应到 1 个单元，出席 0，请假 1，缺席 0。")

    sheet = take_sheet(clerk, activity, tmp_path).worksheets[1]
    rows = {row[2]: (row[7], row[9]) for row in sheet.iter_rows(values_only=True) if row[2] in NAMES}
    assert rows == {
        "魏听澜": ("出席", None), "丁川": ("出席", None), "卢溯": ("请假", None), "江予白": ("出席", "补签"),
    }  # fmt: skip


@pytest.fixture
def groups(house, people):
    """魏听澜 and 丁川 in the first 学习组, 卢溯 and 江予白 in the second."""
    for name, group in zip(NAMES, ("第一学习组", "第一学习组", "第二学习组", "第二学习组"), strict=True):
        membership = people[name].person.memberships.get()
        Affiliation.objects.create(
            membership=membership, kind="study_group", group=Group.objects.get(term__organization=house, name=group),
            during=membership.during,
        )  # fmt: skip


def plan_plenary(clerk) -> None:
    first, second = day_after(3), day_after(4)
    afternoon = {"day": first, "begins": "14:30", "ends": "17:00", "form": "小组"}
    plan(
        clerk,
        {"day": first, "begins": "09:00", "ends": "11:30", "title": "开幕会"},
        afternoon | {"title": "一组讨论", "scope": "第一学习组"},
        afternoon | {"title": "二组讨论", "scope": "第二学习组"},
        {"day": second, "begins": "09:00", "ends": "11:00", "title": "闭幕会"},
        kind="全体会议",
        title="县政协三次全会",
    )


def answer_plenary(phone, activity: Activity) -> None:
    """The half-day of the other group is shown as none of one's own."""
    phone.follow("县政协三次全会")
    phone.sees("日程（4 个时段）")
    expect(phone.page.get_by_text("不在应到", exact=True)).to_have_count(1)
    phone.sees("通知其他委员参加")
    phone.press("确认参加")
    phone.sees("将出席")
    phone.look()
    phone.open(f"/activities/month/?month={activity.starts_at.astimezone(SHANGHAI):%Y-%m}")
    phone.look()
    phone.check_access()


def tick_all(clerk, activity: Activity, present: dict[str, tuple]) -> None:
    for sitting in activity.sittings.order_by("starts_at", "pk"):
        clerk.open(f"/admin/activities/activity/{activity.pk}/roster/?sitting={sitting.pk}")
        for name in present[sitting.title]:
            clerk.page.get_by_label(f"选 {name}").check()
        clerk.press("办理")
        clerk.sees(f"已登记 {len(present[sitting.title])} 位委员签到。")


def test_a_plenary_of_three_half_days_with_groups(arrive, clerk, checker, people, groups, tmp_path):
    plan_plenary(clerk)
    activity = send_notice(clerk, checker, 4)
    phone = arrive(phone=True)
    phone.log_in(people["丁川"])
    answer_plenary(phone, activity)

    activity = moved(activity, 24 * 5)
    begin(clerk, activity)
    present = {
        "开幕会": NAMES, "一组讨论": ("魏听澜",), "二组讨论": ("卢溯", "江予白"), "闭幕会": ("魏听澜", "卢溯"),
    }  # fmt: skip
    tick_all(clerk, activity, present)
    settle(clerk, activity, 12)

    told = DutyRecord.objects.filter(bearer__membership__person__user=people["丁川"]).select_related("kind")
    assert sorted((one.kind.code, one.result) for one in told) == [
        ("plenary_attendance", "absent"),
        ("plenary_attendance", "present"),
        ("plenary_group_attendance", "absent"),
    ]
    phone.open(f"/activities/{activity.pk}/")
    phone.look()
    phone.open("/activities/attendance/")
    phone.sees("应到 3 个单元，出席 1，请假 0，缺席 2。")
    phone.sees("出席率 33.3% ＝ 出席 1 ÷ 应到 3。")

    book = take_sheet(clerk, activity, tmp_path)
    assert len(book.worksheets) == 5
    counts = (row for row in book.worksheets[0].iter_rows(values_only=True) if isinstance(row[1], int))
    assert {row[0].split()[-1]: row[1:5] for row in counts} == {
        "开幕会": (4, 4, 0, 0), "一组讨论": (2, 1, 0, 1), "二组讨论": (2, 2, 0, 0), "闭幕会": (4, 2, 0, 2),
    }  # fmt: skip
