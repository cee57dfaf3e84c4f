"""The 通报: who is named, in which order, and who is not.

covers S007
"""

import datetime as dt
import io

from docx import Document

from accounts.choices import Role
from documents.rendering import render
from portal.resources.announcement import announcement, names_of
from portal.resources.edition import edition_of
from tests.factories import make_actor
from tests.portal.ground import DIGEST, half_year


def context_of(county, **made) -> dict:
    run = half_year(county, state="published", **made).run
    return announcement(edition_of(make_actor(county, Role.CHECKER), run, dt.date(2026, 7, 9)))


def test_the_announcement_says_what_was_decided_and_names_the_listed(county):
    context = context_of(county)
    assert context["title"] == "关于2026年上半年委员履职考核情况的通报"
    assert context["document_number"] == "丙政协发〔2026〕12号"
    assert context["paragraphs"] == [
        "根据《委员履职考核办法(样例)》，中国人民政治协商会议丙县政协对2026年上半年委员履职情况进行了考核。"
        "经第十八次主席会议（2026年7月8日）研究，现将考核情况通报如下。",
        "本次考核共有 4 名委员计分、4 名委员参加排名。排名居前60%的 3 名委员列入通报名单。"
        "其他委员的考核结果由本人登录系统查看，不予公开。",
    ]
    assert context["lists"] == [
        {
            "title": "通报名单",
            "note": "共 3 人，按政协职务排位，同位的按姓氏笔画为序；不按得分排列。",
            "rows": [["王五州", "丁　一", "乔安禾"]],
        }
    ]
    assert (context["signed_by"], context["signed_on"]) == ("中国人民政治协商会议丙县政协", "2026年7月8日")
    assert context["digest"] == DIGEST


def test_a_year_adds_whom_it_commends(county):
    context = context_of(county, part="year", commended=(0,))
    assert [one["title"] for one in context["lists"]] == ["一、通报名单", "二、表扬名单"]
    assert context["lists"][1]["rows"] == [["乔安禾", "", ""]]
    assert "其中 1 名委员予以表扬" in context["paragraphs"][1]


def test_the_word_file_never_names_who_is_below_the_line(county):
    written = render(kind="announcement", organization=county, context=context_of(county))
    document = Document(io.BytesIO(written))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    said += "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "乔安禾" in said
    assert "陈明远" not in said
    assert "{" not in said


def test_two_members_of_one_name_are_told_apart_by_their_sector(county):
    run = half_year(county, state="published").run
    edition = edition_of(make_actor(county, Role.CHECKER), run, dt.date(2026, 7, 9))
    first, second = edition.members[0], edition.members[1]
    assert names_of([first, second, second]) == ["乔安禾", "丁　一（农业界）", "丁　一（农业界）"]
