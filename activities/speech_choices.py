"""Labels of 大会发言: calls for papers, the papers' states, and who speaks for whom."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class Occasion(TextChoices):
    """Where the papers are spoken; it decides which 履职事项 they count as."""

    PLENARY = "plenary", "全体会议大会发言"
    MEETING = "meeting", "常委会、专题会议发言"


class CallAudience(TextChoices):
    ALL = "all", "全体委员自愿报送"
    STANDING = "standing", "每位常委都须报送"


class SpeechLevel(TextChoices):
    """At which level's meeting the paper is spoken; codes are those of the ledger."""

    NATIONAL = "national", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"


class CallState(ToneMixin, TextChoices):
    DRAFT = "draft", "拟办"
    OPEN = "open", "征集中"
    CLOSED = "closed", "已截稿"
    ARCHIVED = "archived", "已归档"

    @classmethod
    def tones(cls):
        return {
            cls.DRAFT: Tone.GREY,
            cls.OPEN: Tone.BLUE,
            cls.CLOSED: Tone.AMBER,
            cls.ARCHIVED: Tone.GREEN,
        }


class PaperKind(TextChoices):
    SPEECH = "speech", "发言材料"
    REPORT = "report", "调研报告"


class AuthorKind(TextChoices):
    MEMBER = "member", "委员"
    PARTY = "party", "党派"
    PEOPLE = "people", "人民团体"
    COMMITTEE = "committee", "专门委员会"
    SECTOR = "sector", "界别"


class SpeechState(ToneMixin, TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待初选"
    RETURNED = "returned", "退回修改"
    SHORTLISTED = "shortlisted", "待复选"
    ORAL = "oral", "口头发言"
    WRITTEN = "written", "书面发言"
    TO_PROPOSAL = "to_proposal", "转提案"
    TO_REPORT = "to_report", "转社情民意信息"
    NOT_USED = "not_used", "未选用"
    SPOKEN = "spoken", "已发言"

    @classmethod
    def tones(cls):
        return {
            cls.DRAFT: Tone.GREY,
            cls.SUBMITTED: Tone.AMBER,
            cls.RETURNED: Tone.RED,
            cls.SHORTLISTED: Tone.AMBER,
            cls.ORAL: Tone.BLUE,
            cls.WRITTEN: Tone.GREEN,
            cls.TO_PROPOSAL: Tone.BLUE,
            cls.TO_REPORT: Tone.BLUE,
            cls.NOT_USED: Tone.GREY,
            cls.SPOKEN: Tone.GREEN,
        }
