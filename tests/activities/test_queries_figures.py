"""Attendance that survives a dispute: exact denominators, leave beside absence, the roster of the day."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from activities import services
from activities.models import LeaveRequest
from activities.queries.figures import figures, missed, percent, standing, total
from core.clock import today
from members.models import Affiliation
from organizations.models import Committee, Sector
from tests.activities.ground import as_member, entry_of, fresh, held, make_member, published, session, tick

pytestmark = pytest.mark.django_db
START, END = dt.date(2020, 1, 1), dt.date(2040, 12, 31)


def by(organization, dimension, **narrowed) -> dict[str, tuple]:
    """Label → (应到, 出席, 请假, 公务请假, 缺席)."""
    rows = figures(organization.pk, by=dimension, start=START, end=END, **narrowed)
    return {one.label: (one.expected, one.attended, one.leave, one.official, one.absent) for one in rows}


def on_leave(activity, member, decider, reason_kind="sick"):
    """Asked and granted before it began: the request is written as it stood then."""
    LeaveRequest.objects.create(
        entry=entry_of(activity, member), number=1, reason_kind=reason_kind, reason="事由", state="approved",
        asked_by_id=member.person.user_id, decided_by_id=decider.user_id,
    )  # fmt: skip


def test_sessions_before_taking_office_are_nobodys_absence(operator, checker, county):
    """P1: four half-days, the member took office before the last two: two expected, not four."""
    joined = today() - dt.timedelta(days=2)
    newcomer = make_member(county, "新任", during=DateRange(joined, dt.date(2036, 1, 1)))
    old = make_member(county, "在任")
    activity = held(operator, checker, session(-4), session(-3), session(-2), session(-1))
    for sitting in activity.sittings.order_by("starts_at")[2:]:
        tick(operator, activity, newcomer, old, sitting=sitting)

    services.settle(by=operator, activity=activity)

    assert by(county, "member") == {"新任": (2, 2, 0, 0, 0), "在任": (4, 2, 0, 0, 2)}
    line = next(one for one in figures(county.pk, by="member", start=START, end=END) if one.label == "新任")
    assert line.rate == Decimal("100.0")


def test_granted_leave_is_shown_apart_with_both_rates(operator, checker, county):
    """P2: ten expected, six there, two on leave, one on duty, one absent: 60.0 % and 85.7 %."""
    members = [make_member(county, f"委员{number:02d}") for number in range(10)]
    activity = held(operator, checker)
    tick(operator, activity, *members[:6])
    on_leave(activity, members[6], operator)
    on_leave(activity, members[7], operator, "personal")
    on_leave(activity, members[8], operator, "official")
    services.settle(by=operator, activity=activity)

    line = total(county.pk, start=START, end=END)

    assert (line.expected, line.attended, line.leave, line.official, line.absent) == (10, 6, 2, 1, 1)
    assert (line.rate, line.rate_without_leave) == (Decimal("60.0"), Decimal("85.7"))


def test_an_old_meeting_keeps_the_seats_of_its_day(operator, checker, county):
    """P3: after the member moved to another 界别, the old meeting still counts for the old one."""
    member = make_member(county, "丁一", sector="农业界")
    activity = held(operator, checker)
    tick(operator, activity, member)
    services.settle(by=operator, activity=activity)
    seat = member.affiliations.get()
    seat.sector = Sector.objects.get(term=county.terms.get(), name="教育界")
    seat.save()
    make_member(county, "后来", sector="农业界")

    assert by(county, "sector") == {"农业界": (1, 1, 0, 0, 0)}


def test_somebody_in_two_committees_counts_in_both(operator, checker, county):
    member = make_member(county, "丁一")
    for slot, committee in enumerate(Committee.objects.filter(term=county.terms.get()), start=1):
        Affiliation.objects.create(
            membership=member, kind="committee", committee=committee, slot=slot, during=member.during
        )
    services.settle(by=operator, activity=held(operator, checker))

    assert by(county, "committee") == {"提案委员会": (1, 0, 0, 0, 1), "经济委员会": (1, 0, 0, 0, 1)}


def test_by_meeting_kind_and_half(operator, checker, county):
    make_member(county, "丁一", "chair")
    first = held(operator, checker, title="第一次")
    second = held(operator, checker, code="standing_committee_meeting", title="常委会")
    tick(operator, second, first.entries.get().membership)
    for one in (first, second):
        services.settle(by=operator, activity=one)

    assert by(county, "activity") == {"第一次": (1, 0, 0, 0, 1), "常委会": (1, 1, 0, 0, 0)}
    assert by(county, "kind") == {"常务委员会会议": (1, 1, 0, 0, 0), "专委会会议": (1, 0, 0, 0, 1)}
    assert by(county, "member", kind="standing_committee_meeting") == {"丁一": (1, 1, 0, 0, 0)}
    day = first.sittings.get().day
    name = f"{day.year}年{'上半年' if day.month < 7 else '下半年'}"
    assert by(county, "half") == {name: (2, 1, 0, 0, 1)}


def test_sectors_stand_in_their_own_order(operator, checker, county):
    for name in ("农业界", "医药卫生界", "教育界"):
        make_member(county, name, sector=name)
    services.settle(by=operator, activity=held(operator, checker))

    assert list(by(county, "sector")) == ["教育界", "农业界", "医药卫生界"]


def test_another_organisations_meetings_are_not_counted(operator, checker, county, tree):
    make_member(county, "丁一")
    services.settle(by=operator, activity=held(operator, checker))

    assert by(tree.other_county, "member") == {}


def test_one_query_however_many_lines(operator, checker, county):
    for number in range(3):
        make_member(county, f"委员{number}")
    services.settle(by=operator, activity=held(operator, checker))
    with CaptureQueriesContext(connection) as queries:
        assert len(figures(county.pk, by="member", start=START, end=END)) == 3
    assert len(queries) == 1


def test_before_settlement_the_table_shows_how_it_stands(operator, checker, county):
    members = [make_member(county, f"委员{number}") for number in range(3)]
    activity = held(operator, checker)
    tick(operator, activity, members[0])
    on_leave(activity, members[1], operator)

    line = standing(fresh(activity))

    assert (line.expected, line.attended, line.leave, line.absent) == (3, 1, 1, 1)


@pytest.mark.parametrize(
    ("attended", "verdict"), [(4, 0), (3, 1)], ids=["two thirds of six is enough", "less than that is not"]
)
def test_less_than_two_thirds_of_a_plenary_is_an_absence(operator, checker, county, attended, verdict):
    member = make_member(county, "丁一")
    activity = held(operator, checker, *[session(-3 + n / 3, n % 3) for n in range(6)], code="plenary")
    for sitting in activity.sittings.order_by("pk")[:attended]:
        tick(operator, activity, member, sitting=sitting)
    services.settle(by=operator, activity=activity)

    (line,) = missed(county.pk, kind="plenary", start=START, end=END)
    assert (line.meetings, line.missed, line.missed_without_leave) == (1, verdict, verdict)


def test_leave_on_duty_is_no_absence_and_sick_leave_not_one_without_asking(operator, checker, county):
    duty, sick = make_member(county, "公务"), make_member(county, "生病")
    activity = held(operator, checker, code="standing_committee_meeting")
    on_leave(activity, duty, operator, "upper_meeting")
    on_leave(activity, sick, operator)
    services.settle(by=operator, activity=activity)

    found = {
        one.name: one for one in missed(county.pk, kind="standing_committee_meeting", start=START, end=END)
    }
    assert (found["公务"].meetings, found["公务"].missed) == (0, 0)
    assert (found["生病"].missed, found["生病"].missed_without_leave) == (1, 0)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(2, 3, "66.7"), (1, 8, "12.5"), (1, 16, "6.3"), (0, 5, "0.0"), (1, 0, None)],
)
def test_percent_is_rounded_half_up(part, whole, expected):
    assert percent(Decimal(part), Decimal(whole)) == (expected and Decimal(expected))


def test_an_activity_that_counts_once_writes_one_fact(operator, checker, county):
    """covers S158: 调研, 视察, 考察 of several half-days count once; one of two is less than two thirds."""
    both, one, none = (make_member(county, name) for name in ("全到", "半到", "未到"))
    activity = held(operator, checker, session(-2), session(-1), code="research")
    first, second = activity.sittings.order_by("starts_at")
    tick(operator, activity, both, one, sitting=first)
    tick(operator, activity, both, sitting=second)

    assert services.settle(by=operator, activity=activity) == 3
    assert by(county, "member") == {"全到": (1, 1, 0, 0, 0), "半到": (1, 0, 0, 0, 1), "未到": (1, 0, 0, 0, 1)}


def test_where_one_signs_up_only_those_who_did_were_expected(operator, checker, county):
    came, stayed_away, silent = (make_member(county, name) for name in ("来了", "失约", "未报"))
    activity = published(operator, checker, session(1), code="lecture")
    for member in (came, stayed_away):
        services.answer(by=as_member(member), entry=entry_of(activity, member), answer="attend")
    start = session(-1)
    activity.sittings.update(
        day=today() - dt.timedelta(days=1), starts_at=start.starts_at, ends_at=start.ends_at,
        opens_at=start.starts_at, closes_at=start.ends_at,
    )  # fmt: skip
    type(activity).objects.filter(pk=activity.pk).update(starts_at=start.starts_at, ends_at=start.ends_at)
    activity = fresh(activity)
    services.begin(by=operator, activity=activity)
    tick(operator, activity, came)

    services.settle(by=operator, activity=activity)

    assert by(county, "member") == {"失约": (1, 0, 0, 0, 1), "来了": (1, 1, 0, 0, 0)}
