"""Who is told of an activity, of leave and of settlement; each thing once."""

from accounts.choices import Role
from accounts.models import User
from activities.choices import LeaveApprover
from activities.models import Activity, LeaveRequest, RosterEntry
from core.clock import SHANGHAI, today
from core.dates import chinese_date
from notices.services import notify

OWN_PAGE = "/activities/{pk}/"
STAFF_PAGE = "/admin/activities/activity/{pk}/change/"


def own_page(activity: Activity) -> str:
    """Where a member reads and answers the notice."""
    return OWN_PAGE.format(pk=activity.pk)


def staff_page(activity: Activity) -> str:
    return STAFF_PAGE.format(pk=activity.pk)


def when(activity: Activity) -> str:
    """«2026年3月5日 09:00»; the last day as well when it lasts longer."""
    if activity.starts_at is None:
        return "时间待定"
    first, last = activity.starts_at.astimezone(SHANGHAI), activity.ends_at.astimezone(SHANGHAI)
    tail = f"至{chinese_date(last)}" if last.date() != first.date() else ""
    return f"{chinese_date(first)} {first:%H:%M}{tail}"


def tell_roster(activity: Activity, title: str, body: str, key: str, *, sms: bool = False) -> int:
    """Everyone on the roster who has an account."""
    users = User.objects.filter(
        person__memberships__roster_entries__activity=activity,
        person__memberships__roster_entries__removed_at=None,
        is_active=True,
    ).distinct()
    return _tell(activity, users, title, body, own_page(activity), key, sms=sms)


def tell_members(activity: Activity, memberships, title: str, body: str, key: str) -> int:
    """These members of the roster; `memberships` are ids."""
    users = User.objects.filter(person__memberships__in=list(memberships), is_active=True).distinct()
    return _tell(activity, users, title, body, own_page(activity), key)


def tell_staff(activity: Activity, who: str, title: str, key: str) -> int:
    """`who`: «checkers», «submitter» or «creator»."""
    if who == "checkers":
        users = holding(activity.organization_id, Role.CHECKER)
    else:
        pk = activity.submitted_by_id if who == "submitter" else activity.created_by_id
        users = User.objects.filter(pk=pk)
    stamp = f"{key}:{activity.submitted_by_id or ''}:{today():%Y%m%d}"
    return _tell(activity, users, f"{title}：{activity.title}", "", staff_page(activity), stamp)


def tell_leave_asked(leave: LeaveRequest) -> int:
    """Those who enter the decision; neither name nor reason leaves the house."""
    activity = leave.entry.activity
    secretary = activity.rules.get("leave_approver") == LeaveApprover.SECRETARY_GENERAL
    users = holding(activity.organization_id, Role.CHECKER if secretary or leave.by_staff else Role.OPERATOR)
    url = f"/admin/activities/leaverequest/{leave.pk}/change/"
    return _tell(activity, users, f"请假申请待批：{activity.title}", "", url, f"leave:{leave.pk}")


def tell_leave_decided(leave: LeaveRequest) -> int:
    """The member, by the words of the state alone."""
    activity = leave.entry.activity
    title = f"请假申请{leave.get_state_display()}：{activity.title}"
    key = f"leave:{leave.pk}:{leave.state}"
    return tell_members(activity, [leave.entry.membership_id], title, "", key)


def tell_entry(entry: RosterEntry, title: str, key: str) -> int:
    activity = entry.activity
    body = f"{when(activity)}，{activity.place or '地点另行通知'}。"
    return tell_members(activity, [entry.membership_id], f"{title}：{activity.title}", body, key)


def holding(organization_id: int, *roles: str):
    """Active users who hold one of the roles there today."""
    return User.objects.filter(
        grants__organization=organization_id,
        grants__role__in=roles,
        grants__during__contains=today(),
        is_active=True,
    ).distinct()


def _tell(activity: Activity, users, title: str, body: str, url: str, key: str, *, sms: bool = False) -> int:
    return notify(
        users, title, body, url, organization=activity.organization, key=f"activities:{activity.pk}:{key}",
        sms=sms,
    )  # fmt: skip
