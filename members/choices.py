"""Labels of the register."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class Gender(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class MemberState(ToneMixin, TextChoices):
    SERVING = "serving", "在任"
    SUSPENDED = "suspended", "暂停履职"
    RESIGNED = "resigned", "辞去"
    REVOKED = "revoked", "撤销"
    DECEASED = "deceased", "去世"
    TRANSFERRED = "transferred", "不宜继续担任"
    EXPIRED = "expired", "届满"

    @classmethod
    def tones(cls):
        return {
            cls.SERVING: Tone.GREEN,
            cls.SUSPENDED: Tone.AMBER,
            cls.RESIGNED: Tone.GREY,
            cls.REVOKED: Tone.RED,
            cls.DECEASED: Tone.GREY,
            cls.TRANSFERRED: Tone.GREY,
            cls.EXPIRED: Tone.GREY,
        }


class AffiliationKind(TextChoices):
    SECTOR = "sector", "界别"
    COMMITTEE = "committee", "专委会"
    HOME_COMMITTEE = "home_committee", "归口专委会"
    STUDY_GROUP = "study_group", "学习组"
    WORK_GROUP = "work_group", "工作组"
    SECTOR_GROUP = "sector_group", "界别活动组"
    AREA_GROUP = "area_group", "片区活动组"
    PARTY = "party", "党派"


class OfficeTitle(TextChoices):
    CHAIR = "chair", "主席"
    VICE_CHAIR = "vice_chair", "副主席"
    SECRETARY_GENERAL = "secretary_general", "秘书长"
    STANDING = "standing", "常委"


class ChangeKind(TextChoices):
    APPOINTED = "appointed", "任职"
    CO_OPTED = "co_opted", "增补"
    SUSPENDED = "suspended", "暂停履职"
    RESTORED = "restored", "恢复履职"
    RESIGNED = "resigned", "辞去"
    REVOKED = "revoked", "撤销"
    DECEASED = "deceased", "去世"
    TRANSFERRED = "transferred", "不宜继续担任"
    EXPIRED = "expired", "届满"


class DecidingBody(TextChoices):
    STANDING_COMMITTEE = "standing_committee", "常务委员会会议"
    CHAIRPERSONS = "chairpersons", "主席会议"
    PLENARY = "plenary", "全体会议"
    PARTY = "party", "党委"


class RequestState(ToneMixin, TextChoices):
    WAITING = "waiting", "待审核"
    APPROVED = "approved", "已采纳"
    DECLINED = "declined", "未采纳"

    @classmethod
    def tones(cls):
        return {cls.WAITING: Tone.AMBER, cls.APPROVED: Tone.GREEN, cls.DECLINED: Tone.GREY}


PARTIES = (
    "中共党员",
    "共青团员",
    "民革党员",
    "民盟盟员",
    "民建会员",
    "民进会员",
    "农工党党员",
    "致公党党员",
    "九三学社社员",
    "台盟盟员",
    "无党派人士",
    "群众",
)
PARTY_SYNONYMS = {
    "中共": "中共党员",
    "中国共产党": "中共党员",
    "中共预备党员": "中共党员",
    "党员": "中共党员",
    "团员": "共青团员",
    "民革": "民革党员",
    "民盟": "民盟盟员",
    "民建": "民建会员",
    "民进": "民进会员",
    "农工党": "农工党党员",
    "致公党": "致公党党员",
    "九三": "九三学社社员",
    "九三学社": "九三学社社员",
    "台盟": "台盟盟员",
    "无党派": "无党派人士",
    "无党派民主人士": "无党派人士",
}
# GB/T 3304
ETHNICITIES = tuple(
    f"{name}族"
    for name in [
        "汉",
        "蒙古",
        "回",
        "藏",
        "维吾尔",
        "苗",
        "彝",
        "壮",
        "布依",
        "朝鲜",
        "满",
        "侗",
        "瑶",
        "白",
        "土家",
        "哈尼",
        "哈萨克",
        "傣",
        "黎",
        "傈僳",
        "佤",
        "畲",
        "高山",
        "拉祜",
        "水",
        "东乡",
        "纳西",
        "景颇",
        "柯尔克孜",
        "土",
        "达斡尔",
        "仫佬",
        "羌",
        "布朗",
        "撒拉",
        "毛南",
        "仡佬",
        "锡伯",
        "阿昌",
        "普米",
        "塔吉克",
        "怒",
        "乌孜别克",
        "俄罗斯",
        "鄂温克",
        "德昂",
        "保安",
        "裕固",
        "京",
        "塔塔尔",
        "独龙",
        "鄂伦春",
        "赫哲",
        "门巴",
        "珞巴",
        "基诺",
    ]
)
