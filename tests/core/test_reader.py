"""Uploaded tables come in as plain values with the row numbers people see."""

import io
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from core.headers import match_header
from core.marked import mark_errors
from core.reader import read_table
from core.table import RowError, Table, column_letter
from core.uploads import UploadRefused

from . import hostile

SYNONYMS = {"name": ["姓名", "委员姓名"], "sector": ["界别"], "phone": ["手机", "联系电话"]}


def xlsx(tmp_path, rows):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("名单")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def csv(tmp_path, text, encoding="utf-8"):
    return hostile.write(tmp_path, "a.csv", text.encode(encoding))


def test_values_and_row_numbers(tmp_path):
    noon = datetime(2026, 3, 5, 12, 30)  # noqa: DTZ001
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write(0, 0, "某某政协委员名单")
        sheet.write_row(2, 0, ["姓名", "次数", "得分", "参加", "日期", "时间"])
        sheet.write_row(3, 0, [" 张三\u3000", 3, 2.5, True])
        sheet.write_datetime(3, 4, datetime(2026, 3, 5), day)  # noqa: DTZ001
        sheet.write_datetime(3, 5, noon, moment)
        sheet.write_row(6, 0, ["李四"])

    table = read_table(path, max_rows=10)

    assert table.header == ["姓名", "次数", "得分", "参加", "日期", "时间"]
    assert (table.header_row, table.sheet) == (3, "名单")
    assert table.rows == [
        (4, ["张三", 3, 2.5, True, date(2026, 3, 5), noon]),
        (7, ["李四", None, None, None, None, None]),
    ]
    assert type(table.rows[0].cells[1]) is int
    assert table.errors == table.warnings == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_in_every_usual_encoding(tmp_path, encoding):
    table = read_table(csv(tmp_path, "姓名,界别\n张三,教育界\n", encoding), max_rows=10)
    assert (table.header, table.rows) == (["姓名", "界别"], [(2, ["张三", "教育界"])])


def test_csv_keeps_digits_as_text_and_quoted_line_breaks(tmp_path):
    table = read_table(csv(tmp_path, '编号,备注\n\n007,"两行\n文字"\n008,x\n'), max_rows=10)
    assert table.rows == [(3, ["007", "两行\n文字"]), (4, ["008", "x"])]


def test_rare_characters_of_gb18030(tmp_path):
    table = read_table(csv(tmp_path, "姓名,界别\n㛃𠮷,教育界\n", "gb18030"), max_rows=10)
    assert table.rows[0].cells[0] == "㛃𠮷"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [('姓名\n"张三\n', "引号不成对"), ("\n \n", "没有内容"), ("姓名\n" + "张三\n" * 11, "超过 10 行")],
)
def test_csv_that_cannot_be_read(tmp_path, text, sentence):
    with pytest.raises(UploadRefused, match=sentence):
        read_table(csv(tmp_path, text), max_rows=10)


def test_csv_in_no_known_encoding(tmp_path):
    with pytest.raises(UploadRefused, match="编码无法识别"):
        read_table(hostile.write(tmp_path, "a.csv", b"a,b\n\xff\xff\x80\n"), max_rows=10)


def test_exactly_the_permitted_rows_and_columns(tmp_path):
    rows = [[f"列{n}" for n in range(80)]] + [["x"] * 80] * 20
    assert len(read_table(xlsx(tmp_path, rows), max_rows=20).rows) == 20
    with pytest.raises(UploadRefused, match="超过 19 行"):
        read_table(xlsx(tmp_path, rows), max_rows=19)
    with pytest.raises(UploadRefused, match="超过 79 列"):
        read_table(xlsx(tmp_path, rows), max_rows=20, max_columns=79)


def test_known_titles_decide_which_row_is_the_header(tmp_path):
    rows = [["说明", "请勿改动", "第一行"], ["姓 名*", "界别"], ["张三", "教育界"]]
    assert read_table(xlsx(tmp_path, rows), max_rows=10).header_row == 1
    assert read_table(xlsx(tmp_path, rows), max_rows=10, known_headers=["姓名", "界别"]).header_row == 2


def test_a_cell_outside_the_header_is_reported(tmp_path):
    table = read_table(xlsx(tmp_path, [["姓名", "界别"], ["张三", "教育界", "多余"]]), max_rows=10)
    assert [str(error) for error in table.errors] == ["第 2 行“C”：这一格在表头之外，请补上表头或删除内容。"]


def read_hostile(tmp_path, case):
    name, build, _ = hostile.HOSTILE[case]
    return read_table(hostile.write(tmp_path, name, build()), max_rows=100)


def test_merged_cells_are_errors_and_hidden_data_is_told(tmp_path):
    table = read_hostile(tmp_path, "22 merged and hidden")

    assert table.errors == [RowError(7, "界别", "是合并单元格（到第 9 行），请取消合并后逐格填写。")]
    assert table.warnings == [
        "只读取了工作表“名单”，没有读取“藏着的”。",
        "第 4 行在文件中是隐藏的，已一并读取。",
        "文件中有隐藏的列，已一并读取。",
    ]


def test_dates_that_cannot_be_trusted(tmp_path):
    table = read_hostile(tmp_path, "23 dates")
    assert [(error.row, error.column) for error in table.errors] == [(3, "日期"), (4, "日期")]
    assert table.rows[0].cells[1] == "29.2.2023"


def test_invisible_characters_are_removed_and_reported(tmp_path):
    table = read_hostile(tmp_path, "24 text")

    assert [row.cells[0] for row in table.rows] == ["甲", "李明", "明李", "王"]
    assert [(error.row, error.column) for error in table.errors] == [(3, "姓名"), (4, "姓名"), (5, "姓名")]
    assert isinstance(table.rows[0].cells[1], float)
    assert table.rows[1].cells[1] == "00123"


def test_error_values_and_formulas_without_result(tmp_path):
    table = read_hostile(tmp_path, "25 values")

    assert (table.header_row, table.header) == (3, ["姓名", "得分", "得分"])
    assert [str(error) for error in table.errors] == [
        "第 4 行“得分”：是错误值 #REF!，请改为正确的内容。",
        "第 5 行“得分”：公式没有保存计算结果，请改为数值，或在 Excel、WPS 中打开保存一次。",
    ]
    assert match_header(table.header, {"name": ["姓名"], "points": ["得分"]}).errors == [
        "B 列和 C 列都是“得分”，请保留一列。"
    ]


def test_outward_formulas_name_their_cells(tmp_path):
    table = read_hostile(tmp_path, "12 dde")
    assert [(error.row, error.column) for error in table.errors] == [(2, "姓名"), (3, "姓名")]


def test_the_child_sees_no_secret_and_writes_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "秘密")
    seen = []
    monkeypatch.setattr(
        "core.reader.subprocess.run", lambda command, **options: seen.append(options) or _Failed
    )
    with pytest.raises(UploadRefused, match="没能在限定的时间和内存内读完"):
        read_table(tmp_path / "a.csv", max_rows=1)
    assert seen[0]["env"] == {"LC_ALL": "C.UTF-8"}


class _Failed:
    returncode, stdout = -9, b""


# Headers


def test_titles_match_whatever_their_dress():
    match = match_header(["委员 姓名*", "界别(必填)", "", "联系\n电话"], SYNONYMS, required={"name"})
    assert (match.columns, match.errors) == ({"name": 0, "sector": 1, "phone": 3}, [])
    assert match.value(["张三", "教育界", None, "138"], "phone") == "138"
    assert match_header(["姓名"], SYNONYMS).value(["张三"], "phone") is None


def test_unknown_missing_and_double_titles_are_told_together():
    match = match_header(["界别", "届别", "界 别", "籍贯"], SYNONYMS, required={"name"})
    assert match.errors == [
        "B 列的表头“届别”无法识别，是否为“界别”？",
        "A 列和 C 列都是“界别”，请保留一列。",
        "D 列的表头“籍贯”无法识别，请改名或删除该列。",
        "缺少“姓名”列。",
    ]


def test_column_letters():
    assert [column_letter(n) for n in (0, 25, 26, 79, 16383)] == ["A", "Z", "AA", "CB", "XFD"]


# The file handed back


def test_wrong_cells_come_back_red_with_their_reasons(tmp_path):
    table = read_table(
        xlsx(tmp_path, [["姓名", "界别"], ["张三", "教育届"], ["=cmd|x", "工会"]]), max_rows=10
    )
    errors = [RowError(2, "界别", "找不到“教育届”。"), RowError(2, "", "重复。"), RowError(9, "姓名", "错。")]

    sheet = openpyxl.load_workbook(io.BytesIO(mark_errors(table, errors))).active

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名", "界别", "错误说明"],
        ["张三", "教育届", "界别：找不到“教育届”。；重复。"],
        ["=cmd|x", "工会", None],
        [None, None, "第 9 行“姓名”：错。"],
    ]
    assert sheet["B2"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B2"].comment.text == "找不到“教育届”。"
    assert sheet["B3"].fill.fgColor.rgb != "FFFFC7CE"
    assert sheet["A3"].data_type == "s"


def test_a_corrected_copy_can_be_uploaded_again(tmp_path):
    table = Table(["姓名", "错误说明"], [], 1)
    data = mark_errors(table, [])
    path = hostile.write(tmp_path, "b.xlsx", data)

    again = read_table(path, max_rows=10)

    assert again.header == ["姓名", "错误说明"]
    assert match_header(again.header, SYNONYMS).errors == []
