"""Accounts for members: opened from the register, with the roles that the membership gives."""

from django.db import transaction

from accounts.actors import Actor
from accounts.models import User
from accounts.services import create_account
from core import audit
from core.workflow import Refused
from members.models import Membership
from members.policies import may_keep_register, still_holds
from members.services.grants import give_grants


@transaction.atomic
def open_login(*, by: Actor, membership: Membership) -> User:
    """The member's account, opened under the phone number when there is none yet."""
    if not may_keep_register(by, membership.organization_id):
        raise Refused("您没有维护本会委员名册的权限")
    person = membership.person
    if not still_holds(membership):
        raise Refused(f"{person.name}已{membership.get_state_display()}，不能开通账号")
    if person.user is None:
        person.user = _account(by, membership)
        person.save(update_fields=["user"])
        audit.record(by, "关联账号", person, after={"user": person.user.username})
    give_grants(membership, by)
    return person.user


def _account(by: Actor, membership: Membership) -> User:
    """Under the phone number; where another account has it, under 区划代码-委员编号."""
    person = membership.person
    if not person.phone:
        raise Refused(f"{person.name}没有登记手机号，请先补登")
    taken = User.objects.filter(username=person.phone).exists()
    name = f"{membership.organization.code}-{membership.number}" if taken else person.phone
    return create_account(by=by, username=name, display_name=person.name, phone=person.phone)
