"""A member asks for a correction of the own card; the secretariat adopts or declines it."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from core import audit
from core.clock import AppNow
from core.workflow import Refused
from members.models import ChangeRequest, Person
from members.policies import may_ask_change
from members.services.persons import write_person
from members.workflow import CHANGE_REQUEST

CORRECTABLE = (
    "phone",
    "email",
    "employer",
    "post",
    "home_address",
    "education",
    "degree",
    "school",
    "professional_title",
    "speciality",
    "social_posts",
)
PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")


def field_label(name: str) -> str:
    return str(Person._meta.get_field(name).verbose_name)


@transaction.atomic
def ask_change(*, by: Actor, person: Person, field: str, value: str) -> ChangeRequest:
    """Ask for a new value of one field; it holds only once adopted."""
    if field not in CORRECTABLE or not may_ask_change(by, person):
        raise Refused("此项不能由本人申请更正，请与秘书处联系")
    value = value.strip()
    refuse_bad_value(field, value)
    if value == getattr(person, field):
        raise Refused(f"新的{field_label(field)}与现有内容相同")
    try:
        with transaction.atomic():
            request = ChangeRequest.objects.create(person=person, field=field, value=value)
    except IntegrityError as error:
        raise Refused(f"{field_label(field)}已有一条待审核的申请，请等候秘书处处理") from error
    shown = audit.MASK if field in Person.PERSONAL else value
    audit.record(by, "申请更正", person, after={field: shown})
    return request


@transaction.atomic
def answer_change(*, by: Actor, request: ChangeRequest, adopt: bool, answer: str = "") -> ChangeRequest:
    """Adopt (the card changes now) or decline with a reason. The first answer wins; a later one is refused."""
    CHANGE_REQUEST.perform(request, "approve" if adopt else "decline", by=by, reason=answer)
    ChangeRequest.objects.filter(pk=request.pk).update(
        answered_at=AppNow(), answered_by=by.user_id, answer=answer.strip()
    )
    request.refresh_from_db()
    if adopt:
        write_person(
            by=by, person=request.person, reason="采纳本人更正申请", **{request.field: request.value}
        )
    return request


def refuse_bad_value(field: str, value: str) -> None:
    """Raise `Refused` when the value cannot stand in the field."""
    column = Person._meta.get_field(field)
    if column.max_length and len(value) > column.max_length:
        raise Refused(f"{column.verbose_name}最多 {column.max_length} 个字")
    if field == "phone" and not PHONE.fullmatch(value):
        raise Refused("手机号应为 11 位数字，例如 19900001234")
    if field == "email" and value:
        try:
            validate_email(value)
        except ValidationError as error:
            raise Refused("邮箱格式不对，例如 name@example.com") from error
