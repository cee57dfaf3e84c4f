"""What calamine does not tell of a worksheet: formulas, error values, hidden rows, the true extent.

Works on the raw XML by search, without building anything, so that a hostile sheet costs no memory.
"""

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath

MAX_FINDINGS = 1000
CELL = rb"<(?:\w+:)?c\s(?:[^>]*\s)?r=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*?(/?)>"
LAST_CELL = re.compile(CELL)
ERROR = re.compile(rb"<(?:\w+:)?c(?=[^>]*\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"'])(?=[^>]*\st=[\"']e[\"'])[^>]*>")
ERROR_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})<")
FORMULA = re.compile(CELL + rb"\s*<(?:\w+:)?f\b([^>]*?)(?:/>|>([^<]*)</(?:\w+:)?f>)\s*(<(?:\w+:)?v>[^<])?")
HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row(?=[^>]*\sr=[\"'](\d+)[\"'])(?=[^>]*\shidden=[\"'](?:1|true)[\"'])[^>]*[^/]>"
)
HIDDEN_COLUMN = re.compile(
    rb"<(?:\w+:)?col(?=[^>]*\shidden=[\"'](?:1|true)[\"'])[^>]*\smin=[\"'](\d+)[\"']|"
    rb"<(?:\w+:)?col(?=[^>]*\smin=[\"'](\d+)[\"'])[^>]*\shidden=[\"'](?:1|true)[\"']"
)
OUTWARD = re.compile(
    rb"\||\[\d+\]|\b(HYPERLINK|WEBSERVICE|FILTERXML|DDE|RTD|CALL|REGISTER|EXEC|IMPORT\w*|ENCODEURL)\s*\(",
    re.IGNORECASE,
)
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Scan:
    last_row: int = 0
    last_column: int = 0
    findings: list[tuple[int, int, str]] = field(default_factory=list)  # row from 1, column from 0, sentence
    warnings: list[str] = field(default_factory=list)


def workbook_parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Sheet name → part name, and whether the workbook counts days from 1904."""
    workbook = ET.fromstring(archive.read("xl/workbook.xml"))
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts = {
        sheet.get("name", ""): _part_name(targets.get(sheet.get(RELATION), ""))
        for sheet in workbook.iter()
        if _tag(sheet) == "sheet"
    }
    properties = next((element for element in workbook if _tag(element) == "workbookPr"), None)
    return parts, properties is not None and properties.get("date1904") in ("1", "true")


def scan_sheet(xml: bytes) -> Scan:
    scan = Scan(warnings=list(_hidden(xml)))
    scan.last_row, scan.last_column = _extent(xml)
    for row, column, sentence in _findings(xml):
        scan.findings.append((row, column, sentence))
        if len(scan.findings) >= MAX_FINDINGS:
            break
    return scan


def column_index(letters: bytes) -> int:
    """A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _extent(xml: bytes) -> tuple[int, int]:
    """Last row that has a cell with content, and the last column (from 1) in any of the last cells.

    Formatting alone often runs to row 1,048,576 and does not count.
    """
    last_row = last_column = 0
    for match in re.finditer(rb"</(?:\w+:)?c>\s*(?:<(?:\w+:)?c\s[^>]*/>\s*)*</(?:\w+:)?row>", xml):
        start = xml.rfind(b" r=", max(0, match.start() - 200_000), match.start())
        found = re.match(rb" r=[\"']([A-Z]{1,3})(\d{1,7})", xml[start : start + 16]) if start >= 0 else None
        if found:
            last_row = max(last_row, int(found[2]))
            last_column = max(last_column, column_index(found[1]) + 1)
    return last_row, last_column


def _findings(xml: bytes) -> Iterator[tuple[int, int, str]]:
    for match in ERROR.finditer(xml) if re.search(rb"t=[\"']e[\"']", xml) else ():
        value = ERROR_VALUE.search(xml, match.end(), match.end() + 40_000)
        shown = value[1].decode(errors="replace") if value else "#VALUE!"
        yield int(match[2]), column_index(match[1]), f"是错误值 {shown}，请改为正确的内容。"
    if b"<f" not in xml and b":f" not in xml:
        return
    for match in FORMULA.finditer(xml):
        letters, row, _, _, formula, cached = match.groups()
        if OUTWARD.search(formula or b""):
            yield int(row), column_index(letters), "是引用外部内容的公式，请改为普通文字。"
        elif cached is None:
            yield (
                int(row),
                column_index(letters),
                "公式没有保存计算结果，请改为数值，或在 Excel、WPS 中打开保存一次。",
            )


def _hidden(xml: bytes) -> Iterator[str]:
    if b"hidden=" not in xml:
        return
    rows = [match[1].decode() for match in HIDDEN_ROW.finditer(xml)]
    if rows:
        shown = "、".join(rows[:5])
        yield (
            f"第 {shown} 行在文件中是隐藏的，已一并读取。"
            if len(rows) <= 5
            else f"第 {shown} 行等 {len(rows)} 行在文件中是隐藏的，已一并读取。"
        )
    if HIDDEN_COLUMN.search(xml):
        yield "文件中有隐藏的列，已一并读取。"


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
