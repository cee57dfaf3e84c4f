"""Rows of meetings: one published by the county, organised by the 专委会 whose office the matrix knows."""

import datetime as dt

from accounts.actors import actor_of
from accounts.choices import Role
from activities import services
from activities.models import ActivityKind, LateEntry, LeaveRequest
from core.clock import now
from tests.permissions import objects


def activity(house):
    """Under way since yesterday, everyone invited."""
    operator, checker = (
        actor_of(house.people[role], house.county.pk) for role in (Role.OPERATOR, Role.CHECKER)
    )
    start = now() - dt.timedelta(hours=20)
    made = services.plan(
        by=operator,
        kind=ActivityKind.objects.get(organization=None, code="committee_meeting"),
        title="会议样例",
        audience={"everyone": True},
        sessions=[services.Session(starts_at=start, ends_at=start + dt.timedelta(hours=3))],
        hosts=[services.Host(committee=objects.row(house, "organizations.committee"))],
    )
    services.submit(by=operator, activity=made)
    services.approve(by=checker, activity=made)
    services.publish(by=operator, activity=made)
    return made


def entry(house):
    rows = objects.row(house, "activities.activity").entries
    return rows.get(membership__person__user=house.people[Role.MEMBER])


MAKERS = {
    "activities.activitykind": lambda house: ActivityKind.objects.create(
        organization=house.county, code="own_kind", label="本会类型", duty_kind="activity_attendance"
    ),
    "activities.activity": activity,
    "activities.sitting": lambda house: objects.row(house, "activities.activity").sittings.get(),
    "activities.rosterentry": entry,
    "activities.leaverequest": lambda house: LeaveRequest.objects.create(
        entry=objects.row(house, "activities.rosterentry"), number=1, reason_kind="sick", reason="住院",
        asked_by=house.people[Role.MEMBER],
    ),
    "activities.lateentry": lambda house: LateEntry.objects.create(
        entry=objects.row(house, "activities.rosterentry"),
        sitting=objects.row(house, "activities.sitting"), reason="漏签",
        asked_by=house.people[Role.OPERATOR],
    ),
}  # fmt: skip
OWN = ("activity", "activity_answer", "activity_leave")
ARGUMENTS = {
    f"activities:{name}": lambda house, user: {"pk": objects.row(house, "activities.activity").pk}
    for name in OWN
} | {
    "activities:leave_withdraw": lambda house, user: {"pk": objects.row(house, "activities.leaverequest").pk},
    "admin:activities_activity_leave": lambda house, user: {
        "pk": objects.row(house, "activities.activity").pk,
        "entry": objects.row(house, "activities.rosterentry").pk,
    },
}
