"""联络员 and 审签人 act for the 承办单位 that their grant names; nobody else names one."""

import pytest
from django.db import IntegrityError, transaction

from accounts import services
from accounts.actors import actor_of
from accounts.choices import Role
from accounts.models import RoleGrant
from core.workflow import Refused
from tests.factories import TERM, make_actor, make_unit, make_user

GRANTS = "/admin/accounts/rolegrant/"


def test_an_actor_knows_the_units_it_acts_for_here(tree):
    ours, other, theirs = (
        make_unit(tree.county, "教育局"), make_unit(tree.county, "水利局"), make_unit(tree.other_county, "教育局")
    )  # fmt: skip
    user = make_user(tree.county, Role.UNIT_LIAISON, unit=ours)
    for unit in (other, theirs):
        RoleGrant.objects.create(
            user=user, role=Role.UNIT_LIAISON, organization=unit.organization, unit=unit, during=TERM
        )

    assert actor_of(user, tree.county.pk).unit_ids == {ours.pk, other.pk}
    assert actor_of(user, tree.other_county.pk).unit_ids == {theirs.pk}
    assert make_actor(tree.county, Role.OPERATOR).unit_ids == frozenset()


@pytest.mark.parametrize(
    ("role", "named"), [(Role.UNIT_LIAISON, False), (Role.UNIT_APPROVER, False), (Role.OPERATOR, True)]
)
def test_the_database_demands_a_unit_exactly_of_its_people(county, role, named):
    unit = make_unit(county) if named else None
    with pytest.raises(IntegrityError, match="grant_unit_for_its_people"), transaction.atomic():
        RoleGrant.objects.create(
            user=make_user(county), role=role, organization=county, unit=unit, during=TERM
        )


def test_the_same_role_for_the_same_unit_stands_once_at_a_time(county):
    user = make_user(county, Role.UNIT_LIAISON)
    with pytest.raises(IntegrityError, match="grant_once_at_a_time"), transaction.atomic():
        RoleGrant.objects.create(
            user=user, role=Role.UNIT_LIAISON, organization=county, unit=make_unit(county), during=TERM
        )


def test_a_role_for_a_unit_is_granted_only_at_its_own_organisation(tree):
    by, user = make_actor(tree.county, Role.SECURITY_ADMIN), make_user(tree.county)
    grant = {"by": by, "user": user, "role": Role.UNIT_LIAISON, "organization": tree.county}

    with pytest.raises(Refused, match="该承办单位不属于本组织"):
        services.grant_role(**grant, unit=make_unit(tree.other_county))
    with pytest.raises(Refused, match="须选择承办单位"):
        services.grant_role(**grant)
    assert not user.grants.exists()
    assert services.grant_role(**grant, unit=make_unit(tree.county)).unit.organization == tree.county


def test_a_unit_out_of_use_gets_nobody_new(county):
    unit = make_unit(county)
    unit.enabled = False
    unit.save()

    with pytest.raises(Refused):
        services.grant_role(
            by=make_actor(county, Role.SECURITY_ADMIN),
            user=make_user(county),
            role=Role.UNIT_APPROVER,
            organization=county,
            unit=unit,
        )


def test_the_security_admin_chooses_among_the_units_of_this_place(client, sign_in, tree):
    ours, theirs = make_unit(tree.county, "水利局"), make_unit(tree.other_county, "邻县水利局")
    sign_in(tree.county, Role.SECURITY_ADMIN)
    user = make_user(tree.county)
    form = {"user": user.pk, "role": "unit_liaison", "starts_on": "2026-01-01"}

    page = client.get(f"{GRANTS}add/").content.decode()
    assert "邻县水利局" not in page
    assert "水利局" in page
    assert client.post(f"{GRANTS}add/", form | {"unit": theirs.pk}).status_code == 200
    told = client.post(f"{GRANTS}add/", form).content.decode()
    assert "须选择承办单位" in told
    assert not user.grants.exists()
    assert client.post(f"{GRANTS}add/", form | {"unit": ours.pk}).status_code == 302
    assert user.grants.get().unit == ours
