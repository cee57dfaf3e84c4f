"""Who is told of what: reporters at each step, the desk when something comes in. Never the body."""

from accounts.choices import FOR_UNITS, Role
from accounts.models import User
from core.clock import today
from notices.services import notify
from social_info.models import LabelHandler, Report, Reporter
from social_info.models.reports import OPEN_LABELS

MOST_TITLE = 40


def named(report: Report) -> str:
    """The title in quotes for an open report, its number for a labelled one."""
    if report.label not in OPEN_LABELS:
        return str(report)
    title = report.title if len(report.title) <= MOST_TITLE else f"{report.title[:MOST_TITLE]}…"
    return f"“{title}”"


def tell_reporters(report: Report, what: str, *, key: str = "") -> None:
    """`what` follows the title: «“关于…”已采用»."""
    tell(report, reporters_of(report), what, key=key)


def tell(report: Report, users, what: str, *, key: str = "") -> None:
    """Lead `users` to the reporters' page."""
    notify(
        users,
        f"{named(report)}{what}"[:80],
        url=f"/social-info/{report.pk}/",
        organization=report.organization,
        key=key,
        sensitive=report.label not in OPEN_LABELS,
    )


def tell_desk(report: Report, what: str, *, sms: bool = False) -> None:
    """研究室 for an open report; only the handlers for a labelled one."""
    notify(
        desk_of(report),
        f"{named(report)}{what}"[:80],
        url=f"/admin/social_info/report/{report.pk}/change/",
        organization=report.organization,
        sensitive=report.label not in OPEN_LABELS,
        sms=sms,
    )


def tell_unit(referral, what: str) -> None:
    users = User.objects.filter(
        grants__organization_id=referral.unit.organization_id,
        grants__unit=referral.unit_id,
        grants__role__in=sorted(FOR_UNITS),
        grants__during__contains=today(),
        is_active=True,
    ).distinct()
    notify(
        users, what, url=f"/social-info/referrals/{referral.pk}/", organization=referral.unit.organization,
        sms=True,
    )  # fmt: skip


def reporters_of(report: Report) -> list[User]:
    """Those who reported it and have an account; 限本人 only the first, and whoever filled it in."""
    rows = Reporter.objects.filter(report=report).select_related("membership__person__user", "user")
    users = {report.created_by} if report.created_by_id else set()
    for reporter in rows:
        user = reporter.user or (reporter.membership and reporter.membership.person.user)
        if user and (report.label != "own" or reporter.position == 1):
            users.add(user)
    return sorted((user for user in users if user.is_active), key=lambda user: user.pk)


def desk_of(report: Report):
    users = User.objects.filter(
        grants__organization_id=report.organization_id,
        grants__role=Role.RESEARCH_OFFICE,
        grants__during__contains=today(),
        is_active=True,
    ).distinct()
    if report.label in OPEN_LABELS:
        return users
    handlers = LabelHandler.objects.filter(organization_id=report.organization_id, enabled=True)
    return users.filter(pk__in=handlers.values("user"))
