"""Presses at the same instant: one row for a person, one person for a phone; without the database's word, more."""

import threading

import pytest
from django.db import connection

from accounts.actors import actor_of
from activities.models import Presence, SignDevice, SignFlag
from activities.services import attendance, signing
from core.clock import now
from tests.activities.signin_ground import meeting, member, screen

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def people(county):
    return [member(county, f"委员{number}") for number in range(AT_ONCE)]


@pytest.fixture
def sitting(county, people):
    return meeting(county, *people, starts=now())


def together(*acts) -> list[str]:
    """Run the acts at the same instant, each on a connection of its own; what became of each."""
    outcomes, ready = [], threading.Barrier(len(acts))

    def run(act):
        try:
            ready.wait(timeout=20)
            outcomes.append(act())
        except signing.NotSigned as refusal:
            outcomes.append(refusal.outcome.value)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def press(membership, code, device):
    user = membership.person.user
    actor = actor_of(user, membership.organization_id)
    return lambda: "fresh" if signing.sign(by=actor, user=user, text=code, device=device).fresh else "again"


def test_one_member_pressing_on_eight_phones_at_once_is_present_once(sitting, people):
    code = screen(sitting)
    outcomes = together(*(press(people[0], code, f"phone {number}") for number in range(AT_ONCE)))

    assert outcomes == ["again"] * (AT_ONCE - 1) + ["fresh"]
    assert Presence.objects.count() == 1


def test_eight_members_on_one_phone_at_once_are_one_present_and_seven_flags(sitting, people):
    code = screen(sitting)
    outcomes = together(*(press(one, code, "one phone") for one in people))

    assert outcomes == ["device"] * (AT_ONCE - 1) + ["fresh"]
    assert (Presence.objects.count(), SignDevice.objects.count()) == (1, 1)
    assert SignFlag.objects.filter(kind="device").count() == AT_ONCE - 1


def looked_up_first(*, activity_id, entry_id, digest):
    """What a program without the database's word does: look, then write."""
    found = SignDevice.objects.filter(activity_id=activity_id, digest=digest).first()
    threading.Event().wait(0.2)
    if found is None:
        found = SignDevice.objects.create(activity_id=activity_id, entry_id=entry_id, digest=digest)
    return found.entry_id


def test_the_control_without_the_unique_device_signs_several_in(sitting, people, monkeypatch):
    monkeypatch.setattr(signing, "claim_device", looked_up_first)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activities_signdevice DROP CONSTRAINT sign_device_one_member")
    try:
        outcomes = together(*(press(one, screen(sitting), "one phone") for one in people))
        assert outcomes.count("fresh") > 1
    finally:
        SignDevice.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE activities_signdevice"
                " ADD CONSTRAINT sign_device_one_member UNIQUE (activity_id, digest)"
            )


BLIND = attendance.INSERT.replace(
    "ON CONFLICT (sitting_id, entry_id) WHERE withdrawn_at IS NULL DO NOTHING", ""
)


def test_the_control_without_the_unique_presence_writes_several_rows(sitting, people, monkeypatch):
    """The insert alone, with the promise of the database taken away."""
    monkeypatch.setattr(attendance, "INSERT", BLIND)
    monkeypatch.setattr(Presence.objects, "get", lambda **names: Presence.objects.filter(**names).first())
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX presence_once")
    try:
        code = screen(sitting)
        together(*(press(people[0], code, f"phone {number}") for number in range(AT_ONCE)))
        assert Presence.objects.count() > 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("DELETE FROM activities_presence")
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute(
                "CREATE UNIQUE INDEX presence_once ON activities_presence (sitting_id, entry_id)"
                " WHERE withdrawn_at IS NULL"
            )
