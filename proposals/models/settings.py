"""How one organisation works with proposals: switches, periods and lists as data."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.scope import ScopedModel
from organizations.models import Organization
from proposals.choices import Family, Verdict, WorkStep


class ProposalRules(ScopedModel):
    """提案工作设置: one row for each organisation. The defaults are the commonest published values.

    Periods: 5, 15 and 15 workdays, one month for 会办意见, three months for the answer and six at most.
    """

    organization = models.OneToOneField(
        Organization, models.PROTECT, verbose_name="政协组织", related_name="proposal_rules"
    )
    second_review = models.BooleanField("设复审", default=True)
    consultation = models.BooleanField("设审查协商", default=False, help_text="终审前与提案者、承办单位协商")
    final_review = models.BooleanField("设终审", default=True)
    blind_review = models.BooleanField(
        "审查意见互不可见", default=True, help_text="同一环节，审查人提出自己的意见之后才能看到他人的意见"
    )
    separate_reviewers = models.BooleanField("终审与初审须不同人", default=False, help_text="人手充足时启用")
    inspection = models.BooleanField("答复须经督查室审核", default=True)
    text_limit = models.PositiveIntegerField("情况、分析各不超过（字）", default=1500)
    suggestion_limit = models.PositiveIntegerField("每条建议不超过（字）", default=500)
    most_suggestions = models.PositiveSmallIntegerField("建议最多（条）", default=10)
    most_signers = models.PositiveSmallIntegerField("联名最多（人）", default=30)
    invitation_days = models.PositiveSmallIntegerField("联名邀请有效（天）", default=7)
    return_workdays = models.PositiveSmallIntegerField("退办期限（工作日）", default=5)
    contact_workdays = models.PositiveSmallIntegerField("首次沟通期限（工作日）", default=15)
    assist_days = models.PositiveSmallIntegerField("会办意见期限（天）", default=30)
    answer_months = models.PositiveSmallIntegerField("答复期限（月）", default=3)
    longest_months = models.PositiveSmallIntegerField("最迟答复（月）", default=6)
    feedback_workdays = models.PositiveSmallIntegerField("委员评价期限（工作日）", default=15)
    rehandle_days = models.PositiveSmallIntegerField("重新办理期限（天）", default=30)
    remind_days = models.PositiveSmallIntegerField("到期前提醒（天）", default=7)
    excellent_share = models.DecimalField(
        "优秀提案比例（%）", max_digits=4, decimal_places=1, default=Decimal("10.0"),
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(100))],
    )  # fmt: skip

    class Meta:
        verbose_name = "提案工作设置"
        verbose_name_plural = "提案工作设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(longest_months__gte=models.F("answer_months")),
                name="proposal_longest_answer_is_longer",
                violation_error_message="最迟答复的期限不能短于答复期限",
            )
        ]

    def __str__(self):
        return f"{self.organization}提案工作设置"


class OwnList(ScopedModel):
    """An entry of one of the organisation's own lists."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    name = models.CharField("名称", max_length=60)
    position = models.PositiveSmallIntegerField("排序", default=0)
    enabled = models.BooleanField("启用", default=True)

    class Meta:
        abstract = True
        ordering = ("organization", "position", "id")

    def __str__(self):
        return self.name


class Category(OwnList):
    """提案分类: 经济、政治、文化、社会、生态文明…."""

    class Meta(OwnList.Meta):
        verbose_name = "提案分类"
        verbose_name_plural = "提案分类"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="proposal_category_once",
                violation_error_message="已有同名的分类",
            )
        ]


class RefusalReason(OwnList):
    """不予立案理由, each with the sentence that explains it to the proposer."""

    explanation = models.CharField("向提案者的说明", max_length=300)

    class Meta(OwnList.Meta):
        verbose_name = "不予立案理由"
        verbose_name_plural = "不予立案理由"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="refusal_reason_once",
                violation_error_message="已有同名的理由",
            )
        ]


class PhraseTemplate(OwnList):
    """审查用语: a ready sentence for a review opinion, put in with one press."""

    text = models.CharField("内容", max_length=300)
    verdict = models.CharField("用于", max_length=12, choices=Verdict)

    class Meta(OwnList.Meta):
        verbose_name = "审查用语"
        verbose_name_plural = "审查用语"


class Round(ScopedModel):
    """提案征集: the proposals of one 次会议 and of the months after it.

    Proposals handed in until `closes_at` are 会间提案, later ones 平时提案, until the next round opens.
    `last_serial` and `last_number` are the counters of 流水号 and 提案号; a filing locks this row.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    session = models.OneToOneField(
        "organizations.Session", models.PROTECT, verbose_name="全体会议", related_name="proposal_round"
    )
    opens_at = models.DateTimeField("开始征集")
    closes_at = models.DateTimeField("会间提案截止")
    last_serial = models.PositiveIntegerField("最后流水号", default=0, editable=False)
    last_number = models.PositiveIntegerField("最后提案号", default=0, editable=False)

    class Meta:
        verbose_name = "提案征集"
        verbose_name_plural = "提案征集"
        ordering = ("organization", "-opens_at")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")),
                name="round_closes_after_opening",
                violation_error_message="截止时间须晚于开始征集的时间",
            )
        ]

    def __str__(self):
        return str(self.session)


class ReplyClass(OwnList):
    """答复类别 A、B、C…: the local table, each mapped to 采纳、计划 or 参考."""

    letter = models.CharField("代号", max_length=2)
    family = models.CharField("归属", max_length=10, choices=Family)

    class Meta(OwnList.Meta):
        verbose_name = "答复类别"
        verbose_name_plural = "答复类别"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "letter"],
                name="reply_class_once",
                violation_error_message="已有相同代号的类别",
            ),
            models.CheckConstraint(condition=Q(family__in=Family.values), name="reply_family_known"),
        ]

    def __str__(self):
        return f"{self.letter} 类：{self.name}"

    @property
    def tone(self) -> str:
        return Family(self.family).tone


class Regulation(OwnList):
    """提案工作制度, shown beside the step that it governs."""

    step = models.CharField("适用环节", max_length=12, choices=WorkStep)
    document_number = models.CharField("文号", max_length=40, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    text = models.TextField("要点", blank=True)

    class Meta(OwnList.Meta):
        verbose_name = "提案工作制度"
        verbose_name_plural = "提案工作制度"
