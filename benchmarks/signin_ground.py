"""One organisation for `benchmarks.signin`: members with accounts and sessions, meetings that are open now."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.actors import Actor, actor_of
from accounts.choices import Role
from accounts.models import RoleGrant, User
from activities.choices import ActivityState, Half
from activities.models import Activity, ActivityKind, RosterEntry, Sitting
from activities.rules import Rules
from activities.services import signing_keys
from activities.services.kinds import seed_kinds
from core.clock import SHANGHAI, now
from duties.services.kinds import seed_kinds as seed_duty_kinds
from members.models import Membership, Person
from organizations.choices import Level
from organizations.models import Organization, Term
from organizations.services import found_organization

PASSWORD = "Right-horse-2026"  # noqa: S105 -- of invented people in a temporary database
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Ground:
    """`users` are the members' accounts in order; `sessions` their keys in the same order."""

    organization: Organization
    clerk: User
    users: list[User]
    sessions: list[str]
    memberships: list[Membership]


def lay(members: int) -> Ground:
    """The organisation and its members, each logged in on one phone."""
    seed_duty_kinds()
    seed_kinds()
    organization = found_organization(
        by=Actor(label="系统"), code="900001", name="基准政协", short_name="基准政协", level=Level.COUNTY
    )
    today = now().astimezone(SHANGHAI).date()
    during = DateRange(today - dt.timedelta(days=400), today + dt.timedelta(days=400))
    term = Term.objects.create(organization=organization, number=10, during=during)
    users = _users(organization, members, during)
    memberships = _memberships(organization, term, users, during)
    clerk = User.objects.create(
        username="bench-clerk", display_name="经办", organization=organization, must_change_password=False
    )
    RoleGrant.objects.create(user=clerk, role=Role.OPERATOR, organization=organization, during=during)
    return Ground(organization, clerk, users, [_session(user) for user in users], memberships)


def _users(organization, members: int, during) -> list[User]:
    """One hash for all: what a check costs does not depend on it."""
    encoded = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=f"bench{place}", display_name=f"委员{place}", organization=organization,
            password=encoded, must_change_password=False,
        )
        for place in range(members)
    )  # fmt: skip
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=Role.MEMBER, organization=organization, during=during) for user in users
    )
    return users


def _memberships(organization, term, users, during) -> list[Membership]:
    persons = Person.objects.bulk_create(
        Person(organization=organization, name=user.display_name, user=user) for user in users
    )
    return Membership.objects.bulk_create(
        Membership(person=person, organization=organization, term=term, number=f"{place:05}", during=during)
        for place, person in enumerate(persons)
    )


def _session(user: User) -> str:
    moment = timezone.now()
    data = {
        SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash(),
        "began": moment.timestamp(), "seen": moment.timestamp(),
    }  # fmt: skip
    row = Session.objects.create(
        session_key=secrets.token_hex(16),
        session_data=SessionStore().encode(data),
        expire_date=moment + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )
    return row.session_key


def meeting(ground: Ground, memberships: list[Membership]) -> Sitting:
    """A published meeting that starts in half an hour, with these members expected, sign-in opened."""
    kind = ActivityKind.objects.get(organization=None, code="plenary")
    starts = now() + dt.timedelta(minutes=30)
    ends = starts + dt.timedelta(hours=3)
    activity = Activity.objects.create(
        organization=ground.organization, kind=kind, title="基准全体会议", state=ActivityState.PUBLISHED,
        rules=Rules.of_kind(kind).frozen(), starts_at=starts, ends_at=ends, published_at=now(),
    )  # fmt: skip
    sitting = Sitting.objects.create(
        activity=activity, day=starts.astimezone(SHANGHAI).date(), half=Half.MORNING, starts_at=starts,
        ends_at=ends, opens_at=starts - dt.timedelta(hours=1), closes_at=ends,
    )  # fmt: skip
    RosterEntry.objects.bulk_create(
        RosterEntry(activity=activity, membership=one, position=place, expected=[sitting.pk])
        for place, one in enumerate(memberships)
    )
    signing_keys.open_sign_in(by=actor_of(ground.clerk, ground.organization.pk), sitting=sitting)
    return sitting
