"""What is noted on a report beside its steps: label, named readers, words, topic, honours, outcome."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import RoleGrant, User
from core import audit, locks
from core.clock import today
from core.texts import clean_text
from core.workflow import Refused
from documents.choices import Label
from social_info import policies
from social_info.choices import Origin, ReportState, Topic
from social_info.models import Comment, NamedReader, Report
from social_info.services import facts, telling

MOST_OUTCOME = 2_000
ENDED = (ReportState.ISSUED, ReportState.FORWARDED, ReportState.CONVERTED, ReportState.MERGED)


@transaction.atomic
def relabel(*, by, report: Report, label: str, reason: str) -> Report:
    """Raise or lower the label; lowering only by those named for labelled reports. Always with a reason."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    label, reason = Label(label), clean_text(reason, most=200, label="理由")
    if label == report.label:
        raise Refused("密级标识没有变化。")
    if not policies.may_label(by, report, label):
        raise Refused("您没有调整这条信息密级标识的权限，降低须由敏感信息经办人办理。")
    if not reason:
        raise Refused("调整密级标识须写明理由。")
    if report.merged_into and policies.RANK[label] > policies.RANK[report.merged_into.label]:
        raise Refused("原信息的密级标识不能高于所并入的综合信息，请先调整综合信息。")
    highest = max((policies.RANK[one.label] for one in report.sources.all()), default=0)
    if policies.RANK[label] < highest:
        raise Refused("综合信息的密级标识不能低于所并入的信息。")
    before = report.label
    Report.objects.filter(pk=report.pk).update(label=label)
    report.refresh_from_db()
    audit.record(by, "调整密级标识", report, before={"label": before}, after={"label": label}, reason=reason)
    return report


@transaction.atomic
def name_reader(*, by, report: Report, user: User) -> NamedReader:
    """Let one more person of the house read a 敏感 report."""
    if not policies.may_name_readers(by, report):
        raise Refused("只有敏感信息经办人可以为敏感信息指定阅看人员。")
    here = RoleGrant.objects.filter(
        user=user, organization_id=report.organization_id, during__contains=today()
    )
    if not here.exists():
        raise Refused(f"{user}在本会没有角色，不能指定。")
    reader, made = NamedReader.objects.get_or_create(
        report=report, user=user, defaults={"named_by_id": by.user_id}
    )
    if made:
        audit.record(by, "指定阅看人员", report, after={"user": str(user)})
        telling.tell(report, [user], "请您阅看")
    return reader


@transaction.atomic
def speak(*, by, report: Report, text: str, internal: bool) -> Comment:
    """A word on the report; what staff mark as internal its reporters never see."""
    if not policies.may_speak(by, report):
        raise Refused("您不能在这条信息下留言。")
    text = clean_text(text, most=500, label="留言")
    if not text:
        raise ValidationError({"text": "请填写留言。"})
    desk = policies.may_handle(by, report)
    comment = Comment.objects.create(report=report, text=text, internal=internal and desk, by_id=by.user_id)
    audit.record(by, "信息留言", report, after={"internal": comment.internal})
    if not comment.internal:
        others = [user for user in telling.reporters_of(report) if user.pk != by.user_id]
        telling.tell(report, others, "有新的留言")
        if not desk:
            telling.tell_desk(report, "有反映人的留言")
    return comment


@transaction.atomic
def describe(*, by, report: Report, topic: str, area: str, origin: str) -> Report:
    """The desk's own words of a report: topic, area, and whether it was commissioned."""
    locks.shared(report.organization_id)
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not policies.may_handle(by, report):
        raise Refused("您不能修改这条信息的分类。")
    origin = Origin(origin)
    if origin != report.origin and {origin, report.origin} != {Origin.OWN, Origin.COMMISSIONED}:
        raise Refused("来路只能在“自行报送”与“约稿”之间调整。")
    before = audit.snapshot(report, ["topic", "area", "origin"])
    Report.objects.filter(pk=report.pk).update(
        topic=Topic(topic), area=clean_text(area, most=40, label="反映地区"), origin=origin
    )
    report.refresh_from_db()
    after = audit.snapshot(report, ["topic", "area", "origin"])
    audit.record(by, "修改信息分类", report, before=before, after=after)
    facts.say(by=by, report=report)
    return report


@transaction.atomic
def honour(*, by, report: Report, on: dt.date | None) -> Report:
    """优秀信息, decided on a day; None takes it back."""
    locks.shared(report.organization_id)
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not policies.may_handle(by, report):
        raise Refused("您没有登记优秀信息的权限。")
    if report.state != ReportState.ISSUED:
        raise Refused("只有已编发的信息可以评为优秀。")
    if on and on > today():
        raise ValidationError({"on": "评选日期不能晚于今天。"})
    Report.objects.filter(pk=report.pk).update(excellent_on=on)
    report.refresh_from_db()
    audit.record(by, "登记优秀信息" if on else "取消优秀信息", report, after={"excellent_on": str(on or "")})
    facts.say(by=by, report=report)
    if on:
        telling.tell_reporters(report, "被评为优秀信息")
    return report


@transaction.atomic
def tell_outcome(*, by, report: Report, outcome: str) -> Report:
    """What the report brought about, for the reporters and the year's summary."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not policies.may_handle(by, report):
        raise Refused("您没有登记成效的权限。")
    if report.state not in ENDED:
        raise Refused("信息编发或转办后才能登记成效。")
    outcome = clean_text(outcome, most=MOST_OUTCOME, label="成效")
    Report.objects.filter(pk=report.pk).update(outcome=outcome)
    report.refresh_from_db()
    audit.record(by, "登记成效", report)
    if outcome:
        telling.tell_reporters(report, "推动问题解决，请查看成效")
    return report
