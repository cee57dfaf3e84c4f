"""Reads of sign-in: the sitting a code speaks of, one's own place in it, and the figures for the screen."""

import datetime as dt

from django.db.models import Count, Q

from activities.choices import LeaveState
from activities.models import LeaveRequest, Presence, RosterEntry, Sitting
from activities.rules import Rules
from activities.signin import codes
from activities.signin.codes import Purpose, Verdict
from activities.signin.windows import Window
from core.clock import SHANGHAI, AppNow


def sittings_with_moment():
    """Sittings with their activity and key, and `moment`: the database's time in the same answer."""
    return Sitting.objects.select_related("activity__organization", "sign_key").annotate(moment=AppNow())


def sitting_of(code: codes.Code) -> Sitting | None:
    """The sitting that a screen code names, if sign-in was opened there. Nothing is proven by that."""
    return sittings_with_moment().filter(pk=code.subject, sign_key__isnull=False).first()


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


def own_entry(sitting: Sitting, user_id: int) -> RosterEntry | None:
    rows = entries_of(sitting).select_related("membership__person")
    return rows.filter(membership__person__user_id=user_id).first()


def presence_of(sitting: Sitting, entry: RosterEntry) -> Presence | None:
    return Presence.objects.filter(sitting=sitting, entry=entry, withdrawn_at=None).first()


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
