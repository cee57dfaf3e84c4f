"""拟办、送审、审批: an activity before its notice goes out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from activities import audience, policies
from activities.choices import ActivityState, Half, OrganiserKind, SittingForm
from activities.models import Activity, ActivityKind, Organiser, Sitting
from activities.rules import sign_in_span
from activities.services.telling import tell_staff
from activities.workflow import ACTIVITY
from core import audit
from core.clock import SHANGHAI
from core.workflow import Refused

MOST_SITTINGS = 40
NOON, EVENING = dt.time(12), dt.time(18)
FIELDS = (
    "title", "content", "place", "contact", "must_attend", "audience", "offers_car", "offers_meal", "answer_by",
)  # fmt: skip
OUTCOME = ("summary", "beneficiaries", "amount")


@dataclass(frozen=True, kw_only=True)
class Session:
    """One half-day as it is planned. `half`, `opens_at` and `closes_at` follow from the rest unless given."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str = ""
    half: str = ""
    place: str = ""
    form: str = SittingForm.WHOLE
    audience: dict = field(default_factory=dict)
    weight: Decimal = Decimal(1)
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Host:
    """One organiser: a 专委会, a group, or a site or unit by its name."""

    committee: object = None
    group: object = None
    site: str = ""
    other: str = ""


@transaction.atomic
def plan(
    *,
    by,
    kind: ActivityKind,
    title: str,
    sessions: Sequence[Session] = (),
    hosts: Sequence[Host] = (),
    origin: str = "",
    **fields,
) -> Activity:
    """拟办 an activity. `fields` are those of `FIELDS`; `origin` makes it once.

    A 专委会办公室 plans only what its own 专委会 organises. Raises Refused, or ValidationError by field.
    """
    if not policies.may_plan(by) and by.user_id is not None:
        raise Refused("您没有拟办会议活动的权限")
    if kind.organization_id not in (None, by.organization_id) or not kind.enabled:
        raise ValidationError({"kind": "没有这个活动类型，或已停用。"})
    activity = Activity(
        organization_id=by.organization_id, kind=kind, created_by_id=by.user_id, origin=origin,
        **{"must_attend": kind.must_attend} | _known(fields) | {"title": title},
    )  # fmt: skip
    _check(activity)
    activity.save()
    _set_hosts(activity, hosts)
    _refuse_others(by, activity)
    _set_sessions(activity, sessions)
    audit.record(by, "拟办会议活动", activity, after=audit.snapshot(activity))
    return activity


@transaction.atomic
def revise(
    *,
    by,
    activity: Activity,
    sessions: Sequence[Session] | None = None,
    hosts: Sequence[Host] | None = None,
    **fields,
) -> Activity:
    """Change an activity that has not been handed in yet; `sessions` and `hosts` replace what stood."""
    activity = Activity.objects.select_for_update(of=("self",)).select_related("kind").get(pk=activity.pk)
    if not policies.manages(by, activity):
        raise Refused("您没有修改这项活动的权限")
    if activity.state != ActivityState.DRAFT:
        raise Refused(f"当前状态为“{activity.get_state_display()}”，不能修改")
    before = audit.snapshot(activity)
    for name, value in _known(fields).items():
        setattr(activity, name, value)
    _check(activity)
    activity.save()
    if hosts is not None:
        activity.organisers.all().delete()
        _set_hosts(activity, hosts)
        _refuse_others(by, activity)
    if sessions is not None:
        activity.sittings.all().delete()
        _set_sessions(activity, sessions)
    old, new = audit.changed(before, audit.snapshot(activity))
    audit.record(by, "修改会议活动", activity, before=old, after=new)
    return activity


@transaction.atomic
def submit(*, by, activity: Activity) -> Activity:
    """送审: the 复核人 are told."""
    _refuse_unready(activity)
    ACTIVITY.perform(activity, "submit", by=by)
    tell_staff(activity, "checkers", "会议活动待审批", "submitted")
    return activity


@transaction.atomic
def approve(*, by, activity: Activity, opinion: str = "") -> Activity:
    """审批同意 by another person than the one who handed it in."""
    ACTIVITY.perform(activity, "approve", by=by, reason=opinion)
    tell_staff(activity, "submitter", "会议活动已审批，可以发布", "approved")
    return activity


@transaction.atomic
def send_back(*, by, activity: Activity, reason: str) -> Activity:
    """退回修改 with the reason; also how one's own submission is taken back."""
    teller = activity.submitted_by_id
    ACTIVITY.perform(activity, "send_back", by=by, reason=reason)
    if teller and teller != by.user_id:
        tell_staff(activity, "creator", "会议活动被退回修改", "sent_back")
    return activity


@transaction.atomic
def record_outcome(
    *,
    by,
    activity: Activity,
    summary: str = "",
    beneficiaries: int | None = None,
    amount: Decimal | None = None,
) -> Activity:
    """活动小结 and what it did for people, once it has begun."""
    if not policies.manages(by, activity):
        raise Refused("您没有填写这项活动小结的权限")
    if activity.state not in (ActivityState.UNDERWAY, ActivityState.SETTLED, ActivityState.ARCHIVED):
        raise Refused("活动开始后才能填写小结")
    before = audit.snapshot(activity)
    activity.summary, activity.beneficiaries, activity.amount = summary.strip(), beneficiaries, amount
    activity.full_clean(exclude=_all_but(OUTCOME), validate_unique=False)
    activity.save(update_fields=list(OUTCOME))
    old, new = audit.changed(before, audit.snapshot(activity))
    if new:
        audit.record(by, "填写活动小结", activity, before=old, after=new)
    return activity


def half_of(moment: dt.datetime) -> str:
    """上午, 下午 or 晚上 by the clock in China."""
    clock = moment.astimezone(SHANGHAI).time()
    if clock < NOON:
        return Half.MORNING
    return Half.AFTERNOON if clock < EVENING else Half.EVENING


def check_sitting(sitting: Sitting) -> None:
    """What the database would refuse, said in Chinese, without asking it for each sitting."""
    sitting.clean_fields(exclude=["activity"])
    wrong = (
        (sitting.ends_at <= sitting.starts_at, "结束时间应晚于开始时间。"),
        (sitting.closes_at <= sitting.opens_at, "签到截止应晚于签到开始。"),
        (not 0 < sitting.weight <= 2, "每个单元计 0 至 2 个半天。"),
    )
    if said := [sentence for holds, sentence in wrong if holds]:
        raise ValidationError({"sittings": said})


def span_of(activity: Activity, sittings: Sequence[Sitting]) -> None:
    """Write the first start and the last end on the activity."""
    activity.starts_at = min((one.starts_at for one in sittings), default=None)
    activity.ends_at = max((one.ends_at for one in sittings), default=None)
    activity.save(update_fields=["starts_at", "ends_at"])


def _known(fields: dict) -> dict:
    if unknown := fields.keys() - set(FIELDS):
        raise TypeError(f"unknown fields {sorted(unknown)}")
    return fields


def _check(activity: Activity) -> None:
    activity.title = activity.title.strip()
    activity.audience = audience.clean(activity.audience or {}, activity.organization_id)
    activity.full_clean(exclude=_all_but(FIELDS), validate_unique=False)


def _all_but(names: Sequence[str]) -> set[str]:
    return {one.name for one in Activity._meta.concrete_fields} - set(names)


def _set_hosts(activity: Activity, hosts: Sequence[Host]) -> None:
    for position, host in enumerate(hosts, start=1):
        row = _organiser(activity, position, host)
        row.full_clean(exclude=["activity", "committee", "group"])
        row.save()


def _organiser(activity: Activity, position: int, host: Host) -> Organiser:
    row = Organiser(activity=activity, position=position)
    unit = host.committee or host.group
    if unit is not None and unit.term.organization_id != activity.organization_id:
        raise ValidationError({"organisers": "主办方不属于本会。"})
    if host.committee is not None:
        row.kind, row.committee = OrganiserKind.COMMITTEE, host.committee
    elif host.group is not None:
        row.kind, row.group = OrganiserKind.GROUP, host.group
    elif host.site:
        row.kind, row.name = OrganiserKind.SITE, host.site
    else:
        row.kind, row.name = OrganiserKind.OTHER, host.other
    return row


def _refuse_others(by, activity: Activity) -> None:
    if by.user_id is not None and not policies.manages(by, activity):
        raise Refused("专委会办公室拟办的活动，主办方须有本专委会")


def _set_sessions(activity: Activity, sessions: Sequence[Session]) -> None:
    if len(sessions) > MOST_SITTINGS:
        raise ValidationError({"sittings": f"一次活动至多 {MOST_SITTINGS} 个单元，请分开拟办。"})
    rows = [_sitting(activity, one) for one in sessions]
    for row in rows:
        check_sitting(row)
    Sitting.objects.bulk_create(rows)
    span_of(activity, rows)


def _sitting(activity: Activity, one: Session) -> Sitting:
    opens, closes = sign_in_span(activity.kind, one.starts_at, one.ends_at)
    return Sitting(
        activity=activity,
        title=one.title.strip(),
        day=one.starts_at.astimezone(SHANGHAI).date(),
        half=one.half or half_of(one.starts_at),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        opens_at=one.opens_at or opens,
        closes_at=one.closes_at or closes,
        place=one.place.strip(),
        form=one.form,
        audience=audience.clean(one.audience or {}, activity.organization_id, "sittings"),
        weight=one.weight,
    )


def _refuse_unready(activity: Activity) -> None:
    if activity.starts_at is None:
        raise Refused("还没有安排时间，请先添加至少一个单元")
    if not activity.audience:
        raise Refused("还没有通知对象，请先选择")
    if activity.answer_by and activity.answer_by > activity.starts_at:
        raise Refused("答复截止时间应早于活动开始时间")
