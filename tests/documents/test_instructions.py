"""批示: recorded once with its scan, told to the matter's app, read by label, voided with a reason. covers S270"""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from accounts.choices import Role
from core.clock import today
from core.models import AuditEntry
from core.uploads import UploadRefused
from core.workflow import Refused
from documents import instructions as registry
from documents.choices import Label
from documents.models import Attachment, Instruction
from documents.queries import attachments_of, instructions_of
from documents.services import open_for, record_instruction, void_instruction
from tests.factories import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(county):
    return make_actor(county, Role.RESEARCH_OFFICE, name="洪书")


@pytest.fixture
def record(clerk):
    def make(**changes):
        values = {
            "by": clerk,
            "matter_ref": "sample:12",
            "matter_title": "关于城区积水点的信息",
            "leader_name": "尚一鸣",
            "leader_post": "县委书记",
            "level": "county",
            "text": "请住建局研究，十日内报结果。",
            "given_on": dt.date(2026, 3, 5),
            "source": "县委办批示抄清单〔2026〕12号",
        }
        return record_instruction(**(values | changes))

    return make


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(registry, "_told", {})
    registry.on_instructed(
        "sample", lambda one, *, by: heard.append((one.matter_ref, one.voided_at is not None, by.label))
    )
    return heard


def scan(content=b"%PDF-1.4\n%%EOF"):
    return SimpleUploadedFile("批示.pdf", content, "application/pdf")


def test_it_is_recorded_with_its_scan_and_the_matter_hears(record, clerk, told):
    instruction = record(scans=[scan()])

    assert str(instruction) == "尚一鸣对“关于城区积水点的信息”的批示"
    assert instruction.recorded_by_id == clerk.user_id
    assert [one.name for one in attachments_of(clerk, "documents.instruction", instruction.pk)] == [
        "批示.pdf"
    ]
    assert told == [("sample:12", False, "洪书")]
    assert AuditEntry.objects.filter(act="登记批示", object_id=str(instruction.pk)).count() == 1


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CHECKER, Role.PROPOSAL_OFFICE, Role.RESEARCH_OFFICE])
def test_the_register_is_kept_by(record, county, role):
    assert record(by=make_actor(county, role)).pk


@pytest.mark.parametrize(
    "role", [Role.MEMBER, Role.LEADER, Role.COMMITTEE_OFFICE, Role.UNIT_LIAISON, Role.AUDITOR]
)
def test_nobody_else_records(record, county, role):
    with pytest.raises(Refused, match="您没有登记领导批示的权限"):
        record(by=make_actor(county, role))


def test_the_same_sheet_is_recorded_once(record):
    record()
    with pytest.raises(Refused, match="已经登记"):
        record(text="另一种抄法")
    assert record(given_on=dt.date(2026, 3, 6)).pk
    assert record(leader_name="另一领导").pk


def test_tomorrow_is_refused(record):
    with pytest.raises(Refused, match="批示日期不能晚于今天"):
        record(given_on=today() + dt.timedelta(days=1))


@pytest.mark.parametrize("changes", [{"text": "前\0后"}, {"text": "长" * 2001}, {"leader_name": "长" * 41}])
def test_a_text_that_cannot_be_kept_is_refused(record, changes):
    with pytest.raises(ValidationError):
        record(**changes)
    assert not Instruction.objects.exists()


def test_a_scan_that_is_refused_leaves_nothing(record, told):
    with pytest.raises(UploadRefused):
        record(scans=[scan(b"MZ not a pdf")])
    assert not Instruction.objects.exists()
    assert told == []


def test_what_the_matter_refuses_leaves_nothing(record, monkeypatch):
    def refuse(instruction, *, by):
        raise Refused("该信息尚未编发")

    monkeypatch.setattr(registry, "_told", {"sample": refuse})
    with pytest.raises(Refused, match="尚未编发"):
        record(scans=[scan()])
    assert not Instruction.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("label", "readers"),
    [
        (Label.PUBLIC, {"clerk", "office", "operator", "member"}),
        (Label.INTERNAL, {"clerk", "office", "operator", "member"}),
        (Label.SENSITIVE, {"clerk", "operator"}),
        (Label.OWN, {"clerk"}),
    ],
)
def test_the_label_decides_who_reads(record, county, clerk, operator, neighbour, label, readers):
    instruction = record(label=label, scans=[scan()])
    people = {
        "clerk": clerk,
        "office": make_actor(county, Role.RESEARCH_OFFICE),
        "operator": operator,
        "member": make_actor(county, Role.MEMBER),
        "neighbour": neighbour,
    }

    assert {who for who, actor in people.items() if instructions_of("sample:12", actor)} == readers
    file = Attachment.objects.get().pk
    opened = {who for who, actor in people.items() if open_for(by=actor, pk=file)}
    assert opened == readers - {"member"}
    assert instruction.label == label


def test_voiding_keeps_the_row_and_tells_the_matter(record, clerk, told):
    instruction = record()

    voided = void_instruction(instruction, by=clerk, reason="登记到了别的信息")

    assert (voided.void_reason, voided.voided_by_id) == ("登记到了别的信息", clerk.user_id)
    assert told[1:] == [("sample:12", True, "洪书")]
    assert instructions_of("sample:12", clerk) == []
    assert instructions_of("sample:12", clerk, voided=True) == [voided]
    assert record().pk != voided.pk
    with pytest.raises(Refused, match="该批示已经作废"):
        void_instruction(instruction, by=clerk, reason="再次")


def test_voiding_takes_a_reason_and_the_right_person(record, county, clerk, neighbour, operator):
    instruction = record()
    for stranger in (make_actor(county, Role.RESEARCH_OFFICE), make_actor(county, Role.MEMBER), neighbour):
        with pytest.raises(Refused, match="您没有作废该批示的权限"):
            void_instruction(instruction, by=stranger, reason="误登")
    with pytest.raises(Refused, match="须写明理由"):
        void_instruction(instruction, by=clerk, reason=" ")

    assert void_instruction(instruction, by=operator, reason="误登").voided_by_id == operator.user_id


def test_the_database_lets_nobody_edit_it(record):
    record()
    with pytest.raises(DatabaseError, match="批示登记后只能作废"), transaction.atomic():
        Instruction.objects.update(text="改写")
    with pytest.raises(DatabaseError, match="批示登记后只能作废"), transaction.atomic():
        Instruction.objects.all().delete()
