"""Labels of attachments, of files handed in, and of what passes between matters."""

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


class HandoffKind(TextChoices):
    """What the thing handed over is to become."""

    PROPOSAL = "proposal", "提案"
    REPORT = "report", "社情民意信息"
    TOPIC = "topic", "协商议题"


class HandoffState(ToneMixin, TextChoices):
    OFFERED = "offered", "待接收"
    ACCEPTED = "accepted", "已接收"
    DECLINED = "declined", "未接收"
    WITHDRAWN = "withdrawn", "已撤回"

    @classmethod
    def tones(cls):
        return {
            cls.OFFERED: Tone.AMBER,
            cls.ACCEPTED: Tone.GREEN,
            cls.DECLINED: Tone.RED,
            cls.WITHDRAWN: Tone.GREY,
        }


class Consent(TextChoices):
    """Whether the authors agree that their text is handed over."""

    GIVEN = "given", "已征得同意"
    NOT_NEEDED = "not_needed", "无须征求"


class Relation(TextChoices):
    """What the source is to the target."""

    FOLLOWS = "follows", "继续追问"
    BECAME = "became", "转为"
    MERGED = "merged", "并入"
    ARISES = "arises", "源于"
    BROUGHT = "brought", "带案协商"
    OUTPUT = "output", "形成成果"
    BASIS = "basis", "依据"
    RELATED = "related", "相关"


class InstructionLevel(TextChoices):
    NATIONAL = "national", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
