"""The ledger of countable acts: append-only facts, said once, voided at most once, never edited."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.scope import ScopedModel
from duties.choices import BearerKind, MissingState, ReviewKind
from members.models import Membership
from organizations.models import Group, Organization


class DutyKind(ScopedModel):
    """履职事项: a countable kind of act, and what its facts may carry.

    System kinds (no organisation) are seeded from `kinds.yaml` and locked; an organisation adds its own.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, verbose_name="政协组织"
    )
    code = models.SlugField("代码", max_length=40)
    label = models.CharField("名称", max_length=60)
    unit = models.CharField("单位", max_length=8, default="次")
    is_attendance = models.BooleanField("按应到实到登记", default=False)
    bearer_kinds = ArrayField(models.CharField(max_length=16), verbose_name="计分对象", default=list)
    roles = models.JSONField("角色", default=dict, blank=True)
    stages = models.JSONField("阶段", default=dict, blank=True)
    levels = models.JSONField("层级", default=dict, blank=True)
    results = models.JSONField("结果", default=dict, blank=True)
    flags = models.JSONField("标记", default=dict, blank=True)
    enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "履职事项"
        verbose_name_plural = "履职事项"
        ordering = ("organization", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "code"], name="kind_code_once", nulls_distinct=False,
                violation_error_message="已有相同代码的履职事项",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.label


class Bearer(ScopedModel):
    """计分对象: who earns — a membership, or another unit of the organisation."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    kind = models.CharField("类别", max_length=16, choices=BearerKind, default=BearerKind.MEMBER)
    membership = models.OneToOneField(
        Membership, models.PROTECT, null=True, blank=True, verbose_name="委员", related_name="bearer"
    )
    group = models.OneToOneField(
        Group, models.PROTECT, null=True, blank=True, verbose_name="编组", related_name="bearer"
    )
    name = models.CharField("名称", max_length=60, blank=True, help_text="支部、报送单位、承办单位填写")

    class Meta:
        verbose_name = "计分对象"
        verbose_name_plural = "计分对象"
        ordering = ("organization", "kind", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="member", membership__isnull=False, group=None)
                | Q(kind="group", group__isnull=False, membership=None)
                | (Q(membership=None, group=None) & ~Q(kind__in=["member", "group"]) & ~Q(name="")),
                name="bearer_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "name"],
                condition=~Q(name=""),
                name="bearer_name_once",
                violation_error_message="已有同类同名的计分对象",
            ),
        ]

    def __str__(self):
        return str(self.membership or self.group or self.name)


class DutyRecord(ScopedModel):
    """履职记录: one fact. `source_key` says it once: the same key while not voided is the same fact."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    bearer = models.ForeignKey(Bearer, models.PROTECT, verbose_name="计分对象", related_name="records")
    kind = models.ForeignKey(DutyKind, models.PROTECT, verbose_name="履职事项")
    matter_ref = models.CharField("事由编号", max_length=80, blank=True)
    matter_title = models.CharField("事由", max_length=200, blank=True)
    parent_ref = models.CharField("所属会议", max_length=80, blank=True)
    stage = models.CharField("阶段", max_length=24, blank=True)
    role = models.CharField("角色", max_length=24, blank=True)
    level = models.CharField("层级", max_length=24, blank=True)
    result = models.CharField("结果", max_length=24, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name="标记", default=list, blank=True)
    people = models.PositiveSmallIntegerField("署名人数", default=1)
    occurred_on = models.DateField("发生日期")
    recorded_at = models.DateTimeField("登记时间", db_default=AppNow())
    expected = models.DecimalField("应计", max_digits=8, decimal_places=2, default=0)
    quantity = models.DecimalField("实计", max_digits=8, decimal_places=2, default=1)
    entered_points = models.DecimalField("录入分值", max_digits=8, decimal_places=2, null=True, blank=True)
    source_key = models.CharField("来源键", max_length=160)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="登记人", related_name="+"
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="作废人",
        related_name="+",
    )
    void_reason = models.CharField("作废理由", max_length=200, null=True, blank=True)  # noqa: DJ001

    class Meta:
        verbose_name = "履职记录"
        verbose_name_plural = "履职记录"
        ordering = ("-occurred_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source_key"],
                condition=Q(voided_at__isnull=True),
                name="record_said_once",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason=None)
                | (Q(voided_at__isnull=False, void_reason__isnull=False) & ~Q(void_reason="")),
                name="record_void_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0, expected__gte=0), name="record_counts_upwards"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "occurred_on"],
                name="record_by_day",
            ),
            models.Index(fields=["bearer", "occurred_on"], name="record_by_bearer"),
            models.Index(fields=["matter_ref", "kind"], name="record_by_matter"),
        ]

    def __str__(self):
        return f"{self.bearer} {self.kind} {self.occurred_on:%Y-%m-%d}"


class DutyReview(ScopedModel):
    """Something said of a record: 核实, 本人确认, 异议 and its ruling. Append-only."""

    SCOPE = "record__organization__path"

    record = models.ForeignKey(DutyRecord, models.PROTECT, verbose_name="履职记录", related_name="reviews")
    kind = models.CharField("意见", max_length=10, choices=ReviewKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="意见人")
    at = models.DateTimeField("时间", db_default=AppNow())
    text = models.CharField("内容", max_length=300, blank=True)

    class Meta:
        verbose_name = "记录意见"
        verbose_name_plural = "记录意见"
        ordering = ("record", "id")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReviewKind.values), name="review_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=["disputed", "upheld", "accepted"]) | ~Q(text=""),
                name="review_of_dispute_has_text",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.record_id}"


class MissingRecord(ScopedModel):
    """缺少一条记录: a member says what the ledger lacks; the secretariat adds the fact or says why not."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    membership = models.ForeignKey(
        Membership, models.PROTECT, verbose_name="委员", related_name="missing_records"
    )
    kind = models.ForeignKey(DutyKind, models.PROTECT, verbose_name="履职事项")
    occurred_on = models.DateField("发生日期")
    text = models.CharField("情况", max_length=300)
    state = models.CharField("状态", max_length=10, choices=MissingState, default=MissingState.WAITING)
    asked_at = models.DateTimeField("提出时间", db_default=AppNow())
    record = models.ForeignKey(
        DutyRecord, models.PROTECT, null=True, blank=True, verbose_name="补登的记录", related_name="+"
    )
    answer = models.CharField("处理意见", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="处理人", related_name="+"
    )
    answered_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = "补登申请"
        verbose_name_plural = "补登申请"
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind", "occurred_on"],
                condition=Q(state="waiting"),
                name="missing_asked_once",
            ),
            models.CheckConstraint(condition=Q(state__in=MissingState.values), name="missing_state_known"),
            models.CheckConstraint(
                condition=~Q(state="added") | Q(record__isnull=False), name="missing_added_names_the_record"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="missing_declined_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.membership} {self.kind} {self.occurred_on:%Y-%m-%d}"
