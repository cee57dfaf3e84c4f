"""A table of attendance: people of the roster only, two people, nothing half-written."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from accounts.choices import Role
from activities import services
from activities.importing.attendance import filled
from activities.models import Presence
from core import jobs
from core.models import AuditEntry
from core.writer import Book, Column
from documents import services as documents
from documents.choices import BatchState
from tests.activities.ground import held, make_member, published, session
from tests.factories import make_actor, make_membership

pytestmark = pytest.mark.django_db
HEADER = ["活动编号", "单元序号", "委员编号", "姓名", "情况"]


@pytest.fixture
def members(county):
    return [make_member(county, name, number=number) for name, number in (("丁一", "0001"), ("王二", "0002"))]


@pytest.fixture
def activity(operator, checker, members):
    return held(operator, checker, session(-2), session(-1))


def hand_in(by, rows, header=HEADER):
    book = Book()
    book.add_sheet("考勤", columns=[Column(title) for title in header], rows=rows)
    upload = SimpleUploadedFile("考勤.xlsx", book.close())
    batch = documents.hand_in(by=by, kind="attendance", file=upload)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    return batch


def confirm(by, batch):
    documents.confirm(by=by, batch=batch, sha256=batch.sha256)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    return batch


def test_a_right_table_is_previewed_then_stored_by_another(activity, operator, checker):
    rows = [
        (activity.pk, 1, "0001", "丁一", "迟到"),
        (activity.pk, 1, "0002", "", ""),
        (activity.pk, 2, "", "王二", "出席"),
    ]
    batch = hand_in(operator, rows)
    assert (batch.state, batch.errors) == (BatchState.READY, [])
    assert batch.counts == {"总行数": 3, "新增签到": 2, "已有签到": 0}
    assert not Presence.objects.exists()

    assert confirm(checker, batch).state == BatchState.STORED

    found = Presence.objects.order_by("sitting__starts_at")
    assert [(one.method, one.late, one.recorded_by_id, one.confirmed_by_id) for one in found] == [
        ("import", True, operator.user_id, checker.user_id),
        ("import", False, operator.user_id, checker.user_id),
    ]
    assert AuditEntry.objects.filter(act="导入考勤").count() == 1


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        ((0, 1, "0001", "丁一", "出席"), "活动编号", "没有这个编号的会议活动"),
        ((None, 3, "0001", "丁一", "出席"), "单元序号", "应为 1 至 2"),
        ((None, 1, "0003", "客人", "出席"), "委员编号", "不在这项会议活动的名单中"),
        ((None, 1, "0001", "王二", "出席"), "委员编号", "请核对委员编号和姓名"),
        ((None, 1, "0001", "丁一", "来过"), "情况", "看不懂"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(activity, county, operator, row, column, sentence):
    make_membership(county, "客人", number="0003")
    right = (activity.pk, 2, "0001", "丁一", "出席")
    wrong = (activity.pk if row[0] is None else row[0], *row[1:])

    batch = hand_in(operator, [right, wrong])

    assert batch.state == BatchState.WRONG
    (number, where, said), *rest = batch.errors
    assert (number, where, rest) == (3, column, [])
    assert sentence in said
    assert not Presence.objects.exists()


def test_the_same_person_twice_is_a_fault(activity, operator):
    row = (activity.pk, 1, "0001", "丁一", "出席")
    assert "出现了两次" in hand_in(operator, [row, row]).errors[0][2]


def test_a_half_day_that_has_not_begun_is_refused(operator, checker, members):
    ahead = published(operator, checker, session(-1), session(5))
    assert "还没有开始" in hand_in(operator, [(ahead.pk, 2, "0001", "丁一", "出席")]).errors[0][2]


def test_whoever_does_not_manage_it_is_told_so(activity, county):
    office = make_actor(county, Role.COMMITTEE_OFFICE)
    assert "不由您经办" in hand_in(office, [(activity.pk, 1, "0001", "丁一", "出席")]).errors[0][2]


def test_what_stands_already_is_left_as_it_is(activity, operator, checker, members):
    entry = activity.entries.get(membership=members[0])
    first = activity.sittings.order_by("starts_at").first()
    services.tick(by=operator, sitting=first, entries=[entry])
    batch = confirm(checker, hand_in(operator, [(activity.pk, 1, "0001", "丁一", "早退")]))

    assert batch.counts == {"总行数": 1, "新增签到": 0, "已有签到": 1}
    assert [(one.method, one.left_early) for one in Presence.objects.all()] == [("list", False)]


def test_the_table_to_fill_in_comes_back_as_it_went(activity, operator, checker):
    entries = activity.entries.select_related("membership__person").order_by("position")
    book = load_workbook(io.BytesIO(filled(activity, activity.sittings.order_by("starts_at"), entries)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]
    assert rows[0] == [activity.pk, 1, "0001", "丁一", None]
    assert len(rows) == 4

    batch = hand_in(operator, [[*row[:4], "出席"] for row in rows])

    assert batch.counts["新增签到"] == 4
