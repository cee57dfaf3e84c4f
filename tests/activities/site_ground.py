"""A county with towns, kinds of sites, studios and rules. Every name is invented."""

import datetime as dt

from accounts.choices import Role
from activities.models import ActivityKind, CadenceRule, Site, SiteKind, Town
from activities.services.kinds import seed_kinds
from tests.factories import make_user

FIRST = dt.date(2026, 1, 1)


def activity_kind(code: str = "studio_activity") -> ActivityKind:
    found = ActivityKind.objects.filter(code=code, organization=None).first()
    if found is None:
        seed_kinds()
        found = ActivityKind.objects.get(code=code, organization=None)
    return found


def make_sites(county, count: int, *, kind: str = "委员工作室", **values) -> list[Site]:
    """So many sites of one kind, each in a town of its own."""
    row, _ = SiteKind.objects.get_or_create(organization=county, name=kind)
    start = Site.objects.filter(organization=county).count()
    found = []
    for number in range(start + 1, start + count + 1):
        town, _ = Town.objects.get_or_create(organization=county, name=f"第{number}镇", position=number)
        names = {"name": f"{town.name}{kind}", "town": town, "address": f"{town.name}文化站"} | values
        found.append(Site.objects.create(organization=county, kind=row, **names))
    return found


def make_rule(county, frequency: str = "monthly", *, sites=(), **values) -> CadenceRule:
    """Monthly on the 21st unless told."""
    if frequency in ("monthly", "odd_months", "even_months", "quarterly", "half_yearly", "yearly"):
        values = {"day_of_month": 21} | values
    values = {
        "name": f"委员工作室活动日{CadenceRule.objects.count()}",
        "starts_on": FIRST,
        "kind": activity_kind(),
    } | values
    if "organiser" not in values:
        values["organiser"] = make_user(county, Role.OPERATOR)
    rule = CadenceRule.objects.create(organization=county, frequency=frequency, **values)
    rule.sites.set(sites)
    return rule
