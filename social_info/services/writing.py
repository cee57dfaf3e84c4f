"""A report on its way to the desk: draft, autosave, reporters, handing in, taking back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit, locks
from core.clock import SHANGHAI, AppNow, now
from core.texts import clean_text
from core.workflow import Refused, Stale
from members.models import Membership
from members.queries import membership_of
from organizations.models import Group
from social_info import policies
from social_info.choices import Origin, ReporterKind, ReportState
from social_info.models import LabelHandler, Report, Reporter
from social_info.models.reports import OPEN_LABELS
from social_info.services import facts, telling, texts
from social_info.services.numbers import next_number
from social_info.workflow import REPORT

WRITABLE = ("title", "situation", "causes", "suggestions", "topic", "area", "source_note", "label", "urgent")
OPEN_STATES = (ReportState.DRAFT, ReportState.RETURNED)
MOST_REPORTERS = 30
RECEIVED = "received"
AS_THEY_ARE = (Origin.CONVERTED, Origin.COMPILED)
"""Texts that nobody wrote into the form are not measured by its rules."""


@dataclass(frozen=True)
class Name:
    """One reporter as entered: a membership, a group, a correspondent's account, or a named unit."""

    kind: str
    membership: Membership | None = None
    group: Group | None = None
    user: object = None
    name: str = ""
    phone: str = ""

    @property
    def shown(self) -> str:
        return str(self.membership or self.group or self.user or self.name)


@transaction.atomic
def start_report(
    *, by, draft_key: str = "", origin: str = Origin.OWN, for_others: bool = False, **values
) -> Report:
    """A new draft of the actor; the same `draft_key` again is the same draft.

    A member or a correspondent is its first reporter; with `for_others` 研究室 names the reporters later.
    Raises Refused or ValidationError.
    """
    if not (policies.writes_for_others(by) if for_others else policies.may_write(by)):
        raise Refused("您没有报送信息的权限。")
    if draft_key:
        known = Report.objects.filter(
            organization_id=by.organization_id, created_by_id=by.user_id, draft_key=draft_key
        ).first()
        if known:
            return known
    report = Report(
        organization_id=by.organization_id,
        created_by_id=by.user_id,
        draft_key=draft_key,
        origin=origin,
        **texts.clean(_only_writable(values)),
    )
    report.save(force_insert=True)
    report.refresh_from_db()
    if not for_others and (name := own_name(by)):
        _put(report, [name])
    audit.record(by, "新建信息草稿", report, after={"origin": report.origin})
    return report


@transaction.atomic
def save_draft(*, by, report: Report, revision: int, **values) -> Report:
    """Store what was typed so far. `revision` is the one the writer saw; an older one loses.

    Raises Stale, Refused or ValidationError.
    """
    if not policies.may_edit_draft(by, report):
        raise Refused("您不能修改这条信息。")
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state not in OPEN_STATES:
        raise Refused(f"这条信息{report.get_state_display()}，不能再修改。")
    if report.revision != revision:
        raise Stale("这条信息在别处保存过更新的内容，请刷新页面后再写。")
    cleaned = texts.clean(_only_writable(values))
    Report.objects.filter(pk=report.pk).update(**cleaned, revision=revision + 1, saved_at=AppNow())
    report.refresh_from_db()
    return report


@transaction.atomic
def name_reporters(*, by, report: Report, names: Sequence[Name], for_others: bool = False) -> Report:
    """Who reported it, in this order. A member stays the first of the own report."""
    if not policies.may_edit_draft(by, report):
        raise Refused("您不能修改这条信息。")
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state not in OPEN_STATES:
        raise Refused(f"这条信息{report.get_state_display()}，不能再修改反映人。")
    own = None if for_others else own_name(by)
    if own:
        names = [own, *(one for one in names if one.shown != own.shown)]
    _demand_names(by, names)
    _put(report, names)
    shown = "、".join(one.shown for one in names)
    audit.record(by, "填写反映人", report, after={"reporters": shown})
    return report


@transaction.atomic
def submit(*, by, report: Report) -> Report:
    """Hand the report in: it gets its number, the desk is told, the facts are said.

    Raises Refused or ValidationError (field → sentence).
    """
    locks.shared(report.organization_id)
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.origin not in AS_THEY_ARE:
        texts.demand_complete(report)
    if report.origin != Origin.COMPILED:
        _demand_reporters(report)
    _demand_handler(report)
    moment = now()
    changes = {"submitted_at": report.submitted_at or moment}
    if report.number is None:
        changes["year"] = moment.astimezone(SHANGHAI).year
        changes["number"] = next_number(report.organization_id, RECEIVED, changes["year"])
    if report.urgent:
        hours = texts.policy_of(report.organization_id).fast_lane_hours
        changes["edit_by"] = moment + dt.timedelta(hours=hours)
    if report.state in OPEN_STATES and policies.may_edit_draft(by, report):
        Report.objects.filter(pk=report.pk).update(**changes)
        report.refresh_from_db()
    REPORT.perform(report, "submit", by=by)
    texts.index(report)
    facts.say(by=by, report=report)
    if report.origin != Origin.COMPILED:
        lane = "（直通车）" if report.urgent else ""
        telling.tell_desk(report, f"已报送，待初审{lane}", sms=report.urgent)
        _tell_joint(by, report)
    return report


@transaction.atomic
def enter(*, by, names: Sequence[Name], origin: str = Origin.OWN, **values) -> Report:
    """研究室 enters a report for others and hands it in, all at once or not at all."""
    if not policies.writes_for_others(by):
        raise Refused("您没有代录信息的权限。")
    report = start_report(by=by, origin=origin, for_others=True, **values)
    name_reporters(by=by, report=report, names=names, for_others=True)
    return submit(by=by, report=report)


@transaction.atomic
def take_back(*, by, report: Report) -> Report:
    """Back to the draft before anybody has looked at it; the number stays."""
    locks.shared(report.organization_id)
    report = Report.objects.select_for_update().get(pk=report.pk)
    REPORT.perform(report, "take_back", by=by)
    facts.say(by=by, report=report)
    return report


@transaction.atomic
def delete_draft(*, by, report: Report) -> None:
    """A draft that was never handed in may go."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not policies.is_writer(by, report) or report.state != ReportState.DRAFT or report.number:
        raise Refused("只有从未报送的草稿可以删除。")
    audit.record(by, "删除信息草稿", report)
    report.delete()


def own_name(by) -> Name | None:
    """The actor as a reporter; None for 研究室, who writes for others."""
    if by.is_member and (membership := membership_of(by)):
        return Name(ReporterKind.MEMBER, membership=membership)
    if not policies.writes_own(by) or by.user_id is None:
        return None
    return Name(ReporterKind.CORRESPONDENT, user=_user(by))


def _user(by):
    field = Reporter._meta.get_field("user")
    return field.related_model.objects.get(pk=by.user_id)


def _only_writable(values: dict) -> dict:
    if stray := values.keys() - set(WRITABLE):
        raise TypeError(f"not writable: {sorted(stray)}")
    return values


def _put(report: Report, names: Sequence[Name]) -> None:
    Reporter.objects.filter(report=report).delete()
    Reporter.objects.bulk_create(
        Reporter(
            report=report,
            position=at,
            kind=one.kind,
            membership=one.membership,
            group=one.group,
            user=one.user,
            name=clean_text(one.shown, most=60, label="反映人"),
            phone=clean_text(one.phone, most=20, label="电话"),
        )
        for at, one in enumerate(names, start=1)
    )


def _demand_names(by, names: Sequence[Name]) -> None:
    if len(names) > MOST_REPORTERS:
        raise ValidationError(f"反映人不超过 {MOST_REPORTERS} 个。")
    keys = [(one.kind, one.membership.pk if one.membership else one.shown) for one in names]
    if twice := next((one for one, key in zip(names, keys, strict=True) if keys.count(key) > 1), None):
        raise ValidationError(f"“{twice.shown}”列了两次，请删去一个。")
    for one in names:
        home = one.membership.organization_id if one.membership else by.organization_id
        if one.group and one.group.term.organization_id != by.organization_id or home != by.organization_id:
            raise ValidationError(f"“{one.shown}”不属于本会，不能列为反映人。")
        if one.kind == ReporterKind.CITIZEN and not one.phone.strip():
            raise ValidationError("非委员群众反映须登记真实姓名和电话。")


def _demand_reporters(report: Report) -> None:
    if not Reporter.objects.filter(report=report).exists():
        raise ValidationError({"reporters": "请填写反映人。"})


def _demand_handler(report: Report) -> None:
    """A labelled report without anybody named for it would lie unread."""
    handlers = LabelHandler.objects.filter(organization_id=report.organization_id, enabled=True)
    if report.label not in OPEN_LABELS and not handlers.exists():
        raise ValidationError({"label": "本会尚未指定敏感信息经办人，请改选“内部”，或先与研究室联系。"})


def _tell_joint(by, report: Report) -> None:
    joint = [user for user in telling.reporters_of(report) if user.pk != by.user_id]
    telling.tell(report, joint, "已报送，您是反映人之一；如有出入请告知研究室")
