"""The living style page: every component with invented content. Served outside production only."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render

from core.choices import JobState, Tone

TODAY = date(2026, 3, 5)
ZONE = ZoneInfo("Asia/Shanghai")


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="姓名", help_text="与身份证一致，少数民族姓名用「·」。")
    phone = forms.CharField(label="手机号码", error_messages={"required": "请填写 11 位手机号码。"})
    sector = forms.ChoiceField(label="界别", choices=[("", "请选择"), ("a", "农业界"), ("b", "医药卫生界")])
    answer = forms.ChoiceField(
        label="能否参加", choices=[("yes", "参加"), ("no", "请假")], widget=forms.RadioSelect
    )
    reason = forms.CharField(label="请假事由", widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="我已阅读会议须知")
    file = forms.FileField(label="证明材料", required=False, help_text="Word、PDF 或图片，不超过 10 MB。")


def _sample_form():
    form = SampleForm(data={"name": "乔安禾", "phone": "", "answer": "yes", "agree": "on", "sector": "a"})
    form.fields["file"].initial = None
    return form


NAVIGATION = [
    {"label": "首页", "url": "#", "icon": "house", "active": True},
    {"label": "会议", "url": "#", "icon": "calendar-event", "active": False},
    {"label": "提案", "url": "#", "icon": "file-earmark-text", "active": False},
    {"label": "信息", "url": "#", "icon": "chat-square-text", "active": False},
    {"label": "我的", "url": "#", "icon": "person", "active": False},
]

COLUMNS = [
    {"label": "名次", "value": "rank", "kind": "number", "phone": False},
    {"label": "姓名", "value": "name", "lead": True, "url": "url"},
    {"label": "界别", "value": "sector"},
    {"label": "学习组", "value": "group"},
    {"label": "状态", "value": "state"},
    {"label": "核定日期", "value": "day", "kind": "nowrap", "phone": False},
    {"label": "得分", "value": "points", "kind": "points", "end": True, "sorted": "desc", "sort_url": "#"},
]

ROWS = [
    {"rank": 1, "name": "乔安禾", "sector": "农业界", "group": "第一学习组", "state": JobState.DONE,
     "day": TODAY, "points": Decimal("96.50"), "url": "#"},
    {"rank": 2, "name": "司徒望舒", "sector": "医药卫生界", "group": "第三学习组", "state": JobState.RUNNING,
     "day": TODAY, "points": Decimal("92.00"), "url": "#"},
    {"rank": 3, "name": "柏松年", "sector": "工商联", "group": "第一学习组", "state": JobState.QUEUED,
     "day": None, "points": Decimal("88.25"), "url": "#"},
]  # fmt: skip

STATS = [
    {"label": "委员总数", "figure": "319", "unit": "人", "note": "14 个学习组"},
    {"label": "出席率", "figure": "86.4", "unit": "%", "change": "+3.1 个百分点", "tone": "good", "than": "较上半年"},
    {"label": "平均得分", "figure": "71.8", "unit": "分", "change": "−1.2", "tone": "bad", "than": "较上半年"},
    {"label": "待确认记录", "figure": "27", "unit": "条", "note": "其中 4 条明天到期"},
    {"label": "超期事项", "figure": "2", "unit": "件", "note": "均为提案委经办"},
]  # fmt: skip

CHARTS = {
    "bars": {
        "kind": "bars", "title": "农业界出席率最低：71%", "subtitle": "2026年上半年，各界别应到人次中实到的比例",
        "label_name": "界别", "unit": "%", "max": 100, "highlight": ["农业界"],
        "labels": ["教育界", "农业界", "医药卫生界", "工商联", "科技界", "民族宗教界", "文化艺术界"],
        "series": [{"name": "出席率", "values": [88, 71, 93, 85, 90, 82, 79]}],
    },
    "histogram": {
        "kind": "histogram", "title": "近半数委员得 70 至 90 分，9 人不足 60 分",
        "label_name": "分数段", "highlight": ["60 以下"],
        "labels": ["60 以下", "60–70", "70–80", "80–90", "90–100", "100 以上"],
        "series": [{"name": "人数", "values": [9, 58, 84, 71, 66, 31]}],
    },
    "grouped": {
        "kind": "grouped", "title": "下半年各专委会活动参加率都有提高", "label_name": "专委会", "unit": "%",
        "labels": ["提案委", "经济委", "文史委", "社法委"],
        "series": [{"name": "上半年", "values": [68, 74, 70, 62]}, {"name": "下半年", "values": [75, 79, 72, 71]}],
    },
    "slope": {
        "kind": "slope", "title": "第三学习组上升最快：由 64 分到 79 分", "label_name": "学习组", "unit": " 分",
        "highlight": ["第三学习组"],
        "labels": ["第一学习组", "第二学习组", "第三学习组", "第四学习组", "第五学习组"],
        "series": [
            {"name": "2025年下半年", "values": [75, 70, 64, 68, 81]},
            {"name": "2026年上半年", "values": [78, 69, 79, 72, 80]},
        ],
    },
}  # fmt: skip

ENTRIES = [
    {"what": "本人提出异议", "at": datetime(2026, 3, 5, 14, 30, tzinfo=ZONE), "who": "乔安禾", "tone": "amber",
     "note": "3月2日的视察我到场并发言，记录为请假。"},
    {"what": "秘书处核实", "at": datetime(2026, 3, 3, 9, 5, tzinfo=ZONE), "who": "秘书处经办人", "tone": "green"},
    {"what": "导入考勤表", "at": date(2026, 3, 2), "who": "秘书处经办人", "tone": "blue"},
]  # fmt: skip

STEPS = [
    {"label": "收集", "state": "done", "note": "1月1日起"},
    {"label": "计算", "state": "done"},
    {"label": "核对", "state": "current", "note": "截至3月10日"},
    {"label": "审定", "state": "todo"},
    {"label": "通报", "state": "todo"},
]

LINES = [
    {"title": "提交提案", "how": "3 件 × 5 分 = 15 分", "cap": "封顶 12 分", "points": Decimal("12.00"), "full": 12},
    {"title": "出席全体会议", "how": "应到 6 个半天，实到 5 个半天，20 分 × 5 ÷ 6", "cap": "", "points": Decimal("16.67"),
     "full": 20},
    {"title": "无故缺席", "how": "1 次 × −2 分", "cap": "", "points": Decimal("-2.00"), "full": None},
]  # fmt: skip


def _jobs():
    one = {"label": "计算 2026年上半年得分", "unfinished": False, "message": ""}
    return [
        one | {"pk": 1, "state": "running", "done": 184, "total": 319, "percent": 57},
        one | {"pk": 2, "state": "done", "done": 319, "total": 319, "percent": 100, "message": "用时 6 秒。"},
        one | {"pk": 3, "state": "failed", "done": 12, "total": 319, "percent": 3,
               "message": "第 13 行的日期无法识别，请改正后重新导入。"},
    ]  # fmt: skip


@login_not_required
def style_guide(request):
    """Every component on one page."""
    form = _sample_form()
    form.is_valid()
    context = {
        "navigation": NAVIGATION, "breadcrumbs": [{"label": "首页", "url": "/"}, {"label": "样式", "url": ""}],
        "tones": [(tone.label, tone.value) for tone in Tone], "stats": STATS, "columns": COLUMNS, "rows": ROWS,
        "page_obj": Paginator(range(319), 20).page(2), "charts": CHARTS, "entries": ENTRIES, "steps": STEPS,
        "lines": LINES, "jobs": _jobs(), "form": form, "today": TODAY,
        "due_days": [date(2026, 3, 3), TODAY, date(2026, 3, 8), date(2026, 3, 30)],
        "chips": [{"label": "界别", "value": "农业界", "url": "#"}, {"label": "状态", "value": "已确认", "url": "#"}],
        "options": [
            {"label": "全部", "url": "#", "active": True, "count": 319},
            {"label": "待确认", "url": "#", "active": False, "count": 27},
            {"label": "有异议", "url": "#", "active": False, "count": 2},
        ],
        "facts": [
            {"label": "委员", "value": "乔安禾"}, {"label": "界别", "value": "农业界"},
            {"label": "状态", "value": JobState.DONE}, {"label": "归口专委会", "value": None},
        ],
    }  # fmt: skip
    return render(request, "style_guide.html", context)
