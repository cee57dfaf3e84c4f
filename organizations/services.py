"""Setting up organisations and what is constituted per term."""

import datetime as dt

from django.db import transaction

from core import audit
from organizations.models import CalendarDay, Organization


@transaction.atomic
def found_organization(*, by, code: str, name: str, short_name: str, level: str, parent=None) -> Organization:
    """Add an organisation under `parent`; its path is the parent's plus its own code."""
    organization = Organization.objects.create(
        parent=parent,
        code=code,
        name=name,
        short_name=short_name,
        level=level,
        path=f"{parent.path if parent else ''}{code}/",
    )
    audit.record(by, "设立组织", organization, organization_path=organization.path)
    return organization


def set_national_day(*, day: dt.date, is_workday: bool, note: str = "") -> CalendarDay:
    """Every organisation works (or rests) on `day`, unless its own register says otherwise."""
    return CalendarDay.objects.update_or_create(
        organization=None, day=day, defaults={"is_workday": is_workday, "note": note[:60]}
    )[0]
