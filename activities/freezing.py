"""The roster as it follows from the register: who is invited, with the labels of the day, and where expected."""

import datetime as dt
from collections.abc import Iterable, Sequence

from activities.audience import GROUP_KINDS, matches
from activities.choices import EntrySource
from activities.models import Activity, RosterEntry, Sitting
from members.choices import AffiliationKind
from members.queries import Profile, profiles
from members.queries.profiles import OFFICE

MOST_LABEL = 60


def invited(activity: Activity, sittings: Sequence[Sitting]) -> list[RosterEntry]:
    """Entries not yet stored, in printed order: those of the audience who are expected anywhere."""
    first, last = days_of(sittings)
    found = []
    for profile in profiles(activity.organization_id, first, last):
        day = label_day(profile, first)
        if matches(activity.audience, profile, day):
            expected = expected_in(profile, sittings)
            if expected:
                found.append((profile.printed_order(day), entry_of(activity, profile, day, expected)))
    found.sort(key=lambda pair: pair[0])
    entries = [entry for _, entry in found]
    for position, entry in enumerate(entries, start=1):
        entry.position = position
    return entries


def entry_of(
    activity: Activity,
    profile: Profile,
    day: dt.date,
    expected: Sequence[int],
    *,
    source: str = EntrySource.AUDIENCE,
    reason: str = "",
) -> RosterEntry:
    """An entry not yet stored, with what was true of the member on that day."""
    return RosterEntry(
        activity=activity,
        membership_id=profile.membership_id,
        office=profile.label(OFFICE, day)[:MOST_LABEL],
        offices=sorted(profile.offices(day)),
        sector=profile.label(AffiliationKind.SECTOR, day)[:MOST_LABEL],
        committees=list(profile.labels(AffiliationKind.COMMITTEE, day)),
        groups=[label for kind in GROUP_KINDS for label in profile.labels(kind, day)],
        expected=list(expected),
        source=source,
        change_reason=reason,
    )


def expected_in(profile: Profile, sittings: Iterable[Sitting]) -> list[int]:
    """Ids of the sittings where the member is expected: in office that day, not suspended, and addressed."""
    return [
        one.pk
        for one in sittings
        if profile.serves(one.day) and (not one.audience or matches(one.audience, profile, one.day))
    ]


def expected_now(activity: Activity, entries: Sequence[RosterEntry], sittings: Sequence[Sitting]):
    """Entries whose expected sittings are no longer what tenure and suspension say, already changed.

    Days out of office and days of suspension fall away, and come back when a suspension is lifted; a
    sub-session follows the groups of its own day. Nobody is invited anew; a walk-in stays expected nowhere.
    """
    if not entries:
        return []
    people = {one.membership_id: one for one in profiles(activity.organization_id, *days_of(sittings))}
    changed = []
    for entry in entries:
        if entry.source == EntrySource.WALK_IN:
            continue
        profile = people.get(entry.membership_id)
        expected = expected_in(profile, sittings) if profile else []
        if expected != entry.expected:
            entry.expected = expected
            changed.append(entry)
    return changed


def days_of(sittings: Sequence[Sitting]) -> tuple[dt.date, dt.date]:
    days = [one.day for one in sittings]
    return min(days), max(days)


def label_day(profile: Profile, first: dt.date) -> dt.date:
    """The first day of the activity, or of the tenure when it begins later."""
    return max(first, profile.tenure.first or first)
