"""Profiles: what was true of each member when, in a fixed number of queries."""

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from members.models import Affiliation, StatusChange
from members.queries import Span, profiles, profiles_on, roster_on
from organizations.models import Committee, Sector
from tests.factories import TERM, give_office, make_membership

DAY = dt.date(2024, 6, 30)


def day(text):
    return dt.date.fromisoformat(text)


def span(first, last):
    return DateRange(day(first), day(last))


def change(membership, kind, on):
    return StatusChange.objects.create(
        membership=membership, kind=kind, reason="核查", body="chairpersons", meeting="第八次主席会议",
        decided_on=day(on), effective_on=day(on),
    )  # fmt: skip


def test_a_profile_says_where_a_member_stood_on_any_day(county):
    member = make_membership(county, "安知行", number="0007")
    education, farming = Sector.objects.filter(term=member.term, name__in=["教育界", "农业界"]).order_by(
        "position"
    )
    economy = Committee.objects.get(term=member.term, name="经济委员会")
    add = Affiliation.objects.create
    add(membership=member, kind="sector", sector=education, during=span("2022-01-01", "2024-03-01"))
    add(membership=member, kind="sector", sector=farming, during=span("2024-03-01", "2037-01-01"))
    add(membership=member, kind="committee", committee=economy, post="副主任", during=TERM)
    give_office(member, "standing", during=span("2023-01-01", "2037-01-01"), protocol_order=20)

    (profile,) = profiles(county, day("2024-01-01"), day("2024-12-31"))

    assert (profile.number, profile.name) == ("0007", "安知行")
    assert profile.label("sector", day("2024-02-29")) == "教育界"
    assert profile.label("sector", day("2024-03-01")) == "农业界"
    assert [(held.label, held.post) for held in profile.at("committee", DAY)] == [("经济委员会", "副主任")]
    assert profile.offices(day("2022-12-31")) == frozenset()
    assert profile.offices(DAY) == {"standing"}
    assert profile.protocol_order(DAY) == 20
    assert profile.tenure == Span(day("2022-01-01"), day("2036-12-31"))


def test_only_what_touches_the_span_comes_along(county):
    member = make_membership(county)
    sector = Sector.objects.filter(term=member.term).first()
    Affiliation.objects.create(
        membership=member, kind="sector", sector=sector, during=span("2022-01-01", "2024-01-01")
    )
    (profile,) = profiles(county, day("2024-01-01"), day("2024-12-31"))
    assert profile.held == ()


def test_members_of_part_of_the_span_are_included_and_others_not(county):
    make_membership(county, "先走", during=span("2022-01-01", "2024-01-02"))
    make_membership(county, "早走", during=span("2022-01-01", "2024-01-01"))
    make_membership(county, "后来", during=span("2024-12-31", "2037-01-01"))
    make_membership(county, "未到", during=span("2025-01-01", "2037-01-01"))
    found = {profile.name for profile in profiles(county, day("2024-01-01"), day("2024-12-31"))}
    assert found == {"先走", "后来"}


def test_a_suspension_lasts_from_its_effect_to_the_day_before_the_restoration(county):
    member = make_membership(county)
    change(member, "suspended", "2024-03-01")
    change(member, "restored", "2024-05-01")
    change(member, "suspended", "2024-08-15")
    (profile,) = profiles(county, day("2024-01-01"), day("2024-12-31"))
    assert profile.suspended == (
        Span(day("2024-03-01"), day("2024-04-30")),
        Span(day("2024-08-15"), day("2036-12-31")),
    )
    assert not profile.serves(day("2024-04-30"))
    assert profile.serves(day("2024-05-01"))
    assert not profile.serves(day("2024-08-15"))


def test_the_roster_of_a_day_leaves_out_who_is_suspended(county):
    make_membership(county, "在任")
    change(make_membership(county, "暂停"), "suspended", "2024-03-01")
    assert [profile.name for profile in roster_on(county, DAY)] == ["在任"]
    assert {profile.name for profile in profiles_on(county, DAY)} == {"在任", "暂停"}


def test_printed_order_is_protocol_order_then_strokes_then_number(county):
    make_membership(county, "丁一", strokes="02", number="0003")
    make_membership(county, "王五", strokes="04", number="0002")
    make_membership(county, "王五", strokes="04", number="0001")
    give_office(make_membership(county, "魏末", strokes="17", number="0004"), "chair", protocol_order=1)
    printed = [(profile.name, profile.number) for profile in profiles_on(county, DAY)]
    assert printed == [("魏末", "0004"), ("丁一", "0003"), ("王五", "0001"), ("王五", "0002")]


def test_neighbours_are_never_among_them(county, tree):
    make_membership(tree.other_county)
    make_membership(tree.city)
    assert profiles_on(county, DAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_four_queries_for_any_number_of_members(county, count, django_assert_num_queries):
    for _ in range(count):
        give_office(make_membership(county, sector="教育界"), "standing")
    with django_assert_num_queries(4):
        assert len(profiles(county, day("2024-01-01"), day("2024-12-31"))) == count
