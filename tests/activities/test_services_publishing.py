"""Publishing freezes the roster; afterwards nothing rewrites the labels of the day."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from activities import services
from activities.models import Activity, Presence, RosterEntry
from activities.services import Host, NewTime
from core.clock import now, today
from core.models import AuditEntry
from core.workflow import Refused
from members.models import Affiliation, StatusChange
from notices.models import Message, Outbox
from organizations.models import Committee, Group, Sector
from tests.activities.ground import (
    as_member,
    entry_of,
    fresh,
    held,
    in_days,
    make_member,
    planned,
    published,
    session,
    tick,
)
from tests.factories import make_actor

pytestmark = pytest.mark.django_db


def names(activity) -> list[str]:
    rows = activity.entries.filter(removed_at=None).order_by("position")
    return [row.membership.person.name for row in rows.select_related("membership__person")]


def suspend(membership, since):
    StatusChange.objects.create(
        membership=membership, kind="suspended", reason="接受调查", body="chairpersons", meeting="第三次主席会议",
        decided_on=since, effective_on=since,
    )  # fmt: skip


def test_the_roster_is_frozen_with_the_labels_of_the_day(operator, checker, county):
    chair = make_member(county, "赵一", "chair", sector="教育界")
    make_member(county, "钱二", sector="农业界")
    term = county.terms.get()
    Affiliation.objects.create(
        membership=chair, kind="committee", committee=Committee.objects.filter(term=term).first(),
        during=chair.during,
    )  # fmt: skip
    Affiliation.objects.create(
        membership=chair,
        kind="study_group",
        group=Group.objects.filter(term=term).first(),
        during=chair.during,
    )

    activity = published(operator, checker)

    assert names(activity) == ["赵一", "钱二"]
    entry = entry_of(activity, chair)
    assert (entry.office, entry.offices, entry.sector) == ("主席", ["chair"], "教育界")
    assert (entry.committees, entry.groups) == (["提案委员会"], ["第一学习组"])
    assert entry.expected == [activity.sittings.get().pk]
    assert activity.rules["leave_notice_days"] == 1


def test_a_later_move_does_not_rewrite_the_roster(operator, checker, county):
    """P3: an old meeting keeps the members and seats of its day."""
    member = make_member(county, "钱二", sector="农业界")
    activity = published(operator, checker)
    seat = member.affiliations.get()
    seat.sector = Sector.objects.get(term=county.terms.get(), name="教育界")
    seat.save()

    services.refresh_expected(by=operator, activity=activity)

    assert entry_of(activity, member).sector == "农业界"
    with pytest.raises(DatabaseError, match="按当日情况固定"), transaction.atomic():
        RosterEntry.objects.filter(activity=activity).update(sector="教育界")


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ({"everyone": True}, ["赵一", "钱二", "孙三"]),
        ({"offices": ["chair", "standing"]}, ["赵一"]),
        ({"sectors": ["农业界"]}, ["钱二"]),
        ({"members": ["孙三"]}, ["孙三"]),
        ({"offices": ["chair"], "sectors": ["农业界"]}, ["赵一", "钱二"]),
    ],
)
def test_the_audience_is_the_union_of_its_parts(operator, checker, county, audience, expected):
    make_member(county, "赵一", "chair")
    make_member(county, "钱二", sector="农业界", strokes="1")
    last = make_member(county, "孙三", sector="医药卫生界", strokes="2")
    if "sectors" in audience:
        audience["sectors"] = [Sector.objects.get(term=county.terms.get(), name=audience["sectors"][0]).pk]
    if "members" in audience:
        audience["members"] = [last.pk]

    assert names(published(operator, checker, audience=audience)) == expected


def test_joiners_and_suspended_members_are_expected_by_date(operator, checker, county):
    joins = make_member(
        county, "新任", during=DateRange(today() + dt.timedelta(days=11), dt.date(2036, 1, 1))
    )
    suspended = make_member(county, "暂停")
    suspend(suspended, today() - dt.timedelta(days=3))
    leaves = make_member(
        county, "离任", during=DateRange(dt.date(2022, 1, 1), today() + dt.timedelta(days=11))
    )

    activity = published(operator, checker, session(10), session(11), session(12))

    first, second, third = activity.sittings.values_list("pk", flat=True)
    assert entry_of(activity, joins).expected == [second, third]
    assert entry_of(activity, leaves).expected == [first]
    assert set(names(activity)) == {"离任", "新任"}


def test_a_suspension_after_the_notice_takes_its_days_away(operator, checker, county):
    member = make_member(county, "丁一")
    activity = published(operator, checker, session(0.1, hours=14, length=1), session(12))
    suspend(member, today() + dt.timedelta(days=1))

    assert services.refresh_expected(by=operator, activity=activity) == 1

    first, _ = activity.sittings.values_list("pk", flat=True)
    assert entry_of(activity, member).expected == [first]


def test_a_group_session_expects_its_group_only(operator, checker, county):
    farmer = make_member(county, "农业", sector="农业界")
    teacher = make_member(county, "教育", sector="教育界")
    sector = Sector.objects.get(term=county.terms.get(), name="农业界")

    activity = published(
        operator, checker, session(10), session(10, 5, form="group", audience={"sectors": [sector.pk]}),
        code="plenary",
    )  # fmt: skip

    whole, group = activity.sittings.values_list("pk", flat=True)
    assert entry_of(activity, farmer).expected == [whole, group]
    assert entry_of(activity, teacher).expected == [whole]


def test_everybody_is_told_once_and_by_text(operator, checker, county):
    member = make_member(county, "丁一")
    member.person.user.phone = "13800000000"
    member.person.user.save()

    activity = published(operator, checker)

    message = Message.objects.get(user=member.person.user)
    assert message.title == "会议活动通知：农业农村工作座谈会"
    assert message.url == f"/activities/{activity.pk}/"
    assert Outbox.objects.filter(channel="sms").count() == 1


def test_an_empty_audience_is_refused_and_nothing_stays(operator, checker, county):
    activity = planned(operator, audience={"offices": ["chair"]})
    make_member(county, "丁一")
    services.submit(by=operator, activity=activity)
    services.approve(by=checker, activity=activity)

    with pytest.raises(Refused, match="没有届时在任的委员"):
        services.publish(by=operator, activity=activity)

    assert fresh(activity).state == "approved"
    assert not Message.objects.filter(title__startswith="会议活动通知").exists()


@pytest.mark.parametrize("count", [3, 60])
def test_the_number_of_queries_does_not_depend_on_the_members(operator, checker, county, count):
    for number in range(count):
        make_member(county, f"委员{number}")
    activity = planned(operator, session(10), session(11))
    services.submit(by=operator, activity=activity)
    services.approve(by=checker, activity=activity)

    with CaptureQueriesContext(connection) as queries:
        services.publish(by=operator, activity=activity)

    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 14


def test_a_new_time_asks_everyone_again(operator, checker, county):
    member = make_member(county, "丁一")
    activity = published(operator, checker)
    services.answer(by=as_member(member), entry=entry_of(activity, member), answer="attend")
    start = in_days(20, 5)
    times = {activity.sittings.get().pk: NewTime(start, start + dt.timedelta(hours=2), "第二会议室")}

    services.reschedule(by=operator, activity=activity, times=times, reason="场地冲突")

    sitting = activity.sittings.get()
    assert (sitting.starts_at, sitting.half, sitting.place) == (start, "afternoon", "第二会议室")
    assert fresh(activity).starts_at == start
    assert entry_of(activity, member).answer == "none"
    told = Message.objects.get(title="改期：农业农村工作座谈会")
    assert "场地冲突" in told.body


def test_a_new_time_must_lie_ahead(operator, checker, county):
    make_member(county, "丁一")
    activity = published(operator, checker)
    start = in_days(-2)
    times = {activity.sittings.get().pk: NewTime(start, start + dt.timedelta(hours=2))}

    with pytest.raises(Exception, match="晚于现在"):
        services.reschedule(by=operator, activity=activity, times=times, reason="场地冲突")
    assert activity.sittings.get().starts_at > now()


def test_cancelling_tells_the_reason(operator, checker, county):
    member = make_member(county, "丁一")
    activity = published(operator, checker)

    services.cancel(by=operator, activity=activity, reason="与上级会议冲突")

    assert "与上级会议冲突" in Message.objects.get(user=member.person.user, title__startswith="取消").body
    with pytest.raises(Refused):
        services.answer(by=as_member(member), entry=entry_of(activity, member), answer="attend")


def test_the_house_begins_what_is_due(operator, checker, county):
    make_member(county, "丁一")
    due = published(operator, checker, session(-1))
    ahead = published(operator, checker, session(5))

    assert services.begin_due() == 1
    assert (fresh(due).state, fresh(ahead).state) == ("underway", "published")
    assert services.begin_due() == 0
    assert AuditEntry.objects.filter(act="开始", actor="系统").count() == 1


def test_nobody_begins_before_sign_in_opens(operator, checker, county):
    make_member(county, "丁一")
    activity = published(operator, checker)

    with pytest.raises(Refused, match="还没有到签到开始"):
        services.begin(by=operator, activity=activity)


def test_somebody_left_out_is_added_with_a_reason(operator, checker, county):
    chair = make_member(county, "赵一", "chair")
    other = make_member(county, "钱二", sector="农业界")
    activity = published(operator, checker, audience={"offices": ["chair"]})

    with pytest.raises(Refused, match="写明理由"):
        services.add_entry(by=operator, activity=activity, membership=other, reason=" ")
    entry = services.add_entry(by=operator, activity=activity, membership=other, reason="汇报人")

    assert (entry.source, entry.sector, entry.expected) == (
        "added", "农业界", [activity.sittings.get().pk]
    )  # fmt: skip
    assert Message.objects.filter(user=other.person.user).count() == 1
    with pytest.raises(Refused, match="已在名单中"):
        services.add_entry(by=operator, activity=activity, membership=chair, reason="重复")


def test_whoever_is_taken_off_gets_no_fact(operator, checker, county):
    member, other = make_member(county, "丁一"), make_member(county, "王二")
    activity = held(operator, checker)
    services.remove_entry(by=operator, entry=entry_of(activity, member), reason="名单有误")

    assert services.settle(by=operator, activity=activity) == 1
    assert names(activity) == ["王二"]
    assert entry_of(activity, other).removed_at is None


def test_whoever_has_signed_in_stays_on_the_roster(operator, checker, county):
    member = make_member(county, "丁一")
    activity = held(operator, checker)
    tick(operator, activity, member)

    with pytest.raises(Refused, match="已签到"):
        services.remove_entry(by=operator, entry=entry_of(activity, member), reason="名单有误")


def test_a_committee_office_keeps_to_its_own(operator, checker, county):
    make_member(county, "丁一")
    office = make_actor(county, Role.COMMITTEE_OFFICE)
    mine, other = Committee.objects.filter(term=county.terms.get()).order_by("position")
    with pytest.raises(Refused, match="须有本专委会"):
        planned(office, hosts=[Host(committee=other)])
    assert not Activity.objects.exists()

    own = planned(office, hosts=[Host(committee=mine), Host(other="县农业农村局")])
    services.submit(by=office, activity=own)
    with pytest.raises(Refused):
        services.approve(by=office, activity=own)
    services.approve(by=checker, activity=own)
    services.publish(by=office, activity=own)

    assert [str(one) for one in own.organisers.all()] == ["提案委员会", "县农业农村局"]


def test_sign_ins_are_never_rewritten(operator, checker, county):
    member = make_member(county, "丁一")
    activity = held(operator, checker)
    tick(operator, activity, member)

    for act in (lambda: Presence.objects.update(method="qr"), lambda: Presence.objects.all().delete()):
        with pytest.raises(DatabaseError, match="不能改写或删除"), transaction.atomic():
            act()
