"""The main job in a browser: from two Excel files to a published half-year that a member can question.

Every total below is worked out by hand from tests/data/duties.xlsx and the scheme «双考(示例)», or from the document
of 广水, never read from the running house.
"""

import re

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from accounts.choices import Role
from appraisals.engine.shipped import SCHEMES
from duties.models import DutyRecord
from members.models import Membership
from tests.factories import make_user
from tests.journeys.visitor import PASSWORD

pytestmark = pytest.mark.browser
FILES = SCHEMES.parent.parent / "tests" / "data"
DECISION = {"决定会议": "十届十九次主席会议", "决定日期": "2026-07-20", "文号": "丙政协〔2026〕12号"}
# 宁未央 (常委): 考勤 全会 12 + 常委会 10 + 活动 10 + 培训一季 4 = 36;
# 考绩 联名立案 6 × 50% = 3，重点提案第一提案人 4，报告 6，小结 4，评价 92 × 10% = 9.2 → 26.2
# 欧阳月初: 36 + 联名 3 + 报告 6 + 小结 4 + 8.3；吕昭意: 36 + 立案 6 + 县级 1 + 小结 4 + 8.7
# 单晓禾: 常委会请假一次不计；36 + 立案 6 + 小结 4 + 8.8；覃青禾: 36 + 县级 1 + 协商一次 3 + 走访 1 + 小结 4 + 8.6
# 魏听澜: 培训公务请假 32 + 省级 5 + 监督一次 3 + 小结 4 + 8.4；丁川 (0012): 32 + 接待日 1 + 小结 4 + 7.6
# 田屿白: 活动 1/2 不足 60% 得 0，26 + 联名 3 + 市级 3 + 小结 4 + 8.5；丁川 (0008): 26 + 3 + 4 + 7.8
# 仇松岑: 全会请假 0，24 + 联名 3 + 走访 1 + 小结 4 + 8；卢溯: 全会、活动缺席 14 + 联名 3 + 6
RANKED = [
    ("宁未央", "62.20"), ("欧阳月初", "57.30"), ("吕昭意", "55.70"), ("单晓禾", "54.80"), ("覃青禾", "53.60"), ("魏听澜", "52.40"),
    ("丁川", "44.60"), ("田屿白", "44.50"), ("丁川", "40.80"), ("仇松岑", "40.00"), ("卢溯", "23.00"),
]  # fmt: skip
# 11 人参加排名（主席只计分），前 60% 为 6.6，进一为 7
ANNOUNCED = ["宁未央", "单晓禾", "欧阳月初", "吕昭意", "覃青禾", "魏听澜", "丁川"]
# 广水: 安知行 立案两件 40 + 信息三条 60 = 100，以 80 为限，考勤 10，笔记与文章 10，省级表彰 8 → 108；
# 宁未央 联名立案 15 + 转信息 15，全会迟到 1、小组缺席 1.5，笔记 5 → 42.5；单晓禾 帮扶一家 20，常委会缺席四次扣完 → 20
GUANGSHUI = {"安知行": "108.00", "宁未央": "42.50", "单晓禾": "20.00"}
GUANGSHUI_HEADER = (
    "委员编号",
    "姓名",
    "事项",
    "日期",
    "事由",
    "角色",
    "阶段",
    "层级",
    "结果",
    "标记",
    "文件编号",
)
GUANGSHUI_FACTS = (
    ("0001", "提案", "2026-01-13", "关于老街整治的提案", "第一提案人", "立案", "", "", ""),
    ("0001", "提案", "2026-01-14", "关于灌渠清淤的提案", "第一提案人", "立案", "", "", ""),
    ("0001", "社情民意信息", "2026-02-02", "反映早稻种子的情况", "", "提交", "", "", ""),
    ("0001", "社情民意信息", "2026-03-02", "反映乡村客运的情况", "", "提交", "", "", ""),
    ("0001", "社情民意信息", "2026-09-02", "反映秋收用电的情况", "", "提交", "", "", ""),
    ("0001", "学习笔记", "2026-10-31", "年度学习笔记", "", "", "", "", ""),
    ("0001", "学习心得体会文章", "2026-10-31", "学习心得", "", "", "", "", ""),
    ("0001", "受到表彰", "2026-08-01", "省级先进", "", "", "省级", "", ""),
    ("0001", "受到表彰", "2026-08-02", "市级先进", "", "", "市级", "", ""),
    ("0002", "提案", "2026-01-13", "关于老街整治的提案", "联名人", "立案", "", "", ""),
    ("0002", "提案", "2026-01-15", "关于路灯的提案", "第一提案人", "转作社情民意信息", "", "", ""),
    ("0002", "全体会议出席", "2026-01-12", "全体会议", "", "", "", "出席", "迟到"),
    ("0002", "全体会议小组讨论出席", "2026-01-13", "小组讨论", "", "", "", "无故缺席", ""),
    ("0002", "学习笔记", "2026-10-31", "年度学习笔记", "", "", "", "", ""),
    ("0003", "结对帮扶困难群众", "2026-05-01", "帮扶困难群众", "", "", "", "", ""),
    *(("0003", "常委会会议出席", f"2026-04-0{day}", f"第{day}次常委会", "", "", "", "无故缺席", "") for day in (1, 2, 3, 4)),
)  # fmt: skip


@pytest.fixture
def staff(house):
    """经办人, 复核人 and 主席 of 丙县, each with a password, the first two with a bound phone."""
    people = {}
    for name, role in (("经办", Role.OPERATOR), ("复核", Role.CHECKER), ("主席", Role.LEADER)):
        people[name] = make_user(house, role, name=f"{name}同志")
        people[name].set_password(PASSWORD)
        people[name].save()
    return people


@pytest.fixture
def clerk(arrive, staff):
    visitor = arrive()
    visitor.log_in(staff["经办"])
    return visitor


@pytest.fixture
def checker(arrive, staff):
    visitor = arrive()
    visitor.log_in(staff["复核"])
    return visitor


def hand_in(clerk, kind: str, path) -> str:
    """经办人 hands in a table; the page of the batch when it has been checked."""
    clerk.open("/admin/documents/importbatch/add/")
    clerk.page.get_by_label("表格类别").select_option(label=kind)
    clerk.page.get_by_label("表格文件").set_input_files(path)
    clerk.press("提交核对")
    expect(clerk.page.get_by_text("核对中")).to_have_count(0)
    return clerk.page.url


def import_table(clerk, checker, kind: str, path) -> None:
    """经办人 sees the coloured preview, 复核人 confirms."""
    url = hand_in(clerk, kind, path)
    clerk.sees("将写入的内容")
    assert clerk.page.locator("td.bg-green-100").count() > 3
    clerk.look()
    expect(clerk.page.get_by_role("button", name="复核无误，确认入库")).to_have_count(0)
    checker.open(url)
    checker.press("复核无误，确认入库")
    checker.sees("已入库")
    checker.look()


def adopt(clerk, checker, slug: str) -> None:
    """经办人 reads the scheme from its file; 复核人 adopts it as a meeting decided."""
    clerk.open("/admin/appraisals/schemeversion/upload/")
    clerk.page.locator("input[type=file]").set_input_files(SCHEMES / f"{slug}.yaml")
    clerk.press("读入")
    clerk.sees("已读入为")
    clerk.look()
    checker.open(clerk.page.url)
    checker.follow("通过方案…")
    decide(checker, DECISION, "确认通过")
    checker.sees("方案已通过")
    checker.look()


def decide(visitor, decision: dict, submit: str) -> None:
    for label, value in decision.items():
        visitor.page.get_by_label(label).fill(value)
    visitor.look()
    visitor.press(submit)


def open_cycle(clerk, part: str, scheme: str) -> str:
    """开考, choose the scheme, collect; the address of the cycle."""
    clerk.open("/admin/appraisals/cycle/add/")
    clerk.page.get_by_label("年度").fill("2026")
    clerk.page.get_by_label("周期").select_option(label=part)
    clerk.press("开考")
    clerk.sees("已开考")
    option = clerk.page.locator("select[name=version] option", has_text=scheme).get_attribute("value")
    clerk.page.locator("select[name=version]").select_option(option)
    clerk.press("选定方案")
    clerk.sees("已选定计分方案")
    clerk.press("开始采集")
    clerk.sees("已开始采集")
    clerk.look()
    return clerk.page.url


def compute(clerk) -> str:
    """计算 and wait for the ranking; the address of the run."""
    clerk.press("计算")
    clerk.sees("已开始计算")
    clerk.follow("第1批")
    clerk.sees("得分排名")
    clerk.look()
    return clerk.page.url


def ranking(visitor) -> list[tuple[str, str]]:
    """(姓名, 总分) down the ranking of a run's page."""
    table = visitor.page.locator("table", has=visitor.page.get_by_role("columnheader", name="名次"))
    rows = table.locator("tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim()))"
    )
    return [(row[1], row[7]) for row in rows if row[0] != "不排名"]


def publish(clerk, checker, cycle: str, run: str) -> None:
    """委员核对 → 汇总审核 by 经办人; 复核, then publication with meeting and 文号 by 复核人."""
    clerk.open(cycle)
    clerk.press("转委员核对")
    clerk.sees("已转委员核对")
    clerk.press("转汇总审核")
    clerk.sees("已转汇总审核")
    checker.open(run)
    checker.press("复核通过")
    checker.sees("已复核")
    checker.follow("公布…")
    decide(checker, DECISION, "确认公布")
    checker.sees("已公布")
    checker.look()


def take_book(visitor, folder):
    """The Excel book of the shown cycle, read back."""
    visitor.open("/dashboard/")
    visitor.press("生成工作簿")
    path = visitor.take(lambda: visitor.follow("下载工作簿"), folder)
    return load_workbook(path)


def column(sheet, title: str) -> list:
    """What stands under a heading of a sheet, to the first empty cell."""
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == title)
    values = (sheet.cell(row, head.column).value for row in range(head.row + 1, sheet.max_row + 1))
    return [value for value in values if value is not None]


def activate(clerk, member, name: str) -> None:
    """经办人 prints the slip of one member, who opens the account with it on the phone."""
    clerk.open(f"/admin/members/membership/?q={name}")
    clerk.page.locator("input.action-select").first.check()
    clerk.page.locator("select[name=action]").select_option(label="开通账号并打印激活单")
    clerk.page.locator("button[name=index]").first.click()
    slip = clerk.page.locator(".slip").inner_text()
    member.page.goto("/accounts/activate/")
    member.page.locator("[name=name]").fill(re.search(r"登录名：([\w.@-]+)", slip)[1])
    member.page.locator("[name=code]").fill(re.search(r"激活码：([A-Z0-9 ]+)", slip)[1])
    member.page.locator("[name=password]").fill(PASSWORD)
    member.page.locator("[name=again]").fill(PASSWORD)
    member.look()
    member.check_access()
    member.press("设置密码并登录")
    member.page.wait_for_url(lambda url: "/accounts/" not in url)
    member.look()


def test_from_two_files_to_a_published_half_year_that_a_member_questions(
    clerk, checker, arrive, tmp_path, staff
):
    import_table(clerk, checker, "委员名册", FILES / "members.xlsx")
    assert Membership.objects.count() == 12
    import_table(clerk, checker, "履职记录", FILES / "duties.xlsx")
    adopt(clerk, checker, "shuangkao_example")
    cycle = open_cycle(clerk, "上半年", "示例")
    run = compute(clerk)
    assert ranking(clerk) == RANKED
    publish(clerk, checker, cycle, run)

    chair = arrive()
    chair.log_in(staff["主席"])
    book = take_book(chair, tmp_path)
    assert book.sheetnames == ["通报名单", "表扬建议名单", "得分排名", "分项明细", "出席统计", "预警"]
    totals = dict(zip(column(book["得分排名"], "委员编号"), column(book["得分排名"], "总分"), strict=True))
    assert (totals["0002"], totals["0007"], totals["0010"]) == (62.2, 53.6, 23)
    assert sorted(column(book["通报名单"], "姓名")) == sorted(ANNOUNCED)

    member = arrive(phone=True)
    activate(clerk, member, "覃青禾")
    object_to_line(member)
    answer(checker)
    member.page.reload()
    member.sees("登记簿核对无误")
    member.look()


def object_to_line(member) -> None:
    """得分 → 上半年 → one line → the record behind it → 申诉."""
    member.follow("得分")
    member.look()
    member.follow("2026年上半年", exact=False)
    member.sees("53.6 分")
    member.check_access()
    member.look()
    member.follow("参加协商、民主监督活动", exact=False)
    member.sees("计入的履职记录")
    member.sees("特色农业专题协商")
    member.check_access()
    member.look()
    member.page.get_by_role("textbox").fill("五月的民主监督活动我也参加了，请核对签到表。")
    member.press("提交申诉")
    member.sees("秘书处将在期限内答复")
    member.look()


def answer(checker) -> None:
    checker.open("/admin/")
    checker.open("/admin/appraisals/objection/")
    checker.follow("覃青禾", exact=False, within=checker.page.locator("#result_list"))
    checker.sees("五月的民主监督活动我也参加了")
    checker.page.get_by_label("结论").select_option(label="申诉不成立")
    checker.page.get_by_label("答复", exact=False).last.fill("登记簿核对无误，签到表上没有您的签名。")
    checker.look()
    checker.press("答复")
    checker.sees("已答复")
    checker.look()


def table(path, header, rows) -> None:
    book = Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_guangshui_2017_for_the_year(clerk, checker, tmp_path):
    names = {"0001": "安知行", "0002": "宁未央", "0003": "单晓禾"}
    rows = [
        (number, names[number], *rest, f"资料{place}")
        for place, (number, *rest) in enumerate(GUANGSHUI_FACTS)
    ]
    table(tmp_path / "facts.xlsx", GUANGSHUI_HEADER, rows)
    import_table(clerk, checker, "委员名册", FILES / "members.xlsx")
    import_table(clerk, checker, "履职记录", tmp_path / "facts.xlsx")
    adopt(clerk, checker, "guangshui_2017")
    open_cycle(clerk, "全年", "广水")
    compute(clerk)
    shown = ranking(clerk)
    assert dict(shown[:3]) == GUANGSHUI
    # 其余九人没有任何记录，考勤 10 分不扣
    assert [total for _, total in shown[3:]] == ["10.00"] * 9


def test_a_table_with_half_its_rows_wrong_stores_nothing_and_says_where(clerk, checker, tmp_path):
    import_table(clerk, checker, "委员名册", FILES / "members.xlsx")
    header = ("委员编号", "姓名", "事项", "日期", "事由", "结果")
    table(
        tmp_path / "wrong.xlsx",
        header,
        [
            ("0002", "宁未央", "全体会议出席", "2026-01-12", "十届五次全会", "出席"),
            ("0999", "宁未央", "全体会议出席", "2026-01-12", "十届五次全会", "出席"),
            ("0003", "单晓禾", "全体会议出席", "2026-01-12", "十届五次全会", "出席"),
            ("0004", "田屿白", "全体会议出席", "一月中旬", "十届五次全会", "出席"),
            ("0005", "欧阳月初", "全体会议出席", "2026-01-12", "十届五次全会", "出席"),
            ("0006", "仇松岑", "喝茶", "2026-01-12", "十届五次全会", "出席"),
        ],
    )
    hand_in(clerk, "履职记录", tmp_path / "wrong.xlsx")
    clerk.sees("错误（整张表没有入库）")
    clerk.look()
    errors = clerk.page.locator("table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [row.cells[0].innerText, row.cells[1].innerText])"
    )
    assert [row for row, _ in errors] == ["第 3 行", "第 5 行", "第 7 行"]
    assert [place for _, place in errors] == ["委员编号", "日期", "事项"]
    assert DutyRecord.objects.count() == 0
    marked = load_workbook(clerk.take(lambda: clerk.follow("下载带错误标记的文件"), tmp_path)).active
    filled = {
        cell.row for row in marked.iter_rows(min_row=2) for cell in row if cell.comment or cell.fill.fill_type
    }
    assert filled == {3, 5, 7}
