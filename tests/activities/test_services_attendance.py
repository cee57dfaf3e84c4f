"""Who was there: stored once, ticked by one person in time, by two afterwards, taken back with a reason."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.choices import Role
from activities import services
from activities.models import Activity, LateEntry, Presence, Sitting
from activities.services import attendance, settling
from activities.workflow import ACTIVITY
from core.clock import now
from core.models import AuditEntry
from core.workflow import Refused, Stale, Workflow
from duties.models import DutyRecord
from tests.activities.ground import entry_of, fresh, held, make_member, published, session, tick
from tests.factories import found_tree, make_actor, make_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    return make_member(county, "丁一")


@pytest.fixture
def activity(operator, checker, member):
    return held(operator, checker)


def record(by, activity, member, **fields):
    values = {"sitting": activity.sittings.get(), "method": "qr"} | fields
    return services.record_presence(by=by, entry=entry_of(activity, member), **values)


def test_a_hundred_times_the_same_is_one_row(activity, member, operator):
    seen = [record(operator, activity, member) for _ in range(100)]

    assert [created for _, created in seen] == [True] + [False] * 99
    assert len({presence.pk for presence, _ in seen}) == 1
    assert AuditEntry.objects.filter(act="签到").count() == 1


def test_the_database_says_when(activity, member, operator):
    """A row that claims another time gets the database's all the same."""
    claimed = now() - dt.timedelta(days=3)
    row = Presence.objects.create(
        sitting=activity.sittings.get(), entry=entry_of(activity, member), method="list", signed_at=claimed
    )
    row.refresh_from_db()
    assert abs((row.signed_at - now()).total_seconds()) < 60


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (10, False), (11, True)])
def test_late_is_after_the_minutes_of_the_kind(activity, member, operator, minutes, late):
    moment = activity.sittings.get().starts_at + dt.timedelta(minutes=minutes)

    presence, _ = record(operator, activity, member, moment=moment)

    assert presence.late is late


@pytest.mark.parametrize(("before", "early"), [(30, False), (31, True)])
def test_leaving_too_soon(activity, member, operator, before, early):
    presence, _ = record(operator, activity, member, late=False)
    moment = activity.sittings.get().ends_at - dt.timedelta(minutes=before)

    assert services.note_departure(by=operator, presence=presence, moment=moment).left_early is early


def test_somebody_of_another_roster_is_refused(activity, county, operator, checker):
    other = published(operator, checker, session(3))
    stranger = make_member(county, "王二")
    later = published(operator, checker, session(4))

    with pytest.raises(Refused, match="不在这项活动的名单中"):
        services.record_presence(
            by=operator, sitting=other.sittings.get(), entry=entry_of(later, stranger), method="qr"
        )
    assert not Presence.objects.exists()


def test_after_settlement_nobody_signs_in(activity, member, operator):
    services.settle(by=operator, activity=activity)
    with pytest.raises(Refused, match="已结算"):
        record(operator, fresh(activity), member)


def test_ticking_takes_one_person_for_a_day_and_two_afterwards(activity, member, operator):
    Activity.objects.filter(pk=activity.pk).update(published_at=now() - dt.timedelta(days=9))
    Sitting.objects.filter(activity=activity).update(
        opens_at=now() - dt.timedelta(hours=40), starts_at=now() - dt.timedelta(hours=39),
        ends_at=now() - dt.timedelta(hours=24, minutes=1), closes_at=now() - dt.timedelta(hours=24, minutes=1),
    )  # fmt: skip
    with pytest.raises(Refused, match="超过 24 小时"):
        tick(operator, fresh(activity), member)

    Sitting.objects.filter(activity=activity).update(ends_at=now() - dt.timedelta(hours=23, minutes=50))
    assert tick(operator, fresh(activity), member) == 1
    assert tick(operator, fresh(activity), member) == 0


def test_nobody_is_ticked_before_sign_in_opens(operator, checker, member):
    activity = published(operator, checker)
    with pytest.raises(Refused, match="还没有到签到开始"):
        tick(operator, activity, member)


@pytest.mark.parametrize("role", [Role.LEADER, Role.RESEARCH_OFFICE, Role.MEMBER, Role.COMMITTEE_OFFICE])
def test_who_does_not_manage_it_ticks_nobody(activity, member, county, role):
    with pytest.raises(Refused, match="没有登记"):
        tick(make_actor(county, role), activity, member)


def test_taking_back_keeps_the_row_and_lets_it_be_recorded_again(activity, member, operator):
    presence, _ = record(operator, activity, member)
    with pytest.raises(Refused, match="写明理由"):
        services.withdraw_presence(by=operator, presence=presence, reason="")

    services.withdraw_presence(by=operator, presence=presence, reason="同名误扫")

    with pytest.raises(Stale):
        services.withdraw_presence(by=operator, presence=presence, reason="同名误扫")
    assert record(operator, activity, member)[1] is True
    assert Presence.objects.count() == 2


def test_an_entry_made_afterwards_takes_two(activity, member, operator, checker):
    asked = services.ask_late_entry(
        by=operator, sitting=activity.sittings.get(), entry=entry_of(activity, member), reason="手机没电"
    )
    with pytest.raises(Refused, match="提出人以外"):
        services.confirm_late_entry(by=operator, late_entry=asked)

    presence = services.confirm_late_entry(by=checker, late_entry=asked)

    assert (presence.method, presence.recorded_by_id, presence.confirmed_by_id, presence.reason) == (
        "late_entry", operator.user_id, checker.user_id, "手机没电"
    )  # fmt: skip
    with pytest.raises(Stale, match="已经办理"):
        services.decline_late_entry(by=checker, late_entry=asked, opinion="晚了")


def test_the_database_wants_two_as_well(activity, member, operator):
    with pytest.raises(IntegrityError, match="presence_late_takes_two"), transaction.atomic():
        Presence.objects.create(
            sitting=activity.sittings.get(), entry=entry_of(activity, member), method="late_entry",
            recorded_by_id=operator.user_id, confirmed_by_id=operator.user_id, reason="手机没电",
        )  # fmt: skip


def test_declining_writes_no_presence(activity, member, operator, checker):
    asked = services.ask_late_entry(
        by=operator, sitting=activity.sittings.get(), entry=entry_of(activity, member), reason="手机没电"
    )
    services.decline_late_entry(by=checker, late_entry=asked, opinion="当日不在本地")

    assert not Presence.objects.exists()
    assert LateEntry.objects.get().state == "declined"


def test_a_walk_in_is_counted_apart(activity, county, operator):
    guest = make_membership(county, "来宾")
    entry = services.walk_in(by=operator, activity=activity, membership=guest)
    services.tick(by=operator, sitting=activity.sittings.get(), entries=[entry])
    services.settle(by=operator, activity=activity)

    row = DutyRecord.objects.get(bearer__membership=guest)
    assert (row.result, row.expected, row.quantity) == ("walk_in", 0, 1)


class Unguarded(Workflow):
    """The control: moves whatever the state in the database has become."""

    def _move(self, obj, step, seen):
        type(obj).objects.filter(pk=obj.pk).update(**{self.state_field: step.target})
        setattr(obj, self.state_field, step.target)


def race(act, count=2) -> int:
    """Threads take the same act at once; how many were not refused."""
    ready, won = threading.Barrier(count), []

    def run():
        try:
            ready.wait(timeout=10)
            act()
            won.append(1)
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(won)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_at_once_one_does_and_without_the_guards_both(monkeypatch):
    county = found_tree().county
    operator, checker = make_actor(county, Role.OPERATOR), make_actor(county, Role.CHECKER)
    make_member(county, "丁一")
    guarded, control = held(operator, checker), held(operator, checker)

    assert race(lambda: services.settle(by=operator, activity=guarded)) == 1
    assert fresh(guarded).settled_times == 1

    both = threading.Barrier(2)

    def unlocked(activity):
        found = fresh(activity)
        both.wait(timeout=10)
        return found

    monkeypatch.setattr(settling, "_held", unlocked)
    monkeypatch.setattr(settling, "ACTIVITY", Unguarded(ACTIVITY.states, ACTIVITY.transitions))
    assert race(lambda: services.settle(by=operator, activity=control)) == 2
    assert DutyRecord.objects.filter(parent_ref=f"activities:{control.pk}").count() == 1  # said once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_does(monkeypatch):
    county = found_tree().county
    operator, checker = make_actor(county, Role.OPERATOR), make_actor(county, Role.CHECKER)
    other = make_actor(county, Role.CHECKER)
    member = make_member(county, "丁一")
    activity = held(operator, checker)
    asked = services.ask_late_entry(
        by=operator, sitting=activity.sittings.get(), entry=entry_of(activity, member), reason="漏签"
    )
    deciders = iter([checker, other])

    assert race(lambda: attendance.confirm_late_entry(by=next(deciders), late_entry=asked)) == 1
    assert Presence.objects.filter(withdrawn_at=None).count() == 1
