"""Persons: registered, corrected, and their protected fields revealed with a reason."""

from django.db import IntegrityError, transaction

from accounts.actors import Actor
from core import audit, crypto, names
from core.identity import parse_identity
from core.workflow import Refused
from members.models import Person
from members.policies import may_keep_register

IDENTITY = "identity_number"


@transaction.atomic
def register_person(*, by: Actor, name: str, identity_number: str = "", **fields) -> Person:
    """Open a person's file at the actor's organisation."""
    _require_register(by, by.organization_id)
    person = Person(organization_id=by.organization_id, **_columns(name=name, **fields))
    for column, value in identity_columns(identity_number).items():
        setattr(person, column, value)
    _save(person)
    audit.record(by, "建立人员档案", person, after=audit.snapshot(person))
    return person


@transaction.atomic
def update_person(*, by: Actor, person: Person, reason: str = "", **fields) -> Person:
    """Correct the named fields; what does not change is neither written nor audited."""
    _require_register(by, person.organization_id)
    return write_person(by=by, person=person, reason=reason, **fields)


@transaction.atomic
def write_person(*, by: Actor, person: Person, reason: str = "", **fields) -> Person:
    """The writing behind `update_person` and an adopted request; callers have asked who may."""
    current = Person.objects.select_for_update().get(pk=person.pk)
    wanted = {name: fields[name] for name in fields if name != IDENTITY}
    wanted = _columns(**wanted)
    if IDENTITY in fields:
        wanted |= _changed_identity(current, fields[IDENTITY])
    names_changed = [name for name, value in wanted.items() if getattr(current, name) != value]
    if names_changed:
        before = audit.snapshot(current, names_changed)
        for name in names_changed:
            setattr(current, name, wanted[name])
        _save(current, update_fields=names_changed)
        audit.record(
            by,
            "修改人员档案",
            current,
            before=before,
            after=audit.snapshot(current, names_changed),
            reason=reason,
        )
    for name in names_changed:
        setattr(person, name, wanted[name])
    return person


@transaction.atomic
def reveal(*, by: Actor, person: Person, field: str, reason: str) -> str:
    """The field in full, once its reading is on record: «phone» or «identity_number»."""
    _require_register(by, person.organization_id)
    if not reason.strip():
        raise Refused("查看完整信息须写明用途")
    label = person._meta.get_field(field).verbose_name.removesuffix("（加密）")
    audit.record(by, f"查看{label}", person, reason=reason)
    value = getattr(person, field)
    return crypto.decrypt(value) if field == IDENTITY else value


def name_keys(name: str) -> dict[str, str]:
    """The columns by which a name is looked up (pinyin, initials) and sorted (strokes)."""
    return {
        "pinyin": names.pinyin(name)[:80],
        "initials": names.initials(name)[:20],
        "strokes": names.stroke_key(name)[:80],
    }


def identity_columns(number: str) -> dict[str, str]:
    """The stored columns of an identity number; raises `Refused` when it cannot be one."""
    if not number:
        return {IDENTITY: "", "identity_index": ""}
    try:
        parsed = parse_identity(number)
    except ValueError as error:
        raise Refused(str(error)) from error
    return {IDENTITY: crypto.encrypt(parsed), "identity_index": crypto.blind_index(parsed)}


def _columns(**fields) -> dict:
    if "name" in fields:
        fields["name"] = fields["name"].strip()
        if not fields["name"]:
            raise Refused("姓名不能为空")
        fields |= name_keys(fields["name"])
    return fields


def _changed_identity(person: Person, number: str) -> dict:
    columns = identity_columns(number)
    return {} if columns["identity_index"] == person.identity_index else columns


def _save(person: Person, **options) -> None:
    try:
        with transaction.atomic():
            person.save(**options)
    except IntegrityError as error:
        if "person_identity_once" in str(error):
            raise Refused("该身份证号已有人员档案，请先在名册中查找") from error
        raise


def _require_register(by: Actor, organization_id: int | None) -> None:
    if not may_keep_register(by, organization_id):
        raise Refused("您没有维护本会委员名册的权限")
