"""发言材料汇编: every chosen paper as one Word document, with a table of contents that Word keeps up to date."""

import io
from math import ceil

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from activities.models.speeches import Speech, SpeechCall
from activities.speech_choices import PaperKind, SpeechState
from activities.speech_queries import book_papers
from core.clock import today
from core.dates import chinese_date
from documents.letters.build import BODY, CENTER, ERHAO, HEAD, SANHAO, TITLE, line, paper

TYPE_WIDTH = Mm(156)
PARTS = (
    ("口头发言", PaperKind.SPEECH, (SpeechState.ORAL, SpeechState.SPOKEN)),
    ("书面发言", PaperKind.SPEECH, (SpeechState.WRITTEN,)),
    ("调研报告", PaperKind.REPORT, (SpeechState.ORAL, SpeechState.SPOKEN, SpeechState.WRITTEN)),
)
EMPTY = "还没有审定的发言，不能汇编。"
PAGE, LINE, TITLE_LINE, BYLINE = 22, 27, 20, 2
"""Lines of a page; characters of a line of the body and of a title; lines that the by-line takes with its space."""


def build_book(call: SpeechCall) -> bytes:
    """The book as docx: cover, contents, then each paper on a page of its own. Raises ValueError when empty."""
    papers = book_papers(call)
    parts = [
        (name, [one for one in papers if one.kind == kind and one.state in states])
        for name, kind, states in PARTS
    ]
    parts = [(name, ones) for name, ones in parts if ones]
    if not parts:
        raise ValueError(EMPTY)
    document = paper()
    _heading_style(document)
    _cover(document, call, len(papers))
    _contents(document, parts)
    for name, ones in parts:
        for one in ones:
            _paper(document, name, one)
    _update_on_opening(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _cover(document: Document, call: SpeechCall, count: int) -> None:
    line(document, call.organization.name, align=CENTER, indent=False, before=120)
    line(document, call.title, font=TITLE, size=ERHAO, align=CENTER, indent=False, before=42)
    book = line(document, "发言材料汇编", font=TITLE, size=Pt(36), align=CENTER, indent=False, before=42)
    book.paragraph_format.line_spacing = Pt(48)
    line(document, f"（共 {count} 篇）", align=CENTER, indent=False, before=14)
    line(document, chinese_date(today()), align=CENTER, indent=False, before=200)


def _contents(document: Document, parts) -> None:
    """A linked entry for each paper; its page number is a field that holds our own count until it is updated."""
    title = line(document, "目　录", font=TITLE, size=ERHAO, align=CENTER, indent=False)
    title.paragraph_format.page_break_before = True
    title.paragraph_format.space_after = Pt(14)
    page = 2 + pages_of_contents(parts)
    for name, ones in parts:
        line(document, name, font=HEAD, indent=False)
        for one in ones:
            _entry(document, one, page)
            page += pages_of(one.last_version[0].title, one.last_version[0].text)


def _entry(document: Document, one: Speech, page: int) -> None:
    paragraph = line(document, "", indent=False)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.left_indent = SANHAO
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(TYPE_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _mark(one))
    paragraph._p.append(link)
    for text in (f"{one.last_version[0].title}　{one.author_name}", "\t"):
        link.append(_run(paragraph, text))
    for part in ("begin", f"PAGEREF {_mark(one)} \\h", "separate"):
        link.append(_field_run(paragraph, part))
    link.append(_run(paragraph, str(page)))
    link.append(_field_run(paragraph, "end"))


def pages_of_contents(parts) -> int:
    """Pages that the contents take: a title, a line a part, a line an entry."""
    entries = [f"{one.last_version[0].title}　{one.author_name}" for _, ones in parts for one in ones]
    lines = 2 + len(parts) + sum(_lines(text, LINE - 4) for text in entries)
    return ceil(lines / PAGE)


def pages_of(title: str, text: str) -> int:
    """Pages of one paper by the grid of GB/T 9704: 22 lines a page, 27 characters a line."""
    heading = _lines(title, TITLE_LINE) * 1.3
    body = sum(_lines(one.strip(), LINE, indent=2) for one in text.splitlines() if one.strip())
    return ceil((heading + BYLINE + body) / PAGE)


def _paper(document: Document, part: str, one: Speech) -> None:
    version = one.last_version[0]
    heading = line(document, version.title, font=TITLE, size=ERHAO, align=CENTER, indent=False)
    heading.style = document.styles["Heading 1"]
    heading.alignment = CENTER
    heading.paragraph_format.page_break_before = True
    _bookmark(heading, one)
    line(
        document, _byline(part, one), align=CENTER, indent=False, before=14
    ).paragraph_format.space_after = Pt(14)
    for text in version.text.splitlines():
        if text.strip():
            line(document, text.strip())


def _byline(part: str, one: Speech) -> str:
    """«民盟某县总支　乔安禾», «乔安禾等 3 名委员», and for an oral paper who speaks it."""
    joined = len(one.co_authors.all())
    lead = str(one.lead)
    author = f"{lead}等 {joined + 1} 名委员" if joined else lead
    if one.author_name != lead:
        author = f"{one.author_name}　执笔：{author}"
    speaker = f"　发言人：{one.speaker}" if one.speaker and one.speaker_id != one.lead_id else ""
    return f"{part}｜{author}{speaker}"


def _heading_style(document: Document) -> None:
    """Word finds the entries by this style; its look is that of a title."""
    style = document.styles["Heading 1"]
    style.font.name, style.font.size, style.font.bold = TITLE, ERHAO, False
    style.font.color.rgb = None
    style.element.rPr.rFonts.set(qn("w:eastAsia"), TITLE)
    for tag in ("w:color",):
        for found in style.element.rPr.findall(qn(tag)):
            style.element.rPr.remove(found)
    style.paragraph_format.line_spacing = Pt(36)
    style.paragraph_format.space_before = Pt(0)


def _mark(one: Speech) -> str:
    return f"_Toc{one.pk:08d}"


def _bookmark(paragraph, one: Speech) -> None:
    for tag, place in (("w:bookmarkStart", 1), ("w:bookmarkEnd", len(paragraph._p) + 1)):
        made = OxmlElement(tag)
        made.set(qn("w:id"), str(one.pk))
        if tag == "w:bookmarkStart":
            made.set(qn("w:name"), _mark(one))
        paragraph._p.insert(place, made)


def _run(paragraph, text: str):
    run = paragraph.add_run(text)
    run.font.name, run.font.size = BODY, SANHAO
    run._r.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), BODY)
    return run._r


def _field_run(paragraph, part: str):
    """One mark of a field, or its instruction."""
    run = paragraph.add_run()._r
    if part in ("begin", "separate", "end"):
        made = OxmlElement("w:fldChar")
        made.set(qn("w:fldCharType"), part)
    else:
        made = OxmlElement("w:instrText")
        made.set(qn("xml:space"), "preserve")
        made.text = f" {part} "
    run.append(made)
    return run


def _lines(text: str, width: int, indent: int = 0) -> int:
    """Lines of a paragraph whose first is shorter by `indent`; two narrow characters are one wide one."""
    units = sum(1 if ord(letter) > 0x2E7F or letter in "“”‘’—…" else 0.5 for letter in text)
    return max(1, ceil((units + indent) / width))


def _update_on_opening(document: Document) -> None:
    """Page numbers are known only to who lays the text out: Word and WPS fill them when the file is opened."""
    made = OxmlElement("w:updateFields")
    made.set(qn("w:val"), "true")
    document.settings.element.append(made)
