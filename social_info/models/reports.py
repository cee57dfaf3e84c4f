"""A report as it was written, who reported it, who may read it, and its edited versions."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.scope import ScopedModel
from documents.choices import Label
from members.models import Membership
from organizations.models import Group, Organization
from social_info.choices import Origin, ReporterKind, ReportState, Topic

OPEN_LABELS = (Label.PUBLIC, Label.INTERNAL)
TEXTS = ("situation", "causes", "suggestions")


class Report(ScopedModel):
    """信息: one matter. Title and texts stay as reported once it is handed in; editing makes versions."""

    PERSONAL = frozenset({"title", "situation", "causes", "suggestions", "tokens", "outcome"})
    """Masked in the audit chain, whose reader sees no business content."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    year = models.PositiveSmallIntegerField("年度", null=True)
    number = models.PositiveIntegerField("收文号", null=True)
    title = models.CharField("标题", max_length=60, blank=True)
    situation = models.TextField("情况反映", blank=True)
    causes = models.TextField("原因分析", blank=True)
    suggestions = models.TextField("意见建议", blank=True)
    topic = models.CharField("分类", max_length=10, choices=Topic, default=Topic.OTHER)
    area = models.CharField("反映地区", max_length=40, blank=True)
    source_note = models.CharField(
        "线索来源", max_length=80, blank=True, help_text="信息站、工作室、协商活动等，可不填"
    )
    origin = models.CharField("来路", max_length=14, choices=Origin, default=Origin.OWN)
    label = models.CharField("密级标识", max_length=10, choices=Label, default=Label.INTERNAL)
    urgent = models.BooleanField("紧急（直通车）", default=False)
    state = models.CharField("状态", max_length=14, choices=ReportState, default=ReportState.DRAFT)
    revision = models.PositiveIntegerField("保存次数", default=0)
    draft_key = models.CharField(
        "草稿标识", max_length=36, blank=True, editable=False, help_text="重发的首次保存只建一份草稿"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="填报人", related_name="+"
    )
    created_at = models.DateTimeField("填写时间", db_default=AppNow())
    saved_at = models.DateTimeField("保存时间", db_default=AppNow())
    submitted_at = models.DateTimeField("报送时间", null=True)
    edit_by = models.DateTimeField("直通车时限", null=True)
    taken_at = models.DateTimeField("初审时间", null=True)
    decided_at = models.DateTimeField("处理时间", null=True)
    reason = models.CharField("处理意见", max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, verbose_name="并入", related_name="sources"
    )
    signed_by = models.CharField("签发人", max_length=40, blank=True)
    signed_on = models.DateField("签发日期", null=True)
    sent_up = models.BooleanField("已上报", default=False)
    excellent_on = models.DateField("评为优秀日期", null=True)
    outcome = models.TextField("成效", blank=True, help_text="推动解决了什么问题")
    tokens = SearchVectorField(null=True, verbose_name="检索词")

    class Meta:
        verbose_name = "社情民意信息"
        verbose_name_plural = "社情民意信息"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "number"], name="info_report_number_once"
            ),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="info_report_state_known"),
            models.CheckConstraint(condition=Q(label__in=Label.values), name="info_report_label_known"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="info_report_topic_known"),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT)
                | (Q(submitted_at__isnull=False, number__isnull=False, year__isnull=False) & ~Q(title="")),
                name="info_report_handed_in_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.MERGED) | Q(merged_into__isnull=False),
                name="info_report_merged_into_one",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReportState.SIGNED, ReportState.ISSUED]) | ~Q(signed_by=""),
                name="info_report_signed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "-id"], name="info_report_queue"),
            models.Index(fields=["organization", "submitted_at"], name="info_report_by_day"),
            models.Index(fields=["created_by"], name="info_report_by_writer"),
            models.Index(fields=["merged_into"], name="info_report_by_main"),
            GinIndex(fields=["tokens"], name="info_report_words"),
        ]

    def __str__(self):
        """Never the title: this stands in audit rows and addresses, which know no label."""
        return f"信息〔{self.year}〕{self.number}号" if self.number else f"信息草稿{self.pk or ''}"

    @classmethod
    def shared_rows(cls) -> Q:
        """What was issued upwards is open to the organisation above, unless it is labelled."""
        return Q(state=ReportState.ISSUED, sent_up=True, label__in=OPEN_LABELS)

    @property
    def matter_ref(self) -> str:
        return f"social_info:{self.pk}"


class Reporter(ScopedModel):
    """反映人: a member, a unit of the house, a correspondent or a citizen; the first one leads."""

    SCOPE = "report__organization__path"
    PERSONAL = frozenset({"phone"})

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="信息", related_name="reporters")
    position = models.PositiveSmallIntegerField("次序", default=1)
    kind = models.CharField("身份", max_length=14, choices=ReporterKind, default=ReporterKind.MEMBER)
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, verbose_name="委员")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, verbose_name="编组")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="信息员账号",
        related_name="+",
    )
    name = models.CharField("名称", max_length=60)
    phone = models.CharField("电话", max_length=20, blank=True)

    class Meta:
        verbose_name = "反映人"
        verbose_name_plural = "反映人"
        ordering = ("report", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "position"], name="info_reporter_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["report", "membership"],
                name="info_reporter_member_once",
                violation_error_message="同一位委员不能重复列为反映人",
            ),
            models.UniqueConstraint(
                fields=["report", "kind", "name"],
                condition=~Q(kind__in=["member", "correspondent"]),
                name="info_reporter_unit_once",
                violation_error_message="同一单位不能重复列为反映人",
            ),
            models.CheckConstraint(
                condition=Q(kind="member", membership__isnull=False, group=None, user=None)
                | Q(kind="group", group__isnull=False, membership=None, user=None)
                | Q(kind="correspondent", user__isnull=False, membership=None, group=None)
                | (~Q(kind__in=["member", "group", "correspondent"]) & Q(membership=None, group=None, user=None)),
                name="info_reporter_is_one_thing",
            ),
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="info_reporter_has_a_name"),
            models.CheckConstraint(
                condition=~Q(kind="citizen") | ~Q(phone=""),
                name="info_citizen_leaves_a_phone",
                violation_error_message="非委员群众反映须登记真实姓名和电话",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name


class NamedReader(ScopedModel):
    """A person who may read one 敏感 report, named by a handler."""

    SCOPE = "report__organization__path"

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="信息", related_name="named_readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="可阅人员")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="指定人", related_name="+"
    )
    named_at = models.DateTimeField("指定时间", db_default=AppNow())

    class Meta:
        verbose_name = "指定阅看人员"
        verbose_name_plural = "指定阅看人员"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "user"],
                name="info_named_reader_once",
                violation_error_message="该人员已在名单内",
            )
        ]

    def __str__(self):
        return str(self.user)


class Version(ScopedModel):
    """采编稿: one saved state of the edited text, beside the original. Append-only."""

    SCOPE = "report__organization__path"
    PERSONAL = frozenset({"title", "body"})

    report = models.ForeignKey(Report, models.PROTECT, verbose_name="信息", related_name="versions")
    number = models.PositiveSmallIntegerField("稿次")
    title = models.CharField("标题", max_length=60)
    body = models.TextField("正文")
    note = models.CharField("修改说明", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="采编人", related_name="+"
    )
    at = models.DateTimeField("时间", db_default=AppNow())

    class Meta:
        verbose_name = "采编稿"
        verbose_name_plural = "采编稿"
        ordering = ("report", "number")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="info_version_number_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="info_version_says_something"),
        ]

    def __str__(self):
        return f"{self.report}第{self.number}稿"


class Comment(ScopedModel):
    """A word about a report: among the staff, or to and from those who reported it."""

    SCOPE = "report__organization__path"
    PERSONAL = frozenset({"text"})

    report = models.ForeignKey(Report, models.PROTECT, verbose_name="信息", related_name="comments")
    text = models.CharField("内容", max_length=500)
    internal = models.BooleanField("仅机关可见", default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="留言人", related_name="+"
    )
    at = models.DateTimeField("时间", db_default=AppNow())

    class Meta:
        verbose_name = "信息留言"
        verbose_name_plural = "信息留言"
        ordering = ("report", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(text__regex=r"^\s*$"), name="info_comment_says_something")
        ]

    def __str__(self):
        return f"{self.report}留言"
