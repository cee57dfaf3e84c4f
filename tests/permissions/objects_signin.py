"""Rows of sign-in: a meeting that is open now, organised by the 专委会 whose office the matrix knows."""

import datetime as dt

from accounts.choices import Role
from activities.models import Organiser, SignFlag
from activities.queries import signing as reads
from activities.services import signing_keys
from activities.signin.codes import Purpose
from core.clock import now
from tests.activities import signin_ground
from tests.permissions import objects

OPEN = "activities.sitting open now"
"""A label of its own, so that other pages keep their meeting of yesterday."""


def sitting(house):
    """Starts in half an hour, both members of the house invited."""
    people = [house.people[role].person.memberships.get() for role in (Role.MEMBER, Role.STANDING_MEMBER)]
    made = signin_ground.meeting(house.county, *people, starts=now() + dt.timedelta(minutes=30))
    committee = objects.row(house, "organizations.committee")
    Organiser.objects.create(activity=made.activity, kind="committee", committee=committee)
    return made


def flag(house):
    return SignFlag.objects.create(
        organization=house.county, kind="forged", sitting=objects.row(house, OPEN), detail="样例"
    )


def _number(house, user) -> dict:
    return {"pk": objects.row(house, OPEN).pk}


def _fresh(house):
    return reads.sittings_with_moment().get(pk=objects.row(house, OPEN).pk)


def _shown(house, user) -> dict:
    """What the hall's screen shows at this moment."""
    made = _fresh(house)
    return {"code": signing_keys.screen_code(made, Purpose.ARRIVE, made.moment.timestamp())}


def _display(house, user) -> dict:
    return {"code": signing_keys.display_code(_fresh(house))}


MAKERS = {OPEN: sitting, "activities.signflag": flag}
BY_NUMBER = (
    "door", "door_roster", "door_scans", "hall", "hall_live", "hall_open", "hall_renew",
)  # fmt: skip
ARGUMENTS = {f"activities:{name}": _number for name in BY_NUMBER} | {
    "activities:sign": _shown,
    "activities:screen": _display,
    "activities:screen_live": _display,
}
