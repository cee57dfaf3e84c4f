"""考核周期 and what is computed aside of the official runs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisals.choices import CyclePart, CycleState
from appraisals.models.schemes import SchemeVersion
from core.clock import AppNow
from core.models import Job
from core.scope import ScopedModel
from duties.models import Bearer
from organizations.models import Organization


class Cycle(ScopedModel):
    """One appraisal of one organisation: a half, a year or any span. Both end days are included.

    `live_record_id` and `live_at` say up to where the live scores have looked at the ledger.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    year = models.PositiveSmallIntegerField("年度")
    part = models.CharField("周期", max_length=6, choices=CyclePart)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    scheme_version = models.ForeignKey(
        SchemeVersion, models.PROTECT, null=True, blank=True, verbose_name="计分方案"
    )
    state = models.CharField("状态", max_length=12, choices=CycleState, default=CycleState.OPEN)
    objections_until = models.DateField("申诉截止日期", null=True, blank=True)
    opened_at = models.DateTimeField("开考时间", db_default=AppNow())
    live_record_id = models.BigIntegerField("实时分已读记录", default=0, editable=False)
    live_at = models.DateTimeField("实时分已读时间", null=True, editable=False)

    class Meta:
        verbose_name = "考核周期"
        verbose_name_plural = "考核周期"
        ordering = ("-starts_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "part"], condition=~Q(part=CyclePart.SPAN),
                name="cycle_once", violation_error_message="该年度已有这一考核周期",
            ),
            models.UniqueConstraint(
                fields=["organization", "starts_on", "ends_on"], name="cycle_span_once",
                violation_error_message="已有起止日期相同的考核周期",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="cycle_ends_after_start",
                violation_error_message="结束日期不能早于开始日期",
            ),
            models.CheckConstraint(condition=Q(state__in=CycleState.values), name="cycle_state_known"),
            models.CheckConstraint(condition=Q(part__in=CyclePart.values), name="cycle_part_known"),
        ]  # fmt: skip

    def __str__(self):
        if self.part == CyclePart.SPAN:
            return f"{self.starts_on:%Y-%m-%d} 至 {self.ends_on:%Y-%m-%d}"
        return f"{self.year}年{'度' if self.part == CyclePart.YEAR else self.get_part_display()}"


class LiveScore(ScopedModel):
    """实时参考分: overwritten nightly and on change; no number, no rank."""

    SCOPE = "cycle__organization__path"

    cycle = models.ForeignKey(Cycle, models.CASCADE, verbose_name="考核周期", related_name="live_scores")
    bearer = models.ForeignKey(Bearer, models.PROTECT, verbose_name="计分对象", related_name="live_scores")
    total = models.DecimalField("总分", max_digits=14, decimal_places=6)
    sections = models.JSONField("板块得分", default=dict)
    lines = models.JSONField("得分明细", default=list)
    computed_at = models.DateTimeField("计算时间", db_default=AppNow())

    class Meta:
        verbose_name = "实时参考分"
        verbose_name_plural = "实时参考分"
        ordering = ("cycle", "bearer")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "bearer"], name="live_score_once"),
        ]

    def __str__(self):
        return f"{self.bearer} {self.cycle} 实时参考分"


class TrialRun(ScopedModel):
    """规则试算: a version tried on a past span, apart from the official runs; may be deleted."""

    SCOPE = "cycle__organization__path"

    scheme_version = models.ForeignKey(
        SchemeVersion, models.CASCADE, verbose_name="方案版本", related_name="trials"
    )
    cycle = models.ForeignKey(Cycle, models.CASCADE, verbose_name="考核周期", related_name="trials")
    results = models.JSONField("结果", default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, verbose_name="后台任务", related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="试算人", related_name="+"
    )
    created_at = models.DateTimeField("试算时间", db_default=AppNow())

    class Meta:
        verbose_name = "规则试算"
        verbose_name_plural = "规则试算"
        ordering = ("-id",)

    def __str__(self):
        return f"{self.scheme_version} 试算于 {self.cycle}"
