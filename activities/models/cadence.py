"""What recurs: rules, and one occurrence for each day and site that a rule implies."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from activities.site_choices import Frequency, OnHoliday, SiteFunction, Weekday
from core.scope import ScopedModel
from organizations.models import Organization

ON_A_DAY = Q(weekday="", day_of_month__isnull=False, day_of_month__range=(1, 31))
IN_A_MONTH = Q(month__isnull=False, month__range=(1, 12))


class CadenceRule(ScopedModel):
    """«每月 21 日，8 个委员工作室»: which kind of activity is due when and where."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    name = models.CharField("活动名称", max_length=60)
    kind = models.ForeignKey(
        "activities.ActivityKind", models.PROTECT, verbose_name="活动类型", related_name="cadence_rules"
    )
    frequency = models.CharField("频次", max_length=12, choices=Frequency)
    weekday = models.CharField(
        "星期几", max_length=1, choices=Weekday, blank=True, help_text="每周、每两周填写"
    )
    day_of_month = models.PositiveSmallIntegerField(
        "几日", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="按月及更长的频次填写；当月没有这一天的，取最后一天",
    )  # fmt: skip
    month = models.PositiveSmallIntegerField(
        "第几个月", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="每季度填 1 至 3，每半年填 1 至 6，每年填 1 至 12",
    )  # fmt: skip
    from_time = models.TimeField("开始时间", default="09:00")
    to_time = models.TimeField("结束时间", default="11:30")
    place = models.CharField("地点", max_length=80, blank=True, help_text="有场所的以场所地点为准")
    sites = models.ManyToManyField(
        "activities.Site", blank=True, verbose_name="场所", related_name="cadence_rules",
        help_text="每个场所各举行一次；不选则全会举行一次",
    )  # fmt: skip
    function = models.CharField("功能", max_length=12, choices=SiteFunction, default=SiteFunction.DUTY)
    on_holiday = models.CharField("逢节假日", max_length=8, choices=OnHoliday, default=OnHoliday.KEEP)
    starts_on = models.DateField("起始日期", help_text="每两周从这一天所在的一周算起")
    ends_on = models.DateField("截止日期", null=True, blank=True)
    create_days = models.PositiveSmallIntegerField(
        "提前几天生成", default=30, validators=[MaxValueValidator(120)]
    )
    remind_days = models.PositiveSmallIntegerField(
        "提前几天提醒", default=5, validators=[MaxValueValidator(60)]
    )
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+",
        help_text="收到提醒、填写未举行原因的人",
    )  # fmt: skip
    enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "定期活动"
        verbose_name_plural = "定期活动"
        ordering = ("organization", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="cadence_name_once",
                violation_error_message="已有同名的定期活动",
            ),
            models.CheckConstraint(
                condition=Q(frequency="daily", weekday="", day_of_month=None, month=None)
                | (Q(frequency__in=["weekly", "fortnightly"], day_of_month=None, month=None) & ~Q(weekday=""))
                | (ON_A_DAY & Q(frequency__in=["monthly", "odd_months", "even_months"], month=None))
                | (ON_A_DAY & IN_A_MONTH & Q(frequency="quarterly", month__lte=3))
                | (ON_A_DAY & IN_A_MONTH & Q(frequency="half_yearly", month__lte=6))
                | (ON_A_DAY & IN_A_MONTH & Q(frequency="yearly")),
                name="cadence_says_which_day",
                violation_error_message="请按频次填写星期几、几日或第几个月，不需要的留空",
            ),
            models.CheckConstraint(
                condition=Q(to_time__gt=models.F("from_time")), name="cadence_ends_after_start",
                violation_error_message="结束时间应晚于开始时间",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="cadence_span_forwards", violation_error_message="截止日期不能早于起始日期",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name


class Occurrence(ScopedModel):
    """A day on which a rule wants an activity at a site, and the draft that was made for it.

    `held_on` is the day after the holiday rule; empty where the holiday cancelled it.
    """

    SCOPE = "rule__organization__path"

    rule = models.ForeignKey(CadenceRule, models.PROTECT, verbose_name="定期活动", related_name="occurrences")
    site = models.ForeignKey(
        "activities.Site",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="场所",
        related_name="occurrences",
    )
    due_on = models.DateField("应举行日期")
    held_on = models.DateField("安排日期", null=True, blank=True)
    activity = models.OneToOneField(
        "activities.Activity", models.PROTECT, null=True, blank=True, verbose_name="活动",
        related_name="occurrence",
    )  # fmt: skip
    reminded_on = models.DateField("提醒日期", null=True, blank=True)
    reason = models.CharField("未举行原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "应举行活动"
        verbose_name_plural = "应举行活动"
        ordering = ("-due_on", "rule", "site")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "site", "due_on"], name="occurrence_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(held_on=None, activity=None) | Q(held_on__isnull=False, activity__isnull=False),
                name="occurrence_has_its_draft",
            ),
        ]

    def __str__(self):
        return f"{self.rule} {self.due_on:%Y-%m-%d}"
