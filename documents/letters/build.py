"""Builds the Word templates of the house by GB/T 9704: `python -m documents.letters.build`."""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

FOLDER = Path(__file__).resolve().parent
TITLE, BODY, HEAD, PAGE_NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
ERHAO, SANHAO, SIHAO, XIAOWU = Pt(22), Pt(16), Pt(14), Pt(9)
CENTER, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
LEFT = WD_ALIGN_PARAGRAPH.LEFT


def paper() -> Document:
    """A4, type area 156 × 225 mm, body 仿宋 三号 at 28 points a line."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    _font(style, BODY, SANHAO)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(28)
    style.paragraph_format.space_after = Pt(0)
    _number_pages(section)
    return document


def _number_pages(section) -> None:
    """«— 1 —» below the type area, 宋体 四号."""
    section.footer_distance = Mm(25)
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = CENTER
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        _font(run, PAGE_NUMBER, SIHAO)
        for part in ("begin", field, "end") if field else ():
            run._r.append(_field_part(run._r, part))


def _field_part(run, part: str):
    if part in ("begin", "end"):
        return run.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): part})
    made = run.makeelement(qn("w:instrText"), {})
    made.text = part
    return made


def line(document, text: str, *, font=BODY, size=SANHAO, align=JUSTIFY, indent=True, before=0):
    """One paragraph; `indent` sets the first line in by two characters."""
    paragraph = document.add_paragraph()
    _font(paragraph.add_run(text), font, size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    if indent:
        paragraph.paragraph_format.first_line_indent = size * 2
    return paragraph


def tag(document, text: str):
    """A control line of the template; it vanishes when filled."""
    return document.add_paragraph(text)


def table(document, head: list[str], loop: str, cells: list[str], widths: list[float]):
    """A bordered table with a header that repeats and one row for each of `loop`."""
    grid = document.add_table(rows=4, cols=len(cells), style="Table Grid")
    grid.alignment = 1
    for index, text in enumerate(head):
        _cell(grid.cell(0, index), text, HEAD)
    grid.cell(1, 0).text = f"{{%tr for row in {loop} %}}"
    for index, text in enumerate(cells):
        _cell(grid.cell(2, index), text, BODY)
    grid.cell(3, 0).text = "{%tr endfor %}"
    for row in grid.rows:
        for index, width in enumerate(widths):
            row.cells[index].width = Cm(width)
    repeat = grid.rows[0]._tr.get_or_add_trPr()
    repeat.append(repeat.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def announcement() -> Document:
    """考核情况通报."""
    document = paper()
    line(document, "{{ document_number }}", align=CENTER, indent=False)
    line(document, "{{ title }}", font=TITLE, size=ERHAO, align=CENTER, indent=False, before=28)
    line(document, "{{ addressee }}", indent=False, before=28)
    tag(document, "{%p for text in paragraphs %}")
    line(document, "{{ text }}")
    tag(document, "{%p endfor %}")
    tag(document, "{%p for list in lists %}")
    line(document, "{{ list.title }}", font=HEAD)
    line(document, "{{ list.note }}")
    _names(document)
    tag(document, "{%p endfor %}")
    tag(document, "{%p for text in closing %}")
    line(document, "{{ text }}")
    tag(document, "{%p endfor %}")
    tag(document, "{%p for text in attachments %}")
    line(document, "附件：{{ loop.index }}. {{ text }}")
    tag(document, "{%p endfor %}")
    signature = line(document, "{{ signed_by }}", align=RIGHT, indent=False, before=42)
    signature.paragraph_format.right_indent = SANHAO * 2
    signature.paragraph_format.keep_with_next = True
    day = line(document, "{{ signed_on }}", align=RIGHT, indent=False)
    day.paragraph_format.right_indent = SANHAO * 4
    line(document, "校验码：{{ digest }}", size=XIAOWU, align=LEFT, indent=False, before=28)
    return document


def duty_file() -> Document:
    """委员履职档案."""
    document = paper()
    line(document, "{{ organization }}", align=CENTER, indent=False)
    line(document, "{{ title }}", font=TITLE, size=ERHAO, align=CENTER, indent=False, before=14)
    line(document, "{{ term }}　{{ name }}", align=CENTER, indent=False)
    line(document, "一、基本信息", font=HEAD, before=14)
    table(document, ["项目", "内容"], "facts", ["{{ row[0] }}", "{{ row[1] }}"], [4, 11.5])
    line(document, "二、会议和活动出席情况", font=HEAD, before=14)
    cells = [f"{{{{ row[{index}] }}}}" for index in range(6)]
    table(document, ["类别", "应到", "出席", "请假", "缺席", "出席率"], "attendance", cells,
          [4.5, 2.2, 2.2, 2.2, 2.2, 2.2])  # fmt: skip
    line(document, "三、履职情况", font=HEAD, before=14)
    tag(document, "{%p for section in sections %}")
    line(document, "（{{ loop.index }}）{{ section.title }}")
    tag(document, "{%p if section.rows %}")
    cells = [f"{{{{ row[{index}] }}}}" for index in range(4)]
    table(document, ["日期", "事项", "事由", "情况"], "section.rows", cells, [3.6, 3, 5.6, 3.3])
    tag(document, "{%p else %}")
    line(document, "{{ empty }}")
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")
    line(document, "打印日期：{{ printed_on }}", align=RIGHT, indent=False, before=28)
    return document


def _names(document) -> None:
    """Names in three columns without lines, read from left to right."""
    grid = document.add_table(rows=3, cols=3)
    grid.alignment = 1
    grid.cell(0, 0).text = "{%tr for row in list.rows %}"
    for index in range(3):
        cell = grid.cell(1, index)
        cell.width = Cm(5.2)
        paragraph = cell.paragraphs[0]
        paragraph.alignment = CENTER
        _font(paragraph.add_run(f"{{{{ row[{index}] }}}}"), BODY, SANHAO)
    grid.cell(2, 0).text = "{%tr endfor %}"
    whole = grid.rows[1]._tr.get_or_add_trPr()
    whole.append(whole.makeelement(qn("w:cantSplit"), {}))


def _cell(cell, text: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = CENTER if font == HEAD else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.line_spacing = Pt(20)
    _font(paragraph.add_run(text), font, SIHAO if font == HEAD else Pt(12))


def _font(target, name: str, size) -> None:
    target.font.name, target.font.size = name, size
    target.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def main() -> None:
    announcement().save(FOLDER / "announcement.docx")
    duty_file().save(FOLDER / "duty_file.docx")


if __name__ == "__main__":
    main()
