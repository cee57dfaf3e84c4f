"""COPY and the update from a temporary table store exactly what was given, and the database still refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from core import bulk
from core.audit import entry, record_many, verify
from core.models import AuditEntry
from members.models import Membership, Person

ODD = ["\\", "\\N", "\\t", "a\tb", "行一\n行二", "回\r车", '引"号', "'; DROP TABLE x; --", "空 格 ", "𠮷"]


def persons(county, remarks):
    return [Person(organization=county, name=f"人{at}", remarks=text) for at, text in enumerate(remarks)]


def test_every_text_comes_back_as_it_was(county):
    rows = persons(county, ODD)
    bulk.insert(rows)
    stored = dict(Person.objects.values_list("pk", "remarks"))
    assert [stored[row.pk] for row in rows] == ODD


def test_nothing_empty_truth_days_and_spans_keep_their_difference(county):
    person = Person(organization=county, name="安知行", email="", birth_date=None, within_system=None)
    other = Person(organization=county, name="宁未央", birth_date=dt.date(1980, 2, 29), within_system=False)
    bulk.insert([person, other])
    first, second = Person.objects.order_by("pk")
    assert (first.email, first.birth_date, first.within_system) == ("", None, None)
    assert (second.birth_date, second.within_system) == (dt.date(1980, 2, 29), False)
    spans = [
        DateRange(dt.date(2022, 1, 1), None),
        DateRange(dt.date(2022, 1, 1), dt.date(2023, 1, 1)),
    ]
    members = [
        Membership(person=one, organization=county, term=county.terms.get(), number=f"{at}", during=span)
        for at, (one, span) in enumerate(zip((first, second), spans, strict=True))
    ]
    bulk.insert(members)
    assert [row.during for row in Membership.objects.order_by("pk")] == spans


def test_an_update_writes_the_named_fields_of_the_given_rows_only(county):
    rows = persons(county, ["旧"] * 3)
    bulk.insert(rows)
    for row in rows[:2]:
        row.remarks, row.name = "新\\N", "不写"
    bulk.update(rows[:2], ["remarks"])
    bulk.update(rows[:2], ["remarks"])
    assert list(Person.objects.order_by("pk").values_list("name", "remarks")) == [
        ("人0", "新\\N"),
        ("人1", "新\\N"),
        ("人2", "旧"),
    ]


def test_constraints_hold_and_nothing_is_left(county):
    rows = [Person(organization=county, name="安知行"), Person(organization=county, name="  ")]
    with pytest.raises(IntegrityError, match="person_has_a_name"), transaction.atomic():
        bulk.insert(rows)
    assert not Person.objects.exists()


def test_audit_rows_written_together_are_numbered_and_chained(county, operator):
    bulk.insert([])
    record_many([entry(operator, "试写", county, after={"说明": text}) for text in ODD])
    written = AuditEntry.objects.filter(act="试写").order_by("seq")
    assert [row.after["说明"] for row in written] == ODD
    assert verify() == []


@pytest.mark.parametrize("count", [1, 3])
def test_two_statements_for_any_number(county, count, django_assert_num_queries):
    rows = persons(county, ["同"] * count)
    with django_assert_num_queries(2):
        bulk.insert(rows)
