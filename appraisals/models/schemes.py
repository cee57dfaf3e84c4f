"""计分方案 and its versions; a version is frozen once adopted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisals.choices import SchemeState
from core.clock import AppNow
from core.scope import ScopedModel
from organizations.models import Organization


class Scheme(ScopedModel):
    """The rules of one organisation under one name; what they say stands in the versions."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    slug = models.CharField("代号", max_length=60)
    name = models.CharField("名称", max_length=120)

    class Meta:
        verbose_name = "计分方案"
        verbose_name_plural = "计分方案"
        ordering = ("organization", "slug")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "slug"], name="scheme_slug_once",
                violation_error_message="已有相同代号的计分方案",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.name


class SchemeVersion(ScopedModel):
    """One wording of a scheme. `document` is the engine's canonical form, `digest` its SHA-256."""

    SCOPE = "scheme__organization__path"

    scheme = models.ForeignKey(Scheme, models.PROTECT, verbose_name="计分方案", related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    state = models.CharField("状态", max_length=10, choices=SchemeState, default=SchemeState.DRAFT)
    document = models.JSONField("内容")
    digest = models.CharField("摘要", max_length=64)
    source_note = models.CharField("来源说明", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="编制人", related_name="+"
    )
    created_at = models.DateTimeField("编制时间", db_default=AppNow())
    meeting = models.CharField("通过会议", max_length=80, blank=True)
    decided_on = models.DateField("通过日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="复核人",
        related_name="+",
    )
    adopted_at = models.DateTimeField("通过录入时间", null=True, blank=True)

    class Meta:
        verbose_name = "方案版本"
        verbose_name_plural = "方案版本"
        ordering = ("scheme", "-number")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_once"),
            models.CheckConstraint(condition=Q(state__in=SchemeState.values), name="scheme_state_known"),
            models.CheckConstraint(
                condition=Q(adopted_by=None) | Q(created_by=None) | ~Q(adopted_by=F("created_by")),
                name="scheme_adopted_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=SchemeState.DRAFT)
                | (Q(adopted_by__isnull=False, decided_on__isnull=False) & ~Q(meeting="")),
                name="scheme_adopted_by_a_meeting",
            ),
        ]

    def __str__(self):
        return f"{self.scheme.name} 第{self.number}版"
