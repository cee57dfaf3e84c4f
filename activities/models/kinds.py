"""Kinds of meetings and activities as data."""

from django.db import models
from django.db.models import F, Q

from activities.choices import Family, LeaveApprover, UnitRule
from core.scope import ScopedModel
from organizations.models import Organization


class ActivityKind(ScopedModel):
    """活动类型: what rules hold for such meetings, and which duty facts settlement writes.

    System kinds (no organisation) are seeded from `kinds.yaml` and locked; an organisation's own kind of
    the same code takes the place of the system's. `absent_below` is a fraction: present in less than
    `absent_below_num / absent_below_den` of the half-days expected counts as absent.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, verbose_name="政协组织"
    )
    code = models.SlugField("代码", max_length=40)
    label = models.CharField("名称", max_length=60)
    family = models.CharField("大类", max_length=12, choices=Family, default=Family.OTHER)
    duty_kind = models.SlugField("履职事项代码", max_length=40)
    group_duty_kind = models.SlugField(
        "小组会议履职事项代码", max_length=40, blank=True, help_text="小组、联组会议另计时填写"
    )
    must_attend = models.BooleanField("应当出席", default=True, help_text="否则为报名参加")
    unit = models.CharField("计次方式", max_length=10, choices=UnitRule, default=UnitRule.HALF_DAY)
    leave_notice_days = models.PositiveSmallIntegerField("请假提前天数", default=1)
    leave_approver = models.CharField(
        "请假批准人", max_length=20, choices=LeaveApprover, default=LeaveApprover.OPERATOR
    )
    max_leave_requests = models.PositiveSmallIntegerField("请假申请次数上限", default=2)
    late_after = models.PositiveSmallIntegerField("开始后多少分钟为迟到", default=10)
    early_before = models.PositiveSmallIntegerField("结束前多少分钟离开为早退", default=30)
    absent_below_num = models.PositiveSmallIntegerField("到会不足（分子）", default=2)
    absent_below_den = models.PositiveSmallIntegerField("到会不足（分母）", default=3)
    opens_before = models.PositiveSmallIntegerField("开始前多少分钟开放签到", default=60)
    closes_after = models.PositiveSmallIntegerField(
        "开始后多少分钟截止签到", null=True, blank=True, help_text="不填则至该单元结束"
    )
    basis = models.CharField("依据", max_length=120, blank=True)
    enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "活动类型"
        verbose_name_plural = "活动类型"
        ordering = ("organization", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "code"], name="activity_kind_code_once", nulls_distinct=False,
                violation_error_message="已有相同代码的活动类型",
            ),
            models.CheckConstraint(
                condition=Q(absent_below_den__gte=1, absent_below_num__lte=F("absent_below_den")),
                name="activity_kind_share_at_most_one",
                violation_error_message="“到会不足”的分子不能大于分母，分母至少为 1",
            ),
            models.CheckConstraint(condition=Q(family__in=Family.values), name="activity_kind_family_known"),
            models.CheckConstraint(condition=Q(unit__in=UnitRule.values), name="activity_kind_unit_known"),
        ]  # fmt: skip

    def __str__(self):
        return self.label
