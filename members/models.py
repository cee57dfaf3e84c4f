"""The register: persons, their memberships, and what was true of them from when to when."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.scope import ScopedModel
from members.choices import (
    AffiliationKind,
    ChangeKind,
    DecidingBody,
    Gender,
    MemberState,
    OfficeTitle,
    RequestState,
)
from organizations.models import Committee, Group, Organization, Sector, Term


class Person(ScopedModel):
    """A natural person, kept by the organisation that entered them; memberships refer to it.

    The identity number is stored encrypted; `identity_index` is its keyed hash, for finding duplicates.
    """

    PERSONAL = frozenset(
        {
            "identity_number",
            "identity_index",
            "phone",
            "email",
            "home_address",
            "birth_date",
            "health",
            "religion",
        }
    )

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="建档组织")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="账号",
        related_name="person",
    )
    name = models.CharField("姓名", max_length=40)
    former_name = models.CharField("曾用名", max_length=40, blank=True)
    pinyin = models.CharField("拼音", max_length=80, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=20, blank=True, editable=False)
    strokes = models.CharField("笔画序", max_length=80, blank=True, editable=False)
    gender = models.CharField("性别", max_length=6, choices=Gender, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    native_place = models.CharField("籍贯", max_length=40, blank=True)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    identity_number = models.TextField("身份证号（加密）", blank=True, editable=False)
    identity_index = models.CharField("身份证号索引", max_length=64, blank=True, editable=False)
    phone = models.CharField("手机号", max_length=20, blank=True)
    email = models.EmailField("邮箱", blank=True)
    home_address = models.CharField("家庭地址", max_length=120, blank=True)
    education = models.CharField("学历", max_length=20, blank=True)
    degree = models.CharField("学位", max_length=20, blank=True)
    school = models.CharField("毕业院校专业", max_length=80, blank=True)
    professional_title = models.CharField("职称", max_length=40, blank=True)
    speciality = models.CharField("专业特长", max_length=120, blank=True)
    employer = models.CharField("工作单位", max_length=80, blank=True)
    post = models.CharField("单位职务", max_length=60, blank=True)
    employer_kind = models.CharField("单位性质", max_length=20, blank=True)
    within_system = models.BooleanField("体制内", null=True, blank=True)
    social_posts = models.CharField("社会职务", max_length=120, blank=True)
    health = models.CharField("健康状况", max_length=20, blank=True)
    religion = models.CharField("宗教信仰", max_length=20, blank=True)
    remarks = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering = ("strokes", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="person_has_a_name"),
            models.UniqueConstraint(
                fields=["organization", "identity_index"],
                condition=~Q(identity_index=""),
                name="person_identity_once",
                violation_error_message="该身份证号已有人员档案",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "initials"], name="person_by_initials"),
            models.Index(fields=["organization", "strokes"], name="person_by_strokes"),
        ]

    def __str__(self):
        return self.name


class Membership(ScopedModel):
    """任职: one person as a member of one organisation in one term. It earns and is scored."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    term = models.ForeignKey(Term, models.PROTECT, verbose_name="届次")
    number = models.CharField("委员编号", max_length=20)
    during = DateRangeField("任职期间")
    state = models.CharField("状态", max_length=12, choices=MemberState, default=MemberState.SERVING)
    terms_served = models.PositiveSmallIntegerField("连任届数", default=1)
    is_full_time = models.BooleanField("专职常委", default=False)
    honours = models.CharField("荣誉", max_length=200, blank=True)

    class Meta:
        verbose_name = "委员"
        verbose_name_plural = "委员"
        ordering = ("organization", "person__strokes", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "term", "number"], name="membership_number_once",
                violation_error_message="该届次已有相同的委员编号",
            ),
            ExclusionConstraint(
                name="membership_spans_apart",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message="该人员在此期间已是本会委员",
            ),
            models.CheckConstraint(condition=Q(state__in=MemberState.values), name="membership_state_known"),
        ]  # fmt: skip

    def __str__(self):
        return self.person.name

    @classmethod
    def shared_rows(cls) -> Q:
        """The public part of the register is open to the organisation above."""
        return Q()


class Affiliation(ScopedModel):
    """Which 界别, 专委会, 组 or 党派 a member belonged to, with which post, from when to when."""

    SCOPE = "membership__organization__path"

    membership = models.ForeignKey(
        Membership, models.PROTECT, verbose_name="委员", related_name="affiliations"
    )
    kind = models.CharField("类别", max_length=16, choices=AffiliationKind)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name="界别")
    committee = models.ForeignKey(Committee, models.PROTECT, null=True, blank=True, verbose_name="专委会")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, verbose_name="编组")
    party = models.CharField("党派", max_length=20, blank=True)
    slot = models.PositiveSmallIntegerField("第几个", default=1, help_text="专委会、党派至多两个，其余为 1")
    post = models.CharField("职务", max_length=20, blank=True)
    during = DateRangeField("期间")

    class Meta:
        verbose_name = "所属关系"
        verbose_name_plural = "所属关系"
        ordering = ("membership", "kind", "slot", "during")
        constraints = [
            ExclusionConstraint(
                name="affiliation_one_per_slot",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message="该期间已有同类所属关系",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["committee", "party"], slot__in=[1, 2]) | Q(slot=1),
                name="affiliation_at_most_two",
                violation_error_message="专委会、党派至多两个",
            ),
            models.CheckConstraint(
                condition=Q(kind="sector", sector__isnull=False, committee=None, group=None, party="")
                | Q(kind__in=["committee", "home_committee"], committee__isnull=False, sector=None, group=None, party="")
                | Q(
                    kind__in=["study_group", "work_group", "sector_group", "area_group"],
                    group__isnull=False, sector=None, committee=None, party="",
                )
                | (Q(kind="party", sector=None, committee=None, group=None) & ~Q(party="")),
                name="affiliation_names_one_unit",
                violation_error_message="须按类别填写一个所属单位",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.unit_name}{self.post}"

    @classmethod
    def shared_rows(cls) -> Q:
        """The public part of the register is open to the organisation above."""
        return Q()

    @property
    def unit_name(self) -> str:
        return str(self.sector or self.committee or self.group or self.party)


class Office(ScopedModel):
    """政协职务 of a member from when to when; `protocol_order` sorts printed lists."""

    SCOPE = "membership__organization__path"

    membership = models.ForeignKey(Membership, models.PROTECT, verbose_name="委员", related_name="offices")
    title = models.CharField("职务", max_length=20, choices=OfficeTitle)
    protocol_order = models.PositiveSmallIntegerField("排位", default=999)
    during = DateRangeField("任职期间")

    class Meta:
        verbose_name = "政协职务"
        verbose_name_plural = "政协职务"
        ordering = ("membership", "during")
        constraints = [
            ExclusionConstraint(
                name="office_title_once_at_a_time",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message="该期间已任同一职务",
            ),
        ]

    def __str__(self):
        return self.get_title_display()

    @classmethod
    def shared_rows(cls) -> Q:
        """The public part of the register is open to the organisation above."""
        return Q()


class StatusChange(ScopedModel):
    """A decision about a membership: what, why, who decided where and when, effective from when."""

    SCOPE = "membership__organization__path"

    membership = models.ForeignKey(Membership, models.PROTECT, verbose_name="委员", related_name="changes")
    kind = models.CharField("变动", max_length=12, choices=ChangeKind)
    reason = models.CharField("原因", max_length=200)
    body = models.CharField("决定机关", max_length=20, choices=DecidingBody)
    meeting = models.CharField("会议", max_length=80)
    decided_on = models.DateField("决定日期")
    effective_on = models.DateField("生效日期")
    document_number = models.CharField("文号", max_length=40, blank=True)
    notified = models.CharField("已通知单位", max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="录入人"
    )
    recorded_at = models.DateTimeField("录入时间", db_default=AppNow())

    class Meta:
        verbose_name = "状态变动"
        verbose_name_plural = "状态变动"
        ordering = ("membership", "effective_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_known")
        ]

    def __str__(self):
        return f"{self.membership} {self.get_kind_display()}"


class ChangeRequest(ScopedModel):
    """What a member asks to have changed in the own card; the secretariat adopts or declines it."""

    SCOPE = "person__organization__path"

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="委员", related_name="change_requests")
    field = models.CharField("项目", max_length=40)
    value = models.CharField("新内容", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.WAITING)
    asked_at = models.DateTimeField("提出时间", db_default=AppNow())
    answered_at = models.DateTimeField("处理时间", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="处理人", related_name="+"
    )
    answer = models.CharField("处理意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "资料更正申请"
        verbose_name_plural = "资料更正申请"
        ordering = ("-asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field"], condition=Q(state="waiting"), name="one_waiting_request_per_field"
            ),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known"),
        ]

    def __str__(self):
        return f"{self.person} {self.field}"
