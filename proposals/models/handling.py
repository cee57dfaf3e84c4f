"""Dispatch of filed proposals, and the tasks of units that follow from it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.models import Job
from core.scope import ScopedModel
from members.models import Membership
from organizations.models import Organization, Unit
from proposals.choices import LIVE_TASKS, ContactKind, ContactStage, LineState, TaskRole, TaskState
from proposals.models.proposal import Proposal
from proposals.models.settings import Round


class Dispatch(ScopedModel):
    """交办: a 交办会 or a 平时交办, whose rows a job carries out one by one and may carry out again."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    round = models.ForeignKey(Round, models.PROTECT, verbose_name="提案征集")
    name = models.CharField("名称", max_length=60)
    held_on = models.DateField("交办日期")
    place = models.CharField("地点", max_length=60, blank=True)
    chaired_by = models.CharField("主持人", max_length=60, blank=True)
    attended_by = models.CharField("到会领导和单位", max_length=200, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, verbose_name="后台任务", editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+"
    )
    created_at = models.DateTimeField("时间", db_default=AppNow())

    class Meta:
        verbose_name = "提案交办"
        verbose_name_plural = "提案交办"
        ordering = ("-id",)

    def __str__(self):
        return self.name


class DispatchLine(ScopedModel):
    """One row of a dispatch and what became of it."""

    SCOPE = "dispatch__organization__path"

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, verbose_name="交办", related_name="lines")
    proposal = models.ForeignKey(Proposal, models.PROTECT, verbose_name="提案", related_name="dispatch_lines")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位")
    role = models.CharField("承办方式", max_length=10, choices=TaskRole)
    state = models.CharField("结果", max_length=8, choices=LineState, default=LineState.WAITING)
    message = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "交办明细"
        verbose_name_plural = "交办明细"
        ordering = ("dispatch", "id")
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "proposal", "unit"], name="dispatch_line_once"),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="dispatch_state_known"),
        ]

    def __str__(self):
        return f"{self.proposal} {self.unit}"


class Task(ScopedModel):
    """分办件: what one unit owes for one proposal, with its own clocks.

    `due_on` is the day by which the answer (or the 会办意见) is owed; `longest_on` the last possible one.
    """

    SCOPE = "proposal__organization__path"

    proposal = models.ForeignKey(Proposal, models.PROTECT, verbose_name="提案", related_name="tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位", related_name="proposal_tasks")
    role = models.CharField("承办方式", max_length=10, choices=TaskRole)
    state = models.CharField("状态", max_length=16, choices=TaskState, default=TaskState.PENDING)
    dispatch = models.ForeignKey(
        Dispatch, models.PROTECT, null=True, blank=True, verbose_name="交办", related_name="tasks"
    )
    turn = models.PositiveSmallIntegerField("第几次办理", default=1)
    dispatched_on = models.DateField("交办日期")
    return_until = models.DateField("退办截止")
    contact_due_on = models.DateField("首次沟通截止")
    due_on = models.DateField("办理期限")
    longest_on = models.DateField("最迟期限")
    extension_reason = models.CharField("延期理由", max_length=200, blank=True)
    accepted_at = models.DateTimeField("签收时间", null=True, blank=True)
    handler = models.CharField("经办人", max_length=40, blank=True)
    handler_phone = models.CharField("经办人电话", max_length=30, blank=True)
    leader = models.CharField("分管领导", max_length=40, blank=True)
    return_reason = models.CharField("退办理由", max_length=300, blank=True)
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name="改派自", related_name="replaced_by"
    )

    class Meta:
        verbose_name = "分办件"
        verbose_name_plural = "分办件"
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "unit"],
                condition=Q(state__in=sorted(LIVE_TASKS)),
                name="task_once_per_unit",
                violation_error_message="该提案已经交给这个单位",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state__in=sorted(LIVE_TASKS), role__in=["sole", "lead"]),
                name="task_one_lead",
                violation_error_message="该提案已有主办或单办单位",
            ),
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="task_state_known"),
            models.CheckConstraint(condition=Q(role__in=TaskRole.values), name="task_role_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["return_asked", "reassigned"]) | ~Q(return_reason=""),
                name="task_returned_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="task_by_unit")]

    def __str__(self):
        return f"{self.proposal}（{self.unit}{self.get_role_display()}）"

    @property
    def tone(self) -> str:
        return TaskState(self.state).tone


class Contact(ScopedModel):
    """沟通: claimed by the unit; it counts only when the member confirms it."""

    SCOPE = "task__proposal__organization__path"

    task = models.ForeignKey(Task, models.PROTECT, verbose_name="分办件", related_name="contacts")
    membership = models.ForeignKey(Membership, models.PROTECT, verbose_name="提案者", related_name="+")
    kind = models.CharField("方式", max_length=8, choices=ContactKind)
    stage = models.CharField("阶段", max_length=8, choices=ContactStage)
    held_on = models.DateField("日期")
    note = models.CharField("内容", max_length=300)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+"
    )
    claimed_at = models.DateTimeField("登记时间", db_default=AppNow())
    confirmed = models.BooleanField("委员确认", null=True, blank=True)
    answered_at = models.DateTimeField("确认时间", null=True, blank=True)
    answer = models.CharField("委员说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "沟通记录"
        verbose_name_plural = "沟通记录"
        ordering = ("task", "held_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed=None, answered_at=None)
                | Q(confirmed__isnull=False, answered_at__isnull=False),
                name="contact_answer_has_a_time",
            )
        ]

    def __str__(self):
        return f"{self.get_stage_display()}{self.get_kind_display()}"


class CaseMessage(ScopedModel):
    """One message between a proposer and the handlers, inside the case; append-only."""

    SCOPE = "task__proposal__organization__path"

    task = models.ForeignKey(Task, models.PROTECT, verbose_name="分办件", related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发言人", related_name="+"
    )
    from_unit = models.BooleanField("单位发出")
    text = models.CharField("内容", max_length=500)
    at = models.DateTimeField("时间", db_default=AppNow())

    class Meta:
        verbose_name = "办理留言"
        verbose_name_plural = "办理留言"
        ordering = ("task", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(text__regex=r"^\s*$"), name="case_message_says_something")
        ]

    def __str__(self):
        return self.text[:30]


class Reminder(ScopedModel):
    """催办 of one task by a numbered letter."""

    SCOPE = "task__proposal__organization__path"

    task = models.ForeignKey(Task, models.PROTECT, verbose_name="分办件", related_name="reminders")
    document_number = models.CharField("文号", max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+")
    at = models.DateTimeField("时间", db_default=AppNow())

    class Meta:
        verbose_name = "催办"
        verbose_name_plural = "催办"
        ordering = ("-id",)

    def __str__(self):
        return f"催办 {self.task}"
