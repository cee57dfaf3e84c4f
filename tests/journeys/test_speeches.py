"""A paper in a browser: written on the phone, selected, marked, decided, spoken by the clock of the hall, compiled.

covers S140
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.choices import Role
from activities.models import Speech
from core.clock import today
from duties.models import DutyRecord
from tests.activities.site_ground import activity_kind, make_rule, make_sites
from tests.activities.speech_ground import make_call, make_member
from tests.factories import make_user
from tests.journeys.visitor import DESKTOP, PASSWORD

pytestmark = pytest.mark.browser
TEXT = "各位委员：\n社区托位不足，家长送托难。\n建议利用闲置用房建设托育点。"


@pytest.fixture
def users(house):
    """The author, the 经办人, the 复核人 and a reviewer, each with a password."""
    found = {"作者": make_member(house, "乔安禾", sector="教育界").user}
    for name, role in (("经办", Role.OPERATOR), ("复核", Role.CHECKER), ("评委", Role.LEADER)):
        found[name] = make_user(house, role, name=f"{name}同志")
    for user in found.values():
        user.set_password(PASSWORD)
        user.save()
    return found


@pytest.fixture
def enter(arrive, users):
    def enter(name, *, phone=False):
        visitor = arrive(phone=phone)
        visitor.log_in(users[name])
        return visitor

    return enter


def test_from_the_phone_to_the_rostrum_and_into_the_book(house, users, enter, tmp_path):
    call = make_call(house, title="十届五次全会大会发言")
    call.reviewers.set([users["评委"]])

    author = enter("作者", phone=True)
    author.open("/activities/")
    author.follow("大会发言")
    author.follow("撰写发言")
    author.page.locator("[name=title]").fill("补齐社区托育短板")
    author.page.locator("[name=text]").fill(TEXT)
    author.look()
    author.check_access()
    author.press("存为草稿")
    author.press("提交")
    author.sees("待初选")
    author.look()

    clerk, paper = enter("经办"), Speech.objects.get()
    clerk.open(f"/admin/activities/speech/{paper.pk}/change/")
    clerk.press("初选通过")
    clerk.sees("已初选通过。")

    reviewer = enter("评委", phone=True)
    reviewer.open("/activities/speeches/")
    reviewer.follow("补齐社区托育短板")
    reviewer.page.locator("[name=points]").fill("92.5")
    reviewer.press("提交评分")
    reviewer.sees("平均 92.50 分")

    checker = enter("复核")
    checker.open(f"/admin/activities/speech/{paper.pk}/change/")
    checker.page.locator("summary", has_text="定为口头发言").click()
    form = checker.page.locator("form", has=checker.page.locator("button[value=oral]"))
    form.locator("[name=meeting]").fill("十届十二次主席会议")
    form.locator("button[value=oral]").click()
    checker.sees("已定为口头发言。")
    checker.look()

    _speak(clerk, call, paper)
    assert DutyRecord.objects.get(kind__code="plenary_speech").result == "oral"
    clerk.open(f"/admin/activities/speechcall/{call.pk}/desk/")
    book = clerk.take(lambda: clerk.follow("下载材料汇编（Word）"), tmp_path)
    assert book.name == "十届五次全会大会发言发言材料汇编.docx"
    author.open(f"/activities/speeches/{paper.pk}/")
    author.sees("已发言")


def _speak(clerk, call, paper) -> None:
    """Eight minutes by a clock that the test moves: calm, amber in the last minute, red beyond."""
    page = clerk.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.clock.install(time=timezone.now())
    clerk.open(f"/activities/speeches/timer/{call.pk}/")
    clerk.check_access()
    root, clock = page.locator("[data-timer]"), page.locator("[data-clock]")
    expect(clock).to_have_text("8:00")
    page.keyboard.press("Space")
    page.clock.run_for(419_000)
    expect(root).to_have_attribute("data-state", "calm")
    page.clock.run_for(1_500)
    expect(root).to_have_attribute("data-state", "warning")
    expect(page.locator("[data-word]")).to_have_text("还剩 1 分钟")
    page.clock.run_for(65_000)
    expect(root).to_have_attribute("data-state", "over")
    expect(clock).to_have_text("+0:05")
    clerk.check_access()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-order] li")).to_contain_text("已发言 8:0")
    paper.refresh_from_db()
    assert (paper.state, paper.spoken_on) == ("spoken", today())
    assert 485 <= paper.spoken_seconds <= 487
    page.set_viewport_size(DESKTOP)


def test_a_rule_reads_as_a_sentence_that_follows_the_form(house, users, enter):
    rule = make_rule(
        house, sites=make_sites(house, 8), kind=activity_kind(), organiser=users["经办"], name="活动日"
    )
    clerk = enter("经办")
    clerk.open(f"/admin/activities/cadencerule/{rule.pk}/change/")
    clerk.sees("每月21日，8 个委员工作室。")
    clerk.check_access()
    clerk.page.locator(".select2-selection__choice__remove").first.click()
    clerk.sees("每月21日，7 个委员工作室。")
    clerk.page.locator("[name=day_of_month]").fill("31")
    clerk.sees("每月31日，7 个委员工作室。")
