"""Reads of sign-in: the sitting a code speaks of, one's own place in it, and the figures for the screen."""

import datetime as dt
import json
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q

from activities.choices import LeaveState
from activities.models import Activity, LeaveRequest, Presence, RosterEntry, SignKey, Sitting
from activities.rules import Rules
from activities.signin import codes
from activities.signin.codes import Purpose, Verdict
from activities.signin.windows import Window
from core.clock import SHANGHAI, AppNow
from members.models import Membership, Person
from organizations.models import Organization


def sittings_with_moment():
    """Sittings with their activity and key, and `moment`: the database's time in the same answer."""
    return Sitting.objects.select_related("activity__organization", "sign_key").annotate(moment=AppNow())


def sitting_of(code: codes.Code) -> Sitting | None:
    """The sitting that a screen code names, if sign-in was opened there. Nothing is proven by that."""
    return sittings_with_moment().filter(pk=code.subject, sign_key__isnull=False).first()


@dataclass(frozen=True)
class Place:
    """A sitting at `sitting.moment` with somebody's own entry and standing presence, where there are any."""

    sitting: Sitting
    entry: RosterEntry | None
    presence: Presence | None


def _columns(model, *names: str) -> tuple[str, ...]:
    """The named columns in the model's own order, as `from_db` takes them."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)


TAKEN = [
    (short, model, _columns(model, "id", *names))
    for short, model, *names in (
        ("o", Organization, "name", "short_name"),
        ("a", Activity, "organization_id", "title", "place", "state", "rules"),
        (
            "s",
            Sitting,
            "activity_id",
            "title",
            "day",
            "half",
            "place",
            "starts_at",
            "ends_at",
            "opens_at",
            "closes_at",
        ),
        ("k", SignKey, "secret"),
        ("p", Person, "name"),
        ("m", Membership, "person_id"),
        ("e", RosterEntry, "activity_id", "membership_id", "sector", "expected", "source", "removed_at"),
        (
            "r",
            Presence,
            "sitting_id",
            "entry_id",
            "method",
            "signed_at",
            "scanned_at",
            "late",
            "left_early",
            "left_at",
        ),
    )
]
COLUMNS = ", ".join(f"{short}.{name}" for short, _, names in TAKEN for name in names)
ONE_STATEMENT = f"""
SELECT {COLUMNS}, app_now() FROM activities_sitting s
JOIN activities_activity a ON a.id = s.activity_id
JOIN organizations_organization o ON o.id = a.organization_id
JOIN activities_signkey k ON k.sitting_id = s.id
LEFT JOIN (members_person p
  JOIN members_membership m ON m.person_id = p.id
  JOIN activities_rosterentry e ON e.membership_id = m.id AND e.removed_at IS NULL)
  ON p.user_id = %s AND e.activity_id = a.id
LEFT JOIN activities_presence r ON r.sitting_id = s.id AND r.entry_id = e.id AND r.withdrawn_at IS NULL
WHERE s.id = %s
"""  # noqa: S608 -- the columns are the tuples above


def place_of(code: codes.Code, user_id: int | None) -> Place | None:
    """The sitting a screen code names and the user's place in it. Nothing is proven by that.

    One statement by hand: five hundred people press within a minute, and composing this as objects costs more
    processor time than everything else of the press together.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_STATEMENT, [user_id, code.subject])
        row = cursor.fetchone()
    if row is None:
        return None
    values = iter(row)
    found = {short: _object(model, names, values) for short, model, names in TAKEN}
    sitting, entry = found["s"], found["e"]
    found["a"].organization, sitting.activity, sitting.sign_key = found["o"], found["a"], found["k"]
    sitting.moment = next(values)
    if entry is not None:
        entry.activity, entry.membership, found["m"].person = found["a"], found["m"], found["p"]
    return Place(sitting, entry, found["r"])


def _object(model, names: tuple[str, ...], values):
    """One row's part as an object; columns that were not asked for are fetched when somebody needs them."""
    taken = [next(values) for _ in names]
    if taken[0] is None:
        return None
    taken = [
        json.loads(value) if name == "rules" else value for name, value in zip(names, taken, strict=True)
    ]
    return model.from_db(connection.alias, list(names), taken)


def displayed(text: str, secret_of) -> Sitting | None:
    """The sitting whose screen this link opens, None for any other text."""
    code = codes.read(text)
    if code is None or code.purpose != Purpose.DISPLAY:
        return None
    sitting = sitting_of(code)
    if sitting is None:
        return None
    genuine = code.genuine(secret_of(sitting.sign_key), sitting.activity.organization_id)
    return sitting if genuine else None


def verdict_of(code: codes.Code, sitting: Sitting, secret: bytes) -> Verdict:
    """Whether a screen code of the sitting is good at `sitting.moment`."""
    return codes.judge_step(
        code, secret, organization=sitting.activity.organization_id, seconds=sitting.moment.timestamp()
    )


def window_of(sitting: Sitting) -> Window:
    """When sign-in is open, and what is late or early, by the rules frozen at publishing."""
    return Rules.of(sitting.activity).window(sitting)


def entries_of(sitting: Sitting):
    """The roster's rows that stand."""
    return RosterEntry.objects.filter(activity_id=sitting.activity_id, removed_at=None)


def moment_of(presence: Presence) -> dt.datetime:
    """When the person was there: the time sealed into the code that was shown, else when the row was written."""
    return presence.scanned_at or presence.signed_at


def figures(sitting: Sitting) -> dict[str, int]:
    """应到, 实到 and 请假 of one sitting; whoever is present is not on leave."""
    expected = Q(expected__contains=[sitting.pk])
    here = Q(presences__sitting=sitting.pk, presences__withdrawn_at=None)
    found = entries_of(sitting).aggregate(
        expected=Count("pk", filter=expected, distinct=True), present=Count("pk", filter=here, distinct=True)
    )
    on_leave = LeaveRequest.objects.filter(
        Q(sittings=[]) | Q(sittings__contains=[sitting.pk]),
        entry__in=entries_of(sitting).filter(expected).exclude(here),
        state=LeaveState.APPROVED,
    )
    return found | {"on_leave": on_leave.values("entry").distinct().count()}


def clock_text(moment: dt.datetime) -> str:
    """«8:05» in China."""
    return f"{moment.astimezone(SHANGHAI):%-H:%M}"


def present_entries(sitting: Sitting) -> dict[int, str]:
    """Roster entry → «8:41» of everybody who is present."""
    rows = Presence.objects.filter(sitting=sitting, withdrawn_at=None)
    times = rows.values_list("entry_id", "signed_at", "scanned_at")
    return {entry: clock_text(scanned or signed) for entry, signed, scanned in times}
