"""The tree of organisations, their terms, and how they are called."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEntry
from organizations.choices import Level
from organizations.models import Group, Organization, Session, Term, chinese_number
from organizations.queries import term_on
from organizations.services import found_organization
from tests.factories import NOBODY


def test_a_path_is_the_parents_path_and_the_own_code(tree):
    paths = [tree.province.path, tree.city.path, tree.county.path, tree.other_county.path]

    assert paths == ["43/", "43/4301/", "43/4301/430101/", "43/4301/430102/"]


def test_founding_begins_the_chain_of_the_new_organisation(tree):
    first = AuditEntry.objects.filter(organization_path=tree.county.path).earliest("seq")

    assert (first.seq, first.act, first.object_label) == (1, "设立组织", "丙县政协")


def test_a_code_stands_for_one_organisation(tree):
    with pytest.raises(IntegrityError), transaction.atomic():
        found_organization(
            by=NOBODY, code="430101", name="甲", short_name="甲", level=Level.COUNTY, parent=tree.city
        )


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"path": "43"}, "organization_path_ends_with_slash"),
        ({"level": "village"}, "organization_level_known"),
    ],
)
def test_the_database_keeps_paths_and_levels_well_formed(tree, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Organization.objects.filter(pk=tree.province.pk).update(**change)


def test_the_term_of_a_day(county):
    current = county.terms.get()
    following = Term.objects.create(organization=county, number=11, during="[2037-01-01,2042-01-01)")

    assert term_on(county.pk, dt.date(2026, 12, 31)) == current
    assert term_on(county.pk, dt.date(2037, 1, 1)) == following
    assert term_on(county.pk, dt.date(2040, 1, 1)) == following


def test_an_organisation_without_a_term_has_none(tree):
    lonely = found_organization(
        by=NOBODY, code="4309", name="丙市", short_name="丙市", level=Level.CITY, parent=tree.province
    )

    assert term_on(lonely.pk, dt.date(2026, 1, 1)) is None


def test_a_session_does_not_end_before_it_begins(county):
    with pytest.raises(IntegrityError, match="session_ends_after_start"), transaction.atomic():
        Session.objects.create(
            term=county.terms.get(), number=1, starts_on=dt.date(2026, 1, 10), ends_on=dt.date(2026, 1, 9)
        )


def test_names_stand_once_in_their_term_and_kind(county):
    term = county.terms.get()
    with pytest.raises(IntegrityError, match="group_name_once_per_kind"), transaction.atomic():
        Group.objects.create(term=term, kind="study_group", name="第一学习组")
    Group.objects.create(term=term, kind="sector_group", name="第一学习组")


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (9, "九"), (10, "十"), (14, "十四"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_numbers_of_terms_in_chinese(number, words):
    assert chinese_number(number) == words


def test_a_session_is_called_by_term_and_number(county):
    session = Session(term=county.terms.get(), number=4)

    assert str(session) == "第十届四次会议"
