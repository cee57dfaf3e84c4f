"""What the fields of a scheme are called on the editor's pages, and what each asks for."""

LABELS = {
    "key": "代号", "slug": "代号", "name": "名称", "issuer": "发文机关", "adopted": "原文通过日期", "source": "原文出处",
    "note": "说明", "quote": "原文", "example": "示例方案（不是任何政协的规定）", "period": "用于", "bearers": "计分对象",
    "kinds": "履职事项", "start": "起始分", "cap": "上限", "cap_with_bonus": "含加分的上限", "floor": "下限",
    "rounding": "小数位", "office_at": "期内职务有变动时", "affiliation_at": "期内所属有变动时", "joiners": "期中增补的委员",
    "readings": "原文未写明之处", "code": "代号", "label": "名称", "unit": "单位", "offices": "职务", "not_offices": "不含职务",
    "committees": "专委会", "sectors": "界别", "groups": "活动组", "points": "分值", "line": "每项得分保留小数位",
    "total": "总分保留小数位", "mode": "进位方式", "exam": "考核", "weight": "权重", "bonus": "加分板块（另计上限）",
    "shared_caps": "几项共用的上限", "of": "包括哪些", "enabled": "启用", "periods": "只用于", "audience": "适用对象",
    "points_outside": "不适用者计", "select": "计哪些履职记录", "meeting": "同一会议合并计一次", "method": "计分方法",
    "share": "几个人合作时", "limits": "限额", "attributes": "人员属性", "values": "取值", "stages": "阶段", "roles": "角色",
    "levels": "级别", "results": "结果", "flags": "标记（有其一）", "all_flags": "标记（全都有）", "without_flags": "没有标记",
    "valid_from": "发生日期从", "valid_until": "发生日期到", "certified_only": "只计已核实的", "present_if": "到会达到",
    "below": "达不到时", "tiers": "分档", "count": "数什么", "step": "每多少计一次", "all_stages": "同一事由兼有阶段",
    "free": "前几次不计", "max_count": "最多计几次", "from": "从第几", "to": "到第几", "steps": "分级", "at_least": "至少",
    "at_most": "至多", "target": "应达数量", "every": "每个时段都要达到", "rows": "分值表", "combine": "怎样合计",
    "per": "在什么范围内", "match": "符合几行时", "over": "统计范围", "count_as": "特殊情形", "thresholds": "分档",
    "minimum": "低于此比率计 0 分", "full_at": "达到此比率计满分", "when_nothing_expected": "没有应到时", "as": "计为",
    "part": "按几成计", "full": "满分", "deductions": "扣分表", "min": "最低", "max": "最高", "out_of": "测评满分",
    "average": "多轮测评", "when_missing": "没有测评时计", "gate": "基本要求", "split": "分法", "lead": "第一人得",
    "fraction": "联名者得", "main_members": "最多几名主要成员", "places": "分出的分值保留小数位", "author_bonus": "作者加分",
    "attribute": "属性", "window": "每个", "pick": "超出限额时先计", "indicators": "指标", "under": "计在哪项下", "by": "按什么",
    "require": "须满足", "conditions": "条件", "grade_ceiling": "未达到时等次不高于", "total_cap": "未达到时总分不超过",
    "section": "板块", "section_cap": "未达到时该板块不超过", "indicator": "指标", "in_a_row": "连续几个周期", "bands": "等次",
    "between": "两等之间的小数归", "quota_scope": "比例按什么范围算", "quota_rounding": "比例名额取整", "quota_ties": "名额线上同分",
    "quota": "名额比例", "text": "处理", "grades": "等次", "at": "什么时候", "scopes": "排名范围", "ties": "并列",
    "tie_breakers": "同分先后", "not_ranked": "计分但不排名的", "lists": "名单", "order": "先后", "scope": "范围", "top": "前百分之几",
    "top_n": "前几名", "min_total": "总分至少", "weights": "上、下半年权重", "one_half": "只在任半年的", "question": "问题",
    "choice": "本方案的选择", "bottom": "末位百分之几", "bottom_n": "末位几名", "quota_n": "名额（人数）",
    "sections": "板块", "gates": "基本要求", "consequences": "结果运用", "once_per_work": "同一事由只计一次",
    "ranking": "排名与名单", "year": "全年成绩",
}  # fmt: skip

OWN = {
    "Rate.over": "分母（不填则按应到数）",
    "CutList.ties": "线上同分",
    "CutList.rounding": "名额取整",
    "Limits.per": "每个时段的限额",
    "Table.groups": "互相只取最高的级别",
    "Penalty.from": "从哪里扣",
    "Year.cap": "全年上限",
    "Row.name": "这一行叫什么",
    "TieBreaker.by": "比什么",
    "Condition.by": "比什么",
}

HELP = {
    "key": "小写字母、数字、下划线或中文，定下后不要再改",
    "quote": "抄录文件中的原话",
    "points": "",
    "select": "几行之间是“或”；同一行各栏都要符合",
    "periods": "不选则各周期都用",
    "present_if": "如 2/3、60%",
    "weight": "如 60%",
    "quota": "如 20%",
    "top": "如 60%",
    "share": "",
    "lead": "如 50%",
    "fraction": "如 50%",
    "part": "如 50%",
    "scopes": "全体、界别、专委会、活动组、职务，可用“+”相连",
    "require": "填“全部”“任一”或条件个数",
    "enabled": "暂不计分的项目取消勾选，保留原文",
    "weights": "两个比例，上半年在前",
    "offices": "主席、副主席、秘书长、主席会议成员、常委、委员等，几个之间用顿号",
    "roles": "第一提案人、联名人、主要成员、参与等",
    "stages": "提交、立案、重点、优秀、采用等",
    "levels": "国家级、省级、市级、县级、乡镇街道级",
    "results": "出席、请假获准、无故缺席等",
    "flags": "迟到、早退、补签等",
}
MANY = "几个之间用顿号"

MAIN = {
    "Row": ("points", "stages", "roles", "levels", "results", "flags"),
    "Selector": ("kinds", "stages", "roles", "results"),
    "Amount": ("points", "offices"),
    "Indicator": ("key", "name", "exam", "unit", "quote", "enabled", "select", "method", "limits"),
    "Limits": ("cap", "max_count", "per"),
    "Share": ("split", "roles", "lead", "fraction", "main_members"),
    "Scheme": ("slug", "name", "issuer", "period", "source", "start", "cap"),
    "Section": ("key", "name", "exam", "cap", "bonus"),
}
"""Fields shown first; the others stand under «更多» and open by themselves when filled."""

LONG = frozenset({"quote", "note", "text", "choice", "question"})


def label_of(cls, key: str) -> str:
    return OWN.get(f"{cls.__name__}.{key}", LABELS.get(key, key))


def place_of(path: str) -> str:
    """`sections[0].indicators[2].limits.cap` as people read it: 板块 1 › 指标 3 › 限额 › 上限."""
    parts = []
    for step in path.replace("]", "").split("."):
        name, *numbers = step.split("[")
        parts.append(" ".join([LABELS.get(name, name), *(str(int(one) + 1) for one in numbers)]))
    return " › ".join(part for part in parts if part) or "方案"
