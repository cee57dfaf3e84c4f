"""Messages inside the house, and those waiting to leave it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import AppNow
from core.scope import ScopedModel
from notices.choices import Channel, OutboxState
from organizations.models import Organization


class Message(ScopedModel):
    """站内消息 to one user, about something at one organisation."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="收件人", related_name="messages_received"
    )
    title = models.CharField("标题", max_length=80)
    body = models.CharField("内容", max_length=400, blank=True)
    url = models.CharField("地址", max_length=200, blank=True)
    key = models.CharField("防重键", max_length=120, blank=True)
    sent_at = models.DateTimeField("时间", db_default=AppNow())
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        verbose_name = "站内消息"
        verbose_name_plural = "站内消息"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], condition=~Q(key=""), name="message_said_once")
        ]
        indexes = [models.Index(fields=["user"], condition=Q(read_at=None), name="message_unread")]

    def __str__(self):
        return self.title


class Outbox(ScopedModel):
    """One text to one address: sent by e-mail, or exported for the office's SMS platform."""

    PERSONAL = frozenset({"address"})

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    channel = models.CharField("方式", max_length=6, choices=Channel)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="收件人", related_name="+"
    )
    address = models.CharField("号码或邮箱", max_length=120)
    title = models.CharField("标题", max_length=80)
    text = models.CharField("内容", max_length=400)
    state = models.CharField("状态", max_length=8, choices=OutboxState, default=OutboxState.WAITING)
    created_at = models.DateTimeField("生成时间", db_default=AppNow())
    done_at = models.DateTimeField("发送时间", null=True)
    failure = models.CharField("失败原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "待发消息"
        verbose_name_plural = "待发消息"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OutboxState.values), name="outbox_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="outbox_channel_known"),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state="waiting"), name="outbox_waiting")]

    def __str__(self):
        return self.title


class CalendarFeed(ScopedModel):
    """日程订阅: one user's dates at one organisation, at an address that holds a secret and needs no log-in.

    The secret is stored encrypted, to be shown again to its owner, and found by its blind index.
    """

    PERSONAL = frozenset({"secret", "secret_index"})

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="政协组织")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="账号", related_name="calendar_feeds"
    )
    secret = models.CharField("密钥", max_length=200)
    secret_index = models.CharField("密钥索引", max_length=64, unique=True)
    created_at = models.DateTimeField("开通时间", db_default=AppNow())
    fetched_at = models.DateTimeField("最近读取", null=True)

    class Meta:
        verbose_name = "日程订阅"
        verbose_name_plural = "日程订阅"
        ordering = ("organization", "user")
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="feed_once")]

    def __str__(self):
        return f"{self.user}"
