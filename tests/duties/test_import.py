"""A table of facts: every error by row and column, nothing stored unless all is right, repeating changes nothing."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import jobs
from core.models import AuditEntry
from core.writer import Book, Column, csv_bytes
from documents import services
from documents.choices import BatchState
from duties.importing import importer
from duties.models import Bearer, DutyRecord
from duties.services import void_duty
from tests.duties.helpers import meeting_kind, proposal_kind
from tests.factories import make_membership

pytestmark = pytest.mark.django_db
HEADER = [
    "委员编号",
    "姓名",
    "事项",
    "日期",
    "事由",
    "角色",
    "阶段",
    "结果",
    "数量",
    "标记",
    "署名人数",
    "文件编号",
]
PROPOSAL, MEETING = "提交提案（样例）", "全体会议（样例）"


@pytest.fixture(autouse=True)
def ground(county):
    proposal_kind()
    meeting_kind()
    make_membership(county, "乔安禾", number="0001", sector="农业界")
    make_membership(county, "王伟", number="0002", sector="教育界")
    make_membership(county, "王伟", number="0003", sector="农业界")


def xlsx(rows, header=HEADER) -> bytes:
    book = Book()
    book.add_sheet("履职记录", columns=[Column(title) for title in header], rows=rows)
    return book.close()


def row(number="0001", name="", kind=PROPOSAL, day="2026-03-05", title="关于养老服务的提案", role="第一提案人",
        stage="立案", result="", quantity=1, flags="", people=3, document="提案〔2026〕1号"):  # fmt: skip
    return [number, name, kind, day, title, role, stage, result, quantity, flags, people, document]


def hand_in(by, rows, header=HEADER, name="履职记录.xlsx", content=None):
    upload = SimpleUploadedFile(name, content or xlsx(rows, header))
    batch = services.hand_in(by=by, kind="duties", file=upload)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    return batch


def confirm(by, batch):
    services.confirm(by=by, batch=batch, sha256=batch.sha256)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    return batch


def test_a_right_table_is_previewed_then_stored(operator, checker):
    batch = hand_in(operator, [row(), row(number="", name="乔安禾", day=dt.date(2026, 3, 6), flags="重点")])
    assert (batch.errors, batch.state) == ([], BatchState.READY)
    assert batch.counts == {"总行数": 2, "新增": 2, "台账已有": 0}
    assert [cell["text"] for cell in batch.preview["rows"][0]] == [
        "0001 乔安禾", PROPOSAL, "2026年3月5日", "关于养老服务的提案", "第一提案人、立案", "0", "1", "",
        "提案〔2026〕1号",
    ]  # fmt: skip
    assert not DutyRecord.objects.exists()
    assert not Bearer.objects.exists()
    confirm(checker, batch)
    first, second = DutyRecord.objects.order_by("id")
    assert first.source_key == "import:提案〔2026〕1号:0001:sample-proposal:2026-03-05:1"
    assert (first.role, first.stage, first.people, first.quantity) == ("first", "filed", 3, 1)
    assert (first.recorded_by_id, second.flags) == (operator.user_id, ["key"])
    assert list(first.reviews.values_list("kind", "by_id")) == [("certified", checker.user_id)]
    assert first.matter_ref == second.matter_ref != ""
    entry = AuditEntry.objects.get(act="批量登记履职记录")
    assert (entry.after["count"], entry.after["file"]) == (2, batch.sha256)


def test_attendance_counts_one_half_day_due(operator, checker):
    rows = [
        row(kind=MEETING, role="", stage="", result=word, quantity="", people="", day=f"2026-03-0{day}")
        for day, word in enumerate(("出席", "请假", "缺席", "列席"), start=1)
    ]
    confirm(checker, hand_in(operator, rows))
    found = DutyRecord.objects.order_by("occurred_on").values_list("result", "expected", "quantity")
    assert list(found) == [("present", 1, 1), ("excused", 1, 0), ("absent", 1, 0), ("walk_in", 0, 1)]


def test_a_reference_names_the_matter(operator, checker):
    header = [*HEADER, "案号"]
    rows = [[*row(), "第12号"], [*row(day="2026-03-06", title="另一种写法"), "第12号"]]
    confirm(checker, hand_in(operator, rows, header))
    assert set(DutyRecord.objects.values_list("matter_ref", flat=True)) == {"sample-proposal:第12号"}


def test_the_same_rows_in_another_file_change_nothing(operator, checker):
    confirm(checker, hand_in(operator, [row(), row()]))
    again = hand_in(operator, [row(), row(), row(day="2026-03-07")])
    assert again.counts == {"总行数": 3, "新增": 1, "台账已有": 2}
    confirm(checker, again)
    assert again.counts == {"总行数": 3, "新增": 1, "台账已有": 2}
    assert DutyRecord.objects.count() == 3


def test_a_voided_row_may_be_imported_anew(operator, checker):
    confirm(checker, hand_in(operator, [row()]))
    void_duty(by=operator, record=DutyRecord.objects.get(), reason="层级登记错误")
    confirm(checker, hand_in(operator, [row(title="关于养老服务体系的提案")]))
    assert DutyRecord.objects.filter(voided_at=None).get().matter_title == "关于养老服务体系的提案"


def test_a_row_that_contradicts_the_ledger_is_an_error(operator, checker):
    confirm(checker, hand_in(operator, [row()]))
    batch = hand_in(operator, [row(stage="提交")])
    assert batch.errors == [
        [2, "阶段", "台账已有这条记录而此项不同；要更正的，请先作废原记录；是另一件事的，请另填文件编号。"]
    ]


ERRORS = [
    (row(number="", name="王伟"), "姓名", "有 2 位“王伟”：0002（教育界）、0003（农业界），请填写委员编号。"),
    (row(number="", name="乔安和"), "姓名", "找不到委员“乔安和”，是否为“乔安禾”？"),
    (row(number="0009"), "委员编号", "找不到编号为“0009”的委员。"),
    (row(name="司徒望舒"), "姓名", "编号“0001”是乔安禾，与姓名“司徒望舒”不符。"),
    (row(number=""), "委员编号", "委员编号和姓名至少填写一项。"),
    (row(kind="提交题案（样例）"), "事项", "找不到履职事项“提交题案（样例）”，是否为“提交提案（样例）”？"),
    (row(kind=""), "事项", "事项没有填写。"),
    (row(day="三月五日"), "日期", "“三月五日”看不出是哪一天，请写成 2026-3-5 或 2026年3月5日。"),
    (row(day="2999-01-01"), "日期", None),
    (row(role="主笔"), "角色", "“提交提案（样例）”没有角色“主笔”，可填：第一提案人、联名。"),
    (row(stage="立项"), "阶段", "“提交提案（样例）”没有阶段“立项”，可填：立案、提交。"),
    (row(result="采用"), "结果", "“提交提案（样例）”不登记结果，请删去“采用”。"),
    (row(flags="迟到"), "标记", "“提交提案（样例）”没有标记“迟到”，可填：重点。"),
    (row(quantity="两"), "数量", "“两”不是数字。"),
    (row(quantity=-1), "数量", "应在 0 至 999999.99 之间，不能是“-1”。"),
    (row(quantity=0.333), "数量", "最多两位小数，不能是“0.333”。"),
    (row(people=0), "署名人数", "署名人数应为不小于 1 的整数，不能是“0”。"),
    (row(kind=MEETING, role="", stage="", result=""), "结果", "“全体会议（样例）”须填写结果。"),
]


@pytest.mark.parametrize(
    ("wrong", "column", "sentence"), ERRORS, ids=[error[1] + str(at) for at, error in enumerate(ERRORS)]
)
def test_each_error_names_its_row_and_column(operator, wrong, column, sentence):
    batch = hand_in(operator, [row(), wrong])
    assert batch.state == BatchState.WRONG
    assert [error[:2] for error in batch.errors] == [[3, column]]
    if sentence:
        assert batch.errors[0][2] == sentence


def test_all_errors_come_at_once_and_the_file_comes_back_marked(operator):
    batch = hand_in(operator, [row(number="0009", role="主笔", quantity="两"), row(), row(day="")])
    assert [(error[0], error[1]) for error in batch.errors] == [
        (2, "委员编号"), (2, "角色"), (2, "数量"), (4, "日期"),
    ]  # fmt: skip
    with batch.marked.open() as file:
        sheet = openpyxl.load_workbook(io.BytesIO(file.read())).active
    assert sheet.cell(1, 13).value == "错误说明"
    assert "找不到编号为“0009”的委员。" in sheet.cell(2, 13).value
    assert sheet.cell(3, 13).value is None
    assert not DutyRecord.objects.exists()


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (["委员编号", "日期"], "表头不对：缺少“事项”列。"),
        (["事项", "日期"], "表头不对：缺少“委员编号”列或“姓名”列。"),
        (["委员编号", "事项", "日期", "日期"], "表头不对：C 列和 D 列都是“日期”，请保留一列。"),
    ],
)
def test_wrong_headers_are_named(operator, header, sentence):
    batch = hand_in(operator, [["0001"] * len(header)], header)
    assert batch.errors == [[0, "", sentence]]


def test_synonyms_and_gbk_csv_are_read(operator, checker):
    header = ["编号*", "委员姓名", "履职事项", "发生日期", "标题", "身份"]
    content = csv_bytes(header, [["0001", "乔安禾", PROPOSAL, "2026年3月5日", "关于养老", "联名"]])
    gbk = content.decode("utf-8-sig").encode("gbk")
    confirm(checker, hand_in(operator, None, name="记录.csv", content=gbk))
    assert DutyRecord.objects.get().role == "joint"


def test_a_number_that_lost_its_zeros_is_found(operator):
    assert hand_in(operator, [row(number=1)]).errors == []


def test_an_act_outside_the_tenure_is_a_reminder_not_an_error(operator):
    batch = hand_in(operator, [row(day="2020-03-05")])
    assert batch.state == BatchState.READY
    assert batch.counts["不在任期内（提醒）"] == 1


def test_a_neighbours_member_is_not_found(operator, tree):
    make_membership(tree.other_county, "柏松年", number="0777")
    assert hand_in(operator, [row(number="0777")]).errors[0][2] == "找不到编号为“0777”的委员。"


def test_what_changed_between_review_and_storing_stores_nothing(operator, checker):
    batch = hand_in(operator, [row(), row(day="2026-03-06")])
    services.confirm(by=checker, batch=batch, sha256=batch.sha256)
    kind = proposal_kind()
    kind.enabled = False
    kind.save()
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    assert batch.state == BatchState.WRONG
    assert "复核之后数据有变化" in batch.errors[0][2]
    assert not DutyRecord.objects.exists()


def test_a_worker_that_dies_while_storing_leaves_nothing_and_the_next_finishes(
    operator, checker, monkeypatch
):
    batch = hand_in(operator, [row(), row(day="2026-03-06")])
    services.confirm(by=checker, batch=batch, sha256=batch.sha256)
    insert = importer.staging.insert

    def dies(*arguments):
        insert(*arguments)
        raise MemoryError

    monkeypatch.setattr(importer.staging, "insert", dies)
    with pytest.raises(MemoryError):
        jobs.run(batch.job_id)
    assert not DutyRecord.objects.exists()
    monkeypatch.setattr(importer.staging, "insert", insert)
    jobs.run(batch.job_id)
    assert DutyRecord.objects.count() == 2


@pytest.mark.long
def test_a_hundred_thousand_rows(operator, checker):
    kind = MEETING
    rows = [
        row(kind=kind, role="", stage="", result="出席", people="", title=f"第{at}次会议",
            day=dt.date(2025, 1, 1) + dt.timedelta(days=at % 365), document=f"考勤{at // 20_000}")
        for at in range(100_000)
    ]  # fmt: skip
    batch = confirm(checker, hand_in(operator, rows))
    assert batch.counts == {"总行数": 100_000, "新增": 100_000, "台账已有": 0}
    assert DutyRecord.objects.count() == 100_000


def test_one_row_too_many_is_refused(operator, monkeypatch):
    monkeypatch.setattr("duties.importing.reading.MOST_ROWS", 1)
    assert hand_in(operator, [row(), row()]).errors == [[0, "", "表格超过 1 行，请拆分后再上传。"]]
