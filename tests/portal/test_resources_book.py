"""The book of the 常委会, read back cell for cell.

covers S279
"""

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

from accounts.choices import Role
from appraisals.models import ScoreLine, ScoreSheet, ScoringRun
from portal.resources.book import write_book
from portal.resources.edition import edition_of
from tests.factories import make_actor
from tests.portal.ground import DIGEST, computed, fact, half_year

MADE_ON = dt.date(2026, 7, 9)
ORDER = "按政协职务排位，同位的按姓氏笔画为序；不按得分排列"
SECRET = "内部资料，供主席会议和机关内部使用，不得公开"


def written(county, tmp_path, run) -> openpyxl.Workbook:
    actor = make_actor(county, Role.LEADER)
    write_book(edition_of(actor, run, MADE_ON), tmp_path / "book.xlsx", lambda *told: None)
    return openpyxl.load_workbook(tmp_path / "book.xlsx")


def rows_of(sheet) -> list[tuple]:
    """Everything below the frozen header, as values."""
    first = int(sheet.freeze_panes[1:])
    return [tuple(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def test_six_sheets_stand_in_the_order_of_the_office(county, tmp_path):
    book = written(county, tmp_path, half_year(county).run)
    assert book.sheetnames == ["通报名单", "表扬建议名单", "得分排名", "分项明细", "出席统计", "预警"]


def test_announced_names_stand_by_office_then_strokes_and_nobody_else_is_named(county, tmp_path):
    sheet = written(county, tmp_path, half_year(county).run)["通报名单"]
    assert sheet["A1"].value == "丙县政协2026年上半年委员履职考核通报名单"
    assert sheet["A2"].value == "编制单位：中国人民政治协商会议丙县政协办公室"
    assert "编制日期：2026年7月9日" in [cell.value for cell in sheet[2]]
    assert sheet["A3"].value == f"共 3 人，{ORDER}"
    assert rows_of(sheet) == [
        (1, "王五州", "农业界", "经济委员会", "常委"),
        (2, "丁一", "农业界", "经济委员会", "委员"),
        (3, "乔安禾", "教育界", "提案委员会", "委员"),
    ]
    assert "陈明远" not in str(list(sheet.values))


def test_a_half_year_without_a_commendation_list_says_so(county, tmp_path):
    sheet = written(county, tmp_path, half_year(county).run)["表扬建议名单"]
    assert sheet["A3"].value == "半年不评表扬，全年评定。"
    assert rows_of(sheet) == []


def test_a_year_commends_those_whom_the_engine_cut(county, tmp_path):
    made = half_year(county, part="year", state="published", commended=(0,))
    sheet = written(county, tmp_path, made.run)["表扬建议名单"]
    assert sheet["A1"].value == "丙县政协2026年度委员履职考核表扬建议名单"
    assert rows_of(sheet) == [(1, "乔安禾", "教育界", "提案委员会", "委员")]


def test_ranking_shows_sections_total_grade_for_leaders_only(county, tmp_path):
    sheet = written(county, tmp_path, half_year(county).run)["得分排名"]
    assert sheet["A3"].value == f"参加排名 4 人。{SECRET}"
    assert "单位：分" in [cell.value for cell in sheet[3]]
    assert [cell.value for cell in sheet[4]] == [
        "名次", "委员编号", "姓名", "界别", "归口专委会", "政协职务", "考勤得分", "考绩得分", "考勤板块", "考绩板块",
        "总分", "等次", "排名情况",
    ]  # fmt: skip
    assert rows_of(sheet) == [
        (1, "0101", "乔安禾", "教育界", "提案委员会", "委员", 40, 19.5, 40, 19.5, 59.5, "优秀", "参加排名"),
        (2, "0102", "丁一", "农业界", "经济委员会", "委员", 32, 12, 32, 12, 44, "合格", "参加排名"),
        (3, "0103", "王五州", "农业界", "经济委员会", "常委", 24, 0, 24, 0, 24, "不合格", "参加排名"),
        (4, "0104", "陈明远", "医药卫生界", "提案委员会", "委员", 0, 0, 0, 0, 0, "不合格", "参加排名"),
    ]


def test_each_line_of_each_member_is_explained(county, tmp_path):
    rows = rows_of(written(county, tmp_path, half_year(county).run)["分项明细"])
    assert len(rows) == 12
    assert rows[1] == (1, "0101", "乔安禾", "考绩", "提交提案", 3, 15, 12, "3 件 × 5 分 = 15 分，封顶 12 分")
    assert rows[2][5:] == (3, 7.5, 7.5, "3 条 × 2.5 分 = 7.5 分")
    assert rows[11] == (4, "0104", "陈明远", "考绩", "反映社情民意", 0, 0, 0, "没有记录，计 0 分")


def test_every_line_and_every_sheet_of_a_computed_run_is_read_back_exactly(county, tmp_path):
    run = ScoringRun.objects.get(pk=computed(county).run.pk)
    book = written(county, tmp_path, run)
    lines = ScoreLine.objects.filter(sheet__run=run).order_by("sheet__position", "indicator")
    assert [tuple(map(exact, row[5:8])) for row in rows_of(book["分项明细"])] == list(
        lines.values_list("count", "raw_points", "counted_points")
    )
    sheets = ScoreSheet.objects.filter(run=run).order_by("position")
    assert [
        (row[0], row[2], *map(exact, row[6:8]), exact(row[10]), row[11]) for row in rows_of(book["得分排名"])
    ] == list(sheets.values_list("rank", "profile__name", "attendance", "merit", "total", "grade"))


def exact(value) -> Decimal:
    return Decimal(str(value))


def test_attendance_adds_up_by_member_and_for_all_with_both_rates(county, tmp_path):
    """Of 15 expected half-days 12 were attended, one excused, two missed: 12/15 and 12/14."""
    sheet = written(county, tmp_path, half_year(county).run)["出席统计"]
    assert rows_of(sheet) == [
        (None, "全体委员", None, None, "全体会议出席", 15, 12, 1, 2, 0.8, 0.857),
        (None, "全体委员", None, None, "合计", 15, 12, 1, 2, 0.8, 0.857),
        ("0103", "王五州", "农业界", "经济委员会", "全体会议出席", 5, 3, 0, 2, 0.6, 0.6),
        ("0103", "王五州", "农业界", "经济委员会", "合计", 5, 3, 0, 2, 0.6, 0.6),
        ("0102", "丁一", "农业界", "经济委员会", "全体会议出席", 5, 4, 1, 0, 0.8, 1),
        ("0102", "丁一", "农业界", "经济委员会", "合计", 5, 4, 1, 0, 0.8, 1),
        ("0101", "乔安禾", "教育界", "提案委员会", "全体会议出席", 5, 5, 0, 0, 1, 1),
        ("0101", "乔安禾", "教育界", "提案委员会", "合计", 5, 5, 0, 0, 1, 1),
        ("0104", "陈明远", "医药卫生界", "提案委员会", "合计", 0, 0, 0, 0, None, None),
    ]


def test_attendance_is_what_the_run_saw(county, tmp_path):
    """A half-day entered after the cut changes nothing in the table."""
    made = half_year(county)
    fact(
        made.bearers[3],
        "plenary_attendance",
        "2026-01-15",
        expected=1,
        quantity=1,
        result="present",
    )
    rows = rows_of(written(county, tmp_path, made.run)["出席统计"])
    assert rows[0][5:9] == (15, 12, 1, 2)


def test_every_sheet_prints_as_an_office_table(county, tmp_path):
    for sheet in written(county, tmp_path, half_year(county).run):
        header = int(sheet.freeze_panes[1:]) - 1
        assert sheet.print_title_rows == f"${header}:${header}"
        assert sheet.print_area.startswith(f"'{sheet.title}'!$A$1:")
        assert sheet.page_setup.paperSize == 9
        assert DIGEST in sheet.oddFooter.left.text
        assert sheet.oddFooter.right.text == "第 &P 页 共 &N 页"


@pytest.mark.parametrize("members", [1, 3])
def test_the_number_of_queries_does_not_grow(county, tmp_path, members, django_assert_num_queries):
    run = half_year(county, members=members).run
    run = (
        type(run)
        .objects.select_related("cycle__organization", "scheme_version", "publication")
        .get(pk=run.pk)
    )
    actor = make_actor(county, Role.LEADER)
    with django_assert_num_queries(12):
        write_book(edition_of(actor, run, MADE_ON), tmp_path / "book.xlsx", lambda *told: None)
