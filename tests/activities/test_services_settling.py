"""Settlement: a fact for everyone expected, absences and leave included; corrections replace what changed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities import services
from core.clock import today
from core.workflow import Refused
from duties import reconcile
from duties.models import DutyRecord
from notices.models import Message
from tests.activities.ground import entry_of, fresh, held, make_member, session, tick

pytestmark = pytest.mark.django_db


def results(activity) -> dict[str, tuple]:
    """Name → (result, expected, quantity, flags) of the standing facts."""
    rows = DutyRecord.objects.filter(parent_ref=f"activities:{activity.pk}", voided_at=None)
    return {
        row.bearer.membership.person.name: (row.result, row.expected, row.quantity, tuple(row.flags))
        for row in rows.select_related("bearer__membership__person")
    }


@pytest.fixture
def members(county):
    return [make_member(county, name) for name in ("丁一", "王二", "张三")]


def test_everyone_expected_gets_a_fact_for_each_half_day(operator, checker, members):
    activity = held(operator, checker)
    tick(operator, activity, members[0], members[1], late={entry_of(activity, members[1]).pk})

    assert services.settle(by=operator, activity=activity) == 3

    assert results(activity) == {
        "丁一": ("present", Decimal(1), Decimal(1), ()),
        "王二": ("present", Decimal(1), Decimal(1), ("late",)),
        "张三": ("absent", Decimal(1), Decimal(0), ()),
    }
    row = DutyRecord.objects.get(bearer__membership=members[2])
    sitting = activity.sittings.get()
    assert row.source_key == f"activities:{activity.pk}:{sitting.pk}:{entry_of(activity, members[2]).pk}"
    assert row.kind.code == "committee_meeting_attendance"
    assert row.occurred_on == sitting.day
    assert fresh(activity).state == "settled"
    assert Message.objects.filter(title__startswith="考勤已结算").count() == 3


def test_members_learn_of_it_once(operator, checker, members):
    activity = held(operator, checker)
    services.settle(by=operator, activity=activity)

    with pytest.raises(Refused, match="已结算"):
        services.settle(by=operator, activity=activity)
    assert Message.objects.filter(title__startswith="考勤已结算").count() == 3


def test_nothing_is_settled_before_the_end(operator, checker, members, monkeypatch):
    activity = held(operator, checker, session(-1), session(1))

    with pytest.raises(Refused, match="还没有结束"):
        services.settle(by=operator, activity=activity)


def test_what_waits_is_decided_first(operator, checker, members):
    activity = held(operator, checker)
    services.ask_late_entry(
        by=operator, sitting=activity.sittings.get(), entry=entry_of(activity, members[0]), reason="漏签"
    )

    with pytest.raises(Refused, match="1 件补签待确认"):
        services.settle(by=operator, activity=activity)


def test_a_correction_voids_and_replaces_only_what_changed(operator, checker, members):
    activity = held(operator, checker)
    tick(operator, activity, members[0])
    services.settle(by=operator, activity=activity)
    untouched = DutyRecord.objects.get(bearer__membership=members[0]).pk
    late = services.ask_late_entry(
        by=operator, sitting=activity.sittings.get(), entry=entry_of(activity, members[1]), reason="漏签"
    )
    services.confirm_late_entry(by=checker, late_entry=late)

    counts = services.resettle(by=operator, activity=activity, reason="王二补签")

    assert counts == (1, 1)
    assert results(activity)["王二"] == ("present", Decimal(1), Decimal(1), ("late_entry",))
    assert DutyRecord.objects.get(bearer__membership=members[0]).pk == untouched
    voided = DutyRecord.objects.get(bearer__membership=members[1], voided_at__isnull=False)
    assert (voided.result, voided.void_reason) == ("absent", "重新结算：王二补签")
    told = Message.objects.filter(title__startswith="考勤有更正")
    assert [one.user for one in told] == [members[1].person.user]


def test_settling_again_without_a_change_writes_nothing(operator, checker, members):
    activity = held(operator, checker)
    services.settle(by=operator, activity=activity)

    assert services.resettle(by=operator, activity=activity, reason="核对") == (0, 0)


def test_nothing_is_written_for_who_was_out_of_office_or_suspended(operator, checker, county, members):
    """P1: sessions before taking office are nobody's absence."""
    since = today() - dt.timedelta(days=1)
    make_member(county, "新增", during=(since, since + dt.timedelta(days=900)))
    activity = held(operator, checker, session(-2), session(-1))

    services.settle(by=operator, activity=activity)

    rows = DutyRecord.objects.filter(bearer__membership__person__name="新增")
    assert [row.occurred_on for row in rows] == [activity.sittings.last().day]


def test_the_ledger_says_what_the_tables_imply(operator, checker, county, members):
    activity = held(operator, checker)
    tick(operator, activity, members[0])
    services.settle(by=operator, activity=activity)

    assert reconcile.differences(county) == []

    services.confirm_late_entry(
        by=checker,
        late_entry=services.ask_late_entry(
            by=operator, sitting=activity.sittings.get(), entry=entry_of(activity, members[1]), reason="漏签"
        ),
    )
    assert [line.split("：")[1] for line in reconcile.differences(county)] == [
        "结果应为“present”，台账为“absent”",
        "实计应为“1.00”，台账为“0.00”",
    ]
    services.resettle(by=operator, activity=activity, reason="补签")
    assert reconcile.differences(county) == []


@pytest.mark.parametrize("count", [2, 40])
def test_the_number_of_queries_does_not_depend_on_the_members(operator, checker, county, count):
    for number in range(count):
        make_member(county, f"委员{number}")
    activity = held(operator, checker, session(-2), session(-1))

    with CaptureQueriesContext(connection) as queries:
        services.settle(by=operator, activity=activity)

    assert DutyRecord.objects.filter(parent_ref=f"activities:{activity.pk}").count() == count * 2
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 31


def test_a_kind_of_the_ledger_that_is_no_attendance_is_told_of_who_came(operator, checker, county, members):
    """公益活动 counts people who came; nobody is absent from it."""
    activity = held(operator, checker, code="welfare")
    tick(operator, activity, members[0])
    services.settle(by=operator, activity=activity)

    row = DutyRecord.objects.get(parent_ref=f"activities:{activity.pk}")
    assert (row.kind.code, row.result, row.quantity) == ("public_welfare", "", 1)
    assert reconcile.differences(county) == []


def test_group_sessions_of_a_plenary_are_another_kind(operator, checker, county, members):
    activity = held(operator, checker, session(-2), session(-1, form="group"), code="plenary")
    services.settle(by=operator, activity=activity)

    rows = DutyRecord.objects.filter(bearer__membership=members[0]).order_by("occurred_on")
    assert [row.kind.code for row in rows] == ["plenary_attendance", "plenary_group_attendance"]
    assert reconcile.differences(county) == []
