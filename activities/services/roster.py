"""The frozen roster: answers, and entries added or taken off with a reason."""

from django.db import transaction

from activities import policies
from activities.choices import ActivityState, Answer, EntrySource, LeaveState
from activities.freezing import entry_of, expected_in, label_day
from activities.models import Activity, RosterEntry
from activities.services.telling import tell_entry
from core import audit
from core.clock import now, today
from core.workflow import Refused
from members.models import Membership
from members.queries.profiles import profiles_of

ANSWERED = ["answer", "answered_by_id", "wants_car", "wants_meal"]


@transaction.atomic
def answer(
    *, by, entry: RosterEntry, answer: str, wants_car: bool = False, wants_meal: bool = False
) -> RosterEntry:
    """参加 or 不参加, by the member or by staff on the telephone. Leave is asked for, not answered."""
    entry = held(entry)
    activity = entry.activity
    own = entry.membership.person.user_id is not None and entry.membership.person.user_id == by.user_id
    if not own and not policies.manages(by, activity):
        raise Refused("只能由委员本人或经办人答复")
    _refuse_answer(entry, activity, answer, own)
    before = audit.snapshot(entry, ANSWERED)
    attends = answer == Answer.ATTEND
    entry.answer, entry.answered_by_id = answer, by.user_id
    entry.wants_car = attends and wants_car and activity.offers_car
    entry.wants_meal = attends and wants_meal and activity.offers_meal
    entry.answered_at = now()
    entry.save(update_fields=["answer", "answered_by", "answered_at", "wants_car", "wants_meal"])
    old, new = audit.changed(before, audit.snapshot(entry, ANSWERED))
    if new:
        audit.record(by, "答复通知" if own else "代为答复", entry, before=old, after=new)
    return entry


@transaction.atomic
def add_entry(*, by, activity: Activity, membership: Membership, reason: str) -> RosterEntry:
    """补充列入: someone whom the notice left out, or who was taken off; with the office of the day."""
    reason = _reason(reason, "补充列入")
    activity = _open(by, activity)
    entry = RosterEntry.objects.select_for_update().filter(activity=activity, membership=membership).first()
    if entry is not None and entry.removed_at is None and entry.source != EntrySource.WALK_IN:
        raise Refused("该委员已在名单中")
    made = _entry_for(activity, membership, reason)
    if entry is None:
        last = activity.entries.order_by("-position").values_list("position", flat=True).first() or 0
        made.position = last + 1
        made.save()
        entry = made
    else:
        entry.expected, entry.source, entry.change_reason = made.expected, EntrySource.ADDED, reason
        entry.removed_at = None
        entry.save(update_fields=["expected", "source", "change_reason", "removed_at"])
    audit.record(by, "补充列入名单", entry, after=audit.snapshot(entry), reason=reason)
    tell_entry(entry, "您被列入会议活动名单", f"added:{entry.pk}:{today():%Y%m%d}")
    return entry


@transaction.atomic
def remove_entry(*, by, entry: RosterEntry, reason: str) -> RosterEntry:
    """移出 with a reason; the row stays. Whoever has signed in stays on the roster."""
    reason = _reason(reason, "移出名单")
    _open(by, entry.activity)
    entry = held(entry)
    if entry.presences.filter(withdrawn_at=None).exists():
        raise Refused("该委员已签到，不能移出名单")
    entry.leaves.filter(state=LeaveState.WAITING).update(state=LeaveState.WITHDRAWN)
    entry.removed_at, entry.change_reason = now(), reason
    entry.save(update_fields=["removed_at", "change_reason"])
    audit.record(by, "移出名单", entry, after={"removed": True}, reason=reason)
    tell_entry(entry, "您已不在会议活动名单中", f"removed:{entry.pk}:{today():%Y%m%d}")
    return entry


@transaction.atomic
def walk_in(*, by, activity: Activity, membership: Membership) -> RosterEntry:
    """名单外到会: an entry expected nowhere, so that the sign-in can be recorded."""
    if not policies.may_tick(by, activity):
        raise Refused("您没有登记这项活动签到的权限")
    if membership.organization_id != activity.organization_id:
        raise Refused("该委员不属于本会")
    entry = RosterEntry.objects.filter(activity=activity, membership=membership, removed_at=None).first()
    if entry is not None:
        return entry
    made = _entry_for(activity, membership, "名单外到会", source=EntrySource.WALK_IN, expected=False)
    entry, created = RosterEntry.objects.get_or_create(
        activity=activity,
        membership=membership,
        defaults={name: getattr(made, name) for name in _COPIED},
    )
    if not created:
        RosterEntry.objects.filter(pk=entry.pk).update(
            removed_at=None, expected=[], source=EntrySource.WALK_IN, change_reason="名单外到会"
        )
        entry.refresh_from_db()
    audit.record(by, "登记名单外到会", entry, after=audit.snapshot(entry))
    return entry


_COPIED = (
    "office", "offices", "sector", "committees", "groups", "expected", "source", "change_reason",
)  # fmt: skip


def held(entry: RosterEntry) -> RosterEntry:
    """The entry, its row held until the end of the transaction, with what the verbs ask of it."""
    return (
        RosterEntry.objects.select_for_update(of=("self",))
        .select_related("activity__organization", "activity__kind", "membership__person")
        .get(pk=entry.pk)
    )


def _refuse_answer(entry: RosterEntry, activity: Activity, answer: str, own: bool) -> None:
    if answer not in (Answer.ATTEND, Answer.DECLINE):
        raise Refused("请选择“参加”或“不参加”，请假请提交请假申请")
    if entry.removed_at is not None:
        raise Refused("您已不在这项活动的名单中")
    if activity.state != ActivityState.PUBLISHED or activity.starts_at <= now():
        raise Refused("活动已经开始或结束，不能再答复")
    if own and activity.answer_by and activity.answer_by < now():
        raise Refused("答复时间已过，请与经办人联系")
    if answer == Answer.DECLINE and activity.must_attend:
        raise Refused("这是应当出席的会议，不能参加的请提交请假申请")
    if entry.leaves.filter(state__in=(LeaveState.WAITING, LeaveState.APPROVED), sittings=[]).exists():
        raise Refused("已提出请假，能够参加的请先撤回请假申请")


def _open(by, activity: Activity) -> Activity:
    activity = (
        Activity.objects.select_for_update(of=("self",)).select_related("organization").get(pk=activity.pk)
    )
    if not policies.manages(by, activity):
        raise Refused("您没有调整这项活动名单的权限")
    if not policies.may_change_roster(by, activity):
        raise Refused(f"当前状态为“{activity.get_state_display()}”，不能调整名单")
    return activity


def _entry_for(
    activity: Activity, membership: Membership, reason: str, *, source: str = EntrySource.ADDED, expected=True
) -> RosterEntry:
    if membership.organization_id != activity.organization_id:
        raise Refused("该委员不属于本会")
    sittings = list(activity.sittings.all())
    row = Membership.objects.select_related("person").get(pk=membership.pk)
    profile = profiles_of([row])[0]
    first = min(one.day for one in sittings)
    where = expected_in(profile, sittings) if expected else []
    if expected and not where:
        raise Refused("该委员在活动期间不在任、已暂停履职，或不在各单元的参加范围内")
    return entry_of(activity, profile, label_day(profile, first), where, source=source, reason=reason)


def _reason(text: str, what: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(f"{what}须写明理由")
    if len(text) > 200:
        raise Refused("理由不超过 200 字")
    return text
