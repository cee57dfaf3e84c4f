"""What people say of the scores: adjustments by two, objections and their answers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisals.choices import AdjustmentState, ObjectionState
from appraisals.models.cycles import Cycle
from core.clock import AppNow
from core.scope import ScopedModel
from documents.models import Attachment
from duties.models import Bearer, DutyRecord


class Adjustment(ScopedModel):
    """人工调整: points added to (or, negative, taken from) one indicator or section, seen by the member."""

    SCOPE = "cycle__organization__path"

    cycle = models.ForeignKey(Cycle, models.PROTECT, verbose_name="考核周期", related_name="adjustments")
    bearer = models.ForeignKey(Bearer, models.PROTECT, verbose_name="计分对象", related_name="adjustments")
    indicator = models.CharField("指标", max_length=60, blank=True)
    section = models.CharField("板块", max_length=60, blank=True)
    points = models.DecimalField("分值", max_digits=7, decimal_places=2)
    reason = models.CharField("理由", max_length=300)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, verbose_name="依据附件", related_name="+"
    )
    state = models.CharField("状态", max_length=10, choices=AdjustmentState, default=AdjustmentState.WAITING)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+"
    )
    created_at = models.DateTimeField("提出时间", db_default=AppNow())
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="复核人", related_name="+"
    )
    approved_at = models.DateTimeField("复核时间", null=True)

    class Meta:
        verbose_name = "人工调整"
        verbose_name_plural = "人工调整"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S.{8,}\S"), name="adjustment_reason_ten",
                violation_error_message="理由至少写 10 个字",
            ),
            models.CheckConstraint(condition=~Q(points=0), name="adjustment_moves_points"),
            models.CheckConstraint(
                condition=(Q(indicator="") | Q(section="")) & ~Q(indicator="", section=""),
                name="adjustment_names_one_place",
                violation_error_message="指标与板块须填写一个，且只填一个",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("created_by")), name="adjustment_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state=AdjustmentState.APPROVED)
                | Q(approved_by__isnull=False, attachment__isnull=False),
                name="adjustment_approved_with_proof",
            ),
            models.CheckConstraint(condition=Q(state__in=AdjustmentState.values), name="adjustment_state_known"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.bearer} {self.points:+}"


class Objection(ScopedModel):
    """申诉 of a member against a line of the own sheet, or a record behind it."""

    SCOPE = "cycle__organization__path"

    cycle = models.ForeignKey(Cycle, models.PROTECT, verbose_name="考核周期", related_name="objections")
    bearer = models.ForeignKey(Bearer, models.PROTECT, verbose_name="计分对象", related_name="objections")
    indicator = models.CharField("指标", max_length=60, blank=True)
    record = models.ForeignKey(
        DutyRecord, models.PROTECT, null=True, blank=True, verbose_name="履职记录", related_name="+"
    )
    text = models.CharField("申诉内容", max_length=500)
    state = models.CharField("状态", max_length=10, choices=ObjectionState, default=ObjectionState.ASKED)
    deadline = models.DateField("答复期限")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申诉人", related_name="+"
    )
    asked_at = models.DateTimeField("申诉时间", db_default=AppNow())
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="答复人", related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "申诉"
        verbose_name_plural = "申诉"
        ordering = ("state", "deadline", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(indicator="") | Q(record__isnull=False), name="objection_names_a_place"
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.ASKED) | (Q(answered_by__isnull=False) & ~Q(answer="")),
                name="objection_answer_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")), name="objection_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ObjectionState.values), name="objection_state_known"
            ),
        ]

    def __str__(self):
        return f"{self.bearer} 申诉"
