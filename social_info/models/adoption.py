"""采用: by any body at any level, many times; said once each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.scope import ScopedModel
from social_info.choices import AdoptionKind, AdoptionLevel
from social_info.models.reports import Report


class Adoption(ScopedModel):
    """One body adopted one report in one way. Append-only; taken back once, with a reason."""

    SCOPE = "report__organization__path"

    report = models.ForeignKey(Report, models.PROTECT, verbose_name="信息", related_name="adoptions")
    level = models.CharField("层级", max_length=10, choices=AdoptionLevel)
    kind = models.CharField("方式", max_length=12, choices=AdoptionKind)
    body = models.CharField("采用单位", max_length=60)
    adopted_on = models.DateField("采用日期")
    document_number = models.CharField("刊物和文号", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="登记人", related_name="+"
    )
    at = models.DateTimeField("登记时间", db_default=AppNow())
    voided_at = models.DateTimeField("撤销时间", null=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="撤销人", related_name="+"
    )
    void_reason = models.CharField("撤销理由", max_length=200, null=True)  # noqa: DJ001

    class Meta:
        verbose_name = "信息采用"
        verbose_name_plural = "信息采用"
        ordering = ("-adopted_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "level", "kind", "body"],
                condition=Q(voided_at__isnull=True),
                name="info_adoption_said_once",
                violation_error_message="这条采用已经登记过",
            ),
            models.CheckConstraint(
                condition=Q(level__in=AdoptionLevel.values), name="info_adoption_level_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AdoptionKind.values), name="info_adoption_kind_known"
            ),
            models.CheckConstraint(condition=~Q(body__regex=r"^\s*$"), name="info_adoption_names_a_body"),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason=None)
                | (Q(voided_at__isnull=False, void_reason__isnull=False) & ~Q(void_reason="")),
                name="info_adoption_void_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["adopted_on"], name="info_adoption_by_day")]

    def __str__(self):
        return f"{self.body}{self.get_kind_display()}"
