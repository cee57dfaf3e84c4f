"""The tree of organisations, their terms, and what is constituted per term."""

from django.contrib.postgres.fields import DateRangeField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from core.dates import chinese_date
from core.scope import ScopedModel
from organizations.choices import GroupKind, Level, UnitKind


class Organization(ScopedModel):
    """A 政协 committee. `path` is the materialised tree: `43/4310/431002/`."""

    SCOPE = "path"

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="上级政协", related_name="children"
    )
    code = models.CharField(
        "行政区划代码",
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{2,12}$", "应为 2 至 12 位数字")],
    )
    path = models.CharField("路径", max_length=120, unique=True, editable=False)
    name = models.CharField("全称", max_length=80)
    short_name = models.CharField("简称", max_length=30)
    level = models.CharField("层级", max_length=10, choices=Level)
    one_person_office = models.BooleanField(
        "小机关",
        default=False,
        help_text="人员不足时允许一人兼任多个业务角色，但同一事项的经办与复核仍须两人",
    )

    class Meta:
        verbose_name = "政协组织"
        verbose_name_plural = "政协组织"
        ordering = ("path",)
        constraints = [
            models.CheckConstraint(condition=Q(path__endswith="/"), name="organization_path_ends_with_slash"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="organization_level_known"),
        ]

    def __str__(self):
        return self.short_name


class Term(ScopedModel):
    """届: the five years for which members are appointed."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="政协组织", related_name="terms"
    )
    number = models.PositiveSmallIntegerField("届")
    during = DateRangeField("任期")

    class Meta:
        verbose_name = "届次"
        verbose_name_plural = "届次"
        ordering = ("organization", "-number")
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="term_number_once"),
        ]

    def __str__(self):
        return f"第{chinese_number(self.number)}届"


class Constituted(ScopedModel):
    """Something set up for a term; shown in `position` order."""

    SCOPE = "term__organization__path"

    term = models.ForeignKey(Term, models.PROTECT, verbose_name="届次")
    name = models.CharField("名称", max_length=60)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        abstract = True
        ordering = ("term", "position", "id")

    def __str__(self):
        return self.name


class Sector(Constituted):
    """界别."""

    class Meta(Constituted.Meta):
        verbose_name = "界别"
        verbose_name_plural = "界别"
        constraints = [models.UniqueConstraint(fields=["term", "name"], name="sector_name_once_per_term")]


class Committee(Constituted):
    """专门委员会."""

    short_name = models.CharField("简称", max_length=20, blank=True)

    class Meta(Constituted.Meta):
        verbose_name = "专门委员会"
        verbose_name_plural = "专门委员会"
        constraints = [models.UniqueConstraint(fields=["term", "name"], name="committee_name_once_per_term")]


class Group(Constituted):
    """学习组 by area, 工作组 by sector, 活动组: each member stands in one of each kind at a time."""

    kind = models.CharField("类别", max_length=16, choices=GroupKind)
    sectors = models.ManyToManyField(Sector, blank=True, verbose_name="对应界别")

    class Meta(Constituted.Meta):
        verbose_name = "编组"
        verbose_name_plural = "编组"
        constraints = [
            models.UniqueConstraint(fields=["term", "kind", "name"], name="group_name_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=GroupKind.values), name="group_kind_known"),
        ]


class Session(ScopedModel):
    """次会议: the yearly plenary of a term."""

    SCOPE = "term__organization__path"

    term = models.ForeignKey(Term, models.PROTECT, verbose_name="届次", related_name="sessions")
    number = models.PositiveSmallIntegerField("次")
    starts_on = models.DateField("开幕日期")
    ends_on = models.DateField("闭幕日期")

    class Meta:
        verbose_name = "全体会议"
        verbose_name_plural = "全体会议"
        ordering = ("term", "-number")
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="session_number_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="session_ends_after_start"),
        ]

    def __str__(self):
        return f"{self.term}{chinese_number(self.number)}次会议"


class Unit(ScopedModel):
    """承办单位: a body outside the 政协 that handles what it is given and answers."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=30, blank=True)
    kind = models.CharField("类别", max_length=12, choices=UnitKind)
    position = models.PositiveSmallIntegerField("排序", default=0)
    enabled = models.BooleanField("启用", default=True, help_text="停用后不再交办，以往的办理照旧保留")

    class Meta:
        verbose_name = "承办单位"
        verbose_name_plural = "承办单位"
        ordering = ("organization", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="unit_name_once",
                violation_error_message="已有同名的承办单位",
            ),
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind_known"),
        ]  # fmt: skip

    def __str__(self):
        return self.name


class CalendarDay(ScopedModel):
    """A day that counts otherwise than the built-in calendar says; without an organisation for all.

    Read only through `organizations.workdays`.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, verbose_name="政协组织"
    )
    day = models.DateField("日期")
    is_workday = models.BooleanField("上班", default=False, help_text="不勾选即为放假")
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "工作日调整"
        verbose_name_plural = "工作日调整"
        ordering = ("-day", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "day"], name="calendar_day_once", nulls_distinct=False,
                violation_error_message="这一天已经登记过",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{chinese_date(self.day)}{'上班' if self.is_workday else '放假'}"


def chinese_number(number: int) -> str:
    """1–99 as Chinese numerals: 十四, 二十."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{digits[tens]}十")
    return head + (digits[ones] if ones or not tens else "")
