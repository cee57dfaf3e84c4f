"""A proposal, its numbered suggestions, and who signs it together."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from core.clock import AppNow
from core.scope import ScopedModel
from members.models import Membership
from organizations.models import Organization
from proposals.choices import (
    STANDING,
    Consent,
    ProposalState,
    ProposerKind,
    SignatureState,
    Timing,
)
from proposals.models.settings import Category, RefusalReason, Round


class Proposal(ScopedModel):
    """提案: 案由、情况、分析 and numbered suggestions. `lead` writes it and stands first.

    `revision` grows with each saved text, so that a late request never overwrites a newer one. `serial` is
    given when it is handed in, `number` when it is filed.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    round = models.ForeignKey(Round, models.PROTECT, verbose_name="提案征集", related_name="proposals")
    lead = models.ForeignKey(
        Membership, models.PROTECT, verbose_name="第一提案人", related_name="led_proposals"
    )
    kind = models.CharField("提案者", max_length=10, choices=ProposerKind, default=ProposerKind.MEMBER)
    collective = models.CharField("集体名称", max_length=60, blank=True)
    contact = models.CharField("联系人及电话", max_length=60, blank=True)
    title = models.CharField("案由", max_length=50, blank=True)
    situation = models.TextField("情况", blank=True)
    analysis = models.TextField("分析", blank=True)
    wish = models.CharField("建议承办单位", max_length=120, blank=True)
    open_text = models.BooleanField("同意公开", default=True)
    closed_reason = models.CharField("不同意公开的理由", max_length=120, blank=True)
    conversion = models.CharField("转作社情民意", max_length=8, choices=Consent, default=Consent.UNASKED)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="继续追问的提案",
        related_name="followed_by",
    )
    state = models.CharField("状态", max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    revision = models.PositiveIntegerField("稿次", default=0)
    turn = models.PositiveSmallIntegerField("第几次提交", default=0)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name="分类")
    timing = models.CharField("提出时间", max_length=8, choices=Timing, blank=True)
    serial = models.PositiveIntegerField("流水号", null=True, blank=True)
    number = models.PositiveIntegerField("提案号", null=True, blank=True)
    refusal = models.ForeignKey(
        RefusalReason, models.PROTECT, null=True, blank=True, verbose_name="不予立案理由"
    )
    outcome_text = models.CharField("处理说明", max_length=500, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="责任审查人",
        related_name="+",
    )  # fmt: skip
    created_at = models.DateTimeField("创建时间", db_default=AppNow())
    saved_at = models.DateTimeField("保存时间", db_default=AppNow())
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    decided_at = models.DateTimeField("审查结果时间", null=True, blank=True)
    filed_at = models.DateTimeField("立案时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "提案"
        verbose_name_plural = "提案"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(condition=Q(kind__in=ProposerKind.values), name="proposal_kind_known"),
            models.UniqueConstraint(fields=["round", "serial"], name="proposal_serial_once"),
            models.UniqueConstraint(fields=["round", "number"], name="proposal_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "signing", "withdrawn"]) | Q(serial__isnull=False),
                name="proposal_in_review_has_a_serial",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(STANDING)) | Q(number__isnull=False),
                name="proposal_filed_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_filed") | Q(refusal__isnull=False),
                name="proposal_refused_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(follows=F("id")), name="proposal_follows_another"),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "submitted_at"], name="proposal_queue"),
            models.Index(fields=["lead", "state"], name="proposal_by_lead"),
        ]

    def __str__(self):
        return self.title or "（未填写案由）"

    @classmethod
    def shared_rows(cls) -> Q:
        """The organisation above reads what has been filed."""
        return Q(state__in=sorted(STANDING))

    @property
    def full_number(self) -> str:
        """第 0012 号, or the running number before it is filed."""
        if self.number:
            return f"第 {self.number:04d} 号"
        return f"流水 {self.serial:04d}" if self.serial else ""


class Suggestion(ScopedModel):
    """建议: one of the numbered things asked for; the reply answers each."""

    SCOPE = "proposal__organization__path"

    proposal = models.ForeignKey(Proposal, models.CASCADE, verbose_name="提案", related_name="suggestions")
    position = models.PositiveSmallIntegerField("序号")
    text = models.TextField("内容")

    class Meta:
        verbose_name = "建议"
        verbose_name_plural = "建议"
        ordering = ("proposal", "position")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "position"], name="suggestion_position_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="suggestion_counts_from_one"),
            models.CheckConstraint(condition=~Q(text__regex=r"^\s*$"), name="suggestion_says_something"),
        ]

    def __str__(self):
        return f"建议{self.position}"


class Signature(ScopedModel):
    """联名: an invitation and its answer. The database refuses one's own, and any after handing in."""

    SCOPE = "proposal__organization__path"

    proposal = models.ForeignKey(Proposal, models.PROTECT, verbose_name="提案", related_name="signatures")
    membership = models.ForeignKey(
        Membership, models.PROTECT, verbose_name="联名人", related_name="proposal_signatures"
    )
    state = models.CharField("状态", max_length=10, choices=SignatureState, default=SignatureState.INVITED)
    invited_at = models.DateTimeField("邀请时间", db_default=AppNow())
    expires_at = models.DateTimeField("有效至")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    comment = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "联名"
        verbose_name_plural = "联名"
        ordering = ("proposal", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "membership"],
                name="signature_once",
                violation_error_message="已经邀请过这位委员",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SignatureState.values), name="signature_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(answered_at__isnull=False),
                name="signature_answer_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["membership", "state"], name="signature_by_member")]

    def __str__(self):
        return f"{self.membership} {self.get_state_display()}"

    @property
    def tone(self) -> str:
        return SignatureState(self.state).tone


class ProposalWords(ScopedModel):
    """What a search finds a proposal by: its text and the replies sent, as pairs of characters."""

    SCOPE = "proposal__organization__path"

    proposal = models.OneToOneField(
        Proposal, models.CASCADE, primary_key=True, verbose_name="提案", related_name="words"
    )
    words = SearchVectorField("检索词")

    class Meta:
        verbose_name = "提案检索"
        verbose_name_plural = "提案检索"
        indexes = [GinIndex(fields=["words"], name="proposal_words")]

    def __str__(self):
        return f"检索：{self.proposal_id}"
