"""委员工作室, 三室一站, 议事厅, 界别之家 …: the register, their checklists, reception days, deeds and tasks."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from activities.site_choices import DeedKind, ReceptionState, SiteFunction, SiteState, TaskState
from core.clock import AppNow
from core.scope import ScopedModel
from members.models import Membership
from organizations.models import Committee, Group, Organization, Sector


class Town(ScopedModel):
    """镇街: an area of the organisation that should have a site."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    name = models.CharField("名称", max_length=30)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "镇街"
        verbose_name_plural = "镇街"
        ordering = ("organization", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="town_name_once",
                violation_error_message="已有同名的镇街",
            )
        ]

    def __str__(self):
        return self.name


class SiteKind(ScopedModel):
    """委员工作室, 界别之家, 协商议事厅, 书画院 …: the organisation's own list."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    name = models.CharField("名称", max_length=30)
    position = models.PositiveSmallIntegerField("排序", default=0)
    wanted = models.PositiveSmallIntegerField("计划建成数", null=True, blank=True)
    yearly_activities = models.PositiveSmallIntegerField(
        "每年至少活动次数", null=True, blank=True, help_text="不填则不核对"
    )
    enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "场所类别"
        verbose_name_plural = "场所类别"
        ordering = ("organization", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="site_kind_name_once",
                violation_error_message="已有同名的场所类别",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.name


class Site(ScopedModel):
    """One 工作室, 站 or 厅: who leads it, which 界别, town, group or industry chain it belongs to."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    kind = models.ForeignKey(SiteKind, models.PROTECT, verbose_name="类别", related_name="sites")
    name = models.CharField("名称", max_length=60)
    lead = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, verbose_name="负责委员", related_name="led_sites"
    )
    convener = models.CharField(
        "召集人", max_length=60, blank=True, help_text="召集人不是委员时填写，如“某镇党委副书记 某某”"
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, verbose_name="界别", related_name="sites"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, verbose_name="联系的专委会"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, verbose_name="活动组", related_name="sites"
    )
    town = models.ForeignKey(
        Town, models.PROTECT, null=True, blank=True, verbose_name="镇街", related_name="sites"
    )
    branch = models.CharField("党支部", max_length=60, blank=True)
    industry_chain = models.CharField("产业链、服务链", max_length=60, blank=True)
    functions = ArrayField(
        models.CharField(max_length=12, choices=SiteFunction),
        verbose_name="功能定位",
        default=list,
        blank=True,
    )
    members = models.ManyToManyField(Membership, blank=True, verbose_name="入驻委员", related_name="sites")
    address = models.CharField("地点", max_length=100, blank=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=SiteState, default=SiteState.OPEN)
    remarks = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "履职场所"
        verbose_name_plural = "履职场所"
        ordering = ("organization", "kind", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "name"], name="site_name_once",
                violation_error_message="已有同类同名的场所",
            ),
            models.CheckConstraint(condition=Q(state__in=SiteState.values), name="site_state_known"),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    @classmethod
    def shared_rows(cls) -> Q:
        """What stands open is counted by the organisation above."""
        return Q(state=SiteState.OPEN)


class Checklist(ScopedModel):
    """六有, 五有三服务 …: what a site of these kinds should have."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    name = models.CharField("名称", max_length=40)
    kinds = models.ManyToManyField(SiteKind, blank=True, verbose_name="适用类别", related_name="checklists")
    source = models.CharField("依据", max_length=100, blank=True)
    enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "建设标准"
        verbose_name_plural = "建设标准"
        ordering = ("organization", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="checklist_name_once",
                violation_error_message="已有同名的建设标准",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.name


class ChecklistItem(ScopedModel):
    """One thing that should be there."""

    SCOPE = "checklist__organization__path"

    checklist = models.ForeignKey(Checklist, models.PROTECT, verbose_name="建设标准", related_name="items")
    position = models.PositiveSmallIntegerField("排序", default=0)
    text = models.CharField("内容", max_length=60)
    is_example = models.BooleanField("示例", default=False, help_text="本项内容由本会自定，尚为示例")
    enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "标准条目"
        verbose_name_plural = "标准条目"
        ordering = ("checklist", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "text"], name="checklist_item_once",
                violation_error_message="同一标准里已有相同的条目",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.text


class SiteTick(ScopedModel):
    """What one site has of its checklist: since when, by what evidence, who looked."""

    SCOPE = "site__organization__path"

    site = models.ForeignKey(Site, models.PROTECT, verbose_name="场所", related_name="ticks")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, verbose_name="条目", related_name="ticks")
    met = models.BooleanField("达标", default=True)
    looked_on = models.DateField("查看日期")
    evidence = models.CharField("佐证", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="查看人", related_name="+"
    )

    class Meta:
        verbose_name = "达标情况"
        verbose_name_plural = "达标情况"
        ordering = ("site", "item")
        constraints = [models.UniqueConstraint(fields=["site", "item"], name="site_ticks_an_item_once")]

    def __str__(self):
        return f"{self.item}{'已达标' if self.met else '未达标'}"


class SiteActivity(ScopedModel):
    """An activity held at, or with, a site; one activity may have several hosts."""

    SCOPE = "site__organization__path"

    site = models.ForeignKey(Site, models.PROTECT, verbose_name="场所", related_name="hosted")
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, verbose_name="活动", related_name="sites"
    )
    function = models.CharField("功能", max_length=12, choices=SiteFunction, default=SiteFunction.DUTY)

    class Meta:
        verbose_name = "场所活动"
        verbose_name_plural = "场所活动"
        ordering = ("site", "activity")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "activity"], name="site_hosts_once", violation_error_message="已登记在该场所"
            )
        ]

    def __str__(self):
        return f"{self.site}：{self.activity}"


class Deed(ScopedModel):
    """服务群众, 化解纠纷, 微建议, 公益, 走访: how many cases, how many people, how much money."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    kind = models.CharField("类别", max_length=12, choices=DeedKind)
    day = models.DateField("日期")
    title = models.CharField("事项", max_length=100)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, verbose_name="场所", related_name="deeds"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, verbose_name="活动组", related_name="deeds"
    )
    village = models.CharField("村居", max_length=40, blank=True)
    cases = models.PositiveIntegerField("件数", default=1)
    people = models.PositiveIntegerField("受益或参加人次", default=0)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, default=0)
    answer = models.CharField("办理结果", max_length=300, blank=True)

    class Meta:
        verbose_name = "服务实事"
        verbose_name_plural = "服务实事"
        ordering = ("-day", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="deed_amount_not_negative"),
            models.CheckConstraint(condition=Q(kind__in=DeedKind.values), name="deed_kind_known"),
        ]
        indexes = [models.Index(fields=["organization", "day"], name="deed_by_day")]

    def __str__(self):
        return self.title


class ReceptionDay(ScopedModel):
    """主席委员接待日: who receives, where, when, and how many came."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    site = models.ForeignKey(Site, models.PROTECT, verbose_name="地点", related_name="receptions")
    host = models.ForeignKey(Membership, models.PROTECT, verbose_name="接待人", related_name="receptions")
    day = models.DateField("日期")
    from_time = models.TimeField("开始时间", default="09:00")
    to_time = models.TimeField("结束时间", default="11:30")
    topic = models.CharField("主题", max_length=80, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReceptionState, default=ReceptionState.PLANNED)
    visitors = models.PositiveIntegerField("来访人数", null=True, blank=True)
    reason = models.CharField("取消理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "接待日"
        verbose_name_plural = "接待日"
        ordering = ("-day", "from_time", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day", "host"], name="reception_once_a_day",
                violation_error_message="该接待人当天在此已有排班",
            ),
            models.CheckConstraint(condition=Q(to_time__gt=F("from_time")), name="reception_ends_after_start",
                violation_error_message="结束时间应晚于开始时间"),
            models.CheckConstraint(condition=Q(state__in=ReceptionState.values), name="reception_state_known"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(visitors__isnull=False), name="reception_held_counts_visitors"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.host} {self.day:%Y-%m-%d}"


class ReceptionIssue(ScopedModel):
    """What a visitor brought up; the visitor stays without a name unless it is needed."""

    SCOPE = "reception__organization__path"

    reception = models.ForeignKey(ReceptionDay, models.PROTECT, verbose_name="接待日", related_name="issues")
    text = models.CharField("反映的问题", max_length=500)
    answer = models.CharField("当场答复", max_length=500, blank=True)
    handed_on = models.BooleanField("已转社情民意信息", default=False, editable=False)
    recorded_at = models.DateTimeField("登记时间", db_default=AppNow())

    class Meta:
        verbose_name = "接待反映的问题"
        verbose_name_plural = "接待反映的问题"
        ordering = ("reception", "id")

    def __str__(self):
        return self.text[:30]


class TownTask(ScopedModel):
    """镇街命题、工作室解题: what a town asks, and what the studio answers."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    town = models.ForeignKey(Town, models.PROTECT, verbose_name="命题镇街", related_name="tasks")
    site = models.ForeignKey(Site, models.PROTECT, verbose_name="解题工作室", related_name="tasks")
    title = models.CharField("题目", max_length=80)
    text = models.TextField("情况说明", max_length=2000, blank=True)
    due_on = models.DateField("完成期限")
    state = models.CharField("状态", max_length=10, choices=TaskState, default=TaskState.POSTED)
    answer = models.TextField("解题成果", max_length=4000, blank=True)
    answered_on = models.DateField("提交日期", null=True, blank=True)
    reason = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "镇街命题"
        verbose_name_plural = "镇街命题"
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="town_task_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "done"]) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="town_task_answered_has_an_answer",
            ),
        ]

    def __str__(self):
        return self.title
