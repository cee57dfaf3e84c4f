"""Every table that leaves: as offices lay it out, exact, and without a single formula."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from core.writer import Book, Column, csv_bytes

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.invalid","x")',
    '=WEBSERVICE("http://example.invalid")',
    '=DDE("cmd";"/C calc";"x")',
    "=IMPORTXML(A1)",
    "{=1+1}",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "@import",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
    "http://example.invalid",
    "internal:Sheet1!A1",
    "'=1+1",
    "00123",
]
COLUMNS = [
    Column("名次", 7, "integer"),
    Column("姓名", 12),
    Column("得分", 10, "points"),
    Column("出席率", 10, "percent"),
    Column("日期", 16, "date"),
]
ROWS = [
    [1, "张三", Decimal("98.55"), Decimal("0.875"), date(2026, 3, 5)],
    [2, "李四", Decimal("0.1"), 1, None],
    [3, "", Decimal("-3"), 0, date(1900, 3, 1)],
]


def reopen(data: bytes, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def write(columns, rows, **options):
    book = Book(constant_memory=options.pop("constant_memory", False))
    book.add_sheet("表", columns=columns, rows=rows, **options)
    return reopen(book.close()).active


@pytest.mark.parametrize("constant_memory", [False, True])
def test_values_come_back_exactly(constant_memory):
    sheet = write(COLUMNS, ROWS, constant_memory=constant_memory)

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["名次", "姓名", "得分", "出席率", "日期"],
        [1, "张三", 98.55, 0.875, datetime(2026, 3, 5)],  # noqa: DTZ001
        [2, "李四", 0.1, 1, None],
        [3, None, -3, 0, datetime(1900, 3, 1)],  # noqa: DTZ001
    ]


@pytest.mark.parametrize("text", ["98.55", "0.1", "33.3333333333", "-0.005", "123456789012.345", "100"])
def test_decimals_are_exact(text):
    value = write([Column("得分", kind="points")], [[Decimal(text)]])["A2"].value
    assert Decimal(str(value)) == Decimal(text)


@pytest.mark.parametrize("number", [110105194912310021, Decimal("0.1234567890123456"), Decimal("NaN")])
def test_a_number_excel_cannot_hold_is_written_as_text(number):
    cell = write([Column("编号", kind="integer")], [[number]])["A2"]
    assert (cell.data_type, cell.value) == ("s", str(number))


def test_layout_of_a_sheet_for_the_standing_committee():
    lines = ["内部资料", ("单位:秘书处", "2026年3月5日")]
    sheet = write(COLUMNS, ROWS, heading="得分排名", subheading=lines, footer="摘要 3f9a&1c")

    assert sheet["A1"].value == "得分排名"
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("方正小标宋简体", 22)
    assert (sheet["A2"].value, sheet["A3"].value, sheet["C3"].value) == (
        "内部资料",
        "单位:秘书处",
        "2026年3月5日",
    )
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:E1", "A2:E2", "A3:B3", "C3:E3"}
    assert [cell.value for cell in sheet[4]] == ["名次", "姓名", "得分", "出席率", "日期"]
    assert sheet["A4"].font.name == "黑体"
    assert (sheet["B5"].font.name, sheet["B5"].font.size) == ("仿宋", 11)
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.print_area == "'表'!$A$1:$E$7"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage  # one page wide (the default), any number high
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert "摘要 3f9a" in sheet.oddFooter.left.text
    formats = [cell.number_format for cell in sheet[5]]
    assert formats == ["0", "@", "0.00", "0.0%", 'yyyy"年"m"月"d"日"']
    assert [cell.alignment.horizontal for cell in sheet[5]] == ["right", "left", "right", "right", "right"]


def test_a_sheet_of_one_column_and_no_rows():
    sheet = write([Column("姓名")], [], heading="预警", subheading=[("甲", "乙")], landscape=False)
    assert [sheet[f"A{n}"].value for n in (1, 2, 3)] == ["预警", "甲 乙", "姓名"]
    assert sheet.page_setup.orientation == "portrait"


@pytest.mark.parametrize("constant_memory", [False, True])
def test_a_row_is_as_high_as_its_longest_text(constant_memory):
    # Column 20 wide: 9 Chinese characters a line, so 12 take two lines; a line break begins another.
    rows = [["十二个汉字占去两行的高度"], ["甲\n乙\n丙"], ["短"]]
    sheet = write([Column("备注", 20)], rows, constant_memory=constant_memory)
    assert [sheet.row_dimensions[n].height for n in (2, 3, 4)] == [30, 45, None]


def test_header_row_number_is_returned():
    book = Book()
    assert book.add_sheet("a", columns=COLUMNS, rows=[], heading="题", subheading=["行"]) == 3
    assert book.add_sheet("b", columns=COLUMNS, rows=[]) == 1


@pytest.mark.parametrize("constant_memory", [False, True])
@pytest.mark.parametrize("kind", ["text", "integer", "points", "percent", "date"])
def test_no_text_becomes_a_formula_or_a_link(kind, constant_memory):
    sheet = write(
        [Column(p, kind=kind) for p in PAYLOADS], [PAYLOADS], constant_memory=constant_memory, heading="=1"
    )

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert len(cells) == 1 + 2 * len(PAYLOADS)
    shown = [cell.value for cell in sheet[3]]
    assert shown == [payload.replace("\r", "\n") for payload in PAYLOADS]


def test_dangerous_text_is_marked_as_text_for_whoever_edits_it():
    sheet = write([Column("备注")], [["=1+1"], ["\uff1d1"], ["平常"]])
    assert [sheet[f"A{n}"].quotePrefix for n in (2, 3, 4)] == [True, True, False]


def test_characters_a_cell_cannot_hold():
    assert write([Column("备注")], [["a\x00b\x1f\ud800c\ufffe"]])["A2"].value == "abc"
    assert write([Column("备注")], [["_x0041_"]])["A2"].value in ("_x0041_", "_x005F_x0041_")
    with pytest.raises(ValueError, match="超过 32767 个字"):
        write([Column("备注")], [["长" * 32_768]])


def test_truth_and_moments():
    moment = datetime(2026, 3, 4, 17, 5, tzinfo=UTC)
    sheet = write([Column("参加"), Column("时间", kind="datetime")], [[True, moment], [False, None]])
    assert (sheet["A2"].value, sheet["A3"].value) == ("是", "否")
    assert sheet["B2"].value == datetime(2026, 3, 5, 1, 5)  # noqa: DTZ001 -- Shanghai


def test_sheet_titles_are_made_legal_and_distinct():
    book = Book()
    for title in ("得分/排名", "得分/排名", "字" * 40, "字" * 40, ""):
        book.add_sheet(title, columns=COLUMNS, rows=[])
    assert reopen(book.close()).sheetnames == [
        "得分 排名",
        "得分 排名(2)",
        "字" * 31,
        "字" * 27 + "(2)",
        "表",
    ]


def test_a_short_row_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="longer"):
        write(COLUMNS, [[1, "张三"]])


def test_a_book_on_disk(tmp_path):
    book = Book(tmp_path / "a.xlsx")
    book.add_sheet("表", columns=COLUMNS, rows=ROWS)
    assert book.close() is None
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["B2"].value == "张三"


def test_csv_opens_in_excel_and_runs_nothing():
    data = csv_bytes(["备注", Column("数")], [[payload, Decimal("-1.50")] for payload in PAYLOADS])

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["备注", "数"]
    assert [row[0] for row in rows[1:] if row[0].strip()[0] in "=+-@\uff1d\uff0b\uff0d\uff20"] == []
    assert rows[1] == ["'=1+1", "-1.50"]
    assert rows[-1] == ["00123", "-1.50"]


def test_csv_values():
    moment = datetime(2026, 3, 4, 17, 5, tzinfo=UTC)
    data = csv_bytes(["a"] * 5, [[None, True, date(2026, 3, 5), moment, 3]])
    assert data.decode("utf-8-sig").splitlines()[1] == ",是,2026-03-05,2026-03-05 01:05:00,3"
