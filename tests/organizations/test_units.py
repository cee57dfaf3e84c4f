"""承办单位 and own working days in the staff site: kept here, unknown next door."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import Role
from core.models import AuditEntry
from organizations.models import CalendarDay, Unit
from tests.factories import make_unit

UNITS = "/admin/organizations/unit/"
DAYS = "/admin/organizations/calendarday/"


def test_a_units_name_stands_once_in_its_organisation(tree):
    make_unit(tree.county, "教育局")
    make_unit(tree.other_county, "教育局")

    with pytest.raises(IntegrityError, match="unit_name_once"), transaction.atomic():
        Unit.objects.create(organization=tree.county, name="教育局", kind="other")
    with pytest.raises(IntegrityError, match="unit_kind_known"), transaction.atomic():
        Unit.objects.create(organization=tree.county, name="水利局", kind="bureau")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CHECKER, Role.PROPOSAL_OFFICE])
def test_the_secretariat_and_the_proposal_office_add_units(client, sign_in, county, role):
    sign_in(county, role)

    client.post(f"{UNITS}add/", {"name": "水利局", "kind": "government", "position": 3, "enabled": "on"})

    unit = Unit.objects.get(name="水利局")
    assert (unit.organization, unit.position, unit.enabled) == (county, 3, True)
    assert AuditEntry.objects.filter(
        organization_path=county.path, act="新增", object_label="水利局"
    ).exists()


def test_a_second_unit_of_the_name_is_told_in_one_sentence(client, sign_in, county):
    make_unit(county, "水利局")
    sign_in(county, Role.OPERATOR)

    page = client.post(f"{UNITS}add/", {"name": "水利局", "kind": "government", "position": 0})

    assert "已有同名的承办单位" in page.content.decode()
    assert Unit.objects.count() == 1


@pytest.mark.parametrize("role", [Role.RESEARCH_OFFICE, Role.COMMITTEE_OFFICE])
def test_other_offices_only_read(client, sign_in, county, role):
    sign_in(county, role)
    unit = make_unit(county)

    assert client.get(UNITS).status_code == 200
    assert client.post(f"{UNITS}{unit.pk}/change/", {"name": "改名"}).status_code == 403


def test_units_and_days_of_next_door_are_not_there(client, sign_in, tree):
    unit = make_unit(tree.other_county, "邻县水利局")
    day = CalendarDay.objects.create(organization=tree.other_county, day=dt.date(2026, 12, 1))
    sign_in(tree.county, Role.OPERATOR)

    assert "邻县水利局" not in client.get(UNITS).content.decode()
    assert client.get(f"{UNITS}{unit.pk}/change/").status_code == 404
    assert client.get(f"{DAYS}{day.pk}/change/").status_code == 404


def test_the_secretariat_sets_a_day_free_once(client, sign_in, county):
    sign_in(county, Role.CHECKER)

    client.post(f"{DAYS}add/", {"day": "2026-12-01", "note": "县庆"})
    page = client.post(f"{DAYS}add/", {"day": "2026-12-01", "note": "再次"})

    assert str(CalendarDay.objects.get(organization=county)) == "2026年12月1日放假"
    assert "这一天已经登记过" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_list_do_not_grow(client, sign_in, county, rows, django_assert_num_queries):
    for number in range(rows):
        make_unit(county, f"单位{number}")
    sign_in(county, Role.OPERATOR)
    client.get(UNITS)

    with django_assert_num_queries(8):
        client.get(UNITS)
