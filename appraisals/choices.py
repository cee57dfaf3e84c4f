"""Labels of 双考."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class SchemeState(ToneMixin, TextChoices):
    DRAFT = "draft", "草稿"
    ADOPTED = "adopted", "已通过"
    RETIRED = "retired", "已停用"

    @classmethod
    def tones(cls):
        return {cls.DRAFT: Tone.AMBER, cls.ADOPTED: Tone.GREEN, cls.RETIRED: Tone.GREY}


class CyclePart(TextChoices):
    H1 = "h1", "上半年"
    H2 = "h2", "下半年"
    YEAR = "year", "全年"
    SPAN = "span", "自定区间"


class CycleState(ToneMixin, TextChoices):
    OPEN = "open", "已开考"
    COLLECTING = "collecting", "采集核对"
    SELF_CHECK = "self_check", "委员核对"
    RATINGS = "ratings", "评价测评"
    REVIEW = "review", "汇总审核"
    ANNOUNCED = "announced", "已通报"
    LOCKED = "locked", "已锁定"

    @classmethod
    def tones(cls):
        return {
            cls.OPEN: Tone.GREY,
            cls.COLLECTING: Tone.BLUE,
            cls.SELF_CHECK: Tone.BLUE,
            cls.RATINGS: Tone.BLUE,
            cls.REVIEW: Tone.AMBER,
            cls.ANNOUNCED: Tone.GREEN,
            cls.LOCKED: Tone.GREY,
        }


class RunState(ToneMixin, TextChoices):
    COMPUTING = "computing", "计算中"
    DRAFT = "draft", "待复核"
    CHECKED = "checked", "已复核"
    PUBLISHED = "published", "已公布"
    SUPERSEDED = "superseded", "已被更正"
    FAILED = "failed", "未完成"

    @classmethod
    def tones(cls):
        return {
            cls.COMPUTING: Tone.BLUE,
            cls.DRAFT: Tone.AMBER,
            cls.CHECKED: Tone.BLUE,
            cls.PUBLISHED: Tone.GREEN,
            cls.SUPERSEDED: Tone.GREY,
            cls.FAILED: Tone.RED,
        }


class AdjustmentState(ToneMixin, TextChoices):
    WAITING = "waiting", "待复核"
    APPROVED = "approved", "已同意"
    DECLINED = "declined", "未同意"

    @classmethod
    def tones(cls):
        return {cls.WAITING: Tone.AMBER, cls.APPROVED: Tone.GREEN, cls.DECLINED: Tone.GREY}


class ObjectionState(ToneMixin, TextChoices):
    ASKED = "asked", "待答复"
    ACCEPTED = "accepted", "申诉成立"
    DECLINED = "declined", "申诉不成立"

    @classmethod
    def tones(cls):
        return {cls.ASKED: Tone.AMBER, cls.ACCEPTED: Tone.BLUE, cls.DECLINED: Tone.GREY}


class LetterWay(TextChoices):
    EXCHANGE = "exchange", "公文交换"
    COURIER = "courier", "机要"
    POST = "post", "邮寄"
    HAND = "hand", "当面送达"
    SYSTEM = "system", "公文系统"
