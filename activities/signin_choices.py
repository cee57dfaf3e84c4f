"""Labels of sign-in: what became of a code that was shown, and what smelled."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class ScanOutcome(ToneMixin, TextChoices):
    """What became of one code, on a member's phone or at the door."""

    DONE = "done", "已签到"
    ALREADY = "already", "此前已签到"
    LEFT = "left", "已签退"
    NOT_LISTED = "not_listed", "不在名单"
    EXPIRED = "expired", "已过期"
    FUTURE = "future", "时间不符"
    FORGED = "forged", "无效"
    TOO_EARLY = "too_early", "未到签到时间"
    TOO_LATE = "too_late", "签到已截止"
    DEVICE = "device", "设备已被使用"
    CLOSED = "closed", "不能签到"

    @classmethod
    def tones(cls):
        good = dict.fromkeys((cls.DONE, cls.ALREADY, cls.LEFT), Tone.GREEN)
        waiting = dict.fromkeys(
            (cls.NOT_LISTED, cls.EXPIRED, cls.TOO_EARLY, cls.TOO_LATE, cls.CLOSED), Tone.AMBER
        )
        return good | waiting | dict.fromkeys((cls.FUTURE, cls.FORGED, cls.DEVICE), Tone.RED)


class FlagKind(ToneMixin, TextChoices):
    """Why a refused sign-in is worth a look."""

    DEVICE = "device", "一台设备为多人签到"
    FORGED = "forged", "签到码被改动或伪造"
    FUTURE = "future", "签到码时间超前"
    STRANGER = "stranger", "名单以外人员出示的码"
    EARLIER = "earlier", "补传时间早于已有签到"

    @classmethod
    def tones(cls):
        red = dict.fromkeys((cls.DEVICE, cls.FORGED, cls.FUTURE), Tone.RED)
        return red | dict.fromkeys((cls.STRANGER, cls.EARLIER), Tone.AMBER)
