"""What people are reminded of each morning: meetings of today and tomorrow, answers, leave, settlement. Each said once."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q

from accounts.choices import Role
from accounts.models import User
from activities.choices import ActivityState, Answer, LeaveApprover, LeaveState
from activities.models import Activity, LeaveRequest, RosterEntry, Sitting
from activities.queries.own import OPEN, STANDING_LEAVE
from activities.services.telling import holding, own_page, staff_page, when
from core.clock import SHANGHAI
from notices.services import notify
from organizations.models import Organization

DAY = dt.timedelta(days=1)
ANSWER_DAYS = (1, 3)
"""Days before the answer deadline at which those who are silent are reminded, the nearest first."""
UNSETTLED_DAYS = (1, 3, 7)
"""Days after the end; then once a week."""
LEAVES_PAGE = "/admin/activities/leaverequest/?state__exact=waiting"


def remind(organization: Organization, today: dt.date) -> int:
    """Everything of one organisation for one morning; returns how many were told. May run twice."""
    return (
        _held_on(organization, today, "今天")
        + _held_on(organization, today + DAY, "明天")
        + _unanswered(organization, today)
        + _undecided(organization, today)
        + _unsettled(organization, today)
    )


def _held_on(organization: Organization, day: dt.date, word: str) -> int:
    """Members expected that day, those on leave left out; the text message only where one must attend.

    What goes on for several days is announced the day before its first day, and each morning.
    """
    rows = Activity.objects.filter(
        organization=organization, state__in=OPEN, sittings__day=day
    ).select_related("organization")
    told = 0
    for activity in rows.prefetch_related("sittings").distinct():
        sittings = [one for one in activity.sittings.all() if one.day == day]
        first = min(one.day for one in activity.sittings.all())
        if word == "今天" or day == first:
            told += _announce(activity, sittings, word)
    return told


def _announce(activity: Activity, sittings: list[Sitting], word: str) -> int:
    users = User.objects.filter(
        is_active=True, person__memberships__in=_coming(activity, sittings)
    ).distinct()
    times = "、".join(_time(one) for one in sittings)
    body = f"{times}，地点：{sittings[0].place or activity.place or '另行通知'}。"
    return notify(
        users,
        f"{word}：{activity.title}",
        body,
        own_page(activity),
        organization=activity.organization,
        key=f"activities:{activity.pk}:day:{sittings[0].day}:{'same' if word == '今天' else 'before'}",
        sms=activity.must_attend,
    )


def _coming(activity: Activity, sittings: list[Sitting]) -> list[int]:
    """Memberships expected in any of the sittings without leave for it; where one signs up, who has done so."""
    wanted = {one.pk for one in sittings}
    granted = LeaveRequest.objects.filter(state=LeaveState.APPROVED)
    rows = activity.entries.filter(removed_at=None, expected__overlap=list(wanted)).prefetch_related(
        Prefetch("leaves", queryset=granted)
    )
    rows = rows.exclude(answer=Answer.DECLINE) if activity.must_attend else rows.filter(answer=Answer.ATTEND)
    return [entry.membership_id for entry in rows if _expected_without_leave(entry, wanted)]


def _expected_without_leave(entry: RosterEntry, wanted: set[int]) -> bool:
    left = wanted & set(entry.expected)
    for leave in entry.leaves.all():
        left = left - set(leave.sittings) if leave.sittings else set()
    return bool(left)


def _unanswered(organization: Organization, today: dt.date) -> int:
    """Who has neither answered nor asked for leave, as the deadline nears; never on the day of the notice."""
    start = dt.datetime.combine(today, dt.time.min, SHANGHAI)
    rows = Activity.objects.filter(
        organization=organization,
        state=ActivityState.PUBLISHED,
        answer_by__gte=start,
        answer_by__lt=start + (max(ANSWER_DAYS) + 1) * DAY,
        published_at__lt=start,
    ).select_related("organization")
    return sum(_ask_again(activity, today) for activity in rows)


def _ask_again(activity: Activity, today: dt.date) -> int:
    limit = activity.answer_by.astimezone(SHANGHAI)
    days = next(one for one in ANSWER_DAYS if (limit.date() - today).days <= one)
    silent = RosterEntry.objects.filter(activity=activity, removed_at=None, answer=Answer.NONE).exclude(
        leaves__state__in=STANDING_LEAVE
    )
    users = User.objects.filter(is_active=True, person__memberships__roster_entries__in=silent).distinct()
    return notify(
        users,
        f"请答复：{activity.title}",
        f"请在{limit.month}月{limit.day}日 {limit:%H:%M} 前答复是否参加。{when(activity)}开会。",
        own_page(activity),
        organization=activity.organization,
        key=f"activities:{activity.pk}:answer:{limit:%Y%m%d}:{days}",
        sms=activity.must_attend and days == min(ANSWER_DAYS),
    )


def _undecided(organization: Organization, today: dt.date) -> int:
    """Those who decide, every morning until it is decided; one message for each activity."""
    start = dt.datetime.combine(today, dt.time.min, SHANGHAI)
    rows = Activity.objects.filter(organization=organization, state__in=OPEN).annotate(
        waiting=Count("entries__leaves", filter=Q(
            entries__leaves__state=LeaveState.WAITING, entries__leaves__asked_at__lt=start
        ))
    )  # fmt: skip
    told = 0
    for activity in rows.filter(waiting__gt=0).select_related("organization"):
        checker = activity.rules.get("leave_approver") == LeaveApprover.SECRETARY_GENERAL
        told += notify(
            holding(organization.pk, Role.CHECKER if checker else Role.OPERATOR),
            f"请假待批 {activity.waiting} 件：{activity.title}",
            f"{when(activity)}开会，请及时办理。",
            LEAVES_PAGE,
            organization=organization,
            key=f"activities:{activity.pk}:leave_waiting:{today:%Y%m%d}",
        )
    return told


def _unsettled(organization: Organization, today: dt.date) -> int:
    """Whoever planned it (else the 经办人), 1, 3 and 7 days after the end, then weekly."""
    start = dt.datetime.combine(today, dt.time.min, SHANGHAI)
    rows = Activity.objects.filter(
        organization=organization, state=ActivityState.UNDERWAY, ends_at__lt=start
    ).select_related("organization")
    told = 0
    for activity in rows:
        days = (today - activity.ends_at.astimezone(SHANGHAI).date()).days
        told += notify(
            _organisers(activity),
            f"会议活动待结算：{activity.title}",
            f"已结束 {days} 天，请核对签到、办结请假和补签后结算。",
            staff_page(activity),
            organization=organization,
            key=f"activities:{activity.pk}:unsettled:{_step(days)}",
        )
    return told


def _organisers(activity: Activity) -> Iterable[User]:
    own = User.objects.filter(pk=activity.created_by_id, is_active=True)
    return own if own else holding(activity.organization_id, Role.OPERATOR)


def _step(days: int) -> int:
    """The occasion that the day belongs to: 1, 3, 7, 14, 21 …"""
    if days >= max(UNSETTLED_DAYS):
        return days // 7 * 7
    return max(one for one in UNSETTLED_DAYS if one <= days)


def _time(sitting: Sitting) -> str:
    first = sitting.starts_at.astimezone(SHANGHAI)
    name = f" {sitting.title}" if sitting.title else ""
    return f"{first.month}月{first.day}日 {first:%H:%M}{name}"
