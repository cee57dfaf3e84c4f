"""Labels of attachments and of files handed in for import."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class Label(TextChoices):
    """Who may read an attachment besides what its object allows; never wider than the object."""

    PUBLIC = "public", "公开"
    INTERNAL = "internal", "内部"
    SENSITIVE = "sensitive", "敏感"
    OWN = "own", "限本人"


class LetterKind(TextChoices):
    ANNOUNCEMENT = "announcement", "考核情况通报"
    DUTY_FILE = "duty_file", "委员履职档案"


class BatchState(ToneMixin, TextChoices):
    CHECKING = "checking", "核对中"
    WRONG = "wrong", "有错误"
    READY = "ready", "待复核"
    STORING = "storing", "入库中"
    STORED = "stored", "已入库"
    DECLINED = "declined", "已退回"

    @classmethod
    def tones(cls):
        return {
            cls.CHECKING: Tone.BLUE,
            cls.WRONG: Tone.RED,
            cls.READY: Tone.AMBER,
            cls.STORING: Tone.BLUE,
            cls.STORED: Tone.GREEN,
            cls.DECLINED: Tone.GREY,
        }
