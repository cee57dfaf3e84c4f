"""Invented members have the shape of real bodies and are the same each time."""

import datetime as dt
from random import Random

import pytest

from members.choices import AffiliationKind
from members.demo import make_members
from members.demo.people import Maker
from members.demo.place import Place
from members.models import Person
from members.queries import profiles_on
from organizations.choices import Level
from organizations.models import Organization, Term
from tests.factories import TERM

DAY = dt.date(2024, 6, 30)


@pytest.fixture
def empty(db):
    organization = Organization.objects.create(
        code="99", path="99/", name="测试", short_name="测试", level=Level.CITY
    )
    Term.objects.create(organization=organization, number=5, during=TERM)
    return organization


def test_a_city_of_319_members_in_14_and_7_groups(empty, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        make_members(empty, 319, study_groups=14, work_groups=7)
    members = profiles_on(empty, DAY)
    assert len(members) == 319
    offices = [office for member in members for office in member.offices(DAY)]
    assert [offices.count(title) for title in ("chair", "vice_chair", "secretary_general")] == [1, 5, 1]
    assert offices.count("standing") == 55
    for kind, groups in ((AffiliationKind.STUDY_GROUP, 14), (AffiliationKind.WORK_GROUP, 7)):
        placed = [member.labels(kind, DAY) for member in members]
        assert {len(labels) for labels in placed} == {1}
        assert len({labels[0] for labels in placed}) == groups
    assert len({member.label("sector", DAY) for member in members}) == 30
    without = [member for member in members if not member.labels("committee", DAY)]
    assert sorted(office for member in without for office in member.offices(DAY)) == [
        "chair", "secretary_general", "vice_chair", "vice_chair", "vice_chair", "vice_chair", "vice_chair",
    ]  # fmt: skip
    assert sum(member.label("party", DAY) == "中共党员" for member in members) <= 0.4 * 319


def test_names_are_all_different_phones_are_unassigned_and_no_identity_number_is_made(empty):
    make_members(empty, 150, study_groups=8, work_groups=6)
    assert Person.objects.values("name").distinct().count() == 150
    assert Person.objects.exclude(phone__startswith="1990000").count() == 0
    assert Person.objects.exclude(identity_number="").count() == 0
    assert Person.objects.filter(pinyin="").count() == 0


def test_the_same_seed_draws_the_same_people(empty):
    first, second = (
        [Maker(Place(empty, 14, 7), Random("7"), 20).person(empty, at).name for at in range(1)]
        for _ in range(2)
    )
    assert first == second


def test_a_term_already_constituted_keeps_its_units(county):
    make_members(county, 10)
    labels = {member.label("sector", DAY) for member in profiles_on(county, DAY)}
    assert labels <= {"教育界", "农业界", "医药卫生界"}
