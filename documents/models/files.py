"""Files that came in: attachments of objects, and tables handed in for import."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.clock import AppNow
from core.models import Job
from core.scope import ScopedModel
from documents.choices import BatchState, Label, LetterKind
from organizations.models import Organization


class Attachment(ScopedModel):
    """A file that belongs to one object, named by type and id as text; read only through a checked door."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    owner_type = models.CharField("所属类别", max_length=60)
    owner_id = models.CharField("所属编号", max_length=40)
    name = models.CharField("文件名", max_length=120)
    file = models.FileField("文件", upload_to="attachments/%Y/%m/")
    size = models.PositiveIntegerField("大小（字节）")
    content_type = models.CharField("类型", max_length=80)
    sha256 = models.CharField("摘要", max_length=64)
    label = models.CharField("密级标识", max_length=10, choices=Label, default=Label.INTERNAL)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", db_default=AppNow())

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ("id",)
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="attachment_by_owner")]
        constraints = [
            models.CheckConstraint(condition=Q(label__in=Label.values), name="attachment_label_known")
        ]

    def __str__(self):
        return self.name


class ImportBatch(ScopedModel):
    """A table handed in by one person, checked as a whole, and stored only when another confirms it."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    kind = models.CharField("类别", max_length=20)
    file = models.FileField("文件", upload_to="imports/%Y/%m/")
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.CHECKING)
    counts = models.JSONField("计数", default=dict)
    errors = models.JSONField("错误", default=list)
    preview = models.JSONField("预览", default=dict)
    marked = models.FileField("带错误标记的文件", upload_to="imports/%Y/%m/", blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, verbose_name="后台任务")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", related_name="+"
    )
    created_at = models.DateTimeField("提交时间", db_default=AppNow())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="复核人", related_name="+"
    )
    decided_at = models.DateTimeField("复核时间", null=True)
    decision = models.CharField("复核意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "sha256"],
                condition=Q(state="stored"),
                name="batch_file_stored_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("created_by")), name="batch_takes_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["storing", "stored"]) | Q(decided_by__isnull=False),
                name="batch_stored_only_when_confirmed",
            ),
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state_known"),
        ]

    def __str__(self):
        return self.name


class LetterTemplate(ScopedModel):
    """A Word template of the organisation's own, in place of the one that comes with the house."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    kind = models.CharField("文书", max_length=20, choices=LetterKind)
    name = models.CharField("文件名", max_length=120)
    file = models.FileField("模板文件", upload_to="letters/%Y/%m/")
    sha256 = models.CharField("摘要", max_length=64)
    in_use = models.BooleanField("使用中", default=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", db_default=AppNow())

    class Meta:
        verbose_name = "文书模板"
        verbose_name_plural = "文书模板"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind"], condition=Q(in_use=True), name="one_letter_in_use"
            ),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
        ]

    def __str__(self):
        return self.get_kind_display()
