"""Labels of meetings and activities."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class Family(TextChoices):
    MEETING = "meeting", "会议"
    CONSULTATION = "consultation", "协商"
    RESEARCH = "research", "调研视察考察"
    STUDY = "study", "学习培训"
    SECTOR = "sector", "界别与委员工作室"
    SUPERVISION = "supervision", "民主监督"
    WELFARE = "welfare", "公益服务"
    OFFICE = "office", "机关工作会议"
    OTHER = "other", "其他"


class UnitRule(TextChoices):
    """How settlement counts: a fact for each half-day, or one for the whole activity."""

    HALF_DAY = "half_day", "按半天计"
    ONCE = "once", "按次计"


class LeaveApprover(TextChoices):
    SECRETARY_GENERAL = "secretary_general", "秘书长"
    OPERATOR = "operator", "经办人"
    CONVENOR = "convenor", "小组召集人"


class ActivityState(ToneMixin, TextChoices):
    DRAFT = "draft", "拟办"
    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "待发布"
    PUBLISHED = "published", "已发布"
    UNDERWAY = "underway", "进行中"
    SETTLED = "settled", "已结算"
    ARCHIVED = "archived", "已归档"
    CANCELLED = "cancelled", "已取消"

    @classmethod
    def tones(cls):
        return {
            cls.DRAFT: Tone.GREY,
            cls.SUBMITTED: Tone.AMBER,
            cls.APPROVED: Tone.AMBER,
            cls.PUBLISHED: Tone.BLUE,
            cls.UNDERWAY: Tone.BLUE,
            cls.SETTLED: Tone.GREEN,
            cls.ARCHIVED: Tone.GREY,
            cls.CANCELLED: Tone.RED,
        }


TOLD = (
    ActivityState.PUBLISHED,
    ActivityState.UNDERWAY,
    ActivityState.SETTLED,
    ActivityState.ARCHIVED,
)
"""States in which the notice has gone out and the roster stands."""


class OrganiserKind(TextChoices):
    COMMITTEE = "committee", "专委会"
    GROUP = "group", "编组"
    SITE = "site", "履职场所"
    OTHER = "other", "其他单位"


class Half(TextChoices):
    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    EVENING = "evening", "晚上"


class SittingForm(TextChoices):
    WHOLE = "whole", "全体"
    GROUP = "group", "小组"
    JOINT = "joint", "联组"


class EntrySource(TextChoices):
    AUDIENCE = "audience", "通知对象"
    ADDED = "added", "补充列入"
    WALK_IN = "walk_in", "名单外到会"


class Answer(ToneMixin, TextChoices):
    NONE = "none", "未答复"
    ATTEND = "attend", "参加"
    LEAVE = "leave", "请假"
    DECLINE = "decline", "不参加"

    @classmethod
    def tones(cls):
        return {
            cls.NONE: Tone.AMBER,
            cls.ATTEND: Tone.GREEN,
            cls.LEAVE: Tone.BLUE,
            cls.DECLINE: Tone.GREY,
        }


class LeaveReason(TextChoices):
    """公务 and 上级会议 are not counted as absence; the others are leave shown apart."""

    OFFICIAL = "official", "公务"
    UPPER_MEETING = "upper_meeting", "参加上级会议"
    SICK = "sick", "病假"
    PERSONAL = "personal", "事假"


OFFICIAL_REASONS = (LeaveReason.OFFICIAL, LeaveReason.UPPER_MEETING)


class LeaveState(ToneMixin, TextChoices):
    WAITING = "waiting", "待批"
    APPROVED = "approved", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"

    @classmethod
    def tones(cls):
        return {
            cls.WAITING: Tone.AMBER,
            cls.APPROVED: Tone.GREEN,
            cls.REFUSED: Tone.RED,
            cls.WITHDRAWN: Tone.GREY,
        }


class SignMethod(TextChoices):
    QR = "qr", "扫码签到"
    TOKEN = "token", "工作人员扫码"
    LIST = "list", "名单登记"
    IMPORT = "import", "表格导入"
    LATE_ENTRY = "late_entry", "补签"


class LateEntryState(ToneMixin, TextChoices):
    WAITING = "waiting", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "未确认"

    @classmethod
    def tones(cls):
        return {cls.WAITING: Tone.AMBER, cls.CONFIRMED: Tone.GREEN, cls.DECLINED: Tone.GREY}


class AttendanceResult(ToneMixin, TextChoices):
    """What settlement writes as the `result` of an attendance fact."""

    PRESENT = "present", "出席"
    EXCUSED = "excused", "请假"
    OFFICIAL_LEAVE = "official_leave", "公务请假"
    ABSENT = "absent", "缺席"
    LEAVE_REFUSED = "leave_refused", "请假未准"
    WALK_IN = "walk_in", "名单外到会"

    @classmethod
    def tones(cls):
        return {
            cls.PRESENT: Tone.GREEN,
            cls.EXCUSED: Tone.AMBER,
            cls.OFFICIAL_LEAVE: Tone.BLUE,
            cls.ABSENT: Tone.RED,
            cls.LEAVE_REFUSED: Tone.RED,
            cls.WALK_IN: Tone.BLUE,
        }
