"""The audit chain, jobs, and the workers' heartbeat. Organisations are named by path, as text."""

from django.db import models

from core.choices import JobState
from core.clock import AppNow
from core.scope import ScopedModel


class AuditEntry(ScopedModel):
    """One act of one actor. Append-only; the database numbers and chains the rows of an organisation."""

    SCOPE = "organization_path"

    organization_path = models.CharField("组织", max_length=120)
    seq = models.BigIntegerField("序号", db_default=0)
    at = models.DateTimeField("时间", db_default=AppNow())
    actor = models.CharField("操作人", max_length=120)
    role = models.CharField("角色", max_length=120, blank=True)
    act = models.CharField("操作", max_length=120)
    object_type = models.CharField("对象类别", max_length=80)
    object_id = models.CharField("对象编号", max_length=80)
    object_label = models.CharField("对象", max_length=200, blank=True)
    before = models.JSONField("变更前", default=dict)
    after = models.JSONField("变更后", default=dict)
    reason = models.TextField("理由", blank=True)
    request_id = models.CharField("请求编号", max_length=32, blank=True)
    previous = models.CharField("上一摘要", max_length=64, db_default="")
    digest = models.CharField("摘要", max_length=64, db_default="")

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["organization_path", "seq"], name="audit_seq_per_organization"),
        ]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_by_object")]

    def __str__(self):
        return f"{self.act} {self.object_label}"


class AuditHead(ScopedModel):
    """The last number and digest of each organisation's chain; kept by the trigger of AuditEntry."""

    SCOPE = "organization_path"

    organization_path = models.CharField("组织", max_length=120, primary_key=True)
    seq = models.BigIntegerField("序号")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "审计链头"
        verbose_name_plural = "审计链头"

    def __str__(self):
        return f"{self.organization_path} {self.seq}"


class Job(ScopedModel):
    """Work done in the background. The broker only rings; this row is the record."""

    SCOPE = "organization_path"

    organization_path = models.CharField("组织", max_length=120, blank=True)
    task = models.CharField("任务", max_length=80)
    label = models.CharField("名称", max_length=120)
    key = models.CharField("防重键", max_length=200, unique=True)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.TextField("说明", blank=True)
    result = models.JSONField("结果", default=dict)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    created_by = models.BigIntegerField("发起人", null=True)
    created_at = models.DateTimeField("发起时间", db_default=AppNow())
    rung_at = models.DateTimeField("通知时间", db_default=AppNow())
    started_at = models.DateTimeField("开始时间", null=True)
    heartbeat_at = models.DateTimeField("最近心跳", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=JobState.DONE) | models.Q(finished_at__isnull=False),
                name="job_done_has_an_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="job_unfinished",
            )
        ]

    def __str__(self):
        return self.label

    @property
    def percent(self) -> int:
        return 100 if self.state == JobState.DONE else (100 * self.done // self.total if self.total else 0)

    @property
    def unfinished(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)


class Heartbeat(models.Model):
    """When a part of the house was last seen alive."""

    name = models.CharField("部件", max_length=40, primary_key=True)
    at = models.DateTimeField("最近一次", db_default=AppNow())

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = "心跳"

    def __str__(self):
        return self.name
