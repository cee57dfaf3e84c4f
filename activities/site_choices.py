"""Labels of sites, of what recurs there, of what is done there, and of targets."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class Frequency(TextChoices):
    DAILY = "daily", "每日"
    WEEKLY = "weekly", "每周"
    FORTNIGHTLY = "fortnightly", "每两周"
    MONTHLY = "monthly", "每月"
    ODD_MONTHS = "odd_months", "单月"
    EVEN_MONTHS = "even_months", "双月"
    QUARTERLY = "quarterly", "每季度"
    HALF_YEARLY = "half_yearly", "每半年"
    YEARLY = "yearly", "每年"


class Weekday(TextChoices):
    MONDAY = "1", "星期一"
    TUESDAY = "2", "星期二"
    WEDNESDAY = "3", "星期三"
    THURSDAY = "4", "星期四"
    FRIDAY = "5", "星期五"
    SATURDAY = "6", "星期六"
    SUNDAY = "7", "星期日"


class OnHoliday(TextChoices):
    KEEP = "keep", "照常举行"
    SKIP = "skip", "取消当次"
    NEXT = "next", "顺延到下一个工作日"


class SiteState(ToneMixin, TextChoices):
    BUILDING = "building", "筹建"
    OPEN = "open", "运行"
    CLOSED = "closed", "停用"

    @classmethod
    def tones(cls):
        return {cls.BUILDING: Tone.AMBER, cls.OPEN: Tone.GREEN, cls.CLOSED: Tone.GREY}


class SiteFunction(TextChoices):
    """四平台: what an activity at a site is for."""

    LEARNING = "learning", "学习"
    DUTY = "duty", "履职"
    CONTACT = "contact", "联系"
    FELLOWSHIP = "fellowship", "联谊"


class DeedKind(TextChoices):
    """What was done at a site besides meetings, as counted in its yearly figures."""

    SERVICE = "service", "服务群众"
    MEDIATION = "mediation", "化解纠纷"
    SUGGESTION = "suggestion", "微建议"
    WELFARE = "welfare", "公益捐助"
    VISIT = "visit", "走访村居"
    OPEN_DAY = "open_day", "开放接待"


class ReceptionState(ToneMixin, TextChoices):
    PLANNED = "planned", "待接待"
    HELD = "held", "已接待"
    CANCELLED = "cancelled", "已取消"

    @classmethod
    def tones(cls):
        return {cls.PLANNED: Tone.AMBER, cls.HELD: Tone.GREEN, cls.CANCELLED: Tone.GREY}


class TaskState(ToneMixin, TextChoices):
    """镇街命题、工作室解题."""

    POSTED = "posted", "待接题"
    TAKEN = "taken", "解题中"
    ANSWERED = "answered", "待验收"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "已撤题"

    @classmethod
    def tones(cls):
        return {
            cls.POSTED: Tone.AMBER,
            cls.TAKEN: Tone.BLUE,
            cls.ANSWERED: Tone.AMBER,
            cls.DONE: Tone.GREEN,
            cls.WITHDRAWN: Tone.GREY,
        }


class TargetSubject(TextChoices):
    GROUP = "group", "编组"
    MEMBER = "member", "委员"


class TargetPeriod(TextChoices):
    YEAR = "year", "全年"
    HALF = "half", "半年"
    QUARTER = "quarter", "季度"
