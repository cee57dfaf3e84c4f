"""编发: series, numbered issues, what they carry and to whom they go."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.scope import ScopedModel
from organizations.models import Organization
from social_info.choices import IssueState, RecipientKind, Target
from social_info.models.reports import Report, Version


class Series(ScopedModel):
    """A publication of the organisation, numbered anew each year: 社情民意信息, 政协信息专报."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    name = models.CharField("刊名", max_length=30)
    position = models.PositiveSmallIntegerField("排序", default=0)
    enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "信息刊物"
        verbose_name_plural = "信息刊物"
        ordering = ("organization", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="info_series_name_once",
                violation_error_message="已有同名的刊物",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.name


class Issue(ScopedModel):
    """第 n 期. The number is given when it goes out, without gaps in its series and year."""

    SCOPE = "series__organization__path"

    series = models.ForeignKey(Series, models.PROTECT, verbose_name="刊物", related_name="issues")
    state = models.CharField("状态", max_length=8, choices=IssueState, default=IssueState.DRAFT)
    year = models.PositiveSmallIntegerField("年度", null=True)
    number = models.PositiveIntegerField("期号", null=True)
    issued_on = models.DateField("编发日期", null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="编排人", related_name="+"
    )
    created_at = models.DateTimeField("编排时间", db_default=AppNow())

    class Meta:
        verbose_name = "信息期刊"
        verbose_name_plural = "信息期刊"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="info_issue_number_once"),
            models.CheckConstraint(condition=Q(state__in=IssueState.values), name="info_issue_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(state="issued", number__isnull=False, year__isnull=False, issued_on__isnull=False),
                name="info_issue_out_has_a_number",
            ),
        ]

    def __str__(self):
        return (
            f"《{self.series}》{self.year}年第{self.number}期"
            if self.number
            else f"《{self.series}》（编排中）"
        )


class IssueItem(ScopedModel):
    """One report in one issue, with the very version that was signed."""

    SCOPE = "issue__series__organization__path"

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name="期", related_name="items")
    report = models.ForeignKey(Report, models.PROTECT, verbose_name="信息", related_name="issue_items")
    version = models.ForeignKey(Version, models.PROTECT, verbose_name="采编稿")
    position = models.PositiveSmallIntegerField("次序", default=1)

    class Meta:
        verbose_name = "期内信息"
        verbose_name_plural = "期内信息"
        ordering = ("issue", "position")
        constraints = [
            models.UniqueConstraint(fields=["issue", "report"], name="info_issue_report_once"),
            models.UniqueConstraint(fields=["issue", "position"], name="info_issue_position_once"),
        ]

    def __str__(self):
        return f"{self.issue} {self.report}"


class Recipient(ScopedModel):
    """主送 or 抄送 of an issue."""

    SCOPE = "issue__series__organization__path"

    issue = models.ForeignKey(Issue, models.CASCADE, verbose_name="期", related_name="recipients")
    kind = models.CharField("方式", max_length=5, choices=RecipientKind, default=RecipientKind.MAIN)
    target = models.CharField("去向", max_length=10, choices=Target, default=Target.OWN)
    name = models.CharField("单位", max_length=60)

    class Meta:
        verbose_name = "报送对象"
        verbose_name_plural = "报送对象"
        ordering = ("issue", "-kind", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "name"],
                name="info_recipient_once",
                violation_error_message="同一单位不能重复列为报送对象",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RecipientKind.values), name="info_recipient_kind_known"
            ),
            models.CheckConstraint(condition=Q(target__in=Target.values), name="info_recipient_target_known"),
        ]

    def __str__(self):
        return self.name
