"""Appointment, moves, offices and status: spans, decisions and the roles that follow them.

covers S026 covers S027
"""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import actor_of
from accounts.models import RoleGrant
from core.models import AuditEntry
from core.workflow import Refused, Stale
from members.models import Affiliation, Membership, Office, StatusChange
from members.queries import Span, profiles
from members.services import (
    Decision,
    Place,
    appoint,
    change_status,
    co_opt,
    end_office,
    expire_term,
    give_office,
    move,
    register_person,
)
from members.workflow import MEMBERSHIP
from organizations.models import Committee, Group, Sector
from tests.factories import make_actor, make_membership, make_user


def day(text):
    return dt.date.fromisoformat(text)


def decision(on, **other):
    values = {"body": "standing_committee", "meeting": "第十次常委会会议", "reason": "工作需要"} | other
    return Decision(decided_on=day(on), effective_on=day(on), **values)


def unit(model, county, name):
    return model.objects.get(term__organization=county, name=name)


@pytest.fixture
def member(county):
    """In office for 2022–2026, 教育界, with an account."""
    return make_membership(county, "安知行", sector="教育界", user=make_user(county))


def grants(member):
    rows = RoleGrant.objects.filter(user=member.person.user).order_by("role", "during")
    return [(row.role, str(row.during.lower), str(row.during.upper)) for row in rows]


def test_an_appointment_stands_to_the_end_of_the_term_with_its_places_and_role(operator, county):
    person = register_person(by=operator, name="安知行")
    person.user = make_user(county)
    person.save()
    places = (
        Place("sector", unit(Sector, county, "教育界")),
        Place("committee", unit(Committee, county, "经济委员会"), post="副主任"),
        Place("party", "九三学社"),
    )
    term = county.terms.get()
    member = appoint(by=operator, person=person, term=term, decision=decision("2022-03-01"), places=places)
    assert member.number == "0001"
    assert (member.during.lower, member.during.upper) == (day("2022-03-01"), day("2037-01-01"))
    assert {str(row) for row in member.affiliations.all()} == {"教育界", "经济委员会副主任", "九三学社"}
    assert [(row.kind, row.meeting) for row in member.changes.all()] == [("appointed", "第十次常委会会议")]
    assert grants(member) == [("member", "2022-03-01", "2037-01-01")]


def test_co_opting_within_the_term_takes_the_next_number(operator, county):
    make_membership(county, number="0319")
    person = register_person(by=operator, name="宁未央")
    member = co_opt(by=operator, person=person, term=county.terms.get(), decision=decision("2024-03-01"))
    assert member.number == "0320"
    assert member.changes.get().kind == "co_opted"


def test_nobody_is_appointed_twice_over_one_span_or_under_a_number_taken(operator, county, member):
    term = county.terms.get()
    with pytest.raises(Refused, match="安知行在此期间已是本会委员"):
        appoint(by=operator, person=member.person, term=term, decision=decision("2023-01-01"))
    other = register_person(by=operator, name="宁未央")
    with pytest.raises(Refused, match=f"委员编号 {member.number} 在本届已被使用"):
        appoint(by=operator, person=other, term=term, decision=decision("2023-01-01"), number=member.number)
    with pytest.raises(Refused, match="不在第十届任期之内"):
        appoint(by=operator, person=other, term=term, decision=decision("2040-01-01"))


def test_a_move_closes_the_old_span_and_opens_the_new_one(operator, county, member):
    farming = unit(Sector, county, "农业界")
    move(by=operator, membership=member, place=Place("sector", farming), on=day("2024-07-01"), reason="转岗")
    spans = [(str(row), str(row.during.lower), str(row.during.upper)) for row in member.affiliations.all()]
    assert spans == [("教育界", "2022-01-01", "2024-07-01"), ("农业界", "2024-07-01", "2037-01-01")]
    assert AuditEntry.objects.get(act="调整所属").reason == "转岗"


def test_a_move_before_a_later_one_is_refused_and_one_on_its_day_corrects_it(operator, county, member):
    farming, medicine = unit(Sector, county, "农业界"), unit(Sector, county, "医药卫生界")
    move(by=operator, membership=member, place=Place("sector", farming), on=day("2024-07-01"))
    with pytest.raises(Refused, match="2024年7月1日起已登记“农业界”"):
        move(by=operator, membership=member, place=Place("sector", medicine), on=day("2024-01-01"))
    move(by=operator, membership=member, place=Place("sector", medicine), on=day("2024-07-01"))
    assert [str(row) for row in member.affiliations.all()] == ["教育界", "医药卫生界"]


def test_moves_to_nowhere_new_to_another_house_or_twice_into_one_committee_are_refused(
    operator, county, tree, member
):
    on = day("2024-07-01")
    economy = unit(Committee, county, "经济委员会")
    with pytest.raises(Refused, match="已在教育界"):
        move(by=operator, membership=member, place=Place("sector", unit(Sector, county, "教育界")), on=on)
    with pytest.raises(Refused, match="不是本届设置的界别"):
        foreign = unit(Sector, tree.other_county, "农业界")
        move(by=operator, membership=member, place=Place("sector", foreign), on=on)
    with pytest.raises(Refused, match="“第一工作组”不是学习组"):
        place = Place("study_group", unit(Group, county, "第一工作组"))
        move(by=operator, membership=member, place=place, on=on)
    move(by=operator, membership=member, place=Place("committee", economy), on=on)
    with pytest.raises(Refused, match="已在“经济委员会”"):
        move(by=operator, membership=member, place=Place("committee", economy, slot=2), on=on)


def test_the_office_of_a_standing_member_brings_and_takes_its_role(operator, member):
    office = give_office(
        by=operator, membership=member, title="standing", starts_on=day("2023-01-01"), protocol_order=20
    )
    assert ("standing_member", "2023-01-01", "2037-01-01") in grants(member)
    with pytest.raises(Refused, match="在此期间已任常委"):
        give_office(
            by=operator, membership=member, title="standing", starts_on=day("2024-01-01"), protocol_order=20
        )
    end_office(by=operator, office=office, on=day("2025-01-01"), reason="本人请辞")
    assert ("standing_member", "2023-01-01", "2025-01-01") in grants(member)
    with pytest.raises(Refused, match="终止日期须在该段期间之内"):
        end_office(by=operator, office=office, on=day("2022-12-31"), reason="误")


def test_suspension_takes_the_roles_away_and_restoration_gives_them_back(operator, member):
    give_office(
        by=operator, membership=member, title="standing", starts_on=day("2022-01-01"), protocol_order=20
    )
    change_status(by=operator, membership=member, step="suspended", decision=decision("2024-03-01"))
    assert Membership.objects.get().state == "suspended"
    assert {upper for _, _, upper in grants(member)} == {"2024-03-01"}
    assert actor_of(member.person.user).roles == frozenset()
    change_status(by=operator, membership=member, step="restored", decision=decision("2024-06-01"))
    assert ("member", "2024-06-01", "2037-01-01") in grants(member)
    assert ("standing_member", "2024-06-01", "2037-01-01") in grants(member)
    (profile,) = profiles(member.organization, day("2024-01-01"), day("2024-12-31"))
    assert profile.suspended == (Span(day("2024-03-01"), day("2024-05-31")),)


@pytest.mark.parametrize("step", ["resigned", "revoked", "deceased", "transferred", "expired"])
def test_every_way_out_ends_the_membership_its_places_offices_and_roles(operator, member, step):
    give_office(
        by=operator, membership=member, title="standing", starts_on=day("2022-01-01"), protocol_order=20
    )
    change_status(by=operator, membership=member, step=step, decision=decision("2025-05-06"))
    ended = Membership.objects.get()
    assert (ended.state, ended.during.upper) == (step, day("2025-05-06"))
    assert {row.during.upper for row in Affiliation.objects.all()} == {day("2025-05-06")}
    assert Office.objects.get().during.upper == day("2025-05-06")
    assert {upper for _, _, upper in grants(member)} == {"2025-05-06"}
    change = StatusChange.objects.get()
    assert (change.kind, change.body, change.recorded_by_id) == (step, "standing_committee", operator.user_id)


def test_what_would_begin_later_never_begins(operator, county, member):
    move(
        by=operator,
        membership=member,
        place=Place("sector", unit(Sector, county, "农业界")),
        on=day("2026-06-01"),
    )
    change_status(by=operator, membership=member, step="resigned", decision=decision("2025-05-06"))
    assert [str(row) for row in member.affiliations.all()] == ["教育界"]


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2022-01-01", "生效日期须晚于任职开始日期（2022年1月1日）"),
        ("2026-12-31", "生效日期不能晚于今天"),
    ],
)
def test_dates_that_cannot_be_are_refused_and_nothing_is_written(operator, member, on, sentence):
    with pytest.raises(Refused, match=sentence):
        change_status(by=operator, membership=member, step="resigned", decision=decision(on))
    assert Membership.objects.get().state == "serving"
    assert not StatusChange.objects.exists()


def test_a_decision_must_say_why(operator, member):
    with pytest.raises(Refused, match="接受辞去须写明理由"):
        change_status(
            by=operator, membership=member, step="resigned", decision=decision("2024-01-02", reason=" ")
        )


def test_who_decides_on_a_stale_page_is_told_so(operator, member):
    stale = Membership.objects.get()
    change_status(by=operator, membership=member, step="resigned", decision=decision("2024-03-01"))
    with pytest.raises(Stale, match="刚被他人处理"):
        change_status(by=operator, membership=stale, step="revoked", decision=decision("2024-03-01"))
    assert StatusChange.objects.count() == 1


OUT = {"resigned", "revoked", "deceased", "transferred", "expired"}
OPEN = {"serving": {"suspended"} | OUT, "suspended": {"restored"} | OUT} | {state: set() for state in OUT}


@pytest.mark.parametrize("state", sorted(OPEN))
def test_the_steps_open_in_each_state(operator, member, state):
    member.state = state
    assert {step.name for step in MEMBERSHIP.open_to(operator, member)} == OPEN[state]


def test_only_the_secretariat_of_the_house_decides(county, neighbour, member):
    for actor in (neighbour, make_actor(county, "leader"), make_actor(county, "committee_office")):
        assert MEMBERSHIP.open_to(actor, member) == []
        with pytest.raises(Refused, match="您没有“接受辞去”的权限"):
            change_status(by=actor, membership=member, step="resigned", decision=decision("2024-03-01"))


def test_the_end_of_a_term_ends_every_membership_that_still_holds(operator, county, member):
    gone = make_membership(county)
    change_status(by=operator, membership=gone, step="resigned", decision=decision("2024-03-01"))
    assert expire_term(by=operator, term=county.terms.get(), decision=decision("2025-12-31")) == 1
    states = Membership.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["expired", "resigned"]


def test_the_database_refuses_two_memberships_at_once(member):
    with pytest.raises(IntegrityError, match="membership_spans_apart"), transaction.atomic():
        connection.cursor().execute(
            "INSERT INTO members_membership (person_id, organization_id, term_id, number, during, state,"
            " terms_served, is_full_time, honours) SELECT person_id, organization_id, term_id, '9999',"
            " '[2026-01-01,2028-01-01)', state, 1, false, '' FROM members_membership"
        )


def test_the_database_refuses_two_sectors_at_once_and_a_third_committee(member):
    insert = (
        "INSERT INTO members_affiliation (membership_id, kind, sector_id, committee_id, party, slot, post, during)"
        " SELECT membership_id, %s, %s, %s, '', %s, '', during FROM members_affiliation LIMIT 1"
    )
    sector = Sector.objects.filter(term=member.term).last().pk
    committee = Committee.objects.filter(term=member.term).first().pk
    with pytest.raises(IntegrityError, match="affiliation_one_per_slot"), transaction.atomic():
        connection.cursor().execute(insert, ["sector", sector, None, 1])
    with pytest.raises(IntegrityError, match="affiliation_at_most_two"), transaction.atomic():
        connection.cursor().execute(insert, ["committee", None, committee, 3])


def test_the_database_keeps_the_history_of_decisions(operator, member):
    change_status(by=operator, membership=member, step="suspended", decision=decision("2024-03-01"))
    for sql in ("UPDATE members_statuschange SET reason = '改'", "DELETE FROM members_statuschange"):
        with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
            connection.cursor().execute(sql)
