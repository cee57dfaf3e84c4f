"""The yearly minimum: who is short of it is reminded early, in the months the organisation chose."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from core.clock import today
from members.models import Membership
from members.queries import profiles_on
from members.queries.profiles import Profile
from notices.services import notify
from organizations.models import Organization
from social_info.choices import ReportState
from social_info.models import Reporter
from social_info.services.texts import policy_of

STANDING = frozenset({"chair", "vice_chair", "secretary_general", "standing"})


@dataclass(frozen=True)
class Short:
    """A member with fewer reports this year than asked."""

    profile: Profile
    asked: int
    handed_in: int

    @property
    def missing(self) -> int:
        return self.asked - self.handed_in


def short_of_minimum(organization: Organization, day: dt.date) -> list[Short]:
    """Members in office who have handed in less than the year asks for, in printed order."""
    rules = policy_of(organization.pk)
    counts = _counts(organization, day.year)
    found = []
    for profile in profiles_on(organization, day):
        if profile.serves(day):
            standing = profile.offices(day) & STANDING
            asked = rules.standing_minimum if standing else rules.member_minimum
            found.append(Short(profile, asked, counts.get(profile.membership_id, 0)))
    return [one for one in found if one.missing > 0]


def warn(organization: Organization, *, day: dt.date | None = None) -> int:
    """Remind each of them once in a warning month; returns how many were told now."""
    day = day or today()
    if day.month not in policy_of(organization.pk).warn_months:
        return 0
    short = {one.profile.membership_id: one for one in short_of_minimum(organization, day)}
    told = 0
    rows = Membership.objects.filter(pk__in=short, person__user__is_active=True).select_related(
        "person__user"
    )
    for membership in rows:
        told += _tell(organization, membership.person.user, short[membership.pk], day)
    return told


def _tell(organization: Organization, user: User, one: Short, day: dt.date) -> int:
    return notify(
        [user],
        f"今年的社情民意信息还差 {one.missing} 篇",
        f"按要求今年至少报送 {one.asked} 篇，已报送 {one.handed_in} 篇。",
        "/social-info/",
        organization=organization,
        key=f"social_info.minimum:{organization.pk}:{day:%Y-%m}",
    )


def _counts(organization: Organization, year: int) -> dict[int, int]:
    rows = Reporter.objects.filter(
        report__organization=organization, report__year=year, membership__isnull=False
    ).exclude(report__state=ReportState.DRAFT)
    return dict(rows.order_by().values_list("membership").annotate(Count("report", distinct=True)))
