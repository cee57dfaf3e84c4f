"""转部门: a report or a 微建议 goes to a unit, which answers in the system."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit
from core.clock import AppNow, today
from core.texts import clean_text
from core.workflow import Refused
from documents.choices import Label
from notices.services import notify
from organizations.models import Unit
from social_info import policies
from social_info.choices import Origin, ReportState, TaskState, Topic
from social_info.models import Referral, Report, Suggestion
from social_info.models.reports import OPEN_LABELS
from social_info.services import telling, texts, writing
from social_info.workflow import REFERRAL, REPORT, SUGGESTION

MOST_REPLY = 5_000
MOST_SUGGESTION = 300


@transaction.atomic
def forward(*, by, report: Report, unit: Unit, request: str, due_on: dt.date | None = None) -> Referral:
    """Pass an open report on to a department; further departments may follow while it is there."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.label not in OPEN_LABELS:
        raise Refused("敏感、限本人的信息不能转部门。")
    if report.state != ReportState.FORWARDED:
        REPORT.perform(report, "forward", by=by, reason=clean_text(request, most=300, label="转办意见"))
        telling.tell_reporters(report, f"已转{unit}办理")
    elif not policies.may_handle(by, report):
        raise Refused("您没有“转部门”的权限")
    return _refer(by, unit, request, due_on, report=report)


@transaction.atomic
def reply(*, by, referral: Referral, text: str) -> Referral:
    """The unit's answer, once; the reporters are told that it is there."""
    text = clean_text(text, most=MOST_REPLY, label="答复")
    if not text:
        raise ValidationError({"reply": "请填写答复。"})
    referral = _locked(referral)
    suggestion = referral.suggestion
    if suggestion and referral.state == TaskState.WAITING:
        SUGGESTION.perform(suggestion, "answer", by=by)
    if referral.state == TaskState.WAITING and policies.may_reply(by, referral):
        Referral.objects.filter(pk=referral.pk).update(reply=text, replied_by=by.user_id, replied_at=AppNow())
        referral.refresh_from_db()
    REFERRAL.perform(referral, "reply", by=by)
    if referral.report:
        telling.tell_reporters(referral.report, f"已由{referral.unit}答复")
        telling.tell_desk(referral.report, f"：{referral.unit}已答复")
    else:
        _tell_author(suggestion, f"您的微建议已由{referral.unit}答复")
    return referral


@transaction.atomic
def recall(*, by, referral: Referral, reason: str) -> Referral:
    """Take it back from a unit that has not answered."""
    referral = _locked(referral)
    reason = clean_text(reason, most=300, label="理由")
    return REFERRAL.perform(referral, "recall", by=by, reason=reason)


@transaction.atomic
def suggest(
    *, by, text: str, place: str = "", topic: str = Topic.OTHER, label: str = Label.INTERNAL
) -> Suggestion:
    """A member's 微建议: a few sentences, no form to fill."""
    if not policies.may_suggest(by):
        raise Refused("只有委员可以提微建议。")
    text = clean_text(text, most=MOST_SUGGESTION, label="建议")
    if not text:
        raise ValidationError({"text": "请写下您的建议。"})
    if label not in OPEN_LABELS:
        raise ValidationError({"label": "微建议只能是公开或内部，敏感内容请报送信息。"})
    suggestion = Suggestion.objects.create(
        organization_id=by.organization_id,
        text=text,
        place=clean_text(place, most=60, label="地点"),
        topic=Topic(topic),
        label=Label(label),
        membership=writing.membership_of(by),
        created_by_id=by.user_id,
    )
    audit.record(by, "提出微建议", suggestion)
    return suggestion


@transaction.atomic
def assign(
    *, by, suggestion: Suggestion, unit: Unit, request: str = "", due_on: dt.date | None = None
) -> Referral:
    """Give a 微建议 to the unit that can answer it."""
    suggestion = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    SUGGESTION.perform(suggestion, "assign", by=by)
    _tell_author(suggestion, f"您的微建议已转{unit}办理")
    return _refer(by, unit, request, due_on, suggestion=suggestion)


@transaction.atomic
def close(*, by, suggestion: Suggestion, reason: str) -> Suggestion:
    """Keep it without handling; the reason reaches the author."""
    suggestion = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    SUGGESTION.perform(suggestion, "close", by=by, reason=clean_text(reason, most=300, label="理由"))
    _tell_author(suggestion, "您的微建议已留存，请查看说明")
    return suggestion


@transaction.atomic
def raise_to_report(*, by, suggestion: Suggestion, title: str) -> Report:
    """Make a report of it, in its author's name, ready to be edited."""
    suggestion = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.membership is None:
        raise Refused("这条微建议没有署名委员，不能转为信息。")
    SUGGESTION.perform(suggestion, "raise", by=by)
    report = writing.enter(
        by=by,
        names=[writing.Name("member", membership=suggestion.membership)],
        origin=Origin.CLUE,
        title=title,
        situation=f"委员提出微建议：{suggestion.text}",
        suggestions=suggestion.text,
        topic=suggestion.topic,
        area=suggestion.place[:40],
        label=suggestion.label,
        source_note="微建议",
    )
    Suggestion.objects.filter(pk=suggestion.pk).update(raised_to=report)
    return report


def _refer(by, unit: Unit, request: str, due_on, *, report=None, suggestion=None) -> Referral:
    if unit.organization_id != by.organization_id or not unit.enabled:
        raise Refused("不能转给本会名录以外或已停用的单位。")
    due_on = due_on or today() + dt.timedelta(days=texts.policy_of(by.organization_id).reply_days)
    if due_on < today():
        raise ValidationError({"due_on": "答复期限不能早于今天。"})
    waiting = Referral.objects.filter(
        unit=unit, state=TaskState.WAITING, report=report, suggestion=suggestion
    )
    if waiting.exists():
        raise Refused(f"{unit}正在办理，不能重复转办。")
    referral = Referral.objects.create(
        report=report,
        suggestion=suggestion,
        unit=unit,
        request=clean_text(request, most=300, label="转办意见"),
        sent_by_id=by.user_id,
        due_on=due_on,
    )
    referral.refresh_from_db()
    audit.record(by, "转部门", report or suggestion, after={"unit": unit.name, "due_on": str(due_on)})
    telling.tell_unit(referral, f"有一条{'信息' if report else '微建议'}转贵单位办理，请及时答复")
    return referral


def _tell_author(suggestion: Suggestion, what: str) -> None:
    author = suggestion.created_by
    if author and author.is_active:
        url = f"/social-info/suggestions/{suggestion.pk}/"
        notify([author], what[:80], url=url, organization=suggestion.organization)


def _locked(referral: Referral) -> Referral:
    rows = Referral.objects.select_for_update(of=("self",)).select_related("unit", "report", "suggestion")
    return rows.get(pk=referral.pk)
