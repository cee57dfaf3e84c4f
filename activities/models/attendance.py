"""Who was there: sign-ins, and entries made afterwards by two people."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from activities.choices import LateEntryState, SignMethod
from activities.models.activity import Sitting
from activities.models.roster import RosterEntry
from core.clock import AppNow
from core.scope import ScopedModel


class Presence(ScopedModel):
    """签到: one standing row for a person in a sitting. `signed_at` is the database's time, set by a trigger.

    `scanned_at` is what an offline device says, for people to read. `flags` name what smells
    (one device for two members). A row taken back keeps its reason.
    """

    SCOPE = "sitting__activity__organization__path"
    PERSONAL = frozenset({"device_hash"})

    sitting = models.ForeignKey(Sitting, models.PROTECT, verbose_name="单元", related_name="presences")
    entry = models.ForeignKey(RosterEntry, models.PROTECT, verbose_name="名单", related_name="presences")
    method = models.CharField("签到方式", max_length=10, choices=SignMethod)
    signed_at = models.DateTimeField("签到时间", db_default=AppNow())
    scanned_at = models.DateTimeField("离线扫码时间", null=True, blank=True)
    late = models.BooleanField("迟到", default=False)
    left_early = models.BooleanField("早退", default=False)
    left_at = models.DateTimeField("离开时间", null=True, blank=True)
    device_hash = models.CharField("设备摘要", max_length=64, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name="存疑标记", default=list, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="登记人", related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="确认人",
        related_name="+",
    )  # fmt: skip
    reason = models.CharField("补签理由", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="撤销人",
        related_name="+",
    )  # fmt: skip
    withdrawn_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "签到记录"
        verbose_name_plural = "签到记录"
        ordering = ("sitting", "signed_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "entry"], condition=Q(withdrawn_at=None), name="presence_once",
                violation_error_message="该委员本单元已签到",
            ),
            models.CheckConstraint(condition=Q(method__in=SignMethod.values), name="presence_method_known"),
            models.CheckConstraint(
                condition=~Q(method="late_entry")
                | (Q(recorded_by__isnull=False, confirmed_by__isnull=False) & ~Q(reason="")
                   & ~Q(confirmed_by=F("recorded_by"))),
                name="presence_late_takes_two",
                violation_error_message="补签须写明理由，并由另一人确认",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | (Q(withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="presence_withdrawn_why",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["sitting", "device_hash"], name="presence_by_device")]

    def __str__(self):
        return f"{self.entry} {self.get_method_display()}"


class LateEntry(ScopedModel):
    """补签申请: asked by one person with a reason, confirmed or declined by another."""

    SCOPE = "sitting__activity__organization__path"

    sitting = models.ForeignKey(Sitting, models.PROTECT, verbose_name="单元", related_name="late_entries")
    entry = models.ForeignKey(RosterEntry, models.PROTECT, verbose_name="名单", related_name="late_entries")
    reason = models.CharField("理由", max_length=200)
    late = models.BooleanField("迟到", default=False)
    state = models.CharField("状态", max_length=10, choices=LateEntryState, default=LateEntryState.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="提出人", related_name="+"
    )
    asked_at = models.DateTimeField("提出时间", db_default=AppNow())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="确认人", related_name="+"
    )
    decided_at = models.DateTimeField("确认时间", null=True)
    decision = models.CharField("确认意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "补签"
        verbose_name_plural = "补签"
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "entry"], condition=Q(state="waiting"), name="late_entry_one_waiting",
                violation_error_message="已有待确认的补签",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LateEntryState.values), name="late_entry_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_by__isnull=False), name="late_entry_decided_by"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="late_entry_takes_two",
                violation_error_message="补签须由提出人以外的人确认",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="late_entry_has_a_reason"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.entry} {self.sitting}"
