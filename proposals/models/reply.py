"""What a unit answers, what the proposers say of it, and what it promised."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.scope import ScopedModel
from members.models import Membership
from proposals.choices import (
    AskedState,
    Attitude,
    EvaluationMode,
    Grade,
    PromiseState,
    Publicity,
    Targeted,
    Visit,
)
from proposals.models.handling import Task
from proposals.models.proposal import Suggestion
from proposals.models.settings import ReplyClass


class Reply(ScopedModel):
    """答复 of one task at one turn of handling; of a 会办 unit: its opinion. Sent, it is never changed."""

    SCOPE = "task__proposal__organization__path"

    task = models.ForeignKey(Task, models.PROTECT, verbose_name="分办件", related_name="replies")
    turn = models.PositiveSmallIntegerField("第几次办理", default=1)
    text = models.TextField("答复正文")
    document_number = models.CharField("复函号", max_length=40, blank=True)
    signer = models.CharField("签发人", max_length=40, blank=True)
    contact = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    reply_class = models.ForeignKey(
        ReplyClass, models.PROTECT, null=True, blank=True, verbose_name="总体类别"
    )
    publicity = models.CharField("公开方式", max_length=10, choices=Publicity, default=Publicity.FULL)
    publicity_reason = models.CharField("不全文公开的理由", max_length=200, blank=True)
    likeness = models.PositiveSmallIntegerField("与本单位其他答复的相似度", default=0)
    likest = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="最相似的答复", related_name="+"
    )
    revision = models.PositiveIntegerField("稿次", default=0)
    saved_at = models.DateTimeField("保存时间", db_default=AppNow())
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起草人", related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="审签人",
        related_name="+",
    )  # fmt: skip
    approved_at = models.DateTimeField("审签时间", null=True, blank=True)
    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="审核人",
        related_name="+",
    )  # fmt: skip
    inspected_at = models.DateTimeField("审核时间", null=True, blank=True)
    objection = models.CharField("退改意见", max_length=300, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        ordering = ("task", "turn")
        constraints = [
            models.UniqueConstraint(fields=["task", "turn"], name="reply_once_per_turn"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(approved_at__isnull=False), name="reply_sent_when_approved"
            ),
        ]

    def __str__(self):
        return f"{self.task.unit}的答复"


class ReplyItem(ScopedModel):
    """The answer to one numbered suggestion."""

    SCOPE = "reply__task__proposal__organization__path"

    reply = models.ForeignKey(Reply, models.PROTECT, verbose_name="答复", related_name="items")
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, verbose_name="建议", related_name="answers")
    reply_class = models.ForeignKey(ReplyClass, models.PROTECT, null=True, blank=True, verbose_name="类别")
    text = models.TextField("答复", blank=True)
    evidence = models.CharField("落实情况或佐证", max_length=300, blank=True)
    due_on = models.DateField("承诺完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "逐条答复"
        verbose_name_plural = "逐条答复"
        ordering = ("reply", "suggestion__proposal", "suggestion__position")
        constraints = [
            models.UniqueConstraint(fields=["reply", "suggestion"], name="reply_item_once"),
        ]

    def __str__(self):
        return f"对{self.suggestion}的答复"


class Countersign(ScopedModel):
    """会签: what a 会办 unit says of the 主办 unit's draft."""

    SCOPE = "reply__task__proposal__organization__path"

    reply = models.ForeignKey(Reply, models.PROTECT, verbose_name="答复", related_name="countersigns")
    task = models.ForeignKey(Task, models.PROTECT, verbose_name="会办分办件", related_name="countersigns")
    agreed = models.BooleanField("同意", null=True, blank=True)
    text = models.CharField("意见", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="会签人",
        related_name="+",
    )  # fmt: skip
    at = models.DateTimeField("会签时间", null=True, blank=True)

    class Meta:
        verbose_name = "会签"
        verbose_name_plural = "会签"
        ordering = ("reply", "id")
        constraints = [models.UniqueConstraint(fields=["reply", "task"], name="countersign_once")]

    def __str__(self):
        return f"{self.task.unit}会签"


class Evaluation(ScopedModel):
    """评价: asked by the 政协 of each proposer, answered once. The unit reads it only after closing."""

    SCOPE = "reply__task__proposal__organization__path"
    PERSONAL = frozenset({"address", "code"})

    reply = models.ForeignKey(Reply, models.PROTECT, verbose_name="答复", related_name="evaluations")
    membership = models.ForeignKey(
        Membership, models.PROTECT, verbose_name="提案者", related_name="proposal_evaluations"
    )
    key = models.UUIDField("链接", default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=AskedState, default=AskedState.ASKED)
    asked_at = models.DateTimeField("征求时间", db_default=AppNow())
    due_on = models.DateField("评价截止")
    grade = models.CharField("总体评价", max_length=12, choices=Grade, blank=True)
    visit = models.CharField("走访面商", max_length=10, choices=Visit, blank=True)
    attitude = models.CharField("办理态度", max_length=6, choices=Attitude, blank=True)
    targeted = models.CharField("答复针对性", max_length=8, choices=Targeted, blank=True)
    text = models.CharField("意见", max_length=500, blank=True)
    pressed = models.BooleanField("曾被催评或说情", default=False)
    mode = models.CharField("方式", max_length=6, choices=EvaluationMode, blank=True)
    answered_at = models.DateTimeField("评价时间", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="录入人",
        related_name="+",
    )  # fmt: skip
    code = models.CharField("确认码摘要", max_length=64, blank=True)
    code_until = models.DateTimeField("确认码有效至", null=True, blank=True)
    address = models.GenericIPAddressField("网络地址", null=True, blank=True)
    device = models.CharField("设备", max_length=60, blank=True)
    same_place = models.BooleanField("与承办单位网络地址相同", default=False)

    class Meta:
        verbose_name = "提案评价"
        verbose_name_plural = "提案评价"
        ordering = ("reply", "id")
        constraints = [
            models.UniqueConstraint(fields=["reply", "membership"], name="evaluation_once"),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(grade="") & ~Q(mode="")
                | Q(state__in=["asked", "silent"], answered_at=None, grade="", mode=""),
                name="evaluation_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(mode="staff", recorded_by__isnull=False) | ~Q(mode="staff"),
                name="evaluation_by_staff_is_signed",
            ),
        ]
        indexes = [models.Index(fields=["membership", "state"], name="evaluation_by_member")]

    def __str__(self):
        return f"{self.membership}的评价"


class UnitRating(ScopedModel):
    """What the unit says of the proposal's quality: the other half of 双向评议."""

    SCOPE = "task__proposal__organization__path"

    task = models.OneToOneField(Task, models.PROTECT, verbose_name="分办件", related_name="rating")
    score = models.PositiveSmallIntegerField("评分")
    text = models.CharField("意见", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="评议人", related_name="+")
    at = models.DateTimeField("时间", db_default=AppNow())

    class Meta:
        verbose_name = "单位评议提案"
        verbose_name_plural = "单位评议提案"
        ordering = ("task",)
        constraints = [models.CheckConstraint(condition=Q(score__lte=100), name="rating_up_to_a_hundred")]

    def __str__(self):
        return f"{self.score} 分"


class Promise(ScopedModel):
    """承诺: what a reply said would be done, by when, and whether it was."""

    SCOPE = "item__reply__task__proposal__organization__path"

    item = models.OneToOneField(ReplyItem, models.PROTECT, verbose_name="逐条答复", related_name="promise")
    due_on = models.DateField("承诺完成日期")
    state = models.CharField("状态", max_length=10, choices=PromiseState, default=PromiseState.OPEN)
    report = models.CharField("单位报告", max_length=300, blank=True)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)
    finding = models.CharField("核查情况", max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="核查人",
        related_name="+",
    )  # fmt: skip
    checked_at = models.DateTimeField("核查时间", null=True, blank=True)
    reopened_on = models.DateField("逾期重办日期", null=True, blank=True)
    lowered_to = models.ForeignKey(
        ReplyClass, models.PROTECT, null=True, blank=True, verbose_name="降为", related_name="+"
    )

    class Meta:
        verbose_name = "承诺"
        verbose_name_plural = "承诺台账"
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PromiseState.values), name="promise_state_known"),
            models.CheckConstraint(
                condition=~Q(state="downgraded") | (Q(lowered_to__isnull=False) & ~Q(finding="")),
                name="promise_lowered_with_a_finding",
            ),
        ]

    def __str__(self):
        return f"承诺：{self.item.suggestion}"
