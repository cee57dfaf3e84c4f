"""大会发言: calls for papers, the papers with every version of their manuscript, and the reviewers' scores."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Deferrable, F, Q

from activities.speech_choices import (
    AuthorKind,
    CallAudience,
    CallState,
    Occasion,
    PaperKind,
    SpeechLevel,
    SpeechState,
)
from core.clock import AppNow
from core.scope import ScopedModel
from members.models import Membership
from organizations.models import Committee, Organization, Sector, Session

CHOSEN = (SpeechState.ORAL, SpeechState.SPOKEN)


class SpeechCall(ScopedModel):
    """征集: for which meeting, on which topics, from whom, until when, and how long a paper may be."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    title = models.CharField("征集名称", max_length=80)
    topics = models.TextField("征集的题目和方向", max_length=2000, blank=True)
    occasion = models.CharField("发言场合", max_length=10, choices=Occasion, default=Occasion.PLENARY)
    level = models.CharField("会议层级", max_length=10, choices=SpeechLevel, default=SpeechLevel.COUNTY)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, verbose_name="全体会议",
        help_text="大会发言填写；其他会议可不填",
    )  # fmt: skip
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, blank=True, verbose_name="会议",
        related_name="speech_calls", help_text="在哪次会议上发言，可以后再填",
    )  # fmt: skip
    audience = models.CharField("报送范围", max_length=10, choices=CallAudience, default=CallAudience.ALL)
    wants_report = models.BooleanField("同时报送调研报告", default=False)
    selects = models.BooleanField(
        "经初选、复选", default=True, help_text="不勾选则收稿后直接审定，适合人人提交、只作汇编的会议"
    )
    opens_on = models.DateField("开始日期")
    closes_at = models.DateTimeField("截稿时间")
    most_minutes = models.PositiveSmallIntegerField(
        "口头发言时限（分钟）", default=8, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    most_characters = models.PositiveIntegerField(
        "篇幅上限（字）", default=2000, validators=[MinValueValidator(100), MaxValueValidator(50000)]
    )
    reviewers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, verbose_name="复选评委", related_name="+"
    )
    state = models.CharField("状态", max_length=10, choices=CallState, default=CallState.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="经办人", related_name="+",
        editable=False,
    )  # fmt: skip

    class Meta:
        verbose_name = "发言征集"
        verbose_name_plural = "发言征集"
        ordering = ("-opens_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "title"], name="speech_call_title_once",
                violation_error_message="已有同名的发言征集",
            ),
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="speech_call_state_known"),
            models.CheckConstraint(
                condition=Q(most_minutes__range=(1, 60)), name="speech_call_minutes_sane",
                violation_error_message="口头发言时限应为 1 至 60 分钟",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__date__gte=F("opens_on")), name="speech_call_closes_after_opening",
                violation_error_message="截稿时间不能早于开始日期",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title


class Speech(ScopedModel):
    """One paper. A collective one (党派, 人民团体, 专委会, 界别) is handed in by a member for it."""

    SCOPE = "call__organization__path"

    call = models.ForeignKey(SpeechCall, models.PROTECT, verbose_name="征集", related_name="speeches")
    kind = models.CharField("材料类别", max_length=10, choices=PaperKind, default=PaperKind.SPEECH)
    author_kind = models.CharField("报送主体", max_length=10, choices=AuthorKind, default=AuthorKind.MEMBER)
    committee = models.ForeignKey(Committee, models.PROTECT, null=True, blank=True, verbose_name="专门委员会")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name="界别")
    body_name = models.CharField("党派或团体名称", max_length=40, blank=True)
    lead = models.ForeignKey(
        Membership, models.PROTECT, verbose_name="第一作者或执笔人", related_name="led_speeches"
    )
    co_authors = models.ManyToManyField(
        Membership, blank=True, verbose_name="联名委员", related_name="joined_speeches"
    )
    title = models.CharField("题目", max_length=80)
    state = models.CharField("状态", max_length=12, choices=SpeechState, default=SpeechState.DRAFT)
    consents = models.BooleanField(
        "同意转为提案或社情民意信息", default=False, help_text="大会发言未选用时，可由机关转办"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    shortlisted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="初选人",
        related_name="+",
    )  # fmt: skip
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="审定人",
        related_name="+",
    )  # fmt: skip
    decided_on = models.DateField("审定日期", null=True, blank=True)
    meeting = models.CharField("审定会议", max_length=80, blank=True)
    reason = models.CharField("意见", max_length=200, blank=True, help_text="退回或未选用的理由，作者看得到")
    position = models.PositiveSmallIntegerField("发言顺序", null=True, blank=True)
    speaker = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="发言人",
        related_name="spoken_speeches",
    )
    minutes = models.PositiveSmallIntegerField("时长（分钟）", null=True, blank=True)
    spoken_on = models.DateField("发言日期", null=True, blank=True)
    spoken_seconds = models.PositiveIntegerField("实际用时（秒）", null=True, blank=True)

    class Meta:
        verbose_name = "大会发言"
        verbose_name_plural = "大会发言"
        ordering = ("call", "position", "id")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SpeechState.values), name="speech_state_known"),
            models.CheckConstraint(
                condition=Q(author_kind="member", committee=None, sector=None, body_name="")
                | Q(author_kind="committee", committee__isnull=False, sector=None, body_name="")
                | Q(author_kind="sector", sector__isnull=False, committee=None, body_name="")
                | (Q(author_kind__in=["party", "people"], committee=None, sector=None) & ~Q(body_name="")),
                name="speech_names_one_body",
                violation_error_message="须按报送主体填写相应的专委会、界别或党派团体名称",
            ),
            models.UniqueConstraint(
                fields=["call", "position"], name="speech_order_once", deferrable=Deferrable.DEFERRED,
                violation_error_message="发言顺序重复",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CHOSEN)
                | Q(position__isnull=False, speaker__isnull=False, minutes__isnull=False),
                name="speech_oral_has_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="spoken") | Q(spoken_on__isnull=False), name="speech_spoken_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="not_used") | ~Q(reason=""), name="speech_not_used_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(shortlisted_by=None) | ~Q(decided_by=F("shortlisted_by")),
                name="speech_takes_two_people",
                violation_error_message="初选人不能审定同一篇发言",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title

    @property
    def author_name(self) -> str:
        """Whose paper it is, as printed."""
        body = self.committee or self.sector or self.body_name
        return str(body or self.lead)


class SpeechVersion(ScopedModel):
    """One version of a manuscript; never changed once written."""

    SCOPE = "speech__call__organization__path"

    speech = models.ForeignKey(Speech, models.PROTECT, verbose_name="发言", related_name="versions")
    number = models.PositiveSmallIntegerField("稿次")
    title = models.CharField("题目", max_length=80)
    text = models.TextField("正文")
    characters = models.PositiveIntegerField("字数")
    note = models.CharField("修改说明", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="提交人", related_name="+"
    )
    created_at = models.DateTimeField("提交时间", db_default=AppNow())

    class Meta:
        verbose_name = "发言稿"
        verbose_name_plural = "发言稿"
        ordering = ("speech", "-number")
        constraints = [
            models.UniqueConstraint(fields=["speech", "number"], name="speech_version_once"),
            models.CheckConstraint(condition=~Q(text__regex=r"^\s*$"), name="speech_version_has_text"),
        ]

    def __str__(self):
        return f"{self.title}（第{self.number}稿）"


class SpeechScore(ScopedModel):
    """复选: what one reviewer gave; others see it only after giving their own."""

    SCOPE = "speech__call__organization__path"

    speech = models.ForeignKey(Speech, models.PROTECT, verbose_name="发言", related_name="scores")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="评委", related_name="+"
    )
    points = models.DecimalField("评分", max_digits=5, decimal_places=2)
    note = models.CharField("评语", max_length=200, blank=True)
    given_at = models.DateTimeField("评分时间", db_default=AppNow())

    class Meta:
        verbose_name = "复选评分"
        verbose_name_plural = "复选评分"
        ordering = ("speech", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["speech", "reviewer"], name="speech_scored_once_each",
                violation_error_message="您已经评过这一篇",
            ),
            models.CheckConstraint(condition=Q(points__range=(0, 100)), name="speech_score_range"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.reviewer}：{self.points}"
