"""The columns of a table of facts, and the empty table with examples that people fill in."""

from core.writer import Book, Column

MOST_ROWS = 100_000
SYNONYMS = {
    "number": ("委员编号", "编号", "委员号", "委员证号"),
    "name": ("姓名", "委员姓名", "委员"),
    "kind": ("事项", "履职事项", "履职项目", "类别", "项目"),
    "day": ("日期", "发生日期", "履职日期", "时间"),
    "title": ("事由", "标题", "名称", "题目", "会议名称", "活动名称", "内容"),
    "role": ("角色", "身份", "本人角色"),
    "stage": ("阶段", "环节", "办理阶段"),
    "level": ("层级", "级别", "采用层级"),
    "result": ("结果", "出席情况", "出勤情况", "考勤结果", "考勤"),
    "expected": ("应到", "应计", "应出席", "应到半天数"),
    "quantity": ("数量", "实到", "实计", "次数", "件数"),
    "points": ("分值", "录入分值", "评分"),
    "flags": ("标记", "标签"),
    "people": ("署名人数", "联名人数", "作者人数"),
    "note": ("备注", "说明"),
    "document": ("文件编号", "文号", "来源文件", "表号"),
    "reference": ("事由编号", "案号", "提案编号", "会议编号"),
    "bearer": ("计分对象", "集体名称", "编组名称", "报送单位", "承办单位名称"),
    "bearer_kind": ("对象类别", "计分对象类别"),
}
LABELS = {name: titles[0] for name, titles in SYNONYMS.items()}
LONGEST = {"title": 200, "note": 200, "document": 60}
EXAMPLES = (
    ("0001", "乔安禾", "全体会议出席", "2026-03-05", "十届五次全会第一次全体会议", "", "", "", "出席", 1, 1, "",
     "", "", "示例行，填写前请删去", "考勤〔2026〕1号", "", "", ""),
    ("0001", "乔安禾", "提案", "2026-03-06", "关于完善社区养老服务的提案", "第一提案人", "立案", "", "", "", 1, "",
     "", 3, "示例行，填写前请删去", "提案〔2026〕1号", "第12号", "", ""),
    ("", "", "社情民意信息", "2026-03-07", "关于校园周边停车的信息", "", "提交", "", "", "", 1, "", "", "",
     "示例行，委员以外的计分对象", "信息〔2026〕1号", "", "县总工会", "报送单位"),
)  # fmt: skip


def template() -> bytes:
    """An xlsx with the proper titles, example rows and a sheet of what each kind may carry."""
    book = Book()
    columns = [Column(LABELS[name], 24 if name in ("title", "note") else 12) for name in SYNONYMS]
    book.add_sheet("履职记录", columns=columns, rows=EXAMPLES)
    return book.close()
