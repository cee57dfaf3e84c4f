"""What is done with a proposal besides answering it: led, elected, published, called back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.scope import ScopedModel
from organizations.models import Organization, Unit
from proposals.choices import (
    ElectionState,
    KeyStepKind,
    LeaderPost,
    LedAs,
    OutputKind,
    Publicity,
)
from proposals.models.proposal import Proposal
from proposals.models.settings import Round


class KeyProposal(ScopedModel):
    """重点提案: led or supervised by a leader in one year."""

    SCOPE = "proposal__organization__path"

    proposal = models.OneToOneField(Proposal, models.PROTECT, verbose_name="提案", related_name="key")
    year = models.PositiveSmallIntegerField("年度")
    led_as = models.CharField("方式", max_length=10, choices=LedAs)
    post = models.CharField("领导职务", max_length=12, choices=LeaderPost)
    leader = models.CharField("领导姓名", max_length=40)
    decided_at = models.CharField("确定的会议或文件", max_length=100)
    decided_on = models.DateField("确定日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+")

    class Meta:
        verbose_name = "重点提案"
        verbose_name_plural = "重点提案"
        ordering = ("-year", "id")

    def __str__(self):
        return f"{self.get_post_display()}{self.leader}{self.get_led_as_display()}：{self.proposal}"


class KeyStep(ScopedModel):
    """One of the four steps of a led proposal, done on a day."""

    SCOPE = "key__proposal__organization__path"

    key = models.ForeignKey(KeyProposal, models.PROTECT, verbose_name="重点提案", related_name="steps")
    kind = models.CharField("步骤", max_length=10, choices=KeyStepKind)
    done_on = models.DateField("完成日期")
    note = models.CharField("情况", max_length=200, blank=True)

    class Meta:
        verbose_name = "领办步骤"
        verbose_name_plural = "领办步骤"
        ordering = ("key", "done_on", "id")
        constraints = [models.UniqueConstraint(fields=["key", "kind"], name="key_step_once")]

    def __str__(self):
        return self.get_kind_display()


class KeyOutput(ScopedModel):
    """An activity held or a paper produced for a led proposal."""

    SCOPE = "key__proposal__organization__path"

    key = models.ForeignKey(KeyProposal, models.PROTECT, verbose_name="重点提案", related_name="outputs")
    kind = models.CharField("类别", max_length=16, choices=OutputKind)
    held_on = models.DateField("日期")
    title = models.CharField("名称", max_length=100)
    verdict = models.CharField("结论或成效", max_length=200, blank=True)

    class Meta:
        verbose_name = "领办活动与成果"
        verbose_name_plural = "领办活动与成果"
        ordering = ("key", "held_on", "id")

    def __str__(self):
        return f"{self.get_kind_display()}：{self.title}"


class ElectionEntry(ScopedModel):
    """优秀提案: nominated, shortlisted, elected within the quota of its round."""

    SCOPE = "proposal__organization__path"

    proposal = models.OneToOneField(Proposal, models.PROTECT, verbose_name="提案", related_name="election")
    state = models.CharField("状态", max_length=12, choices=ElectionState, default=ElectionState.NOMINATED)
    reason = models.CharField("推荐理由", max_length=300)
    decided_at = models.CharField("评选会议", max_length=100, blank=True)
    decided_on = models.DateField("公布日期", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="推荐人", related_name="+")
    at = models.DateTimeField("时间", db_default=AppNow())

    class Meta:
        verbose_name = "优秀提案评选"
        verbose_name_plural = "优秀提案评选"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ElectionState.values), name="election_state_known"),
            models.CheckConstraint(
                condition=~Q(state="elected") | (Q(decided_on__isnull=False) & ~Q(decided_at="")),
                name="elected_by_a_meeting",
            ),
        ]

    def __str__(self):
        return f"{self.proposal} {self.get_state_display()}"


class Recommendation(ScopedModel):
    """推介: to whom an excellent proposal was recommended, and whether it was used."""

    SCOPE = "proposal__organization__path"

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", related_name="recommendations"
    )
    recipient = models.CharField("推介对象", max_length=60)
    sent_on = models.DateField("日期")
    result = models.CharField("采用情况", max_length=200, blank=True)

    class Meta:
        verbose_name = "优秀提案推介"
        verbose_name_plural = "优秀提案推介"
        ordering = ("-sent_on", "-id")

    def __str__(self):
        return f"{self.proposal} → {self.recipient}"


class Publication(ScopedModel):
    """公开: what strangers may read of a proposal and its replies. `body` is the text after redaction."""

    SCOPE = "proposal__organization__path"

    proposal = models.OneToOneField(Proposal, models.PROTECT, verbose_name="提案", related_name="publication")
    publicity = models.CharField("公开方式", max_length=10, choices=Publicity)
    reason = models.CharField("不公开或摘要公开的理由", max_length=200, blank=True)
    body = models.TextField("公开内容", blank=True)
    reply_body = models.TextField("公开的答复", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", related_name="+")
    published_at = models.DateTimeField("公开时间", null=True, blank=True)

    class Meta:
        verbose_name = "提案公开"
        verbose_name_plural = "提案公开"
        ordering = ("-published_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(publicity="full") | ~Q(reason=""),
                name="publication_less_than_full_has_a_reason",
                violation_error_message="不全文公开的须写明理由",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(publicity="none"), name="publication_of_something"
            ),
        ]

    def __str__(self):
        return f"{self.proposal} {self.get_publicity_display()}"


class CallBack(ScopedModel):
    """委员回访: what the proposer says some time after the answer."""

    SCOPE = "proposal__organization__path"

    proposal = models.ForeignKey(Proposal, models.PROTECT, verbose_name="提案", related_name="call_backs")
    held_on = models.DateField("回访日期")
    way = models.CharField("方式", max_length=40)
    delivered = models.BooleanField("答复事项已落实", default=False)
    opinion = models.CharField("委员意见", max_length=300)
    evidence = models.CharField("现场或佐证情况", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="回访人", related_name="+")

    class Meta:
        verbose_name = "委员回访"
        verbose_name_plural = "委员回访"
        ordering = ("-held_on", "-id")

    def __str__(self):
        return f"回访：{self.proposal}"


class UnitVisit(ScopedModel):
    """走访承办单位: a visit to a unit about proposals it handles."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位")
    held_on = models.DateField("走访日期")
    visitors = models.CharField("走访人员", max_length=100)
    proposals = models.ManyToManyField(Proposal, blank=True, verbose_name="涉及提案")
    finding = models.CharField("情况与要求", max_length=500)

    class Meta:
        verbose_name = "走访承办单位"
        verbose_name_plural = "走访承办单位"
        ordering = ("-held_on", "-id")

    def __str__(self):
        return f"走访{self.unit}"


class UnitBallot(ScopedModel):
    """评议承办单位 at a meeting of the 常委会: ballots counted on the spot."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    round = models.ForeignKey(Round, models.PROTECT, verbose_name="提案征集")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位")
    meeting = models.CharField("会议", max_length=80)
    held_on = models.DateField("日期")
    satisfied = models.PositiveSmallIntegerField("满意票")
    partly = models.PositiveSmallIntegerField("基本满意票")
    unsatisfied = models.PositiveSmallIntegerField("不满意票")
    answer = models.CharField("单位整改反馈", max_length=300, blank=True)

    class Meta:
        verbose_name = "常委会评议承办单位"
        verbose_name_plural = "常委会评议承办单位"
        ordering = ("-held_on", "-id")
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="unit_ballot_once_a_round")]

    def __str__(self):
        return f"{self.meeting}评议{self.unit}"
