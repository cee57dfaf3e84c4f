"""Opinions of reviewers, and proposals joined into one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.clock import AppNow
from core.scope import ScopedModel
from proposals.choices import Stage, Verdict
from proposals.models.proposal import Proposal


class ReviewOpinion(ScopedModel):
    """审查意见 of one reviewer at one stage; append-only. `turn` counts how often the text was handed in."""

    SCOPE = "proposal__organization__path"

    proposal = models.ForeignKey(Proposal, models.PROTECT, verbose_name="提案", related_name="opinions")
    stage = models.CharField("环节", max_length=10, choices=Stage)
    turn = models.PositiveSmallIntegerField("第几次提交", default=1)
    verdict = models.CharField("意见", max_length=12, choices=Verdict)
    text = models.CharField("说明", max_length=500, blank=True)
    settles = models.BooleanField("据此处理", default=False)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审查人", related_name="+"
    )
    at = models.DateTimeField("时间", db_default=AppNow())

    class Meta:
        verbose_name = "审查意见"
        verbose_name_plural = "审查意见"
        ordering = ("proposal", "id")
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="opinion_stage_known"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="opinion_verdict_known"),
            models.UniqueConstraint(
                fields=["proposal", "stage", "turn", "reviewer", "settles"],
                name="opinion_once_per_reviewer",
                violation_error_message="您已在本环节提出过意见",
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()} {self.get_verdict_display()}"


class Merge(ScopedModel):
    """并案: `merged` is handled together with `main`; undone it stays as history."""

    SCOPE = "main__organization__path"

    merged = models.ForeignKey(Proposal, models.PROTECT, verbose_name="并入的提案", related_name="merges")
    main = models.ForeignKey(Proposal, models.PROTECT, verbose_name="主案", related_name="merged_here")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", related_name="+")
    at = models.DateTimeField("时间", db_default=AppNow())
    undone_at = models.DateTimeField("撤并时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="撤并人",
        related_name="+",
    )  # fmt: skip
    undone_reason = models.CharField("撤并理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "并案"
        verbose_name_plural = "并案"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(merged=F("main")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at=None),
                name="merged_into_one",
                violation_error_message="该提案已经并入其他提案",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
                name="merge_undone_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.merged} 并入 {self.main}"
