"""Invented organisations, users and members. Every name here is made up."""

import datetime as dt
import itertools
from types import SimpleNamespace

from django.db.backends.postgresql.psycopg_any import DateRange
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actors import Actor, actor_of
from accounts.choices import FOR_UNITS, SECOND_FACTOR, Role
from accounts.models import RoleGrant, User
from members.models import Affiliation, Membership, Office, Person
from organizations.choices import GroupKind, Level, UnitKind
from organizations.models import Committee, Group, Organization, Sector, Term, Unit
from organizations.services import found_organization

TERM = DateRange(dt.date(2022, 1, 1), dt.date(2037, 1, 1))
"""Longer than a real term, so that no test depends on the day it runs."""
NOBODY = Actor(label="系统")
_count = itertools.count(1)


def found_tree() -> SimpleNamespace:
    """省 with two 市, the first of which has two 县; each constituted for one term."""
    province = found("43", "测试省政协", Level.PROVINCE)
    city = found("4301", "甲市政协", Level.CITY, province)
    other_city = found("4302", "乙市政协", Level.CITY, province)
    county = found("430101", "丙县政协", Level.COUNTY, city)
    other_county = found("430102", "丁县政协", Level.COUNTY, city)
    return SimpleNamespace(
        province=province, city=city, other_city=other_city, county=county, other_county=other_county
    )


def found(code: str, name: str, level: str, parent: Organization | None = None) -> Organization:
    """An organisation with a term, three 界别, two 专委会, two 学习组 and one 工作组."""
    organization = found_organization(
        by=NOBODY, code=code, name=f"中国人民政治协商会议{name}", short_name=name, level=level, parent=parent
    )
    term = Term.objects.create(organization=organization, number=10, during=TERM)
    for position, label in enumerate(("教育界", "农业界", "医药卫生界"), start=1):
        Sector.objects.create(term=term, name=label, position=position)
    for position, label in enumerate(("提案委员会", "经济委员会"), start=1):
        Committee.objects.create(term=term, name=label, short_name=label[:-3] + "委", position=position)
    for kind, label in (
        (GroupKind.STUDY, "第一学习组"),
        (GroupKind.STUDY, "第二学习组"),
        (GroupKind.WORK, "第一工作组"),
    ):
        Group.objects.create(term=term, kind=kind, name=label)
    return organization


def make_unit(organization: Organization, name: str = "教育局", kind: str = UnitKind.GOVERNMENT) -> Unit:
    """The 承办单位 of this name, made once."""
    return Unit.objects.get_or_create(organization=organization, name=name, defaults={"kind": kind})[0]


def make_user(organization: Organization, *roles: str, name: str = "", unit: Unit | None = None) -> User:
    """A user who holds `roles`; staff get a confirmed one-time-code device.

    联络员 and 审签人 act for `unit`, 教育局 unless told.
    """
    number = next(_count)
    user = User.objects.create(
        username=f"user{number}",
        display_name=name or f"用户{number}",
        organization=organization,
        must_change_password=False,
    )
    for role in roles:
        committee = None
        if role == Role.COMMITTEE_OFFICE:
            committee = Committee.objects.filter(term__organization=organization).first()
        RoleGrant.objects.create(
            user=user,
            role=role,
            organization=organization,
            committee=committee,
            unit=(unit or make_unit(organization)) if role in FOR_UNITS else None,
            during=TERM,
        )
    if SECOND_FACTOR.intersection(roles):
        TOTPDevice.objects.create(user=user, name="手机", confirmed=True)
    return user


def make_actor(organization: Organization, *roles: str, name: str = "", unit: Unit | None = None) -> Actor:
    return actor_of(make_user(organization, *roles, name=name, unit=unit), organization.pk)


def make_membership(
    organization: Organization,
    name: str = "",
    *,
    number: str = "",
    during=None,
    sector: str = "",
    user=None,
    **person,
) -> Membership:
    """A serving member, of the named 界别 if any."""
    serial = next(_count)
    term = organization.terms.get()
    membership = Membership.objects.create(
        person=Person.objects.create(
            organization=organization, name=name or f"委员{serial}", user=user, **person
        ),
        organization=organization,
        term=term,
        number=number or f"{serial:04d}",
        during=during or TERM,
    )
    if sector:
        unit = Sector.objects.get(term=term, name=sector)
        Affiliation.objects.create(
            membership=membership, kind="sector", sector=unit, during=membership.during
        )
    return membership


def give_office(membership: Membership, title: str, *, during=None, protocol_order: int = 100) -> Office:
    return Office.objects.create(
        membership=membership, title=title, during=during or membership.during, protocol_order=protocol_order
    )
