"""Labels of messages that leave the house."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class Channel(TextChoices):
    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"


class OutboxState(ToneMixin, TextChoices):
    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    EXPORTED = "exported", "已导出"
    FAILED = "failed", "发送失败"

    @classmethod
    def tones(cls):
        return {
            cls.WAITING: Tone.AMBER,
            cls.SENT: Tone.GREEN,
            cls.EXPORTED: Tone.GREEN,
            cls.FAILED: Tone.RED,
        }
