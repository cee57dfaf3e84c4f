"""Ground of the sign-in tests: a published meeting with one sitting, 9:00 to 11:30, and members on its roster."""

import contextlib
import datetime as dt

from django.db import connection

from accounts.actors import actor_of
from accounts.choices import Role
from activities.choices import ActivityState, Half
from activities.models import Activity, ActivityKind, RosterEntry, Sitting
from activities.queries import signing as reads
from activities.rules import Rules
from activities.services import signing_keys
from activities.signin.codes import Purpose
from core.clock import SHANGHAI, now
from tests.factories import make_membership, make_user

DAY = dt.date(2026, 3, 5)


def at(hour: int, minute: int = 0, second: float = 0) -> dt.datetime:
    """A moment of the meeting's day in China."""
    whole = int(second)
    return dt.datetime(2026, 3, 5, hour, minute, whole, int((second - whole) * 1e6), SHANGHAI)


@contextlib.contextmanager
def clock(moment: dt.datetime):
    """The database's clock stands at `moment` (and goes on) for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("RESET app.clock_offset")
        offset = (moment - now()).total_seconds()
        cursor.execute("SELECT set_config('app.clock_offset', %s, false)", [f"{offset:.6f} seconds"])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET app.clock_offset")


def a_kind(**rules) -> ActivityKind:
    """A system kind: late after 10 minutes, early before 30."""
    return ActivityKind.objects.get_or_create(
        organization=None, code="test_meeting", defaults={"label": "测试会议", "duty_kind": "other"} | rules
    )[0]


def meeting(organization, *members, title="十届一次全体会议", starts=None, opened=True, **fields) -> Sitting:
    """A sitting of a published meeting: sign-in from an hour before the start until its end."""
    kind = a_kind()
    starts = starts or at(9)
    activity = Activity.objects.create(
        organization=organization, kind=kind, title=title, place="政协礼堂", state=ActivityState.PUBLISHED,
        rules=Rules.of_kind(kind).frozen(), published_at=now(),
    )  # fmt: skip
    ends = starts + dt.timedelta(hours=2.5)
    times = {
        "opens_at": starts - dt.timedelta(hours=1),
        "starts_at": starts,
        "ends_at": ends,
        "closes_at": ends,
    }
    day = starts.astimezone(SHANGHAI).date()
    sitting = Sitting.objects.create(activity=activity, day=day, half=Half.MORNING, **(times | fields))
    for position, membership in enumerate(members):
        invite(sitting, membership, position=position)
    if opened:
        open_sign_in(sitting)
    return sitting


def invite(sitting: Sitting, membership, **fields) -> RosterEntry:
    values = {"expected": [sitting.pk], "sector": "教育界"} | fields
    return RosterEntry.objects.create(activity=sitting.activity, membership=membership, **values)


def open_sign_in(sitting: Sitting) -> None:
    staff = actor_of(
        make_user(sitting.activity.organization, Role.OPERATOR), sitting.activity.organization_id
    )
    signing_keys.open_sign_in(by=staff, sitting=sitting)


def member(organization, name: str):
    """A serving member with an account."""
    return make_membership(organization, name, user=make_user(organization, Role.MEMBER, name=name))


def screen(sitting: Sitting, purpose: Purpose = Purpose.ARRIVE, *, seconds: float = 0) -> str:
    """What the hall's screen shows now, or showed `seconds` ago (or will show)."""
    fresh = reads.sittings_with_moment().get(pk=sitting.pk)
    return signing_keys.screen_code(fresh, purpose, fresh.moment.timestamp() - seconds)
