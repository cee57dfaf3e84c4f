"""考核批次: numbered, reproducible, immutable once checked; its sheets, lines and publication."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from appraisals.choices import RunState
from appraisals.models.cycles import Cycle
from appraisals.models.schemes import SchemeVersion
from core.clock import AppNow
from core.models import Job
from core.scope import ScopedModel
from duties.models import Bearer

OFFICIAL = (RunState.CHECKED, RunState.PUBLISHED, RunState.SUPERSEDED)


class ScoringRun(ScopedModel):
    """One official computation. `cut_record_id` and `cut_at` name the last fact and the moment it saw."""

    SCOPE = "cycle__organization__path"

    cycle = models.ForeignKey(Cycle, models.PROTECT, verbose_name="考核周期", related_name="runs")
    number = models.PositiveSmallIntegerField("批次号")
    state = models.CharField("状态", max_length=12, choices=RunState, default=RunState.COMPUTING)
    scheme_version = models.ForeignKey(SchemeVersion, models.PROTECT, verbose_name="计分方案")
    cut_record_id = models.BigIntegerField("截止记录", null=True)
    cut_at = models.DateTimeField("截止时间", null=True)
    input_digest = models.CharField("输入摘要", max_length=64, blank=True)
    output_digest = models.CharField("结果摘要", max_length=64, blank=True)
    summary = models.JSONField("概况", default=dict)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="更正的批次", related_name="corrections"
    )
    reason = models.CharField("更正理由", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )
    created_at = models.DateTimeField("发起时间", db_default=AppNow())
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="复核人", related_name="+"
    )
    checked_at = models.DateTimeField("复核时间", null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, verbose_name="后台任务", related_name="+")

    class Meta:
        verbose_name = "考核批次"
        verbose_name_plural = "考核批次"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="run_number_once"),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(state=RunState.PUBLISHED), name="run_one_published"
            ),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(state=RunState.COMPUTING), name="run_one_computing"
            ),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(created_by=None) | ~Q(checked_by=F("created_by")),
                name="run_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OFFICIAL) | (Q(checked_by__isnull=False) & ~Q(output_digest="")),
                name="run_checked_has_a_checker",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(reason=""), name="run_correction_has_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.cycle} 第{self.number}批"


class ScoreSheet(ScopedModel):
    """What one bearer got in one run. `profile` is who the bearer was then; `position` orders the ranking."""

    SCOPE = "run__cycle__organization__path"

    run = models.ForeignKey(ScoringRun, models.PROTECT, verbose_name="考核批次", related_name="sheets")
    bearer = models.ForeignKey(Bearer, models.PROTECT, verbose_name="计分对象", related_name="sheets")
    profile = models.JSONField("名册信息")
    total = models.DecimalField("总分", max_digits=14, decimal_places=6)
    attendance = models.DecimalField("考勤得分", max_digits=14, decimal_places=6)
    merit = models.DecimalField("考绩得分", max_digits=14, decimal_places=6)
    sections = models.JSONField("板块得分")
    grade = models.CharField("等次", max_length=20, blank=True)
    gates = models.JSONField("基本要求")
    ranks = models.JSONField("各范围名次")
    rank = models.PositiveIntegerField("名次", null=True)
    position = models.PositiveIntegerField("排序")
    percentile = models.DecimalField("前百分之几", max_digits=6, decimal_places=2, null=True)
    counted = models.BooleanField("参加排名", default=True)
    facts = models.PositiveIntegerField("履职记录数", default=0)

    class Meta:
        verbose_name = "得分单"
        verbose_name_plural = "得分单"
        ordering = ("run", "position")
        constraints = [
            models.UniqueConstraint(fields=["run", "bearer"], name="sheet_once"),
            models.UniqueConstraint(fields=["run", "position"], name="sheet_position_once"),
        ]

    def __str__(self):
        return f"{self.profile.get('name', '')} {self.run}"


class ScoreLine(ScopedModel):
    """One indicator of one sheet. `indicator` counts the scheme's indicators in document order from 0.

    A database trigger checks a whole batch of new lines against their sheets at once, in place of a
    foreign key that would check them one by one.
    """

    SCOPE = "sheet__run__cycle__organization__path"

    pk = models.CompositePrimaryKey("sheet_id", "indicator")
    sheet = models.ForeignKey(
        ScoreSheet,
        models.PROTECT,
        verbose_name="得分单",
        related_name="lines",
        db_constraint=False,
        db_index=False,
    )
    indicator = models.SmallIntegerField("指标")
    count = models.DecimalField("数量", max_digits=14, decimal_places=6)
    raw_points = models.DecimalField("原始得分", max_digits=14, decimal_places=6)
    counted_points = models.DecimalField("计入得分", max_digits=14, decimal_places=6)
    chosen = ArrayField(models.BigIntegerField(), verbose_name="选中的记录", null=True)

    class Meta:
        verbose_name = "得分明细"
        verbose_name_plural = "得分明细"
        ordering = ("sheet", "indicator")

    def __str__(self):
        return f"{self.sheet_id} {self.indicator}"


class Publication(ScopedModel):
    """通报: what was published of a run, by which meeting, under which 文号. Append-only."""

    SCOPE = "run__cycle__organization__path"

    run = models.OneToOneField(
        ScoringRun, models.PROTECT, verbose_name="考核批次", related_name="publication"
    )
    meeting = models.CharField("决定会议", max_length=80)
    decided_on = models.DateField("决定日期")
    document_number = models.CharField("文号", max_length=40)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", related_name="+"
    )
    published_at = models.DateTimeField("公布时间", db_default=AppNow())
    counts = models.JSONField("计数")
    lists = models.JSONField("名单")

    class Meta:
        verbose_name = "通报"
        verbose_name_plural = "通报"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(meeting="") & ~Q(document_number=""), name="publication_says_who_decided"
            )
        ]

    def __str__(self):
        return f"{self.run} 通报"
