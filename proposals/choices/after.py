"""Labels of what follows a reply: promises, key proposals, elections, publication."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class PromiseState(ToneMixin, TextChoices):
    OPEN = "open", "待兑现"
    REPORTED = "reported", "单位已报兑现"
    KEPT = "kept", "已兑现"
    DOWNGRADED = "downgraded", "未兑现，已降类"
    SUPERSEDED = "superseded", "已由新答复取代"

    @classmethod
    def tones(cls):
        return {
            cls.OPEN: Tone.AMBER,
            cls.REPORTED: Tone.BLUE,
            cls.KEPT: Tone.GREEN,
            cls.DOWNGRADED: Tone.RED,
            cls.SUPERSEDED: Tone.GREY,
        }


class LeaderPost(TextChoices):
    SECRETARY = "secretary", "书记"
    MAYOR = "mayor", "政府主要领导"
    DEPUTY = "deputy", "副书记"
    PARTY_OTHER = "party_other", "其他党政领导"
    CHAIR = "chair", "政协主席"
    VICE_CHAIR = "vice_chair", "政协副主席"


class LedAs(TextChoices):
    LED = "led", "领办"
    SUPERVISED = "supervised", "领衔督办"


class KeyStepKind(TextChoices):
    CHOSEN = "chosen", "遴选提案"
    PLAN = "plan", "审定方案"
    ACTIVITY = "activity", "参加活动"
    TALKS = "talks", "协商座谈"


class OutputKind(TextChoices):
    MEETING = "meeting", "座谈会"
    RESEARCH = "research", "调研"
    INSPECTION = "inspection", "视察"
    PROPOSAL_LETTER = "proposal_letter", "建议案"
    BULLETIN = "bulletin", "协商专报"
    REPORT = "report", "调研报告"
    CONSULTATION = "consultation", "纳入协商计划"
    FOUR_PARTY = "four_party", "四方会商"


class ElectionState(ToneMixin, TextChoices):
    NOMINATED = "nominated", "已推荐"
    SHORTLISTED = "shortlisted", "初评入围"
    ELECTED = "elected", "优秀提案"
    DROPPED = "dropped", "未入选"

    @classmethod
    def tones(cls):
        return {
            cls.NOMINATED: Tone.BLUE,
            cls.SHORTLISTED: Tone.AMBER,
            cls.ELECTED: Tone.GOLD,
            cls.DROPPED: Tone.GREY,
        }


class Publicity(ToneMixin, TextChoices):
    FULL = "full", "全文公开"
    ABSTRACT = "abstract", "摘要公开"
    NONE = "none", "不公开"

    @classmethod
    def tones(cls):
        return {cls.FULL: Tone.GREEN, cls.ABSTRACT: Tone.BLUE, cls.NONE: Tone.GREY}


class WorkStep(TextChoices):
    """Steps of the work to which a regulation belongs."""

    WRITING = "writing", "提出"
    REVIEW = "review", "审查立案"
    DISPATCH = "dispatch", "交办"
    HANDLING = "handling", "办理"
    REPLY = "reply", "答复"
    EVALUATION = "evaluation", "评价"
    SUPERVISION = "supervision", "督办"
    AWARD = "award", "表彰"
