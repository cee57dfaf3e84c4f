"""Reports in a browser: an urgent one to 省采用 and 批示 and back, five merged with five credits, one not adopted.

What the ledger must say is written out by hand.
"""

import pytest
from playwright.sync_api import expect

from accounts.choices import Role
from accounts.models import User
from core.clock import today
from duties.models import DutyRecord
from duties.reconcile import differences
from social_info import services
from social_info.models import Report, Series
from tests.factories import make_membership, make_user
from tests.journeys.visitor import PASSWORD
from tests.social_info import ground

pytestmark = pytest.mark.browser
TITLE = "关于汛期城东低洼路段积水的情况反映"
DESK = "/admin/social_info/report/"


def account(house, role, name: str) -> User:
    user = make_user(house, role, name=name)
    user.set_password(PASSWORD)
    user.save()
    if role == Role.MEMBER:
        make_membership(house, name, user=user)
    return user


@pytest.fixture
def people(house):
    Series.objects.create(organization=house, name="社情民意信息")
    return {
        "委员": account(house, Role.MEMBER, "甘棠"),
        "采编": account(house, Role.RESEARCH_OFFICE, "采编同志"),
        "科长": account(house, Role.RESEARCH_OFFICE, "科长同志"),
        "主席": account(house, Role.LEADER, "主席同志"),
    }


def come(arrive, user: User, *, phone: bool = False):
    visitor = arrive(phone=phone)
    visitor.log_in(user)
    return visitor


def fill(visitor, **fields) -> None:
    for name, value in fields.items():
        visitor.page.locator(f"[name={name}]").first.fill(value)


def act(visitor, label: str, **fields) -> None:
    """Open an act of the desk if it is folded, fill it in, press its button."""
    button = visitor.page.get_by_role("button", name=label, exact=True)
    if not button.is_visible():
        visitor.page.locator("details.desk-act", has_text=label).locator(
            "summary", has_text=label
        ).first.click()
    form = visitor.page.locator("form", has=visitor.page.get_by_role("button", name=label, exact=True))
    for name, value in fields.items():
        control = form.locator(f"[name={name}]")
        if control.evaluate("(one) => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    visitor.look()
    button.click()
    visitor.page.wait_for_load_state("load")


def facts(report) -> set[tuple]:
    rows = DutyRecord.objects.filter(matter_ref=report.matter_ref, voided_at=None)
    return {(str(row.bearer), row.stage, row.level) for row in rows}


def write_on_the_phone(member) -> Report:
    """Autosave, a line that breaks and comes back, then 报送."""
    member.open("/social-info/")
    member.follow("反映情况")
    member.look()
    member.check_access()
    fill(member, title=TITLE, situation="连续两场暴雨，城东三处路段积水超过四十厘米。")
    expect(member.page.get_by_text("已自动保存")).to_be_visible()
    member.context.set_offline(True)
    fill(member, suggestions="建议尽快疏通管网，设置警示标志，汛前完成泵站检修。")
    expect(member.page.get_by_text("网络中断，内容已暂存在本机")).to_be_visible()
    member.complaints.clear()
    member.context.set_offline(False)
    expect(member.page.get_by_text("已自动保存")).to_be_visible(timeout=20_000)
    report = Report.objects.get()
    assert report.suggestions.startswith("建议尽快疏通管网")
    member.page.get_by_label("紧急，走直通车").check()
    member.look()
    member.press("报送")
    member.sees("已报送。研究室初审后会通知您。")
    member.look()
    member.check_access()
    report.refresh_from_db()
    assert (report.state, report.urgent) == ("submitted", True)
    return report


def edit_and_sign(editor, head, report) -> None:
    editor.open(DESK)
    editor.sees("还剩 24 小时")
    editor.open(f"{DESK}{report.pk}/change/")
    act(editor, "初审通过，转采编")
    act(
        editor,
        "保存采编稿",
        title="城东低洼路段汛期积水亟待治理",
        body="连续两场暴雨，城东三处路段积水超过四十厘米。建议疏通管网。",
        note="压缩",
    )
    editor.sees("删去的划线")
    editor.look()
    editor.check_access()
    act(editor, "送审核")
    head.open(f"{DESK}{report.pk}/change/")
    act(head, "审核通过")
    act(head, "登记签发", signed_by="副主席甲")


def issue(editor, report, folder) -> None:
    editor.open(f"/admin/social_info/issue/add/?of={report.pk}")
    fill(editor, main="县委办公室\n省政协研究室（省政协）")
    editor.look()
    editor.press("编排本期")
    editor.sees("本期已编排")
    path = editor.take(lambda: editor.follow("下载文稿"), folder)
    assert path.stat().st_size > 5_000
    editor.press("编发本期")
    editor.sees("第1期。反映人已得到通知。")
    editor.look()


def test_an_urgent_report_goes_to_the_province_and_comes_back_with_an_instruction(
    arrive, people, house, tmp_path
):
    member = come(arrive, people["委员"], phone=True)
    editor, head = come(arrive, people["采编"]), come(arrive, people["科长"])
    report = write_on_the_phone(member)
    edit_and_sign(editor, head, report)
    issue(editor, report, tmp_path)
    editor.open(f"{DESK}{report.pk}/change/")
    act(editor, "登记采用", level="province", body="省政协研究室")
    editor.sees("采用已登记，反映人已得到通知。")
    act(
        editor,
        "登记批示",
        leader_name="某某",
        leader_post="副省长",
        level="province",
        text="请水利部门研究。",
    )
    editor.sees("批示已登记，反映人已得到通知。")
    assert facts(report) == {
        ("甘棠", "submitted", ""), ("甘棠", "adopted", "county"), ("甘棠", "adopted", "province"),
        ("甘棠", "instructed", "province"),
    }  # fmt: skip
    assert differences(house) == []
    member.open(f"/social-info/{report.pk}/")
    for words in ("省政协研究室单篇采用（省级）", "副省长某某批示（省级）", "请水利部门研究。", "已编发"):
        member.sees(words)
    member.open("/notices/")
    member.sees("得到省级领导批示")
    chair = come(arrive, people["主席"])
    chair.open("/social-info/board/")
    chair.sees("副省长某某")
    chair.check_access()


def test_five_reports_become_one_and_five_people_are_credited(arrive, people, house):
    names = ["委员一", "委员二", "委员三", "委员四", "委员五"]
    reports = [ground.handed_in(ground.member(house, name)) for name in names]
    editor, head = come(arrive, people["采编"]), come(arrive, people["科长"])
    editor.open(DESK)
    for box in editor.page.locator("input.action-select").all():
        box.check()
    editor.page.locator("select[name=action]").select_option(label="合编为一篇综合信息")
    editor.page.locator("button[name=index]").first.click()
    fill(editor, title="五名委员反映加装电梯资金缺口")
    editor.look()
    editor.press("建立综合信息")
    editor.sees("综合信息已建立")
    main = Report.objects.get(origin="compiled")
    act(editor, "保存采编稿", title="加装电梯资金缺口待补", body="五名委员反映同一问题。")
    act(editor, "送审核")
    head.open(f"{DESK}{main.pk}/change/")
    act(head, "审核通过")
    act(head, "登记签发", signed_by="副主席甲")
    head.open(f"/admin/social_info/issue/add/?of={main.pk}")
    fill(head, main="县委办公室")
    head.press("编排本期")
    head.press("编发本期")
    head.sees("反映人已得到通知")
    for name, report in zip(names, reports, strict=True):
        assert facts(report) == {(name, "submitted", ""), (name, "adopted_merged", "county")}
        assert report.situation == ground.TEXT["situation"]
    assert facts(main) == set()
    assert differences(house) == []


def test_the_reason_of_one_not_adopted_reaches_the_member_alone(arrive, people, house):
    member, editor = come(arrive, people["委员"], phone=True), come(arrive, people["采编"])
    actor = ground.actor_of(people["委员"], house.pk)
    report = services.submit(by=actor, report=ground.write(actor))
    editor.open(f"{DESK}{report.pk}/change/")
    act(editor, "不采用", reason="有关部门已有明确措施，留存备查")
    editor.sees("理由已告知反映人")
    member.open("/notices/")
    member.sees("未采用，请查看理由")
    member.open(f"/social-info/{report.pk}/")
    member.sees("有关部门已有明确措施，留存备查")
    member.look()
    assert facts(report) == {("甘棠", "submitted", ""), ("甘棠", "not_adopted", "")}
    assert DutyRecord.objects.get(stage="not_adopted").occurred_on == today()
    assert differences(house) == []
