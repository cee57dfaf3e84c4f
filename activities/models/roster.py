"""The frozen roster of a published activity."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from activities.choices import Answer, EntrySource
from activities.models.activity import Activity
from core.scope import ScopedModel
from members.models import Membership


class RosterEntry(ScopedModel):
    """One member invited, with office, 界别, 专委会 and groups as they stood on the first day.

    `expected` holds the ids of the sittings where the member is expected, by tenure and suspension; empty
    for a walk-in. An entry taken off keeps its row with the reason.
    """

    SCOPE = "activity__organization__path"

    activity = models.ForeignKey(Activity, models.PROTECT, verbose_name="会议活动", related_name="entries")
    membership = models.ForeignKey(
        Membership, models.PROTECT, verbose_name="委员", related_name="roster_entries"
    )
    position = models.PositiveSmallIntegerField("排序", default=0)
    office = models.CharField("当日职务", max_length=60, blank=True)
    offices = ArrayField(models.CharField(max_length=20), verbose_name="职务代码", default=list, blank=True)
    sector = models.CharField("当日界别", max_length=60, blank=True)
    committees = ArrayField(
        models.CharField(max_length=60), verbose_name="当日专委会", default=list, blank=True
    )
    groups = ArrayField(models.CharField(max_length=60), verbose_name="当日编组", default=list, blank=True)
    expected = ArrayField(models.BigIntegerField(), verbose_name="应到单元", default=list, blank=True)
    source = models.CharField("来源", max_length=10, choices=EntrySource, default=EntrySource.AUDIENCE)
    answer = models.CharField("答复", max_length=8, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="答复人",
        related_name="+",
    )  # fmt: skip
    wants_car = models.BooleanField("用车", default=False)
    wants_meal = models.BooleanField("用餐", default=False)
    removed_at = models.DateTimeField("移出时间", null=True, blank=True)
    change_reason = models.CharField("补充或移出理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "名单"
        verbose_name_plural = "名单"
        ordering = ("activity", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "membership"], name="roster_member_once",
                violation_error_message="该委员已在名单中",
            ),
            models.CheckConstraint(condition=Q(source__in=EntrySource.values), name="roster_source_known"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="roster_answer_known"),
            models.CheckConstraint(
                condition=Q(source="audience", removed_at=None) | ~Q(change_reason=""),
                name="roster_change_has_a_reason",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["membership", "activity"], name="roster_by_member")]

    def __str__(self):
        return f"{self.membership}"
