"""Roles are granted and ended; a change holds from the user's next request."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import RoleGrant, User
from core import audit
from core.clock import today
from core.workflow import Refused
from organizations.models import Committee, Organization, Unit


@transaction.atomic
def grant_role(
    *,
    by,
    user: User,
    role: str,
    organization: Organization,
    during: DateRange | None = None,
    committee: Committee | None = None,
    unit: Unit | None = None,
) -> RoleGrant:
    """Give `role` at `organization`, from today without an end unless `during` says otherwise.

    Raises `Refused` for oneself, for a role already held, for another organisation's unit, and where 三员 would be one person.
    """
    if user.pk == by.user_id:
        raise Refused("不能给本人授予角色")
    if unit and unit.organization_id != organization.pk:
        raise Refused("该承办单位不属于本组织")
    grant = RoleGrant(
        user=user,
        role=role,
        organization=organization,
        committee=committee,
        unit=unit,
        during=during or DateRange(today(), None),
    )
    try:
        grant.full_clean()
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
    grant.save()
    audit.record(by, "授予角色", grant, after=audit.snapshot(grant), organization_path=organization.path)
    return grant


@transaction.atomic
def end_grant(*, by, grant: RoleGrant, reason: str) -> None:
    """The role is no longer held from today on. The row stays, as history."""
    day = today()
    grant = RoleGrant.objects.select_for_update().select_related("organization").get(pk=grant.pk)
    if grant.during.isempty or (grant.during.upper and grant.during.upper <= day):
        raise Refused("该角色已经结束")
    before = str(grant.during)
    lower = min(grant.during.lower or day, day)
    grant.during = DateRange(lower, day)
    grant.save(update_fields=["during"])
    audit.record(
        by,
        "收回角色",
        grant,
        before={"during": before},
        after={"during": str(grant.during)},
        reason=reason,
        organization_path=grant.organization.path,
    )
