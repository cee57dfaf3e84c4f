"""Material from every 常委: n/55 and who is missing; the compiled book with its contents; the Excel lists.

covers S108
"""

import datetime as dt
import io
import re
import zipfile
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from accounts.choices import Role
from activities.models import Speech, SpeechVersion
from activities.resources.compiled_book import EMPTY, build_book, pages_of
from activities.resources.speech_lists import handed_in_list, minutes_and_seconds, order_list
from activities.services import speeches
from activities.speech_queries import completion
from core.clock import today
from core.workflow import Refused
from members.models import Membership
from notices.models import Message, Outbox
from tests.activities.speech_ground import make_call, make_member, put
from tests.factories import give_office, make_membership


@pytest.fixture
def call(county):
    return make_call(
        county,
        title="专题议政性常委会发言",
        audience="standing",
        wants_report=True,
        selects=False,
        occasion="meeting",
    )


def standing(county, count) -> list[Membership]:
    found = [make_membership(county, f"常委{n:02d}", sector="教育界") for n in range(count)]
    for one in found:
        give_office(one, "standing")
    return found


def test_of_55_standing_members_52_are_complete(county, call, django_assert_num_queries):
    members = standing(county, 55)
    make_membership(county, "普通委员")
    for number, one in enumerate(members[:54]):
        put(call, one, "submitted")
        if number < 52:
            put(call, one, "written" if number % 2 else "submitted", kind="report", decided_on=today())
    put(call, members[54], "draft")
    put(call, members[54], "returned", kind="report")
    with django_assert_num_queries(6):
        found = completion(call)

    assert (found.expected, found.speeches, found.reports, found.complete) == (55, 54, 52, 52)
    assert [line.name for line in found.missing] == ["常委52", "常委53", "常委54"]


def test_who_has_left_or_is_suspended_is_not_asked(county, call, checker):
    first, second, third = standing(county, 3)
    Membership.objects.filter(pk=first.pk).update(during=DateRange(dt.date(2022, 1, 1), dt.date(2025, 1, 1)))
    second.changes.create(
        kind="suspended",
        reason="接受调查",
        body="chairpersons",
        meeting="会",
        decided_on=today(),
        effective_on=today(),
    )
    assert [line.membership_id for line in completion(call).lines] == [third.pk]


def test_the_missing_are_reminded_once_a_day(county, call, operator):
    late, done = (make_member(county, name, standing=True) for name in ("江予白", "林知远"))
    for kind in ("speech", "report"):
        put(call, done.membership, "submitted", kind=kind)
    assert speeches.remind_missing(by=operator, call=call) == 1
    assert speeches.remind_missing(by=operator, call=call) == 0
    assert [(one.user, one.title) for one in Message.objects.all()] == [
        (late.user, "请报送发言材料：专题议政性常委会发言")
    ]
    assert Outbox.objects.count() == 0  # no phone is known


def test_only_the_operator_reminds_and_only_while_papers_are_taken(county, call, operator, checker):
    with pytest.raises(Refused):
        speeches.remind_missing(by=checker, call=call)
    with pytest.raises(Refused):
        speeches.remind_missing(by=operator, call=make_call(county, audience="standing", state="closed"))


def test_opening_a_call_tells_every_standing_member_and_nobody_else(county, operator):
    one, other = make_member(county, "江予白", standing=True), make_member(county, "林知远")
    call = make_call(county, state="draft", audience="standing")
    speeches.move_call(by=operator, call=call, step="open")
    assert {message.user for message in Message.objects.all()} == {one.user}
    speeches.move_call(by=operator, call=make_call(county, state="draft"), step="open")
    assert {message.user for message in Message.objects.all()} == {one.user, other.user}


def book_of(call) -> SimpleNamespace:
    content = build_book(call)
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        xml = files.read("word/document.xml").decode()
        settings = files.read("word/settings.xml").decode()
    return SimpleNamespace(xml=xml, settings=settings, document=Document(io.BytesIO(content)))


def test_the_book_has_every_paper_under_a_heading_and_in_the_contents(county, call):
    members = standing(county, 55)
    for number, one in enumerate(members):
        put(call, one, "written", title=f"第{number}篇发言", decided_on=today())
    put(call, members[0], "written", kind="report", title="托育调研报告", decided_on=today())
    put(call, members[1], "not_used", title="未选用的一篇")
    put(call, members[2], "draft", title="还是草稿")
    book = book_of(call)

    headings = [one.text for one in book.document.paragraphs if one.style.name == "Heading 1"]
    assert headings == [f"第{number}篇发言" for number in range(55)] + ["托育调研报告"]
    marks = re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', book.xml)
    assert len(set(marks)) == 56
    assert re.findall(r'<w:hyperlink w:anchor="(\w+)"', book.xml) == marks
    assert re.findall(r"PAGEREF (\w+)", book.xml) == marks
    assert book.xml.count('w:fldCharType="begin"') == book.xml.count('w:fldCharType="end"') == 56
    assert "updateFields" in book.settings
    text = "\n".join(one.text for one in book.document.paragraphs)
    assert "（共 56 篇）" in text and "未选用的一篇" not in text and "还是草稿" not in text
    assert text.count("一老一小是民生大事。") == 56


@pytest.mark.parametrize(
    ("title", "text", "pages"),
    [
        ("短题", "字" * 25, 1),
        ("短题", "字" * (25 + 27 * 17), 1),
        ("短题", "字" * (25 + 27 * 18), 2),
        ("短题", "\n".join(["字"] * 18), 1),
        ("短题", "\n".join(["字"] * 19), 2),
        ("题" * 21, "\n".join(["字"] * 18), 2),
        ("短题", "ab" * (25 + 27 * 17), 1),
        ("短题", "字" * 2000, 4),
    ],
)
def test_pages_are_counted_by_the_grid_of_official_papers(title, text, pages):
    assert pages_of(title, text) == pages


def test_the_contents_say_on_which_page_each_paper_begins(county, call):
    one, two = standing(county, 2)
    first = put(call, one, "written", title="甲", decided_on=today())
    Speech.objects.filter(pk=first.pk).update(title="甲")
    SpeechVersion.objects.create(speech=first, number=2, title="甲", text="字" * 2000, characters=2000)
    put(call, two, "written", title="乙", decided_on=today())
    numbers = re.findall(r"<w:t>(\d+)</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"", book_of(call).xml)
    assert numbers == ["3", "7"]


def test_oral_papers_come_first_in_their_order_with_the_last_version(county, call, operator):
    one, two = standing(county, 2)
    put(call, one, "written", title="书面一篇", decided_on=today())
    put(call, two, "oral", title="口头第二", position=2)
    first = put(call, one, "spoken", title="口头第一", position=1)
    Speech.objects.filter(pk=first.pk).update(state="oral")
    speeches.revise(by=operator, speech=first, title="口头第一（定稿）", text="定稿全文。")
    headings = [one.text for one in book_of(call).document.paragraphs if one.style.name == "Heading 1"]
    assert headings == ["口头第一（定稿）", "口头第二", "书面一篇"]


def test_text_in_a_paper_stays_text(county, call):
    (one,) = standing(county, 1)
    paper = put(call, one, "written", title="<b>{{ 7*7 }}</b> & “引号”", decided_on=today())
    assert [p.text for p in book_of(call).document.paragraphs if p.style.name == "Heading 1"] == [paper.title]


def test_without_chosen_papers_there_is_no_book(county, call):
    with pytest.raises(ValueError, match=EMPTY):
        build_book(call)


def test_the_order_of_speaking_as_excel(county, call):
    one, two = standing(county, 2)
    put(call, one, "oral", title="乙", position=2, minutes=6)
    put(call, two, "spoken", title="甲", position=1, spoken_seconds=465)
    rows = [[str(cell or "") for cell in row] for row in cells(order_list(call))]
    assert rows[0][0] == "专题议政性常委会发言发言顺序表"
    assert rows[1][0] == "共 2 人，约 14 分钟"
    assert rows[2:] == [
        ["顺序", "题目", "报送主体", "发言人", "时长（分钟）", "实际用时"],
        ["1", "甲", "常委01", "常委01", "8", "7分45秒"],
        ["2", "乙", "常委00", "常委00", "6", ""],
    ]


def test_who_has_handed_in_as_excel(county, call):
    one, two = standing(county, 2)
    put(call, one, "submitted", title="托育")
    rows = [[str(cell or "") for cell in row] for row in cells(handed_in_list(call))]
    assert rows[1][0] == "应报 2 人，交齐 0 人"
    assert rows[3:] == [
        ["1", "常委00", "教育界", "托育（待初选）", "未交齐", ""],
        ["2", "常委01", "教育界", "", "未交齐", ""],
    ]


@pytest.mark.parametrize(
    ("seconds", "said"), [(None, ""), (0, "0分00秒"), (59, "0分59秒"), (480, "8分00秒"), (605, "10分05秒")]
)
def test_minutes_and_seconds(seconds, said):
    assert minutes_and_seconds(seconds) == said


def test_the_desk_shows_n_of_55_and_gives_the_files(client, county, call, sign_in):
    members = standing(county, 3)
    put(call, members[0], "submitted")
    sign_in(county, Role.OPERATOR)
    page = client.get(reverse("admin:activities_speechcall_desk", args=[call.pk])).content.decode()
    assert "发言材料 <strong>1/3</strong>" in page and "未交齐 3 人：常委00、常委01、常委02。" in page
    address = reverse("admin:activities_speechcall_file", args=[call.pk, "book"])
    assert EMPTY in client.get(address, follow=True).content.decode()
    Speech.objects.update(state="written", decided_on=today())
    assert b"".join(client.get(address).streaming_content)[:2] == b"PK"


def cells(content):
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
