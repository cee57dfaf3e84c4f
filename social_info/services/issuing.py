"""编发: put signed reports into an issue, number it, send it, adopt them at one's own level."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit, locks
from core.clock import today
from core.texts import clean_text
from core.workflow import Refused
from social_info import policies
from social_info.choices import AdoptionKind, AdoptionLevel, IssueState, RecipientKind, ReportState, Target
from social_info.models import Issue, IssueItem, Recipient, Report, Series, Version
from social_info.services import telling
from social_info.services.adopting import adopt
from social_info.services.numbers import next_number
from social_info.workflow import ISSUE, REPORT

LEVELS = {"town": AdoptionLevel.COUNTY}
"""What a level of the tree is called in the ledger, where the two differ."""
MOST_ITEMS, MOST_RECIPIENTS = 30, 60


@dataclass(frozen=True)
class To:
    """One addressee as entered."""

    name: str
    kind: str = RecipientKind.MAIN
    target: str = Target.OWN


@transaction.atomic
def prepare_issue(*, by, series: Series, reports: Sequence[Report], recipients: Sequence[To]) -> Issue:
    """A draft issue with these reports in this order; it has no number yet."""
    if not policies.may_issue(by, series) or not series.enabled:
        raise Refused("您不能编发这种刊物。")
    _demand_some(reports, recipients)
    issue = Issue.objects.create(series=series, created_by_id=by.user_id)
    issue.refresh_from_db()
    for at, report in enumerate(reports, start=1):
        _demand_signed(by, report, series)
        version = Version.objects.filter(report=report).order_by("-number").first()
        IssueItem.objects.create(issue=issue, report=report, version=version, position=at)
    _address(issue, recipients)
    audit.record(by, "编排期刊", issue, after={"reports": "、".join(str(one) for one in reports)})
    return issue


@transaction.atomic
def publish_issue(*, by, issue: Issue, issued_on: dt.date) -> Issue:
    """Give the issue its number and send it: its reports are 已编发 and adopted at the own level.

    The number is the next of the series in the year of `issued_on`; two at once get two numbers.
    """
    if not dt.date(2000, 1, 1) <= issued_on <= today():
        raise ValidationError({"issued_on": "编发日期不能晚于今天。"})
    locks.shared(by.organization_id)
    issue = (
        Issue.objects.select_for_update(of=("self",)).select_related("series__organization").get(pk=issue.pk)
    )
    if issue.state == IssueState.DRAFT and policies.may_issue(by, issue.series):
        number = next_number(issue.series.organization_id, f"series:{issue.series_id}", issued_on.year)
        Issue.objects.filter(pk=issue.pk).update(number=number, year=issued_on.year, issued_on=issued_on)
        issue.refresh_from_db()
    ISSUE.perform(issue, "issue", by=by)
    upwards = issue.recipients.exclude(target=Target.OWN).exists()
    for item in issue.items.select_related("report").order_by("report_id"):
        _send(by, issue, item.report, upwards)
    return issue


@transaction.atomic
def drop_issue(*, by, issue: Issue) -> None:
    """A draft that is not wanted after all; its reports wait for another issue."""
    issue = Issue.objects.select_for_update(of=("self",)).select_related("series").get(pk=issue.pk)
    if issue.state != IssueState.DRAFT or not policies.may_issue(by, issue.series):
        raise Refused("只有编排中的期刊可以取消。")
    audit.record(by, "取消编排", issue)
    issue.items.all().delete()
    issue.delete()


def own_level(organization) -> str:
    """区县级 for a county's own publication, and so on."""
    return LEVELS.get(organization.level, organization.level)


def _send(by, issue: Issue, report: Report, upwards: bool) -> None:
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state == ReportState.SIGNED:
        REPORT.perform(report, "issue", by=by)
    elif report.state != ReportState.ISSUED:
        raise Refused(f"{report}{report.get_state_display()}，不能编发，请从本期中取出。")
    if upwards:
        Report.objects.filter(pk=report.pk).update(sent_up=True)
    if not report.adoptions.filter(voided_at=None, body=issue.series.organization.short_name).exists():
        merged = report.sources.exists()
        adopt(
            by=by,
            report=report,
            level=own_level(issue.series.organization),
            kind=AdoptionKind.MERGED if merged else AdoptionKind.SINGLE,
            body=issue.series.organization.short_name,
            adopted_on=issue.issued_on,
            document_number=f"《{issue.series.name}》{issue.year}年第{issue.number}期",
        )
    telling.tell_reporters(report, f"编入《{issue.series.name}》{issue.year}年第{issue.number}期")


def _demand_some(reports: Sequence[Report], recipients: Sequence[To]) -> None:
    if not 1 <= len(reports) <= MOST_ITEMS:
        raise ValidationError(f"每期选 1 至 {MOST_ITEMS} 条信息。")
    if not 1 <= len(recipients) <= MOST_RECIPIENTS:
        raise ValidationError(f"请填写 1 至 {MOST_RECIPIENTS} 个报送对象。")
    if not any(one.kind == RecipientKind.MAIN for one in recipients):
        raise ValidationError("至少有一个主送单位。")


def _demand_signed(by, report: Report, series: Series) -> None:
    if report.organization_id != series.organization_id:
        raise Refused("不能编发其他政协组织的信息。")
    if not policies.may_handle(by, report) or report.state not in (ReportState.SIGNED, ReportState.ISSUED):
        raise Refused(f"{report}还没有签发，不能编入期刊。")
    waiting = IssueItem.objects.filter(report=report, issue__state=IssueState.DRAFT)
    if report.state == ReportState.SIGNED and waiting.exists():
        raise Refused(f"{report}已在另一期编排中。")


def _address(issue: Issue, recipients: Sequence[To]) -> None:
    names = [clean_text(one.name, most=60, label="报送对象") for one in recipients]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValidationError(f"报送对象“{twice}”列了两次。")
    Recipient.objects.bulk_create(
        Recipient(issue=issue, kind=RecipientKind(one.kind), target=Target(one.target), name=name)
        for one, name in zip(recipients, names, strict=True)
    )
