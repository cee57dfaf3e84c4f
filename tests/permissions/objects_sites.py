"""Rows of papers, sites, what recurs and targets; the member of the matrix wrote, leads and receives."""

import datetime as dt

from accounts.choices import Role
from activities.models import (
    CadenceRule,
    Checklist,
    Deed,
    Occurrence,
    ReceptionDay,
    Site,
    SiteKind,
    Speech,
    SpeechCall,
    SpeechVersion,
    TargetSet,
    Town,
    TownTask,
)
from activities.services.cadence import make_occurrences
from core.clock import now, today
from members.models import Membership
from tests.activities.site_ground import activity_kind
from tests.permissions import objects

ONE_DAY = dt.timedelta(days=1)


def member(house) -> Membership:
    return Membership.objects.get(person__user=house.people[Role.MEMBER])


def call(house) -> SpeechCall:
    return SpeechCall.objects.create(
        organization=house.county,
        title="大会发言征集",
        opens_on=today() - ONE_DAY,
        closes_at=now() + ONE_DAY,
        state="open",
    )


def speech(house) -> Speech:
    """Handed in, so that the offices may read it."""
    row = objects.row(house, "activities.speechcall")
    made = Speech.objects.create(call=row, lead=member(house), title="发言样例", state="submitted")
    SpeechVersion.objects.create(speech=made, number=1, title=made.title, text="正文", characters=2)
    return made


def site(house) -> Site:
    return Site.objects.create(
        organization=house.county, kind=objects.row(house, "activities.sitekind"), name="第一工作室",
        town=objects.row(house, "activities.town"), lead=member(house),
    )  # fmt: skip


def rule(house) -> CadenceRule:
    made = CadenceRule.objects.create(
        organization=house.county, name="每日活动", kind=activity_kind(), frequency="daily", starts_on=today() - 9 * ONE_DAY,
        create_days=0, organiser=house.people[Role.OPERATOR],
    )  # fmt: skip
    make_occurrences(rule_id=made.pk, day=today() - 3 * ONE_DAY)
    return made


def reception(house) -> ReceptionDay:
    where = objects.row(house, "activities.site")
    return ReceptionDay.objects.create(organization=house.county, site=where, host=member(house), day=today())


def task(house) -> TownTask:
    where = objects.row(house, "activities.site")
    return TownTask.objects.create(
        organization=house.county, town=where.town, site=where, title="停车难", due_on=today()
    )


MAKERS = {
    "activities.speechcall": call,
    "activities.speech": speech,
    "activities.sitekind": lambda house: SiteKind.objects.create(
        organization=house.county, name="委员工作室"
    ),
    "activities.town": lambda house: Town.objects.create(organization=house.county, name="第一镇"),
    "activities.site": site,
    "activities.checklist": lambda house: Checklist.objects.create(organization=house.county, name="六有"),
    "activities.deed": lambda house: Deed.objects.create(
        organization=house.county, kind="welfare", day=today(), title="助学"
    ),
    "activities.cadencerule": rule,
    "activities.occurrence": lambda house: Occurrence.objects.get(
        rule=objects.row(house, "activities.cadencerule")
    ),
    "activities.receptionday": reception,
    "activities.towntask": task,
    "activities.targetset": lambda house: TargetSet.objects.create(
        organization=house.county, name="六个一", subject="group", group_kind="sector_group"
    ),
}
ROWS = {
    "activities:speech": "activities.speech",
    "activities:speech_revise": "activities.speech",
    "activities:speech_score": "activities.speech",
    "activities:speech_submit": "activities.speech",
    "activities:speech_withdraw": "activities.speech",
    "activities:speech_start": "activities.speechcall",
    "activities:timer": "activities.speechcall",
    "activities:timer_spoken": "activities.speech",
    "activities:reception": "activities.receptionday",
    "activities:town_task": "activities.towntask",
}
EXTRA = {"admin:activities_speechcall_file": {"which": "order"}}
