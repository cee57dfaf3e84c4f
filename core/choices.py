"""Labels of the tools' own states. `Tone` names the badge colours that every app's choices use."""

from django.db.models import TextChoices


class Tone(TextChoices):
    """Colour families of a badge; the colours themselves live in tokens.css."""

    GREY = "grey", "灰"
    BLUE = "blue", "蓝"
    AMBER = "amber", "黄"
    RED = "red", "红"
    GREEN = "green", "绿"
    GOLD = "gold", "金"


class ToneMixin:
    """A choice that knows its badge colour: say in `tones` which value has which."""

    value: str

    @classmethod
    def tones(cls) -> dict:
        raise NotImplementedError

    @property
    def tone(self) -> str:
        return self.tones()[self.value]


class JobState(ToneMixin, TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"

    @classmethod
    def tones(cls):
        return {
            cls.QUEUED: Tone.GREY,
            cls.RUNNING: Tone.BLUE,
            cls.DONE: Tone.GREEN,
            cls.FAILED: Tone.RED,
        }
