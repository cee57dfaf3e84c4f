"""The roles that a membership gives: 委员, and 常委 with that office. Written with the membership."""

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import RoleGrant
from core import audit
from members.choices import MemberState, OfficeTitle
from members.models import Membership


def give_grants(membership: Membership, by: Actor, since: dt.date = dt.date.min) -> list[RoleGrant]:
    """Give, from `since` on, the roles that the serving membership implies and the account lacks."""
    user_id = membership.person.user_id
    if user_id is None or membership.state != MemberState.SERVING:
        return []
    wanted = [(Role.MEMBER, membership.during)]
    offices = membership.offices.filter(title=OfficeTitle.STANDING, during__overlap=membership.during)
    wanted += [(Role.STANDING_MEMBER, office.during) for office in offices]
    return [grant for role, during in wanted for grant in _give(membership, role, during, since, by)]


def end_grants(membership: Membership, on: dt.date, by: Actor, roles: tuple = tuple(Role)) -> None:
    """The roles given by the membership end before `on`; those that would begin later never begin."""
    rows = RoleGrant.objects.filter(
        user_id=membership.person.user_id,
        organization_id=membership.organization_id,
        role__in={Role.MEMBER, Role.STANDING_MEMBER}.intersection(roles),
        during__overlap=(on, None),
    )
    for grant in rows if membership.person.user_id else []:
        before = audit.snapshot(grant, ["during"])
        if grant.during.lower >= on:
            audit.record(by, "撤回角色", grant, before=before)
            grant.delete()
            continue
        grant.during = DateRange(grant.during.lower, on)
        grant.save(update_fields=["during"])
        audit.record(by, "终止角色", grant, before=before, after=audit.snapshot(grant, ["during"]))


def _give(membership: Membership, role: Role, during, since: dt.date, by: Actor) -> list[RoleGrant]:
    """The parts of `during` that no earlier grant of the role covers: from the end of the last one."""
    held = RoleGrant.objects.filter(
        user_id=membership.person.user_id,
        organization_id=membership.organization_id,
        role=role,
        during__overlap=during,
    )
    ends = [grant.during.upper for grant in held]
    if None in ends:
        return []
    lower = max([during.lower, since, *ends])
    if during.upper is not None and lower >= during.upper:
        return []
    grant = RoleGrant.objects.create(
        user_id=membership.person.user_id,
        organization_id=membership.organization_id,
        role=role,
        during=DateRange(lower, during.upper),
    )
    audit.record(by, "授予角色", grant, after=audit.snapshot(grant))
    return [grant]
