"""Labels of the ledger."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class BearerKind(TextChoices):
    MEMBER = "member", "委员"
    GROUP = "group", "活动组"
    BRANCH = "branch", "支部"
    REPORTING_UNIT = "reporting_unit", "报送单位"
    HANDLING_UNIT = "handling_unit", "承办单位"


class Attendance(ToneMixin, TextChoices):
    """`result` of an attendance fact."""

    PRESENT = "present", "出席"
    WALK_IN = "walk_in", "列席"
    EXCUSED = "excused", "请假"
    LEAVE_REFUSED = "leave_refused", "请假未准"
    ABSENT = "absent", "缺席"

    @classmethod
    def tones(cls):
        return {
            cls.PRESENT: Tone.GREEN,
            cls.EXCUSED: Tone.AMBER,
            cls.ABSENT: Tone.RED,
            cls.LEAVE_REFUSED: Tone.RED,
            cls.WALK_IN: Tone.BLUE,
        }


class ReviewKind(ToneMixin, TextChoices):
    """What was said of a record, by whom it counts and in which order it happened."""

    CERTIFIED = "certified", "核实"
    CONFIRMED = "confirmed", "本人确认"
    DISPUTED = "disputed", "异议"
    UPHELD = "upheld", "异议不成立"
    ACCEPTED = "accepted", "异议成立"
    SILENT = "silent", "未提异议"

    @classmethod
    def tones(cls):
        return {
            cls.CERTIFIED: Tone.GREEN,
            cls.CONFIRMED: Tone.GREEN,
            cls.DISPUTED: Tone.AMBER,
            cls.UPHELD: Tone.GREY,
            cls.ACCEPTED: Tone.BLUE,
            cls.SILENT: Tone.GREY,
        }


class RecordState(ToneMixin, TextChoices):
    """How a record stands, from its reviews and whether it was voided."""

    WAITING = "waiting", "待确认"
    CERTIFIED = "certified", "已核实"
    CONFIRMED = "confirmed", "已确认"
    DISPUTED = "disputed", "有异议"
    UPHELD = "upheld", "异议不成立"
    SILENT = "silent", "未提异议"
    VOIDED = "voided", "已作废"

    @classmethod
    def tones(cls):
        return {
            cls.WAITING: Tone.AMBER,
            cls.CERTIFIED: Tone.GREEN,
            cls.CONFIRMED: Tone.GREEN,
            cls.DISPUTED: Tone.RED,
            cls.UPHELD: Tone.GREY,
            cls.SILENT: Tone.GREY,
            cls.VOIDED: Tone.GREY,
        }


class MissingState(ToneMixin, TextChoices):
    """How a member's word that a record is missing stands."""

    WAITING = "waiting", "待处理"
    ADDED = "added", "已补登"
    DECLINED = "declined", "不予补登"

    @classmethod
    def tones(cls):
        return {cls.WAITING: Tone.AMBER, cls.ADDED: Tone.GREEN, cls.DECLINED: Tone.GREY}
