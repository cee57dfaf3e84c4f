"""What departments are given: reports passed on, and 微建议 with their answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.scope import ScopedModel
from documents.choices import Label
from members.models import Membership
from organizations.models import Organization, Unit
from social_info.choices import SuggestionState, TaskState, Topic
from social_info.models.reports import OPEN_LABELS, Report


class Suggestion(ScopedModel):
    """微建议: a few sentences of one member, answered by a unit. Open labels only."""

    PERSONAL = frozenset({"text"})

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    text = models.CharField("建议", max_length=300)
    place = models.CharField("地点", max_length=60, blank=True)
    topic = models.CharField("分类", max_length=10, choices=Topic, default=Topic.OTHER)
    label = models.CharField("密级标识", max_length=10, choices=Label, default=Label.INTERNAL)
    state = models.CharField(
        "状态", max_length=10, choices=SuggestionState, default=SuggestionState.SUBMITTED
    )
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, verbose_name="委员")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="提出人", related_name="+"
    )
    created_at = models.DateTimeField("提出时间", db_default=AppNow())
    reason = models.CharField("处理意见", max_length=300, blank=True)
    raised_to = models.OneToOneField(
        Report, models.PROTECT, null=True, verbose_name="转为信息", related_name="raised_from"
    )

    class Meta:
        verbose_name = "微建议"
        verbose_name_plural = "微建议"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SuggestionState.values), name="info_suggestion_state_known"
            ),
            models.CheckConstraint(condition=Q(label__in=OPEN_LABELS), name="info_suggestion_is_open"),
            models.CheckConstraint(condition=~Q(text__regex=r"^\s*$"), name="info_suggestion_says_something"),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="info_suggestion_queue")]

    def __str__(self):
        return f"微建议{self.pk or ''}"


class Referral(ScopedModel):
    """转办单: a report or a suggestion in the hands of a department, and its answer."""

    SCOPE = "unit__organization__path"
    PERSONAL = frozenset({"reply", "request"})

    report = models.ForeignKey(
        Report, models.PROTECT, null=True, verbose_name="信息", related_name="referrals"
    )
    suggestion = models.ForeignKey(
        Suggestion, models.PROTECT, null=True, verbose_name="微建议", related_name="referrals"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位")
    request = models.CharField("转办意见", max_length=300, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="转办人", related_name="+"
    )
    sent_at = models.DateTimeField("转办时间", db_default=AppNow())
    due_on = models.DateField("答复期限")
    state = models.CharField("状态", max_length=10, choices=TaskState, default=TaskState.WAITING)
    reply = models.TextField("答复", blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="答复人", related_name="+"
    )
    replied_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "转办单"
        verbose_name_plural = "转办单"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, suggestion=None) | Q(report=None, suggestion__isnull=False),
                name="info_referral_is_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="info_referral_state_known"),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="info_referral_answer_says_something",
            ),
            models.UniqueConstraint(
                fields=["report", "unit"], condition=Q(state="waiting"), name="info_report_waits_once_at_a_unit",
                violation_error_message="该单位正在办理这条信息",
            ),
            models.UniqueConstraint(
                fields=["suggestion"], condition=Q(state="waiting"), name="info_suggestion_waits_once",
                violation_error_message="这条微建议正在办理",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.unit}转办单{self.pk or ''}"
