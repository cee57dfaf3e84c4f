"""What may be said of a record, by whom, and until when."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.actors import actor_of
from accounts.choices import Role
from core.models import AuditEntry
from core.workflow import Refused
from duties import tasks
from duties.models import DutyRecord
from duties.services import certify, confirm, dispute, reviews, rule, silence
from tests.duties.helpers import make_record
from tests.factories import found_tree, make_actor, make_membership, make_user

pytestmark = pytest.mark.django_db
TEXT = "我到场并发言，记录为请假。"


@pytest.fixture
def own(county):
    """A member who can log in, and the actor of that member."""
    user = make_user(county, Role.MEMBER, name="乔安禾")
    membership = make_membership(county, "乔安禾", user=user)
    membership.actor = actor_of(user, county.pk)
    return membership


@pytest.fixture
def record(operator, own):
    return make_record(operator, own)


@pytest.fixture
def later(db):
    """Move the database's clock forward by days."""

    def move(days):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.clock_offset', %s, false)", [f"{days} days"])

    yield move
    with connection.cursor() as cursor:
        cursor.execute("RESET app.clock_offset")


def kinds(record):
    return list(record.reviews.order_by("pk").values_list("kind", flat=True))


def test_the_member_confirms_once(record, own):
    confirm(by=own.actor, record=record)
    with pytest.raises(Refused, match="您已确认过这条记录。"):
        confirm(by=own.actor, record=record)
    assert kinds(record) == ["confirmed"]
    assert AuditEntry.objects.filter(act="本人确认").count() == 1


def test_nobody_speaks_for_another(record, county, operator, neighbour):
    other = make_actor(county, Role.MEMBER)
    for actor in (other, operator, neighbour):
        with pytest.raises(Refused, match="只能由委员本人确认或提出异议。"):
            dispute(by=actor, record=record, text=TEXT)
    assert kinds(record) == []


def test_an_objection_needs_words_and_waits_for_its_ruling(record, own):
    with pytest.raises(ValidationError, match="请写明哪里不对、应当怎样。"):
        dispute(by=own.actor, record=record, text="  ")
    dispute(by=own.actor, record=record, text=TEXT)
    with pytest.raises(Refused, match="正在处理，不必重复提出"):
        dispute(by=own.actor, record=record, text=TEXT)
    with pytest.raises(Refused, match="处理后再确认"):
        confirm(by=own.actor, record=record)


def test_an_author_does_not_rule_on_the_own_fact(record, own, operator, checker):
    dispute(by=own.actor, record=record, text=TEXT)
    with pytest.raises(Refused, match="登记人以外"):
        rule(by=operator, record=record, accepted=False, text="签到表无此人")
    rule(by=checker, record=record, accepted=False, text="签到表无此人")
    assert kinds(record) == ["disputed", "upheld"]
    record.refresh_from_db()
    assert record.voided_at is None


def test_an_accepted_objection_voids_the_record(record, own, checker):
    dispute(by=own.actor, record=record, text=TEXT)
    rule(by=checker, record=record, accepted=True, text="经核对签到表，确已到会")
    record.refresh_from_db()
    assert record.void_reason == "异议成立：经核对签到表，确已到会"
    assert kinds(record) == ["disputed", "accepted"]


def test_ruling_without_an_objection_is_refused(record, checker):
    with pytest.raises(Refused, match="没有待处理的异议"):
        rule(by=checker, record=record, accepted=True, text="无")


def test_certifying_takes_another_person(record, operator, checker):
    with pytest.raises(Refused, match="登记人以外"):
        certify(by=operator, record=record)
    certify(by=checker, record=record)
    with pytest.raises(Refused, match="已经核实"):
        certify(by=checker, record=record)


def test_a_disputed_record_is_not_certified(record, own, checker):
    dispute(by=own.actor, record=record, text=TEXT)
    with pytest.raises(Refused, match="请先处理异议"):
        certify(by=checker, record=record)


def test_silence_is_noted_after_the_deadline_only(record, own, operator, county, later):
    spoken = make_record(operator, own, key="sample:2")
    confirm(by=own.actor, record=spoken)
    later(30)
    assert silence(by=operator, organization=county) == 0
    later(31)
    assert silence(by=operator, organization=county) == 1
    assert silence(by=operator, organization=county) == 0
    assert kinds(record) == ["silent"]
    assert kinds(spoken) == ["confirmed"]


def test_the_beat_asks_for_every_organisation(record, later):
    later(31)
    assert tasks.mark_silence() == 1
    assert AuditEntry.objects.get(act="记为未提异议").actor == "系统"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("guarded", "expected"), [(True, ["refused", "ruled"]), (False, ["ruled", "ruled"])])
def test_of_two_rulings_at_once_one_is_refused(monkeypatch, guarded, expected):
    """Both begin together on the same objection. The control without the row's lock shows the race."""
    county = found_tree().county
    author, first, second = (make_actor(county, Role.CHECKER) for _ in range(3))
    user = make_user(county, Role.MEMBER)
    record = make_record(author, make_membership(county, user=user))
    dispute(by=actor_of(user, county.pk), record=record, text=TEXT)
    barrier, both_read, outcomes = threading.Barrier(2), threading.Barrier(2), []

    def unguarded(record):
        said = list(record.reviews.order_by("pk").values_list("kind", flat=True))
        both_read.wait(timeout=10)
        return said

    if not guarded:
        monkeypatch.setattr(reviews, "_said", unguarded)

    def work(actor):
        try:
            barrier.wait(timeout=10)
            rule(by=actor, record=DutyRecord.objects.get(pk=record.pk), accepted=False, text="签到表无此人")
            outcomes.append("ruled")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(actor,)) for actor in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == expected
    assert kinds(record) == ["disputed", *("upheld" for outcome in expected if outcome == "ruled")]


def test_an_objection_comes_in_time_or_is_refused(record, own, later):
    later(31)
    with pytest.raises(Refused, match="提出异议的期限是.*，已经过期，请与秘书处联系。"):
        dispute(by=own.actor, record=record, text=TEXT)
    later(30)
    dispute(by=own.actor, record=record, text=TEXT)


def test_a_neighbour_neither_certifies_nor_rules(record, tree):
    stranger = make_actor(tree.other_county, Role.CHECKER)
    with pytest.raises(Refused):
        certify(by=stranger, record=record)
    with pytest.raises(Refused):
        rule(by=stranger, record=record, accepted=True, text="无")
