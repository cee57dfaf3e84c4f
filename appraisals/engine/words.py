"""The closed word lists a scheme and a fact are written in, each with its Chinese label.

A value may be written as its code or its label. Any other Chinese word stands for itself
(committees invent levels and roles); an unknown code of Latin letters is a typing error.
"""

import difflib
import re

ROLES = {
    "sole": "独立",
    "lead": "第一提案人",
    "co_signer": "联名人",
    "main_member": "主要成员",
    "participant": "参与",
    "speaker": "发言人",
    "organizer": "组织者",
}
STAGES = {
    "submitted": "提交",
    "filed": "立案",
    "not_filed": "不予立案",
    "merged": "并案",
    "converted": "转作社情民意信息",
    "key": "重点",
    "excellent": "优秀",
    "adopted": "采用",
    "adopted_merged": "综合采用",
    "not_adopted": "未采用",
    "instructed": "领导批示",
    "commissioned": "约稿采用",
    "published": "发表",
    "completed": "完成",
}
LEVELS = {
    "national": "国家级",
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "township": "乡镇街道级",
}
RESULTS = {
    "present": "出席",
    "excused": "请假获准",
    "official_leave": "公务请假",
    "absent": "无故缺席",
    "leave_refused": "请假未准",
    "walk_in": "名单外到会",
    "oral": "口头",
    "written": "书面",
}
FLAGS = {
    "late": "迟到",
    "left_early": "早退",
    "late_entry": "补签",
    "plagiarised": "抄袭",
    "unverified": "未经核实",
}
OFFICES = {
    "chair": "主席",
    "vice_chair": "副主席",
    "secretary_general": "秘书长",
    "chairpersons_meeting": "主席会议成员",
    "standing_member": "常委",
    "member": "委员",
    "committee_director": "专委会主任",
    "committee_deputy": "专委会副主任",
    "convener": "界别召集人",
    "group_leader": "活动组组长",
}
BEARERS = {
    "member": "委员",
    "group": "活动组",
    "branch": "支部",
    "reporting_unit": "报送单位",
    "handling_unit": "承办单位",
}
EXAMS = {"attendance": "考勤", "merit": "考绩"}
PERIODS = {"h1": "上半年", "h2": "下半年", "year": "全年", "span": "自定区间"}
WINDOWS = {
    "day": "日",
    "week": "周",
    "month": "月",
    "quarter": "季度",
    "matter": "同一事由",
    "meeting": "同一会议",
}
SCOPES = {
    "all": "全体",
    "sector": "界别",
    "committee": "专委会",
    "home_committee": "归口专委会",
    "group": "活动组",
    "office": "职务",
}
AFFILIATIONS = {name: SCOPES[name] for name in ("sector", "committee", "home_committee", "group")}

CHAIRPERSONS = frozenset({"chair", "vice_chair", "secretary_general"})
"""Who sits in the 主席会议; holding one of these is also holding `chairpersons_meeting`."""
ABOVE_MEMBER = CHAIRPERSONS | {"standing_member"}
"""A bearer with none of these offices is an ordinary 委员 (`member`)."""
OFFICE_ORDER = ("chair", "vice_chair", "secretary_general", "standing_member", "member")

ALIASES = {
    "第一": "lead",
    "牵头": "lead",
    "第一作者": "lead",
    "领衔": "lead",
    "联名": "co_signer",
    "联名提案人": "co_signer",
    "其他联名人": "co_signer",
    "个人": "sole",
    "参与人": "participant",
    "转社情民意": "converted",
    "重点提案": "key",
    "优秀提案": "excellent",
    "全国": "national",
    "国家": "national",
    "省": "province",
    "市": "city",
    "地": "city",
    "地级": "city",
    "县": "county",
    "区级": "county",
    "请假": "excused",
    "实到": "present",
    "缺席": "absent",
    "常务委员": "standing_member",
    "普通委员": "member",
}

_CHINESE = re.compile(r"[\u3400-\u9fff]")


def code_of(word: str, table: dict[str, str]) -> str | None:
    """The code of a word written as code, label or alias; itself if Chinese; None if unknown."""
    if word in table:
        return word
    for code, label in table.items():
        if label == word:
            return code
    if ALIASES.get(word) in table:
        return ALIASES[word]
    return word if _CHINESE.search(word) else None


def label_of(code: str, table: dict[str, str]) -> str:
    """The Chinese label of a code; a word outside the table is its own label."""
    return table.get(code, code)


def closest(word: str, known) -> str | None:
    """The known word most like a mistyped one, for «是否想写…»."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None
