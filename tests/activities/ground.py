"""Ground of the tests of meetings: a county with members, and activities brought as far as a test needs."""

import datetime as dt

from accounts.actors import Actor, actor_of
from accounts.choices import Role
from activities import services
from activities.models import Activity, ActivityKind, RosterEntry
from activities.services import Session
from core.clock import SHANGHAI, now
from tests.factories import give_office, make_membership, make_user


def kind(code: str = "committee_meeting") -> ActivityKind:
    return ActivityKind.objects.get(organization=None, code=code)


def in_days(days: float, hours: float = 0) -> dt.datetime:
    """That many days from now, at 9 o'clock plus `hours` in China."""
    day = (now() + dt.timedelta(days=days)).astimezone(SHANGHAI)
    return day.replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(hours=hours)


def session(days: float = 10, hours: float = 0, length: float = 3, **fields) -> Session:
    start = in_days(days, hours)
    return Session(starts_at=start, ends_at=start + dt.timedelta(hours=length), **fields)


def make_member(organization, name: str, *offices: str, user=True, **fields):
    """A serving member with an account."""
    account = make_user(organization, Role.MEMBER, name=name) if user else None
    membership = make_membership(organization, name, user=account, **fields)
    for order, title in enumerate(offices):
        give_office(membership, title, protocol_order=order)
    return membership


def as_member(membership) -> Actor:
    return actor_of(membership.person.user, membership.organization_id)


def planned(by, *sessions: Session, code: str = "committee_meeting", **fields) -> Activity:
    values = {"title": "农业农村工作座谈会", "place": "第一会议室", "audience": {"everyone": True}} | fields
    return services.plan(by=by, kind=kind(code), sessions=sessions or (session(),), **values)


def published(operator, checker, *sessions: Session, **fields) -> Activity:
    activity = planned(operator, *sessions, **fields)
    services.submit(by=operator, activity=activity)
    services.approve(by=checker, activity=activity)
    services.publish(by=operator, activity=activity)
    return fresh(activity)


def fresh(activity: Activity) -> Activity:
    return Activity.objects.select_related("organization", "kind").get(pk=activity.pk)


def entry_of(activity: Activity, membership) -> RosterEntry:
    return RosterEntry.objects.select_related(
        "activity__organization", "activity__kind", "membership__person"
    ).get(activity=activity, membership=membership)


def held(operator, checker, *sessions: Session, **fields) -> Activity:
    """Entered after it was over: published, begun, nobody ticked yet."""
    activity = published(operator, checker, *(sessions or (session(-1),)), **fields)
    services.begin(by=operator, activity=activity)
    return fresh(activity)


def tick(by, activity: Activity, *memberships, sitting=None, **marks) -> int:
    sitting = sitting or activity.sittings.first()
    entries = [entry_of(activity, one) for one in memberships]
    return services.tick(by=by, sitting=sitting, entries=entries, **marks)
