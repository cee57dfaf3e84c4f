"""Labels of social-situation reports: the one place of every word and colour."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class ReportState(ToneMixin, TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待初审"
    RETURNED = "returned", "退回补充"
    EDITING = "editing", "采编中"
    CHECKING = "checking", "待审核"
    SIGNING = "signing", "待签发"
    SIGNED = "signed", "待编发"
    ISSUED = "issued", "已编发"
    MERGED = "merged", "已并入综合"
    FORWARDED = "forwarded", "已转部门"
    CONVERTED = "converted", "已转提案线索"
    NOT_ADOPTED = "not_adopted", "未采用"

    @classmethod
    def tones(cls):
        return {
            cls.DRAFT: Tone.GREY,
            cls.SUBMITTED: Tone.AMBER,
            cls.RETURNED: Tone.RED,
            cls.EDITING: Tone.BLUE,
            cls.CHECKING: Tone.AMBER,
            cls.SIGNING: Tone.AMBER,
            cls.SIGNED: Tone.AMBER,
            cls.ISSUED: Tone.GREEN,
            cls.MERGED: Tone.BLUE,
            cls.FORWARDED: Tone.BLUE,
            cls.CONVERTED: Tone.GREEN,
            cls.NOT_ADOPTED: Tone.GREY,
        }


class Origin(TextChoices):
    """How a report came to be."""

    OWN = "own", "自行报送"
    COMMISSIONED = "commissioned", "约稿"
    CONVERTED = "converted", "提案转来"
    CLUE = "clue", "线索转来"
    COMPILED = "compiled", "编辑综合"


class ReporterKind(TextChoices):
    MEMBER = "member", "委员"
    PARTY = "party", "党派"
    COMMITTEE = "committee", "专门委员会"
    SECTOR = "sector", "界别"
    GROUP = "group", "编组"
    BODY = "body", "团体和单位"
    LOWER = "lower", "下级政协"
    CORRESPONDENT = "correspondent", "特邀信息员"
    CITIZEN = "citizen", "非委员群众"


class Topic(TextChoices):
    ECONOMY = "economy", "经济建设"
    POLITICS = "politics", "政治建设"
    CULTURE = "culture", "文化建设"
    SOCIETY = "society", "社会建设"
    ECOLOGY = "ecology", "生态文明"
    OTHER = "other", "其他"


class AdoptionLevel(TextChoices):
    """Who adopted: the level of the body, as the ledger names levels."""

    COUNTY = "county", "区县级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATIONAL = "national", "全国"


class AdoptionKind(TextChoices):
    SINGLE = "single", "单篇采用"
    MERGED = "merged", "综合采用"
    SENT = "sent", "转送部门"
    DEPARTMENT = "department", "部门采用"


class IssueState(ToneMixin, TextChoices):
    DRAFT = "draft", "编排中"
    ISSUED = "issued", "已编发"

    @classmethod
    def tones(cls):
        return {cls.DRAFT: Tone.AMBER, cls.ISSUED: Tone.GREEN}


class RecipientKind(TextChoices):
    MAIN = "main", "主送"
    COPY = "copy", "抄送"


class Target(TextChoices):
    """How far up an issue goes."""

    OWN = "own", "本级领导与部门"
    CITY = "city", "市政协"
    PROVINCE = "province", "省政协"
    NATIONAL = "national", "全国政协"


class TaskState(ToneMixin, TextChoices):
    """A report or a suggestion in the hands of a department."""

    WAITING = "waiting", "待答复"
    ANSWERED = "answered", "已答复"
    RECALLED = "recalled", "已收回"

    @classmethod
    def tones(cls):
        return {cls.WAITING: Tone.AMBER, cls.ANSWERED: Tone.GREEN, cls.RECALLED: Tone.GREY}


class SuggestionState(ToneMixin, TextChoices):
    SUBMITTED = "submitted", "待转办"
    ASSIGNED = "assigned", "办理中"
    ANSWERED = "answered", "已答复"
    RAISED = "raised", "已转信息"
    CLOSED = "closed", "已留存"

    @classmethod
    def tones(cls):
        return {
            cls.SUBMITTED: Tone.AMBER,
            cls.ASSIGNED: Tone.BLUE,
            cls.ANSWERED: Tone.GREEN,
            cls.RAISED: Tone.GREEN,
            cls.CLOSED: Tone.GREY,
        }
