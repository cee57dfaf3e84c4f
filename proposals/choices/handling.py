"""Labels of handling: tasks of units, replies, contacts, evaluations."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class TaskRole(TextChoices):
    SOLE = "sole", "单办"
    LEAD = "lead", "主办"
    ASSIST = "assist", "会办"
    SEPARATE = "separate", "分办"


ANSWERING = frozenset({TaskRole.SOLE, TaskRole.LEAD, TaskRole.SEPARATE})
"""Those who answer the proposer; a 会办 unit answers the 主办 one."""


class TaskState(ToneMixin, TextChoices):
    PENDING = "pending", "待签收"
    RETURN_ASKED = "return_asked", "申请退办"
    HANDLING = "handling", "办理中"
    COUNTERSIGNING = "countersigning", "会签中"
    APPROVING = "approving", "待审签"
    INSPECTING = "inspecting", "待审核"
    REPLIED = "replied", "已答复"
    REHANDLING = "rehandling", "重新办理"
    CLOSED = "closed", "已办结"
    REASSIGNED = "reassigned", "已改派"

    @classmethod
    def tones(cls):
        return {
            cls.PENDING: Tone.AMBER,
            cls.RETURN_ASKED: Tone.AMBER,
            cls.HANDLING: Tone.BLUE,
            cls.COUNTERSIGNING: Tone.BLUE,
            cls.APPROVING: Tone.AMBER,
            cls.INSPECTING: Tone.AMBER,
            cls.REPLIED: Tone.GREEN,
            cls.REHANDLING: Tone.RED,
            cls.CLOSED: Tone.GREEN,
            cls.REASSIGNED: Tone.GREY,
        }


UNDER_WAY = frozenset(
    {
        TaskState.PENDING,
        TaskState.RETURN_ASKED,
        TaskState.HANDLING,
        TaskState.COUNTERSIGNING,
        TaskState.APPROVING,
        TaskState.INSPECTING,
        TaskState.REHANDLING,
    }
)
"""An answer is still owed; the clock runs."""

LIVE_TASKS = UNDER_WAY | {TaskState.REPLIED, TaskState.CLOSED}
"""Everything but what was given to another unit."""


class LineState(ToneMixin, TextChoices):
    """One row of a dispatch: asked for, done, or refused with a sentence."""

    WAITING = "waiting", "待交办"
    DONE = "done", "已交办"
    FAILED = "failed", "未交办"

    @classmethod
    def tones(cls):
        return {cls.WAITING: Tone.AMBER, cls.DONE: Tone.GREEN, cls.FAILED: Tone.RED}


class Family(ToneMixin, TextChoices):
    """What local classes A, B, C, D come to."""

    ADOPTED = "adopted", "采纳"
    PLANNED = "planned", "计划"
    REFERENCE = "reference", "参考"

    @classmethod
    def tones(cls):
        return {cls.ADOPTED: Tone.GREEN, cls.PLANNED: Tone.BLUE, cls.REFERENCE: Tone.GREY}


class ContactKind(TextChoices):
    VISIT = "visit", "登门走访"
    MEETING = "meeting", "座谈面商"
    PHONE = "phone", "电话"
    OTHER = "other", "其他"


class ContactStage(TextChoices):
    BEFORE = "before", "办前"
    DURING = "during", "办中"
    AFTER = "after", "办后"


class AskedState(ToneMixin, TextChoices):
    """An evaluation: silence is a state of its own, never consent."""

    ASKED = "asked", "待评价"
    ANSWERED = "answered", "已评价"
    SILENT = "silent", "未评价"

    @classmethod
    def tones(cls):
        return {cls.ASKED: Tone.AMBER, cls.ANSWERED: Tone.GREEN, cls.SILENT: Tone.GREY}


class Grade(ToneMixin, TextChoices):
    SATISFIED = "satisfied", "满意"
    PARTLY = "partly", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"

    @classmethod
    def tones(cls):
        return {cls.SATISFIED: Tone.GREEN, cls.PARTLY: Tone.BLUE, cls.UNSATISFIED: Tone.RED}


class Visit(TextChoices):
    VISITED = "visited", "已走访或面商"
    DECLINED = "declined", "本人提出不需要"
    NONE = "none", "未走访面商"


class Attitude(TextChoices):
    GOOD = "good", "满意"
    FAIR = "fair", "理解"
    POOR = "poor", "不满意"


class Targeted(TextChoices):
    YES = "yes", "针对建议逐条答复"
    PARTLY = "partly", "基本针对"
    NO = "no", "答非所问"


class EvaluationMode(TextChoices):
    OWN = "own", "本人评价"
    STAFF = "staff", "政协代录"
