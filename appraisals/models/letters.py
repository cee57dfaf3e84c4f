"""发函登记: which letter of a published run went to whom, on which day, on what way."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from appraisals.choices import LetterWay
from appraisals.models.runs import ScoringRun
from core.clock import AppNow
from core.scope import ScopedModel


class SentLetter(ScopedModel):
    """One letter that was sent. Append-only; `recipient` is the name as it stood on the letter."""

    SCOPE = "run__cycle__organization__path"

    run = models.ForeignKey(ScoringRun, models.PROTECT, verbose_name="考核批次", related_name="sent_letters")
    recipient = models.CharField("收函单位", max_length=120)
    sent_on = models.DateField("发出日期")
    way = models.CharField("送达方式", max_length=10, choices=LetterWay)
    note = models.CharField("备注", max_length=100, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+"
    )
    entered_at = models.DateTimeField("登记时间", db_default=AppNow())

    class Meta:
        verbose_name = "发函登记"
        verbose_name_plural = "发函登记"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["run", "recipient", "sent_on", "way"], name="letter_sent_once",
                violation_error_message="同一天以同一方式发出的函件已登记过",
            ),
            models.CheckConstraint(condition=~Q(recipient=""), name="letter_sent_to_somebody"),
            models.CheckConstraint(condition=Q(way__in=LetterWay.values), name="letter_way_known"),
        ]  # fmt: skip

    def __str__(self):
        return f"致{self.recipient}的告知函"
