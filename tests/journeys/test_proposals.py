"""Proposals in a browser: a joint one to 办结; merged and parted; 不满意, handled again, and the promise kept."""

import pytest
from playwright.sync_api import expect

from accounts.choices import Role
from accounts.models import User
from duties.reconcile import differences
from proposals import services
from proposals.models import Evaluation, Promise, Proposal, Task
from tests.factories import make_user
from tests.journeys.visitor import PASSWORD
from tests.proposals.ground import (
    accepted,
    lay,
    office_of,
    person,
    say,
    sent,
    submitted,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def ground(house):
    return lay(house, second_review=False)


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def member(house, name: str):
    found = person(house, name, pinyin="", initials="")[0]
    with_password(found.person.user)
    return found


def enter(arrive, user: User, *, phone: bool = False):
    visitor = arrive(phone=phone)
    visitor.log_in(with_password(user))
    return visitor


def desk(visitor, verdict: str, *, text: str = "", category: str = "", main: str = "") -> None:
    """提案委 decides about the first of the queue."""
    page = visitor.page
    page.get_by_label("审查意见").select_option(label=verdict)
    if text:
        page.get_by_label("说明").fill(text)
    if category:
        page.get_by_label("分类").select_option(label=category)
    if main:
        page.get_by_label("主案提案号").fill(main)
    visitor.press("处理并看下一件")
    visitor.look()


def write_on_the_phone(writer) -> None:
    """A new draft, seen to save itself."""
    writer.open("/proposals/")
    writer.press("写提案")
    writer.page.get_by_label("案由").fill("关于改善城南停车的建议")
    writer.page.get_by_label("情况").fill("城南老旧小区停车位缺口三百个。")
    writer.page.get_by_label("分析").fill("建设年代早，没有配建车位。")
    writer.page.locator("[name=suggestion]").first.fill("利用城南空地建设临时停车场")
    expect(writer.page.locator("[data-save-state]")).to_contain_text("已保存于")
    writer.look()
    writer.check_access()


def evaluate_on_the_phone(visitor) -> None:
    """All answers 满意, looked over and confirmed."""
    visitor.open("/proposals/")
    visitor.follow("去评价")
    visitor.look()
    for label in ("已走访或面商", "针对建议逐条答复"):
        visitor.page.get_by_label(label, exact=True).check()
    for question in ("办理态度", "总体评价"):
        visitor.page.get_by_role("group", name=question).get_by_label("满意", exact=True).check()
    visitor.press("下一步：核对")
    visitor.look()
    visitor.press("确认提交评价")
    visitor.sees("评价已提交")


def test_a_joint_proposal_from_the_phone_to_its_end(arrive, ground, house):
    lead, signer = member(house, "宁未央"), member(house, "单晓禾")
    unit = office_of(ground, "住建局")
    writer = enter(arrive, lead.person.user, phone=True)
    write_on_the_phone(writer)
    writer.press("保存并邀请联名")
    writer.page.get_by_role("searchbox").fill("单晓禾")
    writer.page.keyboard.press("Enter")
    writer.page.get_by_label("单晓禾").check()
    writer.press("邀请所选委员")
    writer.sees("待答复")

    other = enter(arrive, signer.person.user, phone=True)
    other.open("/proposals/")
    other.follow("看全文并答复")
    other.look()
    other.page.get_by_label("您的意见").fill("情况属实，赞成")
    other.press("同意联名")
    other.sees("已同意联名")

    writer.page.on("dialog", lambda dialog: dialog.accept())
    writer.page.reload()
    writer.sees("已联名")
    writer.press("提交提案")
    writer.sees("待初审")

    office = enter(arrive, User.objects.get(pk=ground.office.user_id))
    office.open("/admin/proposals/proposal/review/")
    desk(office, "通过", text="格式、资格符合要求")
    office.open("/admin/proposals/proposal/review/?stage=final")
    desk(office, "立案", category="社会建设")
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.number) == ("filed", 1)

    task = sent(ground, accepted(ground, proposal, unit), unit, letters="A")
    for visitor in (writer, other):
        evaluate_on_the_phone(visitor)
    proposal.refresh_from_db()
    assert (proposal.state, Task.objects.get(pk=task.pk).state) == ("closed", "closed")
    writer.open(f"/proposals/{proposal.pk}/")
    writer.sees("办结")
    assert differences(house) == []


def test_two_are_joined_and_parted_again_at_the_desk(arrive, ground, house):
    main = filed_one(ground, member(house, "甲委员"))
    other = submitted(member(house, "乙委员"))
    services.pass_on(by=ground.office, proposal=other)
    office = enter(arrive, User.objects.get(pk=ground.office.user_id))

    office.open(f"/admin/proposals/proposal/review/?stage=final&pk={other.pk}")
    desk(office, "并案", text="同一事项", main=str(main.number))
    assert Proposal.objects.get(pk=other.pk).state == "merged"
    office.open(f"/admin/proposals/proposal/{main.pk}/change/")
    office.sees("并入本案的提案")

    office.open(f"/admin/proposals/proposal/{other.pk}/change/")
    office.follow("撤销并案")
    office.page.get_by_label("理由").fill("经核对不是同一事项")
    office.press("撤销并案")
    office.sees("已撤销并案")
    office.look()
    assert Proposal.objects.get(pk=other.pk).state == "final"
    assert differences(house) == []


def filed_one(ground, lead):
    proposal = submitted(lead)
    services.pass_on(by=ground.office, proposal=proposal)
    chosen = ground.organization.category_set.get(name="社会建设")
    return services.file(by=ground.office, proposal=Proposal.objects.get(pk=proposal.pk), category=chosen)


def test_unsatisfied_it_is_handled_again_and_the_promise_is_kept(arrive, ground, house):
    lead = member(house, "丙委员")
    unit = office_of(ground, "住建局")
    task = sent(ground, accepted(ground, filed_one(ground, lead), unit), unit, letters="B")
    say(task, lead, "unsatisfied", "没有说明何时完成")
    handler = enter(arrive, User.objects.get(pk=unit.liaison.user_id))
    handler.open("/proposals/units/")
    handler.sees("重新办理")
    handler.follow("关于改善城南停车的建议", exact=False)
    handler.look()
    handler.follow("写答复")
    handler.look()
    assert Evaluation.objects.get().grade == "unsatisfied"
    expect(handler.page.get_by_text("没有说明何时完成")).to_have_count(0)

    task = sent(ground, Task.objects.get(pk=task.pk), unit, letters="B")
    say(task, lead, "satisfied")
    handler.open("/proposals/units/")
    handler.page.get_by_label("兑现情况和佐证").first.fill("停车场已开放，照片见附件")
    handler.page.get_by_role("button", name="报告兑现").first.click()
    handler.sees("待提案委核查")
    office = enter(arrive, User.objects.get(pk=ground.office.user_id))
    promise = Promise.objects.get(state="reported")
    office.open(f"/admin/proposals/promise/{promise.pk}/change/")
    office.page.locator("[name=keep-finding]").fill("实地看过，已经开放")
    office.press("确认已兑现")
    office.sees("已兑现")
    promise.refresh_from_db()
    assert (promise.state, Proposal.objects.get().state) == ("kept", "closed")
    chair = enter(arrive, make_user(house, Role.LEADER, name="主席同志"))
    chair.open("/proposals/figures/")
    chair.sees("承诺兑现")
    assert differences(house) == []
