"""What waits for whom: nobody sees the own asking in the own queue."""

import pytest

from accounts.choices import Role
from activities import services
from activities.queries.waiting import late_entries_to_confirm, leaves_to_decide, to_approve, to_settle
from organizations.models import Committee
from tests.activities.ground import as_member, entry_of, held, make_member, planned, published
from tests.factories import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    return make_member(county, "丁一")


def test_approval_waits_for_the_other_person(operator, checker, neighbour, member):
    activity = planned(operator)
    assert not to_approve(checker).exists()
    services.submit(by=operator, activity=activity)

    assert list(to_approve(checker)) == [activity]
    assert not to_approve(operator).exists()
    assert not to_approve(neighbour).exists()


def test_leave_waits_for_the_right_person(operator, checker, member):
    ordinary, plenary = published(operator, checker), published(operator, checker, code="plenary")
    asked = {"reason_kind": "sick", "reason": "住院"}
    by_member = services.ask_leave(by=as_member(member), entry=entry_of(plenary, member), **asked)
    by_staff = services.ask_leave(by=operator, entry=entry_of(ordinary, member), **asked)

    assert not leaves_to_decide(operator).exists()
    assert set(leaves_to_decide(checker)) == {by_member, by_staff}


def test_late_entries_and_settlement(operator, checker, county, member):
    activity = held(operator, checker)
    assert list(to_settle(operator)) == [activity]
    asked = services.ask_late_entry(
        by=operator, sitting=activity.sittings.get(), entry=entry_of(activity, member), reason="漏签"
    )

    assert list(late_entries_to_confirm(checker)) == [asked]
    assert not late_entries_to_confirm(operator).exists()
    services.confirm_late_entry(by=checker, late_entry=asked)
    services.settle(by=operator, activity=activity)
    assert not to_settle(operator).exists()


def test_an_office_sees_the_queues_of_its_own_committee(operator, checker, county, member):
    office = make_actor(county, Role.COMMITTEE_OFFICE)
    mine = Committee.objects.filter(term=county.terms.get()).order_by("id").first()
    held(operator, checker)
    own = held(operator, checker, hosts=[services.Host(committee=mine)])

    assert list(to_settle(office)) == [own]
