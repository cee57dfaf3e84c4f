"""Clusters of similar reports, found over a window of days by a job."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.clock import AppNow
from core.models import Job
from core.scope import ScopedModel
from organizations.models import Organization


class ClusterScan(ScopedModel):
    """One search for clusters; `groups` holds the ids of the reports that say the same.

    Whoever reads it sees of each group only the reports that this person may read.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    since = models.DateField("起")
    until = models.DateField("止")
    percent = models.PositiveSmallIntegerField("相近程度（%）", default=60)
    groups = models.JSONField("结果", default=list)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, verbose_name="后台任务")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="发起人", related_name="+"
    )
    created_at = models.DateTimeField("发起时间", db_default=AppNow())

    class Meta:
        verbose_name = "相近信息归集"
        verbose_name_plural = "相近信息归集"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="info_scan_ends_after_start")
        ]

    def __str__(self):
        return f"相近信息归集{self.pk or ''}"
