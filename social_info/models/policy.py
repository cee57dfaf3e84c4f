"""What an organisation may decide about its reports, who handles labelled ones, and its running numbers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.clock import AppNow
from core.scope import ScopedModel
from organizations.models import Organization


def warn_months():
    return [6, 9, 11]


class ReportPolicy(ScopedModel):
    """信息工作规则 of one organisation; without a row the defaults hold.

    The defaults are the usual ones: at most 1,500 characters, 常委 at least 3 and 委员 at least 1 a year.
    """

    organization = models.OneToOneField(Organization, models.PROTECT, verbose_name="政协组织")
    max_characters = models.PositiveSmallIntegerField(
        "字数上限",
        default=1500,
        validators=[MinValueValidator(200), MaxValueValidator(5000)],
        help_text="情况、原因、建议三部分合计",
    )
    fast_lane_hours = models.PositiveSmallIntegerField(
        "直通车时限（小时）", default=24, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    standing_minimum = models.PositiveSmallIntegerField("常委每年至少（篇）", default=3)
    member_minimum = models.PositiveSmallIntegerField("委员每年至少（篇）", default=1)
    warn_months = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)]),
        verbose_name="提醒月份",
        default=warn_months,
        help_text="这些月份的第一天提醒还没有达到数量的委员，用逗号分隔",
    )
    reply_days = models.PositiveSmallIntegerField(
        "部门答复期限（天）", default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    alike_percent = models.PositiveSmallIntegerField(
        "相近提示线（%）", default=60, validators=[MinValueValidator(30), MaxValueValidator(100)]
    )
    merged_counts_singly = models.BooleanField(
        "综合采用计入采用率", default=True, help_text="并入综合的原始信息被采用时，计作反映人被采用一篇"
    )

    class Meta:
        verbose_name = "信息工作规则"
        verbose_name_plural = "信息工作规则"

    def __str__(self):
        return f"{self.organization}信息工作规则"


class LabelHandler(ScopedModel):
    """敏感信息经办人: named by the organisation; only they handle reports labelled 敏感 or 限本人."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人")
    enabled = models.BooleanField("在任", default=True, help_text="不再经办的取消勾选")
    named_at = models.DateTimeField("指定时间", db_default=AppNow())

    class Meta:
        verbose_name = "敏感信息经办人"
        verbose_name_plural = "敏感信息经办人"
        ordering = ("organization", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"],
                name="info_label_handler_once",
                violation_error_message="该人员已是敏感信息经办人",
            )
        ]

    def __str__(self):
        return str(self.user)


class Counter(ScopedModel):
    """The last number given out under a key in a year; the row's lock keeps numbers without gaps."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    key = models.CharField("类别", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = "信息编号"
        verbose_name_plural = "信息编号"
        constraints = [
            models.UniqueConstraint(fields=["organization", "key", "year"], name="info_report_counter_once")
        ]

    def __str__(self):
        return f"{self.key} {self.year} {self.last}"
