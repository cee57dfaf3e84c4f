"""The one page of an activity, for a member: each half-day with the reason where one is not expected, and the history."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from activities.choices import ActivityState, Answer, EntrySource, LeaveState, SignMethod
from activities.models import Presence, Sitting
from activities.own_choices import Away, OwnState
from activities.queries.own import OPEN, SETTLED, Mine
from activities.rules import Rules
from core.clock import SHANGHAI
from core.models import AuditEntry
from duties.models import DutyRecord
from duties.policies import may_speak
from duties.services import deadline
from members.queries.profiles import Profile, profiles_of

ACTS = {
    "发布通知": ("发布通知", "blue"),
    "改期": ("改期", "amber"),
    "取消": ("活动取消", "red"),
    "结算考勤": ("考勤结算", "green"),
    "重新结算": ("考勤重新结算", "amber"),
    "答复通知": ("本人答复", "blue"),
    "代为答复": ("机关代为答复", "blue"),
    "补充列入名单": ("列入名单", "blue"),
    "移出名单": ("移出名单", "red"),
    "提出请假": ("本人提出请假", "blue"),
    "代为请假": ("机关代为请假", "blue"),
    "同意请假": ("同意请假", "green"),
    "不同意请假": ("不同意请假", "red"),
    "撤回请假": ("撤回请假", "grey"),
}
"""Act of the history → what a member reads, and its tone; other acts are the office's own."""
EXPLAINED = {"改期", "取消", "补充列入名单", "移出名单", "不同意请假"}
"""Acts whose reason is told to the member."""
ANSWERS = (OwnState.NO_ANSWER, OwnState.SILENT, OwnState.WILL_ATTEND, OwnState.SIGNED_UP, OwnState.DECLINED)
EXPECTED = "应到"


@dataclass(frozen=True)
class Line:
    """One sitting as the member stands in it. `away` says why the member is not expected."""

    sitting: Sitting
    mine: Mine
    away: Away | None
    record: DutyRecord | None
    objects_until: dt.date | None

    @property
    def presence(self) -> Presence | None:
        return self.mine.presences.get(self.sitting.pk)

    @property
    def state(self):
        """Nothing for a sitting that asks nothing of the member."""
        if self.away and not self.presence and not self.record:
            return None
        return self.mine.state_of([self.sitting])

    @property
    def badge(self):
        """The state; until something happens no more than «应到», for the answer stands above."""
        state = self.state
        if state not in ANSWERS:
            return state
        return EXPECTED if self.mine.activity.must_attend or state == OwnState.SIGNED_UP else None

    @property
    def marks(self) -> str:
        """«08:52 扫码签到，迟到»."""
        one = self.presence
        if one is None:
            return ""
        at = one.scanned_at or one.signed_at
        late = one.method == SignMethod.LATE_ENTRY
        said = (
            one.get_method_display()
            if late
            else f"{at.astimezone(SHANGHAI):%H:%M} {one.get_method_display()}"
        )
        return "，".join([said, *(["迟到"] if one.late else []), *(["早退"] if one.left_early else [])])

    @property
    def awaits(self) -> bool:
        """Sign-in is still to open."""
        to_come = self.mine.activity.state in OPEN and self.sitting.opens_at > self.mine.moment
        return to_come and self.away is None

    @property
    def opens(self) -> bool:
        return bool(self.mine.signable([self.sitting]))


def lines(actor, mine: Mine, today: dt.date) -> list[Line]:
    """Every sitting in its order; the register is asked only when one is not expected somewhere."""
    missing = [one for one in mine.sittings if one.pk not in mine.entry.expected]
    profile = profiles_of([mine.entry.membership])[0] if missing else None
    return [_line(actor, mine, one, profile, today) for one in mine.sittings]


def history(actor, mine: Mine) -> list[dict]:
    """What happened, newest first: the notice, answers, leave, sign-ins, settlement."""
    entry = mine.entry
    leaves = [str(one.pk) for one in mine.leaves]
    about = (
        Q(object_type="activities.activity", object_id=str(entry.activity_id))
        | Q(object_type="activities.rosterentry", object_id=str(entry.pk))
        | Q(object_type="activities.leaverequest", object_id__in=leaves)
    )
    rows = AuditEntry.objects.visible_to(actor).filter(about, act__in=ACTS).order_by("-id")
    told = [_told(row) for row in rows if not _twice(row)]
    signed = [_signed(mine, one) for one in mine.sittings if one.pk in mine.presences]
    return sorted(told + signed, key=lambda entry: entry["at"], reverse=True)


def leave_terms(mine: Mine, today: dt.date) -> list[str]:
    """The rules of leave as sentences: who decides, how long before, how many requests."""
    rules = Rules.of(mine.activity)
    said = [f"请假由{rules.leave_approver_label}批准，结果会在消息中告诉您。"]
    if rules.leave_notice_days:
        said.append(_notice(mine, rules.leave_notice_days, today))
    return said


def answer_closed(mine: Mine) -> str:
    """What is said instead of the buttons."""
    activity = mine.activity
    if activity.state not in OPEN:
        return ""
    if activity.starts_at <= mine.moment:
        return "活动已经开始，不再接受答复。"
    if activity.state != ActivityState.PUBLISHED:
        return "签到已经开始，不再接受答复。"
    if any(one.state == LeaveState.APPROVED and not one.sittings for one in mine.leaves):
        return "您已获准请假。能够到会的，请先撤回请假。"
    if any(one.state == LeaveState.WAITING for one in mine.leaves):
        return "您已提出请假，正等待批准。能够到会的，请先撤回申请。"
    if activity.answer_by is None:
        return ""
    limit = activity.answer_by.astimezone(SHANGHAI)
    return f"答复已于{limit.month}月{limit.day}日 {limit:%H:%M} 截止，如有变化请与联系人联系。"


def standing_leave(mine: Mine) -> list[dict]:
    """Requests, newest first, each with its sittings in words and whether it may be taken back."""
    names = {one.pk: str(one) for one in mine.sittings}
    starts = {one.pk: one.starts_at for one in mine.sittings}
    found = []
    for one in mine.leaves:
        covered = [pk for pk in (one.sittings or mine.entry.expected) if pk in names]
        taken = one.state in (LeaveState.WAITING, LeaveState.APPROVED)
        found.append(
            {
                "leave": one,
                "state": LeaveState(one.state),
                "where": "、".join(names[pk] for pk in covered) if one.sittings else "全部时段",
                "withdrawable": taken
                and mine.activity.state in OPEN
                and all(starts[pk] > mine.moment for pk in covered),
            }
        )
    return found


def _line(actor, mine: Mine, sitting: Sitting, profile: Profile | None, today: dt.date) -> Line:
    record = mine.record_of(sitting) if mine.activity.state in SETTLED else None
    away = None if sitting.pk in mine.entry.expected else _away(mine, sitting, profile)
    until = deadline(record) if record is not None and may_speak(actor, record) else None
    return Line(sitting, mine, away, record, until if until and until >= today else None)


def _away(mine: Mine, sitting: Sitting, profile: Profile) -> Away:
    if mine.entry.source == EntrySource.WALK_IN:
        return Away.WALK_IN
    if sitting.day not in profile.tenure:
        first = profile.tenure.first
        return Away.BEFORE if first is not None and sitting.day < first else Away.AFTER
    if not profile.serves(sitting.day):
        return Away.SUSPENDED
    return Away.OTHERS


def _notice(mine: Mine, days: int, today: dt.date) -> str:
    ahead = [one.day for one in mine.expected if one.starts_at > mine.moment]
    last = (min(ahead) if ahead else today) - dt.timedelta(days=days)
    if last >= today:
        return f"应在会前 {days} 天（{last.year}年{last.month}月{last.day}日前）提出。"
    return f"应在会前 {days} 天提出，现在已不足 {days} 天：仍可提出，会注明“未按时限提出”。"


def _told(row: AuditEntry) -> dict:
    what, tone = ACTS[row.act]
    if row.act in ("答复通知", "代为答复") and (value := row.after.get("answer")):
        what = f"{what}：{Answer(value).label}"
    return {"what": what, "at": row.at, "tone": tone, "note": row.reason if row.act in EXPLAINED else ""}


def _twice(row: AuditEntry) -> bool:
    """A new date is written as the step and as the two times: the step is enough."""
    return row.act == "改期" and "when" in row.after


def _signed(mine: Mine, sitting: Sitting) -> dict:
    one = mine.presences[sitting.pk]
    late = one.method == SignMethod.LATE_ENTRY
    at = one.signed_at if late else one.scanned_at or one.signed_at
    note = one.reason if late else ""
    return {"what": f"{one.get_method_display()}：{sitting}", "at": at, "tone": "green", "note": note}
