"""What passes between matters that do not know each other. A matter is named by text: `proposals:12`."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.clock import AppNow
from core.scope import ScopedModel
from documents.choices import Consent, HandoffKind, HandoffState, InstructionLevel, Label, Relation
from organizations.models import Organization

REF = 60
"""Longest name of a matter."""


class Handoff(ScopedModel):
    """转交: one matter's text offered to become another kind of matter; the other side decides."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    source_ref = models.CharField("来源编号", max_length=REF)
    source_title = models.CharField("来源", max_length=120)
    target_kind = models.CharField("转为", max_length=10, choices=HandoffKind)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    authors = models.JSONField("作者", default=list, help_text="委员任职编号")
    consent = models.CharField("作者意见", max_length=10, choices=Consent)
    state = models.CharField("状态", max_length=10, choices=HandoffState, default=HandoffState.OFFERED)
    target_ref = models.CharField("去向编号", max_length=REF, blank=True)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="转交人", related_name="+"
    )
    offered_at = models.DateTimeField("转交时间", db_default=AppNow())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="处理人", related_name="+"
    )
    decided_at = models.DateTimeField("处理时间", null=True)
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "转交事项"
        verbose_name_plural = "转交事项"
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["source_ref"], name="handoff_by_source"),
            models.Index(fields=["target_ref"], name="handoff_by_target"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source_ref", "target_kind"],
                condition=Q(state="offered"),
                name="handoff_open_once",
                violation_error_message="该事项已转交，正待接收",
            ),
            models.CheckConstraint(
                condition=Q(target_kind__in=HandoffKind.values), name="handoff_kind_known"
            ),
            models.CheckConstraint(condition=Q(state__in=HandoffState.values), name="handoff_state_known"),
            models.CheckConstraint(condition=Q(consent__in=Consent.values), name="handoff_consent_known"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(target_ref=""), name="handoff_accepted_leads_somewhere"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="handoff_declined_with_reason"
            ),
        ]

    def __str__(self):
        return f"{self.source_title}转{self.get_target_kind_display()}"


class Reference(ScopedModel):
    """关联: one matter points to another, with the titles of that day."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    source_ref = models.CharField("来源编号", max_length=REF)
    source_title = models.CharField("来源", max_length=120)
    target_ref = models.CharField("对象编号", max_length=REF)
    target_title = models.CharField("对象", max_length=120)
    relation = models.CharField("关系", max_length=10, choices=Relation)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="登记人", related_name="+"
    )
    at = models.DateTimeField("登记时间", db_default=AppNow())

    class Meta:
        verbose_name = "事项关联"
        verbose_name_plural = "事项关联"
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["source_ref"], name="reference_by_source"),
            models.Index(fields=["target_ref"], name="reference_by_target"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source_ref", "target_ref", "relation"], name="reference_once"
            ),
            models.CheckConstraint(
                condition=~Q(source_ref=F("target_ref")),
                name="reference_between_two",
                violation_error_message="不能把事项关联到它自己",
            ),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="reference_kind_known"),
        ]

    def __str__(self):
        return f"{self.source_title} {self.get_relation_display()} {self.target_title}"


class Instruction(ScopedModel):
    """批示: what a leader wrote on a matter. Never edited; voided once, with a reason."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    matter_ref = models.CharField("事项编号", max_length=REF)
    matter_title = models.CharField("事项", max_length=120)
    leader_name = models.CharField("批示领导", max_length=40)
    leader_post = models.CharField("领导职务", max_length=60)
    level = models.CharField("层级", max_length=10, choices=InstructionLevel)
    text = models.TextField("批示内容")
    given_on = models.DateField("批示日期")
    label = models.CharField("密级标识", max_length=10, choices=Label, default=Label.INTERNAL)
    source = models.CharField("来源", max_length=120, help_text="如“县委办批示抄清单〔2026〕12号”")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="登记人", related_name="+"
    )
    recorded_at = models.DateTimeField("登记时间", db_default=AppNow())
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="作废人",
        related_name="+",
    )  # fmt: skip
    void_reason = models.CharField("作废理由", max_length=200, null=True, blank=True)  # noqa: DJ001

    class Meta:
        verbose_name = "领导批示"
        verbose_name_plural = "领导批示"
        ordering = ("-given_on", "-id")
        indexes = [models.Index(fields=["matter_ref"], name="instruction_by_matter")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "matter_ref", "leader_name", "given_on"],
                condition=Q(voided_at__isnull=True),
                name="instruction_recorded_once",
                violation_error_message="该领导当日对此事项的批示已经登记",
            ),
            models.CheckConstraint(
                condition=Q(level__in=InstructionLevel.values), name="instruction_level_known"
            ),
            models.CheckConstraint(condition=Q(label__in=Label.values), name="instruction_label_known"),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason=None)
                | (Q(voided_at__isnull=False, void_reason__isnull=False) & ~Q(void_reason="")),
                name="instruction_void_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.leader_name}对“{self.matter_title}”的批示"
