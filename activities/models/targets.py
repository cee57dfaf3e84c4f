"""六个一, 双五一个: what each group or member should do in a period, ticked from the ledger and the activities."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from activities.site_choices import TargetPeriod, TargetSubject
from core.scope import ScopedModel
from duties.models import DutyKind
from organizations.choices import GroupKind
from organizations.models import Organization


class TargetSet(ScopedModel):
    """A named set of targets for groups of one kind, or for every member."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    name = models.CharField("名称", max_length=40)
    subject = models.CharField("考查对象", max_length=8, choices=TargetSubject)
    group_kind = models.CharField(
        "编组类别", max_length=16, choices=GroupKind, blank=True, help_text="对象为编组时填写"
    )
    period = models.CharField("周期", max_length=8, choices=TargetPeriod, default=TargetPeriod.YEAR)
    source = models.CharField("依据", max_length=100, blank=True)
    enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "履职目标"
        verbose_name_plural = "履职目标"
        ordering = ("organization", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="target_set_name_once",
                violation_error_message="已有同名的履职目标",
            ),
            models.CheckConstraint(
                condition=(Q(subject="group") & ~Q(group_kind="")) | Q(subject="member", group_kind=""),
                name="target_set_names_its_groups",
                violation_error_message="对象为编组时须选编组类别，对象为委员时不选",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name


class TargetItem(ScopedModel):
    """One target: `wanted` times an act of a 履职事项, or an activity of a kind, in each period.

    For a group every distinct matter of its own records and its members' counts once, however many
    members took part.
    """

    SCOPE = "target_set__organization__path"

    target_set = models.ForeignKey(TargetSet, models.PROTECT, verbose_name="履职目标", related_name="items")
    position = models.PositiveSmallIntegerField("排序", default=0)
    text = models.CharField("内容", max_length=60)
    duty_kind = models.ForeignKey(
        DutyKind, models.PROTECT, null=True, blank=True, verbose_name="按履职事项核对"
    )
    activity_kind = models.ForeignKey(
        "activities.ActivityKind", models.PROTECT, null=True, blank=True, verbose_name="按活动类型核对"
    )
    wanted = models.PositiveSmallIntegerField("每期次数", default=1, validators=[MinValueValidator(1)])
    is_example = models.BooleanField("示例", default=False, help_text="原文未写明，由本会自定")

    class Meta:
        verbose_name = "目标条目"
        verbose_name_plural = "目标条目"
        ordering = ("target_set", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["target_set", "text"], name="target_item_once",
                violation_error_message="同一目标里已有相同的条目",
            ),
            models.CheckConstraint(
                condition=Q(duty_kind__isnull=False, activity_kind=None)
                | Q(duty_kind=None, activity_kind__isnull=False),
                name="target_item_has_one_measure",
                violation_error_message="履职事项和活动类型须选一个，只选一个",
            ),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="target_item_wants_something"),
        ]  # fmt: skip

    def __str__(self):
        return self.text
