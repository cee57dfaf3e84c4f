"""Invented meetings: planned, published, recorded and settled by the verbs that people press."""

import datetime as dt
from random import Random

from django.db import transaction

from accounts.actors import Actor, actor_of
from accounts.models import User
from activities import services
from activities.audience import STANDING, matches
from activities.choices import LeaveState, SignMethod, SittingForm
from activities.models import Activity, ActivityKind, LeaveRequest, Presence, RosterEntry, Sitting
from activities.services import Host, Session
from core.clock import SHANGHAI, AppNow, now, today
from members.queries import profiles
from notices.models import Message
from organizations.models import Committee, Group, Organization
from portal.demo.calendar import ALL, COMMITTEE, STUDY_GROUP, Meeting, Part, days_of, halves_up_to, meetings
from portal.demo.facts import Half

HALF_DAYS = {"morning": ((9, 0), (11, 30)), "afternoon": ((14, 30), (17, 0)), "evening": ((19, 0), (20, 30))}
PLACES = ("政协机关第一会议室", "市民中心三楼报告厅", "政协委员活动中心")
REASONS = (("sick", "住院治疗"), ("personal", "家中有事"), ("official", "随团外出招商"))
WEIGHTS = (4, 4, 1)
ASKED = REASONS[:2]
UNREAD = 2
"""Of the notices about what is over, so many stay unread."""


@transaction.atomic
def hold(organization: Organization) -> int:
    """The meetings of every half up to today, settled; one that goes on today and one ahead. Returns how many."""
    clerk, checker = (
        actor_of(User.objects.get(username=name), organization.pk) for name in ("jingban", "fuhe")
    )
    count = 0
    for year, half in halves_up_to(today()):
        people = profiles(organization, *days_of(year, half))
        diligence = Half(year, half, people, {}, today()).diligence
        for number, meeting in enumerate(meetings(year, half)):
            if meeting.last_day() < today() and _anybody(clerk, meeting, number):
                _past(clerk, checker, meeting, number, diligence)
                count += 1
    _read_old_notices(organization)
    _going_on(clerk, checker)
    _ahead(clerk, checker)
    return count + 2


def _anybody(clerk: Actor, meeting: Meeting, number: int) -> bool:
    """Whether somebody of the audience serves on the first day; a small place has 专委会 without members."""
    spec = _audience(clerk, meeting, number)
    people = profiles(clerk.organization_id, meeting.day, meeting.last_day())
    return any(matches(spec, one, meeting.day) and one.serves(meeting.day) for one in people)


def _past(clerk: Actor, checker: Actor, meeting: Meeting, number: int, diligence: dict[int, float]) -> None:
    activity = _published(clerk, checker, meeting, number)
    services.begin(by=clerk, activity=activity)
    _record(activity, clerk, checker, diligence, Random(f"{activity.title}{meeting.day}"))
    services.settle(by=clerk, activity=activity)
    services.archive(by=clerk, activity=_fresh(activity))


def _published(clerk: Actor, checker: Actor, meeting: Meeting, number: int) -> Activity:
    activity = services.plan(
        by=clerk,
        kind=ActivityKind.objects.get(organization=None, code=meeting.activity),
        title=meeting.title,
        place=PLACES[number % len(PLACES)],
        contact="秘书处 0000-1234567",
        audience=_audience(clerk, meeting, number),
        sessions=[_session(part) for part in meeting.parts()],
        hosts=_hosts(clerk, meeting, number),
        must_attend=True,
    )
    services.submit(by=clerk, activity=activity)
    services.approve(by=checker, activity=activity)
    services.publish(by=clerk, activity=activity)
    return _fresh(activity)


def _record(
    activity: Activity, clerk: Actor, checker: Actor, diligence: dict[int, float], chances: Random
) -> None:
    """Who came by table, and who was on leave: as two people entered it afterwards."""
    sittings = {one.pk: one for one in activity.sittings.all()}
    presences, leaves = [], []
    for entry in activity.entries.order_by("position"):
        chance = 0.55 + 0.45 * diligence.get(entry.membership_id, 0.5)
        away = [pk for pk in entry.expected if chances.random() > chance]
        on_leave = [pk for pk in away if chances.random() < 0.75]
        there = [sittings[pk] for pk in entry.expected if pk not in away]
        presences += [_presence(one, entry, clerk, checker, chances) for one in there]
        if on_leave:
            leaves.append(_leave(entry, on_leave, clerk, checker, chances))
    Presence.objects.bulk_create(presences)
    LeaveRequest.objects.bulk_create(leaves)


def _presence(
    sitting: Sitting, entry: RosterEntry, clerk: Actor, checker: Actor, chances: Random
) -> Presence:
    return Presence(
        sitting=sitting,
        entry=entry,
        method=SignMethod.IMPORT,
        late=chances.random() < 0.03,
        recorded_by_id=clerk.user_id,
        confirmed_by_id=checker.user_id,
    )


def _leave(entry: RosterEntry, sittings: list[int], clerk: Actor, checker: Actor, chances: Random):
    kind, words = chances.choices(REASONS, WEIGHTS)[0]
    return LeaveRequest(
        entry=entry,
        number=1,
        sittings=sorted(sittings),
        reason_kind=kind,
        reason=words,
        state=LeaveState.APPROVED,
        by_staff=True,
        asked_by_id=clerk.user_id,
        decided_by_id=checker.user_id,
        decided_at=AppNow(),
        approver="秘书长",
    )


def _going_on(clerk: Actor, checker: Actor) -> None:
    """Sign-in is open while the demo is looked at."""
    start = now() - dt.timedelta(minutes=5)
    day = start.astimezone(SHANGHAI).date()
    meeting = Meeting("lecture", "专题学习讲座（今天）", day, (), ALL)
    activity = _planned_now(clerk, checker, meeting, start, start + dt.timedelta(hours=3))
    services.begin(by=clerk, activity=activity)
    first = list(activity.entries.order_by("position").select_related("activity")[:12])
    sitting = activity.sittings.get()
    services.tick(by=clerk, sitting=sitting, entries=first[:-1])
    services.ask_late_entry(by=clerk, sitting=sitting, entry=first[-1], reason="手机没电，现场签到未成功")


def _ahead(clerk: Actor, checker: Actor) -> None:
    """Open for answers and leave."""
    day = today() + dt.timedelta(days=10)
    start = dt.datetime.combine(day, dt.time(9), SHANGHAI)
    meeting = Meeting("bimonthly_consultation", "双月协商座谈会：社区养老服务", day, (), ALL)
    activity = _planned_now(clerk, checker, meeting, start, start + dt.timedelta(hours=2, minutes=30))
    for entry, (kind, words) in zip(activity.entries.order_by("-position"), ASKED, strict=False):
        services.ask_leave(by=clerk, entry=entry, reason_kind=kind, reason=words)


def _planned_now(clerk: Actor, checker: Actor, meeting: Meeting, start: dt.datetime, end: dt.datetime):
    activity = services.plan(
        by=clerk,
        kind=ActivityKind.objects.get(organization=None, code=meeting.activity),
        title=meeting.title,
        place=PLACES[0],
        contact="秘书处 0000-1234567",
        audience={"everyone": True},
        sessions=[Session(starts_at=start, ends_at=end)],
        must_attend=True,
        offers_meal=True,
        offers_car=True,
        content="一、通报情况；二、委员发言；三、部门回应；四、形成共识。",
    )
    services.submit(by=clerk, activity=activity)
    services.approve(by=checker, activity=activity)
    services.publish(by=clerk, activity=activity)
    return _fresh(activity)


def _audience(clerk: Actor, meeting: Meeting, number: int) -> dict:
    """A third of the 专委会 or 学习组, in turn, where not everybody is meant."""
    if meeting.expected == ALL:
        return {"everyone": True}
    if meeting.expected == COMMITTEE:
        return {"committees": [one.pk for one in _third(Committee, clerk, number)]}
    if meeting.expected == STUDY_GROUP:
        groups = Group.objects.visible_to(clerk).filter(kind="study_group")
        return {"groups": [one.pk for one in list(groups)[number % 3 :: 3]]}
    return {"offices": STANDING}


def _hosts(clerk: Actor, meeting: Meeting, number: int) -> list[Host]:
    if meeting.expected == COMMITTEE:
        return [Host(committee=one) for one in _third(Committee, clerk, number)[:3]]
    return [Host(other="政协办公室")] if meeting.expected != ALL else []


def _third(model, clerk: Actor, number: int) -> list:
    return list(model.objects.visible_to(clerk))[number % 3 :: 3]


def _session(part: Part) -> Session:
    first, last = (dt.time(*clock) for clock in HALF_DAYS[part.half])
    return Session(
        starts_at=dt.datetime.combine(part.day, first, SHANGHAI),
        ends_at=dt.datetime.combine(part.day, last, SHANGHAI),
        title=part.title,
        form=SittingForm.GROUP if part.group else SittingForm.WHOLE,
    )


def _read_old_notices(organization: Organization) -> None:
    """Nobody begins with a year of unread notices."""
    mine = Message.objects.filter(organization=organization, key__startswith="activities:", read_at=None)
    for user in set(mine.values_list("user", flat=True)):
        keep = list(mine.filter(user=user).order_by("-pk").values_list("pk", flat=True)[:UNREAD])
        mine.filter(user=user).exclude(pk__in=keep).update(read_at=now())


def _fresh(activity: Activity) -> Activity:
    return Activity.objects.select_related("organization", "kind").get(pk=activity.pk)
