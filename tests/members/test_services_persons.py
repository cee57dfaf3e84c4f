"""Persons: name keys, protected fields, and what the audit says of them."""

import pytest

from core.models import AuditEntry
from core.workflow import Refused
from members.models import Person
from members.services import register_person, reveal, update_person
from tests.factories import make_actor

# Invented: area 990000 exists nowhere, so the number is refused; the other has a true check digit.
NOWHERE = "990000199001011234"
VALID = "110101199003070134"


def test_a_name_is_kept_with_its_pinyin_initials_and_strokes(operator):
    person = register_person(by=operator, name=" 单晓禾 ", gender="female")
    assert (person.name, person.pinyin, person.initials) == ("单晓禾", "shanxiaohe", "sxh")
    assert person.strokes.startswith("08")  # 单 has eight strokes
    renamed = update_person(by=operator, person=person, name="丁晓禾", reason="更名")
    assert (renamed.pinyin, renamed.initials) == ("dingxiaohe", "dxh")
    assert Person.objects.get().strokes.startswith("02")


def test_the_identity_number_is_stored_encrypted_and_never_audited(operator):
    person = register_person(by=operator, name="安知行", identity_number=VALID, phone="19900001234")
    stored = Person.objects.get(pk=person.pk)
    assert VALID not in stored.identity_number
    assert len(stored.identity_index) == 64
    entry = AuditEntry.objects.get(act="建立人员档案")
    assert entry.after["identity_number"] == entry.after["phone"] == "***"
    assert VALID not in str(entry.after) and "19900001234" not in str(entry.after)


def test_an_identity_number_that_cannot_be_is_refused(operator):
    with pytest.raises(Refused, match="地区代码不存在"):
        register_person(by=operator, name="安知行", identity_number=NOWHERE)
    assert not Person.objects.exists()


def test_the_same_identity_number_opens_no_second_file_here_but_may_next_door(operator, neighbour):
    register_person(by=operator, name="安知行", identity_number=VALID)
    with pytest.raises(Refused, match="该身份证号已有人员档案"):
        register_person(by=operator, name="安之行", identity_number=VALID)
    assert register_person(by=neighbour, name="安知行", identity_number=VALID).pk


def test_a_protected_field_is_revealed_only_with_a_reason_on_record(operator):
    person = register_person(by=operator, name="安知行", identity_number=VALID)
    with pytest.raises(Refused, match="须写明用途"):
        reveal(by=operator, person=person, field="identity_number", reason=" ")
    assert reveal(by=operator, person=person, field="identity_number", reason="办理医保手续") == VALID
    assert AuditEntry.objects.get(act="查看身份证号").reason == "办理医保手续"


def test_others_neither_reveal_nor_write(operator, neighbour, county):
    person = register_person(by=operator, name="安知行", phone="19900001234")
    for stranger in (neighbour, make_actor(county, "committee_office"), make_actor(county, "leader")):
        with pytest.raises(Refused, match="没有维护本会委员名册的权限"):
            reveal(by=stranger, person=person, field="phone", reason="联系")
        with pytest.raises(Refused, match="没有维护本会委员名册的权限"):
            update_person(by=stranger, person=person, phone="19900009999")
    assert Person.objects.get().phone == "19900001234"


def test_only_what_changed_is_audited(operator):
    person = register_person(by=operator, name="安知行", employer="甲校", post="教师")
    update_person(by=operator, person=person, employer="甲校", post="校长")
    update_person(by=operator, person=person, employer="甲校", post="校长")
    entry = AuditEntry.objects.get(act="修改人员档案")
    assert (entry.before, entry.after) == ({"post": "教师"}, {"post": "校长"})
