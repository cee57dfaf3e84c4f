"""Labels of what a member sees: how the own part in an activity stands."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class OwnState(ToneMixin, TextChoices):
    """One's own part in an activity; after settlement the result takes its place."""

    CANCELLED = "cancelled", "已取消"
    NO_ANSWER = "no_answer", "待答复"
    SILENT = "silent", "未答复"
    WILL_ATTEND = "will_attend", "将出席"
    SIGNED_UP = "signed_up", "已报名"
    DECLINED = "declined", "不参加"
    LEAVE_WAITING = "leave_waiting", "请假待批"
    LEAVE_GRANTED = "leave_granted", "请假获准"
    LEAVE_PARTLY = "leave_partly", "部分时段准假"
    LEAVE_REFUSED = "leave_refused", "请假未准"
    SIGN_NOW = "sign_now", "可以签到"
    SIGNED_IN = "signed_in", "已签到"
    NOT_SIGNED = "not_signed", "没有签到"
    PARTLY = "partly", "部分出席"
    NOT_COUNTED = "not_counted", "不计入"

    @classmethod
    def tones(cls):
        amber = (cls.NO_ANSWER, cls.LEAVE_WAITING, cls.NOT_SIGNED, cls.PARTLY)
        blue = (cls.WILL_ATTEND, cls.SIGNED_UP, cls.LEAVE_GRANTED, cls.LEAVE_PARTLY, cls.SIGN_NOW)
        grey = (cls.SILENT, cls.DECLINED, cls.NOT_COUNTED)
        return (
            dict.fromkeys(amber, Tone.AMBER)
            | dict.fromkeys(blue, Tone.BLUE)
            | dict.fromkeys(grey, Tone.GREY)
            | {cls.CANCELLED: Tone.RED, cls.LEAVE_REFUSED: Tone.RED, cls.SIGNED_IN: Tone.GREEN}
        )


class Away(TextChoices):
    """Why a member is not expected in a sitting."""

    WALK_IN = "walk_in", "名单外到会，不计应到"
    BEFORE = "before", "当日尚未就任，不计应到"
    AFTER = "after", "当日已离任，不计应到"
    SUSPENDED = "suspended", "当日暂停履职，不计应到"
    OTHERS = "others", "通知其他委员参加"
