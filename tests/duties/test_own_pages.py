"""A member sees only the own records, confirms them, objects in time; the file is told from the ledger."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from accounts.actors import actor_of
from accounts.choices import Role
from core.models import AuditEntry
from documents import services as documents
from duties.models import DutyKind, DutyReview
from duties.services import dispute, rule, void_duty
from notices.models import Message
from tests.duties.helpers import make_record, meeting_kind
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
TITLE = "关于完善社区养老服务的提案"


@pytest.fixture
def member(county):
    """A user who is a member of the county."""
    user = make_user(county, Role.MEMBER, name="乔安禾")
    user.membership = make_membership(county, "乔安禾", number="0001", sector="农业界", user=user)
    return user


@pytest.fixture
def record(operator, member):
    return make_record(operator, member.membership, role="first", stage="filed")


@pytest.fixture
def inside(sign_in, county, member):
    sign_in(county, user=member)
    return member


def test_the_list_shows_the_newest_half_first(client, inside, operator, record):
    make_record(
        operator, inside.membership, key="old", occurred_on=dt.date(2025, 9, 1), matter_title="去年的提案"
    )
    page = client.get(reverse("duties:own")).text
    assert TITLE in page
    assert "第一提案人、立案" in page
    assert "去年的提案" not in page
    assert "2025年下半年" in page
    older = client.get(reverse("duties:own"), {"half": "2025-2"}).text
    assert "去年的提案" in older


def test_a_stranger_to_the_ledger_sees_an_empty_page(client, inside):
    assert "还没有履职记录" in client.get(reverse("duties:own")).text
    assert client.get(reverse("duties:own"), {"half": "x-9"}).status_code == 200


def test_voided_records_are_not_listed_but_can_be_read(client, inside, operator, record):
    void_duty(by=operator, record=record, reason="重复登记")
    assert TITLE not in client.get(reverse("duties:own")).text
    page = client.get(reverse("duties:record", args=[record.pk])).text
    assert "重复登记" in page
    assert "属实，确认" not in page


def test_confirming_one(client, inside, record):
    url = reverse("duties:record", args=[record.pk])
    assert "属实，确认" in client.get(url).text
    answer = client.post(reverse("duties:confirm", args=[record.pk]), follow=True)
    assert "已确认" in answer.text
    assert "属实，确认" not in answer.text
    assert DutyReview.objects.get().kind == "confirmed"


def test_confirming_a_half_leaves_other_halves_and_objections_alone(client, inside, county, operator, record):
    old = make_record(operator, inside.membership, key="old", occurred_on=dt.date(2025, 9, 1))
    wrong = make_record(operator, inside.membership, key="wrong")
    dispute(by=actor_of(inside, county.pk), record=wrong, text="应为联名")
    client.post(reverse("duties:confirm_half"), {"half": "2026-1"})
    kinds = {one.pk: list(one.reviews.values_list("kind", flat=True)) for one in (record, old, wrong)}
    assert kinds == {record.pk: ["confirmed"], old.pk: [], wrong.pk: ["disputed"]}
    assert AuditEntry.objects.get(act="本人批量确认").after["count"] == 1


def test_objecting_tells_the_secretariat_and_the_ruling_tells_the_member(
    client, inside, operator, checker, record
):
    url = reverse("duties:objection", args=[record.pk])
    page = client.get(url).text
    assert "前提出" in page
    assert "严禁填写涉密信息" in page
    assert "请写明哪里不对、应当怎样。" in client.post(url, {"text": " "}).text
    answer = client.post(url, {"text": "应为联名，不是第一提案人。"}, follow=True)
    assert "有异议" in answer.text
    told = Message.objects.get(user=checker.user_id)
    assert (told.title, told.body) == ("委员对履职记录提出异议", "")
    rule(by=checker, record=record, accepted=False, text="提案署名第一位")
    assert Message.objects.get(user=inside).title == "您提出的异议已处理"
    assert "提案署名第一位" in client.get(reverse("duties:record", args=[record.pk])).text


@pytest.mark.parametrize("name", ["record", "objection"])
def test_another_members_record_is_not_found(client, sign_in, county, tree, record, name):
    url = reverse(f"duties:{name}", args=[record.pk])
    other = make_user(county, Role.MEMBER)
    make_membership(county, user=other)
    sign_in(county, user=other)
    assert client.get(url).status_code == 404
    assert client.post(reverse("duties:confirm", args=[record.pk])).status_code == 404
    client.logout()
    sign_in(tree.other_county, Role.OPERATOR)
    assert client.get(url).status_code == 404


def test_evidence_is_read_by_those_who_read_the_record(
    client, sign_in, county, tree, inside, operator, record
):
    upload = SimpleUploadedFile("签到表.txt", b"hello")
    kept = documents.attach(by=operator, owner_type="duties.dutyrecord", owner_id=record.pk, file=upload)
    url = reverse("documents:download", args=[kept.pk])
    assert "签到表.txt" in client.get(reverse("duties:record", args=[record.pk])).text
    assert client.get(url).getvalue() == b"hello"
    client.logout()
    sign_in(county, Role.MEMBER)
    assert client.get(url).status_code == 404
    client.logout()
    sign_in(tree.other_county, Role.OPERATOR)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, inside, operator, rows, django_assert_num_queries):
    for number in range(rows):
        make_record(operator, inside.membership, key=f"n:{number}")
    client.get(reverse("duties:own"))
    with django_assert_num_queries(10):
        client.get(reverse("duties:own"))


def attend(operator, membership, *results):
    for number, (result, quantity) in enumerate(results):
        make_record(
            operator,
            membership,
            kind=meeting_kind(),
            key=f"m:{number}",
            result=result,
            expected=1,
            quantity=quantity,
        )


def test_the_file_counts_attendance_with_leave_apart(client, inside, operator, record):
    attend(operator, inside.membership, ("present", 1), ("present", 1), ("excused", 0), ("absent", 0))
    page = client.get(reverse("duties:own_file"))
    assert page.context["file"]["attendance"] == [["全体会议（样例）", "4", "2", "1", "1", "50.0%"]]
    assert ["界别", "农业界"] in page.context["file"]["facts"]
    assert TITLE in page.text


def test_the_file_puts_each_act_in_its_section(client, inside, operator):
    kind = DutyKind.objects.get(code="proposal")
    make_record(operator, inside.membership, kind=kind)
    sections = client.get(reverse("duties:own_file")).context["file"]["sections"]
    assert [section["title"] for section in sections if section["rows"]] == ["提案、发言、社情民意信息"]


def test_the_word_file(client, inside, record):
    answer = client.get(reverse("duties:file_word", args=[inside.membership.pk]))
    document = Document(io.BytesIO(answer.getvalue()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert TITLE in cells
    assert AuditEntry.objects.filter(act="下载履职档案").count() == 1


def test_whose_file_may_be_read(client, sign_in, county, tree, member):
    url = reverse("duties:file", args=[member.membership.pk])
    for organization, role, status in (
        (county, Role.CHECKER, 200),
        (county, Role.LEADER, 200),
        (county, Role.COMMITTEE_OFFICE, 404),
        (county, Role.MEMBER, 404),
        (county, Role.SYSTEM_ADMIN, 404),
        (tree.other_county, Role.OPERATOR, 404),
        (tree.city, Role.OVERSEER, 404),
    ):
        sign_in(organization, role)
        assert client.get(url).status_code == status, role
        client.logout()
