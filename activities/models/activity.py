"""A meeting or activity, who organises it, and the half-days in which it sits."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from activities.choices import TOLD, ActivityState, Half, OrganiserKind, SittingForm
from activities.models.kinds import ActivityKind
from core.clock import AppNow
from core.scope import ScopedModel
from organizations.models import Committee, Group, Organization


class Activity(ScopedModel):
    """会议活动. `audience` says who is invited (see `activities.audience`); `rules` is frozen at publishing.

    `origin` names what created it (a recurrence rule's occurrence), once per organisation.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    kind = models.ForeignKey(ActivityKind, models.PROTECT, verbose_name="类型")
    title = models.CharField("名称", max_length=120)
    content = models.TextField("议程和内容", blank=True, max_length=5000)
    place = models.CharField("地点", max_length=120, blank=True)
    contact = models.CharField("联系人和电话", max_length=80, blank=True)
    state = models.CharField("状态", max_length=10, choices=ActivityState, default=ActivityState.DRAFT)
    must_attend = models.BooleanField("应当出席", default=True, help_text="否则为报名参加")
    audience = models.JSONField("通知对象", default=dict, blank=True)
    offers_car = models.BooleanField("可登记用车", default=False)
    offers_meal = models.BooleanField("可登记用餐", default=False)
    answer_by = models.DateTimeField("答复截止", null=True, blank=True)
    starts_at = models.DateTimeField("开始时间", null=True, blank=True, editable=False)
    ends_at = models.DateTimeField("结束时间", null=True, blank=True, editable=False)
    rules = models.JSONField("适用规则", default=dict, blank=True, editable=False)
    origin = models.CharField("来源", max_length=80, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="拟办人", related_name="+"
    )
    created_at = models.DateTimeField("拟办时间", db_default=AppNow())
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="送审人", related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="审批人", related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True)
    settled_at = models.DateTimeField("结算时间", null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="结算人", related_name="+"
    )
    settled_times = models.PositiveSmallIntegerField("结算次数", default=0)
    end_reason = models.CharField("取消或改期理由", max_length=200, blank=True)
    summary = models.TextField("活动小结", blank=True, max_length=5000)
    beneficiaries = models.PositiveIntegerField("服务群众人次", null=True, blank=True)
    amount = models.DecimalField("捐助金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "会议活动"
        verbose_name_plural = "会议活动"
        ordering = (F("starts_at").desc(nulls_first=True), "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ActivityState.values), name="activity_state_known"
            ),
            models.CheckConstraint(condition=~Q(title__regex=r"^\s*$"), name="activity_has_a_title"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("submitted_by")),
                name="activity_takes_two_people",
                violation_error_message="审批须由送审人以外的人办理",
            ),
            models.UniqueConstraint(
                fields=["organization", "origin"], condition=~Q(origin=""), name="activity_origin_once",
                violation_error_message="该期活动已经生成",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["organization", "starts_at"], name="activity_by_start")]

    def __str__(self):
        return self.title

    @classmethod
    def shared_rows(cls) -> Q:
        """What has been published is open to the organisation above."""
        return Q(state__in=TOLD)


class Organiser(ScopedModel):
    """主办方: up to three — a 专委会, a group, a site or another unit."""

    SCOPE = "activity__organization__path"

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name="会议活动", related_name="organisers")
    position = models.PositiveSmallIntegerField("顺序", default=1)
    kind = models.CharField("类别", max_length=10, choices=OrganiserKind)
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, verbose_name="专委会", related_name="+"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, verbose_name="编组", related_name="+"
    )
    name = models.CharField("名称", max_length=60, blank=True, help_text="履职场所或其他单位填写")

    class Meta:
        verbose_name = "主办方"
        verbose_name_plural = "主办方"
        ordering = ("activity", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "position"], name="organiser_position_once",
                violation_error_message="主办方的顺序不能重复",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=3), name="organiser_at_most_three",
                violation_error_message="主办方至多三个",
            ),
            models.CheckConstraint(
                condition=Q(kind="committee", committee__isnull=False, group=None, name="")
                | Q(kind="group", group__isnull=False, committee=None, name="")
                | (Q(kind__in=["site", "other"], committee=None, group=None) & ~Q(name="")),
                name="organiser_is_one_thing",
                violation_error_message="主办方须按类别填写一个专委会、编组或名称",
            ),
        ]  # fmt: skip

    def __str__(self):
        return str(self.committee or self.group or self.name)


class Sitting(ScopedModel):
    """单元: one half-day, or a sub-session of a plenary. `audience` narrows the roster; empty is all of it.

    `weight` is in half-days. Sign-in is open from `opens_at` until `closes_at`.
    """

    SCOPE = "activity__organization__path"

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name="会议活动", related_name="sittings")
    title = models.CharField("名称", max_length=60, blank=True)
    day = models.DateField("日期")
    half = models.CharField("时段", max_length=10, choices=Half)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    opens_at = models.DateTimeField("签到开始")
    closes_at = models.DateTimeField("签到截止")
    place = models.CharField("地点", max_length=120, blank=True)
    form = models.CharField("形式", max_length=6, choices=SittingForm, default=SittingForm.WHOLE)
    audience = models.JSONField("参加范围", default=dict, blank=True)
    weight = models.DecimalField("计半天数", max_digits=4, decimal_places=2, default=1)

    class Meta:
        verbose_name = "单元"
        verbose_name_plural = "单元"
        ordering = ("activity", "starts_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="sitting_ends_after_start",
                violation_error_message="结束时间应晚于开始时间",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="sitting_closes_after_opening",
                violation_error_message="签到截止应晚于签到开始",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=2), name="sitting_weight_in_half_days",
                violation_error_message="每个单元计 0 至 2 个半天",
            ),
            models.CheckConstraint(condition=Q(half__in=Half.values), name="sitting_half_known"),
            models.CheckConstraint(condition=Q(form__in=SittingForm.values), name="sitting_form_known"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["starts_at"], name="sitting_by_start")]

    def __str__(self):
        name = f" {self.title}" if self.title else ""
        return f"{self.day.month}月{self.day.day}日{self.get_half_display()}{name}"
