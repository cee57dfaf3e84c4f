"""Leave asked for and decided."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from activities.choices import LeaveReason, LeaveState
from activities.models.roster import RosterEntry
from core.clock import AppNow
from core.scope import ScopedModel


class LeaveRequest(ScopedModel):
    """请假申请: for the sittings named, or for the whole activity when none is named.

    `by_staff` marks 代请; `asked_late` that the notice of the kind was not kept. `approver` is the person
    whose approval is entered (秘书长, 召集人), beside the user who entered it.
    """

    SCOPE = "entry__activity__organization__path"

    entry = models.ForeignKey(RosterEntry, models.PROTECT, verbose_name="名单", related_name="leaves")
    number = models.PositiveSmallIntegerField("第几次申请")
    sittings = ArrayField(models.BigIntegerField(), verbose_name="请假单元", default=list, blank=True)
    reason_kind = models.CharField("事由类别", max_length=14, choices=LeaveReason)
    reason = models.CharField("事由", max_length=200)
    state = models.CharField("状态", max_length=10, choices=LeaveState, default=LeaveState.WAITING)
    by_staff = models.BooleanField("代请", default=False)
    asked_late = models.BooleanField("未按时限提出", default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="申请人", related_name="+"
    )
    asked_at = models.DateTimeField("申请时间", db_default=AppNow())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="办理人", related_name="+"
    )
    decided_at = models.DateTimeField("办理时间", null=True)
    approver = models.CharField("批准人", max_length=40, blank=True)
    decision = models.CharField("批复意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "请假申请"
        verbose_name_plural = "请假申请"
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="leave_number_once"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="waiting"), name="leave_one_waiting",
                violation_error_message="已有待批的请假申请",
            ),
            models.CheckConstraint(condition=Q(state__in=LeaveState.values), name="leave_state_known"),
            models.CheckConstraint(
                condition=Q(reason_kind__in=LeaveReason.values), name="leave_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="leave_takes_two_people",
                violation_error_message="请假须由申请人以外的人办理",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"]) | Q(decided_by__isnull=False),
                name="leave_decided_by_someone",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="leave_has_a_reason"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.entry}第 {self.number} 次请假"
