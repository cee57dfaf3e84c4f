"""Every refusal names the place and says in Chinese what is wrong."""

from datetime import date
from decimal import Decimal

import pytest

from appraisals.engine.scheme import SchemeError, YamlError, load_yaml, parse, parse_indicator, read_yaml
from appraisals.engine.shipped import load_kinds

METHOD = "method: {type: per_unit, points: 1}"
SCHEME = """
slug: t
name: 试
sections:
  - key: s
    name: 板块
    indicators:
      - {key: a, name: 甲, select: proposal, method: {type: per_unit, points: 1}}
      - {key: b, name: 乙, select: proposal, method: {type: per_unit, points: 1}}
"""


def faults_of(text, kinds=None):
    with pytest.raises(SchemeError) as caught:
        load_yaml(text, kinds=kinds)
    return [f"{place}：{message}" for place, message in caught.value.faults]


def indicator_faults(text):
    with pytest.raises(SchemeError) as caught:
        parse_indicator(read_yaml("key: x\nname: 甲\n" + text))
    return [f"{place}：{message}" for place, message in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("select: proposal\nmethod: {type: per_unit, points: 二十}", "method.points：应为数字，现为“二十”"),
        ("select: proposal\nmethod: {type: per_unit, points: true}", "method.points：应为数字，现为“True”"),
        (
            "select: proposal\nmethod: {type: per_unit, points: {lead: 2, lad: 1}}",
            "method.points：应为数字，或按角色、级别等分列（如 {roles: {lead: 20}}），现为“{'lead': 2, 'lad': 1}”",
        ),
        (
            "select: proposal\nmethod: {type: per_unti, points: 1}",
            "method.type：不认识“per_unti”；是否想写“per_unit”？",
        ),
        ("select: proposal\nmethod: {points: 1}", "method.type：缺少这一项"),
        ("select: proposal\nmethod: 5", "method：应为一组键值（含 type），现为“5”"),
        ("select: proposal", "method：缺少这一项（暂无分值的指标请写 enabled: false）"),
        (METHOD, "select：没有选择任何履职事项"),
        (f"select: []\n{METHOD}", "select：不能为空：至少写 1 项"),
        (f"select: {{stages: filed}}\n{METHOD}", "select[0].kinds：缺少这一项"),
        (f"select: {{kinds: []}}\n{METHOD}", "select[0].kinds：不能为空：至少写一个"),
        (
            f"select: {{kinds: Proposal!}}\n{METHOD}",
            "select[0].kinds：代号只能用小写字母、数字、下划线或中文，现为“Proposal!”",
        ),
        (
            f"select: {{kinds: proposal, stages: filled}}\n{METHOD}",
            "select[0].stages：不认识“filled”；是否想写“filed”？",
        ),
        (
            f"select: {{kinds: proposal, levels: [city, 7]}}\n{METHOD}",
            "select[0].levels[1]：不认识“7”，可选：national（国家级）",
        ),
        (
            f"select: {{kinds: proposal, stage: filed}}\n{METHOD}",
            "select[0].stage：没有这一项；是否想写“stages”？",
        ),
        (
            f"select: {{kinds: proposal, valid_from: 明天}}\n{METHOD}",
            "select[0].valid_from：应为日期（如 2026-03-05），现为“明天”",
        ),
        (
            f"select: {{kinds: proposal, valid_from: 2026-02-01, valid_until: 2026-01-01}}\n{METHOD}",
            "select[0].valid_until：不能早于 valid_from",
        ),
        (
            f"select: {{kinds: proposal, flags: late, without_flags: late}}\n{METHOD}",
            "select[0].without_flags：“late”既要求有又要求没有，永远选不到记录",
        ),
        (
            f"select: {{kinds: proposal, certified_only: 对}}\n{METHOD}",
            "select[0].certified_only：应为 true 或 false，现为“对”",
        ),
        (f"select: proposal\n{METHOD}\nlimits: {{cap: 3, floor: 5}}", "limits.cap：上限 3 低于下限 5"),
        (
            f"select: proposal\n{METHOD}\nlimits: {{per: [{{window: day}}]}}",
            "limits.per[0].max_count：max_count（次数上限）与 cap（分值上限）至少写一个",
        ),
        (
            f"select: proposal\n{METHOD}\nlimits: {{per: [{{window: 天, cap: 1}}]}}",
            "limits.per[0].window：不认识“天”",
        ),
        (f"select: proposal\n{METHOD}\nlimits: {{per: 5}}", "limits.per：应为列表，现为“5”"),
        (f"select: proposal\n{METHOD}\nlimits: 5", "limits：应为一组键值，现为“5”"),
        (
            f"select: proposal\n{METHOD}\npoints_outside: 5",
            "points_outside：没有写 audience（适用对象），此项无意义",
        ),
        (
            "select: proposal\nmethod: {type: gate, gate: g, points: 1}",
            "select：这种计分方法不看履职记录，不能写 select",
        ),
        ("select: proposal\nmethod: {type: per_unit}", "method.points：points 与 tiers 应写且只写一个"),
        (
            "select: proposal\nmethod: {type: per_unit, tiers: [{from: 2, points: 1}]}",
            "method.tiers[0].from：档次应相接：此处应为 1，现为 2",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, tiers: [{from: 1, to: 2, points: 1}, {from: 4, points: 1}]}",
            "method.tiers[1].from：档次应相接：此处应为 3，现为 4",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, tiers: [{from: 1, points: 1}, {from: 2, points: 1}]}",
            "method.tiers[1].from：上一档没有写 to（不限），后面不能再有档次",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, tiers: [{from: 1, to: 0.5, points: 1}]}",
            "method.tiers[0].to：不能小于 from（1）",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, points: [{all_stages: [key], points: 1}]}",
            "method.points：all_stages 只能用于 table 且 combine 为 highest_per_matter",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, step: 3, points: {roles: {lead: 1, co_signer: 2}}}",
            "method.step：每满几个单位计一次时，points 只能是一个数",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, step: 3, points: 1}\nlimits: {per: [{window: day, cap: 1}]}",
            "limits.per：每满几个单位计一次（step）时不能再写 per",
        ),
        ("select: proposal\nmethod: {type: once}", "method.points：points 与 steps 应写且只写一个"),
        (
            "select: proposal\nmethod: {type: once, points: 1, at_least: 3, at_most: 2}",
            "method.at_most：不能小于 at_least（3）",
        ),
        (
            "select: proposal\nmethod: {type: once, steps: [{at_least: 1, points: 1}, {at_least: 2, points: 2}]}",
            "method.steps：应从高到低排列，不能重复",
        ),
        (
            "select: proposal\nmethod: {type: once, at_least: 1, steps: [{at_least: 1, points: 1}]}",
            "method.at_least：at_least、at_most 不能与 steps 同用",
        ),
        (
            "select: proposal\nmethod: {type: reach, points: 1, target: 0, below: none}",
            "method.target：应大于 0，现为“0”",
        ),
        (
            "select: proposal\nmethod: {type: reach, points: 1, target: {offices: {member: 0}}, below: none}",
            "method.target：应大于 0",
        ),
        ("select: proposal\nmethod: {type: reach, points: 1, target: 1}", "method.below：缺少这一项"),
        ("select: proposal\nmethod: {type: table, rows: []}", "method.rows：不能为空：至少写 1 项"),
        (
            "select: proposal\nmethod: {type: table, rows: [{all_stages: [key], points: 1}]}",
            "method.rows：all_stages（兼有几个阶段）只能在 combine 为 highest_per_matter 时使用",
        ),
        (
            "select: proposal\nmethod: {type: table, combine: highest, rows: [{tiers: [{from: 1, points: 1}]}]}",
            "method.rows：tiers、free 只能在 combine 为 sum 时使用",
        ),
        (
            "select: proposal\nmethod: {type: table, combine: top_within, rows: [{points: 1}]}",
            "method.groups：groups（同组级别）与 combine: top_within 应同时使用",
        ),
        (
            "select: proposal\nmethod: {type: table, per: matter, rows: [{points: 1}]}",
            "method.per：只能用于 each_level_once 或 top_within",
        ),
        (
            "select: proposal\nmethod: {type: rate}",
            "method.points：points（满分）与 thresholds（分档）应写且只写一个",
        ),
        (
            "select: proposal\nmethod: {type: rate, thresholds: [{at_least: 60%, points: 1}, {at_least: 90%, points: 2}]}",
            "method.thresholds：应从高到低排列，不能重复",
        ),
        (
            "select: proposal\nmethod: {type: rate, full_at: 1, thresholds: [{at_least: 60%, points: 1}]}",
            "method.minimum：minimum、full_at 只能与 points 同用",
        ),
        (
            "select: proposal\nmethod: {type: rate, points: 1, minimum: 90%, full_at: 80%}",
            "method.full_at：不能小于 minimum",
        ),
        (
            "select: proposal\nmethod: {type: rate, points: 1, minimum: 很多}",
            "method.minimum：应为比例（如 60%、2/3 或 0.6），现为“很多”",
        ),
        (
            "select: proposal\nmethod: {type: rate, points: 1, minimum: 1/0}",
            "method.minimum：应为比例（如 60%、2/3 或 0.6），现为“1/0”",
        ),
        (
            "select: proposal\nmethod: {type: rate, points: 1, over: social_info, count_as: [{results: excused, as: present}]}",
            "method.count_as：写了 over（分母）时不能再写 count_as",
        ),
        (
            "select: proposal\nmethod: {type: rate, points: 1, count_as: [{results: excused}]}",
            "method.count_as[0].as：as（计为什么）与 part（按几成计）应写且只写一个",
        ),
        (
            "select: proposal\nmethod: {type: rate, points: 1, count_as: [{as: present}]}",
            "method.count_as[0].results：results、flags、kinds 至少写一个",
        ),
        (
            "select: proposal\nmethod: {type: deduct, full: -1, deductions: 1}",
            "method.full：不能小于 0，现为“-1”",
        ),
        (
            "select: proposal\nmethod: {type: deduct, full: 5, deductions: 1, floor: 6}",
            "method.full：满分 5 低于下限 6",
        ),
        (
            "select: proposal\nmethod: {type: deduct, full: 5, deductions: -1}",
            "method.deductions：扣分值填正数（扣几分）",
        ),
        (
            "select: proposal\nmethod: {type: penalty, points: {flags: {late: 1, left_early: -1}}}",
            "method.points[1].points：扣分值填正数（扣几分）",
        ),
        ("select: proposal\nmethod: {type: entered, min: 5, max: 1}", "method.max：不能小于 min（5）"),
        (
            "select: proposal\nmethod: {type: rating}",
            "method.weight：写 weight（权重），或同时写 points（折算满分）和 out_of（测评满分）",
        ),
        (
            f"select: proposal\n{METHOD}\nshare: {{split: lead_then_even}}",
            "share.lead：split 为 lead_then_even（第一人先取，余下平分）时必须填写",
        ),
        (
            f"select: proposal\n{METHOD}\nshare: {{lead: 50%}}",
            "share.lead：只有 split 为 lead_then_even（第一人先取，余下平分）时才能填写",
        ),
        (
            f"select: proposal\n{METHOD}\nshare: {{main_members: 1.5}}",
            "share.main_members：应为整数，现为“1.5”",
        ),
        (
            f"select: proposal\n{METHOD}\nshare: {{split: fraction, fraction: 150%}}",
            "share.fraction：不能大于 1，现为“150%”",
        ),
        (f"select: proposal\n{METHOD}\nmeeting: {{present_if: 0}}", "meeting.present_if：应大于 0，现为“0”"),
        (f"select: proposal\n{METHOD}\nname: [1]", "name：应为文字，现为“[1]”"),
        (f"select: proposal\n{METHOD}\nquote: ''", "quote：应为文字，现为“”"),
        (f"select: proposal\n{METHOD}\nexam: 考试", "exam：不认识“考试”"),
    ],
)
def test_indicator(text, fault):
    if text.endswith("name: [1]"):
        with pytest.raises(SchemeError) as caught:
            parse_indicator(
                {"key": "x", "name": [1], "select": "proposal", "method": {"type": "per_unit", "points": 1}}
            )
        faults = [f"{place}：{message}" for place, message in caught.value.faults]
    else:
        faults = indicator_faults(text)
    assert any(one.startswith(fault) for one in faults), faults


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("sectoins: []", "sectoins：没有这一项；是否想写“sections”？"),
        ("cap: 5\nfloor: 9", "cap：上限 5 低于下限 9"),
        ("rounding: {mode: 随便}", "rounding.mode：不认识“随便”"),
        ("once_per_work: [{indicators: [a]}]", "once_per_work[0].indicators：至少写两个指标"),
        ("once_per_work: [{indicators: [a, c]}]", "once_per_work[0].indicators：没有代号为“c”的指标"),
        (
            "once_per_work: [{indicators: [a, b], under: c}]",
            "once_per_work[0].under：“c”不在本组 indicators 中",
        ),
        (
            "once_per_work: [{indicators: [a, b]}, {indicators: [b, a]}]",
            "once_per_work[1].indicators：指标“b”已在第 1 组中，一个指标只能属于一组",
        ),
        ("gates: [{key: g, name: 甲, conditions: []}]", "gates[0].conditions：不能为空：至少写 1 项"),
        (
            "gates: [{key: g, name: 甲, conditions: [{at_least: 1}]}]",
            "gates[0].conditions[0].select：select、indicator、section 应写且只写一个",
        ),
        (
            "gates: [{key: g, name: 甲, conditions: [{select: proposal}]}]",
            "gates[0].conditions[0].at_least：at_least 与 at_most 至少写一个",
        ),
        (
            "gates: [{key: g, name: 甲, conditions: [{select: proposal, at_least: 3, at_most: 1}]}]",
            "gates[0].conditions[0].at_most：不能小于 at_least（3）",
        ),
        (
            "gates: [{key: g, name: 甲, conditions: [{section: s, at_least: 3, in_a_row: 2}]}]",
            "gates[0].conditions[0].in_a_row：只能用于按周期计数的 select 条件",
        ),
        (
            "gates: [{key: g, name: 甲, require: 2, conditions: [{select: proposal, at_least: 3}]}]",
            "gates[0].require：只有 1 个条件，不能要求 2 个",
        ),
        (
            "gates: [{key: g, name: 甲, require: 一半, conditions: [{select: proposal, at_least: 3}]}]",
            "gates[0].require：应为 all（全部）、any（任一）或条件个数，现为“一半”",
        ),
        (
            "gates: [{key: g, name: 甲, section: s, conditions: [{select: proposal, at_least: 3}]}]",
            "gates[0].section_cap：section 与 section_cap 应同时写",
        ),
        (
            "gates: [{key: g, name: 甲, section: t, section_cap: 1, conditions: [{indicator: c, at_least: 3}]}]",
            "gates[0].section：没有代号为“t”的板块",
        ),
        (
            "gates: [{key: g, name: 甲, grade_ceiling: 良好, conditions: [{indicator: a, at_least: 3}]}]",
            "gates[0].grade_ceiling：没有代号为“良好”的等次",
        ),
        (
            "gates: [{key: a, name: 甲, conditions: [{indicator: a, at_least: 3}]}]",
            "gates[0].key：代号“a”重复",
        ),
        (
            "grades: {bands: [{name: 甲, quota: 60%, quota_n: 3}, {name: 丙}]}",
            "grades.bands[0].quota_n：quota（比例）与 quota_n（名额）只能写一个",
        ),
        ("grades: {bands: []}", "grades.bands：不能为空：至少写 1 项"),
        ("grades: {bands: [{name: 甲, min: 5, max: 1}]}", "grades.bands[0].max：不能小于 min（5）"),
        ("grades: {bands: [{name: 甲, min: 5}, {name: 甲}]}", "grades.bands[1].name：等次“甲”重复"),
        (
            "grades: {bands: [{name: 甲}, {name: 乙}]}",
            "grades.bands[0].min：除最后一等外，每一等都要写 min（最低分）或 quota（比例）",
        ),
        (
            "grades: {bands: [{name: 甲, min: 5}, {name: 乙, min: 6}]}",
            "grades.bands[1].min：应从高到低排列：“乙”不低于“甲”",
        ),
        (
            "grades: {between: lower, bands: [{name: 甲, min: 80}, {name: 乙, min: 60, max: 80}]}",
            "grades.bands[1].max：等次区间重叠：“乙”到 80 分，“甲”从 80 分起",
        ),
        (
            "grades: {bands: [{name: 甲, min: 80}, {name: 乙, max: 79}]}",
            "grades.between：两等之间的小数（如 84.5）归哪一等？请写 lower、higher 或 round",
        ),
        (
            "grades: {bands: [{name: 甲, quota: 60%}, {name: 乙, quota: 60%}, {name: 丙}]}",
            "grades.bands：各等比例合计超过 100%",
        ),
        (
            "consequences: [{text: 约谈}]",
            "consequences[0].grades：grades（等次）与 conditions（条件）应写且只写一种",
        ),
        ("consequences: [{text: 约谈, grades: 差}]", "consequences[0].grades：没有代号为“差”的等次"),
        (
            "consequences: [{text: 约谈, in_a_row: 2, conditions: [{section: x, at_most: 1}]}]",
            "consequences[0].in_a_row：按条件连续计数请写在 conditions 的 in_a_row",
        ),
        (
            "consequences: [{text: 约谈, conditions: [{section: x, at_most: 1}]}]",
            "consequences[0].conditions[0].section：没有代号为“x”的板块",
        ),
        ("ranking: {scopes: 全省}", "ranking.scopes：不认识“全省”"),
        (
            "ranking: {tie_breakers: [{}]}",
            "ranking.tie_breakers[0].indicator：indicator 与 section 应写且只写一个",
        ),
        (
            "ranking: {tie_breakers: [{section: s, by: rate}]}",
            "ranking.tie_breakers[0].by：板块只能比得分（points）",
        ),
        (
            "ranking: {tie_breakers: [{indicator: c}]}",
            "ranking.tie_breakers[0].indicator：没有代号为“c”的指标",
        ),
        (
            "ranking: {lists: [{name: 前列}]}",
            "ranking.lists[0].top：top（比例）、top_n（名额）、bottom（末位比例）、bottom_n（末位名额）应写且只写一个",
        ),
        (
            "ranking: {lists: [{name: 前列, top_n: 1, grades: 优}]}",
            "ranking.lists[0].grades：没有代号为“优”的等次",
        ),
        (
            "year: {combine: weights}",
            "year.weights：combine 为 weights 时写两个权重（上半年、下半年），否则不写",
        ),
        ("year: {combine: weights, weights: 40%}", "year.weights：应为列表（如 [40%, 60%]），现为“40%”"),
        ("kinds: [{code: x}]", "kinds[0].label：缺少这一项"),
    ],
)
def test_scheme(more, fault):
    faults = faults_of(SCHEME + more)
    assert any(one.startswith(fault) for one in faults), faults


def with_indicator(text):
    return SCHEME + f"      - {text}\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "{key: a, name: 丙, select: proposal, method: {type: once, points: 1}}",
            "sections[0].indicators[2].key：代号“a”重复",
        ),
        (
            "{key: c, name: 丙, method: {type: gate, gate: g, points: 1}}",
            "sections[0].indicators[2].method.gate：没有代号为“g”的基本要求",
        ),
        (
            "{key: c, name: 丙, method: {type: excess, of: [zz]}}",
            "sections[0].indicators[2].method.of：没有代号为“zz”的指标",
        ),
        ("{key: c, name: 丙, method: {type: excess, of: [c]}}", "sections：循环引用：指标 c → 指标 c"),
    ],
)
def test_indicator_in_its_scheme(text, fault):
    assert fault in faults_of(with_indicator(text))


def test_a_circle_through_a_gate():
    text = with_indicator("{key: c, name: 丙, method: {type: gate, gate: g, points: 1}}")
    text += "gates: [{key: g, name: 甲, conditions: [{section: s, at_least: 1}]}]"
    assert faults_of(text) == ["sections：循环引用：板块 s → 指标 c → 要求 g → 板块 s"]


def test_a_circle_of_shared_caps():
    text = SCHEME + "    shared_caps: [{key: m, of: [n], cap: 1}, {key: n, of: [m, a], cap: 1}]"
    assert faults_of(text) == ["sections：循环引用：共用上限 s/m → 共用上限 s/n → 共用上限 s/m"]


def test_shared_caps_stay_in_their_section():
    text = SCHEME + "    shared_caps: [{key: a, of: [zz], cap: 1}]"
    assert faults_of(text) == [
        "sections[0].shared_caps[0].key：代号“a”重复",
        "sections[0].shared_caps[0].of：没有代号为“zz”的指标（须在同一板块）",
    ]


def test_section_cap_below_its_floor_and_repeated_keys():
    assert faults_of(SCHEME + "    cap: 1\n    floor: 2") == ["sections[0].cap：上限 1 低于下限 2"]
    twice = SCHEME + "  - {key: s, name: 又一个}"
    assert faults_of(twice) == ["sections[1].key：代号“s”重复"]


def test_kinds_that_do_not_exist():
    text = with_indicator("{key: c, name: 丙, select: proposals, method: {type: once, points: 1}}")
    assert faults_of(text, load_kinds()) == [
        "sections[0].indicators[2].select[0].kinds：没有履职事项“proposals”；是否想写“proposal”？（本地自设事项请先写入 kinds）"
    ]
    own = with_indicator("{key: c, name: 丙, select: 村级议事, method: {type: once, points: 1}}")
    assert load_yaml(own + "kinds: [{code: 村级议事, label: 村级议事}]", kinds=load_kinds())


def test_all_faults_at_once():
    text = (
        SCHEME.replace("slug: t", "slug: T!")
        .replace("name: 乙", "nam: 乙")
        .replace("points: 1", "points: 一")
    )
    assert faults_of(text) == [
        "slug：代号只能用小写字母、数字、下划线或中文，现为“T!”",
        "sections[0].indicators[0].method.points：应为数字，现为“一”",
        "sections[0].indicators[1].nam：没有这一项；是否想写“name”？",
        "sections[0].indicators[1].name：缺少这一项",
        "sections[0].indicators[1].method.points：应为数字，现为“一”",
    ]


def test_a_document_that_is_no_scheme():
    with pytest.raises(SchemeError, match="文件：应为一组键值，现为“空”"):
        parse(None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2", "第 2 行：“a”重复写了两次"),
        ("a: [1", "不是合格的 YAML"),
        ("? [1]\n: 2", "第 1 行：键应为文字"),
        ("a: 1\nb: 2026-02-30", "第 2 行：没有 2026-02-30 这一天"),
        ("a: &x 1\nb: *x", "第 2 行：不能用 & 和 \\* 引用"),
        ("a: " + "[" * 3000, "括号或缩进的层次太深"),
        ("a:\n\tb: 1", "第 2 行：不是合格的 YAML（检查缩进（要用空格，不能用制表符 Tab）"),
        ("a: !!python/object:os.system {}", "不是合格的 YAML"),
    ],
)
def test_yaml_that_is_broken(text, message):
    with pytest.raises(YamlError, match=message):
        read_yaml(text)


def test_plain_yaml():
    assert read_yaml(
        "{a: 1.50, b: yes, c: 010, d: 1_000, e: .5, f: 2026-01-05, g: ~, h: true, i: 12:30}"
    ) == {
        "a": Decimal("1.50"),
        "b": "yes",
        "c": 10,
        "d": "1_000",
        "e": Decimal("0.5"),
        "f": date(2026, 1, 5),
        "g": None,
        "h": True,
        "i": "12:30",
    }
