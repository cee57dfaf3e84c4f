"""The ledger says each fact once, keeps it for ever, and lets it be taken back once, with a reason."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.choices import Role
from core.models import AuditEntry
from core.workflow import Stale
from duties.models import Bearer, DutyRecord
from duties.services import bearer_of, bearers_for, record_duties, record_duty, void_duty
from tests.duties.helpers import DAY, make_fact, make_record, meeting_kind, proposal_kind
from tests.factories import found_tree, make_actor, make_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    return make_membership(county, "乔安禾")


def test_a_membership_has_one_bearer(member):
    assert bearer_of(member) == bearer_of(member)
    assert Bearer.objects.count() == 1


def test_bearers_of_a_whole_organisation_are_made_at_once(county, tree, django_assert_num_queries):
    members = [make_membership(county) for _ in range(3)]
    make_membership(tree.other_county)
    with django_assert_num_queries(2):
        found = bearers_for(county)
    assert set(found) == {member.pk for member in members}


def test_the_same_key_is_the_same_fact(operator, member):
    first = make_record(operator, member, key="proposals:7:submitted:first:1", role="first")
    again = make_record(operator, member, key="proposals:7:submitted:first:1", role="first")
    assert again.pk == first.pk
    assert DutyRecord.objects.count() == 1
    assert AuditEntry.objects.filter(act="登记履职记录").count() == 1


def test_two_keys_are_two_facts_though_all_else_is_equal(operator, member):
    make_record(operator, member, key="adopted:1")
    make_record(operator, member, key="adopted:2")
    assert DutyRecord.objects.count() == 2


def test_a_voided_fact_may_be_said_again(operator, member):
    first = make_record(operator, member)
    void_duty(by=operator, record=first, reason="日期登记错误")
    again = make_record(operator, member)
    assert again.pk != first.pk
    assert DutyRecord.objects.filter(voided_at=None).count() == 1


@pytest.mark.parametrize(
    ("facts", "place", "sentence"),
    [
        (
            {"role": "author"},
            "role",
            "“提交提案（样例）”没有角色“author”，可填：第一提案人、联名。",
        ),
        ({"stage": "printed"}, "stage", "“提交提案（样例）”没有阶段“printed”，可填：提交、立案。"),
        ({"result": "adopted"}, "result", "“提交提案（样例）”不登记结果，请删去“adopted”。"),
        ({"flags": ("late",)}, "flags", "“提交提案（样例）”没有标记“late”，可填：重点。"),
        ({"quantity": Decimal("-1")}, "quantity", "实计应在 0 至 999999.99 之间。"),
        ({"quantity": Decimal("0.333")}, "quantity", "实计最多两位小数。"),
        ({"people": 0}, "people", "署名人数至少为 1。"),
    ],
)
def test_what_the_kind_does_not_allow_is_refused_by_name(operator, member, facts, place, sentence):
    with pytest.raises(ValidationError) as refusal:
        make_record(operator, member, **facts)
    assert refusal.value.message_dict == {place: [sentence]}
    assert not DutyRecord.objects.exists()


def test_an_attendance_fact_needs_its_result(operator, member):
    with pytest.raises(
        ValidationError, match="“全体会议（样例）”须填写结果：出席、列席、请假、请假未准、缺席。"
    ):
        make_record(operator, member, kind=meeting_kind())
    record = make_record(operator, member, kind=meeting_kind(), result="excused", flags=("late",), quantity=0)
    assert (record.result, record.flags) == ("excused", ["late"])


@pytest.mark.parametrize("day", [dt.date(1999, 12, 31), dt.date(2999, 1, 1)])
def test_a_day_out_of_span_is_refused(operator, member, day):
    with pytest.raises(ValidationError) as refusal:
        make_record(operator, member, occurred_on=day)
    assert refusal.value.message_dict["occurred_on"][0].startswith("发生日期应在2000年1月1日至今天（")


def test_everything_wrong_is_said_at_once(operator, member):
    with pytest.raises(ValidationError) as refusal:
        make_record(operator, member, role="x", level="y", people=0)
    assert set(refusal.value.message_dict) == {"role", "level", "people"}


def test_another_organisations_member_cannot_be_recorded(neighbour, member):
    with pytest.raises(PermissionDenied):
        make_record(neighbour, member)
    with pytest.raises(PermissionDenied):
        record_duties(by=neighbour, facts=[make_fact(member)])


def test_a_batch_is_all_or_nothing_and_leaves_one_audit_entry(operator, member, county):
    facts = [make_fact(member, key=f"batch:{number}") for number in range(3)]
    assert record_duties(by=operator, facts=facts) == 3
    assert record_duties(by=operator, facts=facts) == 0
    entry = AuditEntry.objects.get(act="批量登记履职记录")
    assert entry.object_id == str(county.pk)
    assert entry.after["count"] == 3
    # sha256 of "batch:0\nbatch:1\nbatch:2\n"
    assert entry.after["digest"] == "c6e0ec13b39e7d7d76cc77f82a933ae1f810cba37f6b2ac21ba0a9c10b3519a2"
    with pytest.raises(ValidationError):
        record_duties(
            by=operator, facts=[make_fact(member, key="new"), make_fact(member, key="bad", people=0)]
        )
    assert DutyRecord.objects.count() == 3


def test_voiding_needs_a_reason_and_happens_once(operator, member):
    record = make_record(operator, member)
    with pytest.raises(ValidationError, match="作废须写明理由"):
        void_duty(by=operator, record=record, reason=" ")
    void_duty(by=operator, record=record, reason="重复登记")
    assert (record.void_reason, record.voided_by_id) == ("重复登记", operator.user_id)
    with pytest.raises(Stale):
        void_duty(by=operator, record=record, reason="再来一次")
    assert AuditEntry.objects.filter(act="作废履职记录", reason="重复登记").count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE duties_dutyrecord SET quantity = 9",
        "UPDATE duties_dutyrecord SET occurred_on = '2026-01-01'",
        "DELETE FROM duties_dutyrecord",
        "TRUNCATE duties_dutyrecord CASCADE",
        "UPDATE duties_dutyreview SET text = 'x'",
        "DELETE FROM duties_dutyreview",
    ],
)
def test_raw_sql_cannot_change_what_was_said(operator, member, statement):
    record = make_record(operator, member)
    record.reviews.create(kind="certified")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    record.refresh_from_db()
    assert record.quantity == 1


def test_raw_sql_cannot_bring_a_voided_fact_back(operator, member):
    record = make_record(operator, member)
    void_duty(by=operator, record=record, reason="重复登记")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE duties_dutyrecord SET voided_at = NULL, voided_by_id = NULL, void_reason = NULL"
        )


def test_two_facts_with_one_key_are_refused_by_the_database(operator, member):
    record = make_record(operator, member)
    record.pk = None
    with pytest.raises(IntegrityError):
        record.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("keys", "expected"), [(("same", "same"), 1), (("one", "two"), 2)])
def test_two_recorders_at_once(keys, expected):
    """Both begin together; one key gives one fact. The control with two keys shows that both did write."""
    county = found_tree().county
    member, actor = make_membership(county), make_actor(county, Role.OPERATOR)
    kind, bearer = proposal_kind(), bearer_of(member)
    barrier, ids = threading.Barrier(2), []

    def work(key):
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                ids.append(
                    record_duty(by=actor, bearer=bearer, kind=kind, occurred_on=DAY, source_key=key).pk
                )
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(ids) == 2
    assert len(set(ids)) == expected
    assert DutyRecord.objects.count() == expected
