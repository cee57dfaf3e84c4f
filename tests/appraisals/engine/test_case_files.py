"""Case files: read generously, refused clearly."""

import runpy
import sys

import pytest

from appraisals.engine import cases
from appraisals.engine.casefile import CaseError, parse_case, read_case
from appraisals.engine.scheme import read_yaml

GOOD = """
scheme: guangshui_2017
period: 2017
bearers: [甲, 乙]
facts:
  甲: [{kind: proposal, stage: filed, role: lead}]
expect:
  甲: {total: 30}
"""


def faults(text):
    with pytest.raises(CaseError) as caught:
        parse_case(read_yaml(text))
    return str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "guangshui_2017",
            "guangshui",
            "scheme：没有随产品提供的方案“guangshui”；是否想写“guangshui_2017”？",
        ),
        ("guangshui_2017", "zzz", "scheme：没有随产品提供的方案“zzz”"),
        (
            "scheme: guangshui_2017",
            "scheme: {slug: t, name: 试, sections: []}",
            "scheme.sections：不能为空：至少写 1 项",
        ),
        ("period: 2017", "perod: 2017", "perod：没有这一项；是否想写“period”？"),
        ("period: 2017", "note: 无", "period：缺少这一项"),
        ("period: 2017", "period: 2017-h3", "period.kind：不认识“h3”，可选：h1（上半年）"),
        (
            "period: 2017",
            "period: {kind: span, from: 2017-02-01, until: 2017-01-01}",
            "period.until：自定区间要写 from 和 until，且 until 不早于 from",
        ),
        (
            "period: 2017",
            "period: {kind: h1}",
            "period.year：写 year（年份）；自定区间写 kind: span 和 from、until",
        ),
        (
            "period: 2017",
            "period: 2017\nterm: {from: 2017-02-01, until: 2017-01-01}",
            "term.until：不能早于 from",
        ),
        ("[甲, 乙]", "5", "bearers：应为名单或一组“姓名: 情况”，现为“5”"),
        ("[甲, 乙]", "{甲: {ofices: 常委}, 乙: {}}", "bearers.甲.ofices：没有这一项；是否想写“offices”？"),
        (
            "[甲, 乙]",
            "{甲: {offices: chairman}, 乙: {}}",
            "bearers.甲.offices[0].name：不认识“chairman”；是否想写“chair”？",
        ),
        (
            "[甲, 乙]",
            "{甲: {attributes: 民建}, 乙: {}}",
            "bearers.甲.attributes：应为一组“名称: 值”，现为“民建”",
        ),
        ("[甲, 乙]", "[乙]", "facts.甲[0].who：“甲”不在 bearers 名单中"),
        (
            "kind: proposal",
            "kind: proposals",
            "facts.甲[0].kind：没有履职事项“proposals”；是否想写“proposal”？（本地自设事项请写入 scheme.kinds）",
        ),
        ("kind: proposal", "knd: proposal", "facts.甲[0].knd：没有这一项；是否想写“kind”？"),
        ("kind: proposal", "kind: [proposal, social_info]", "facts.甲[0].kind：一条记录只能写一个"),
        (
            "stage: filed",
            "stage: [filed, key]",
            "facts.甲[0].matter：一条写几个 stage 时要写 matter（同一事由）",
        ),
        ("stage: filed", "stage: filled", "facts.甲[0].stage：不认识“filled”；是否想写“filed”？"),
        ("role: lead", "times: 0", "facts.甲[0].times：不能小于 1，现为“0”"),
        ("role: lead", "quantity: 两件", "facts.甲[0].quantity：应为数字，现为“两件”"),
        ("role: lead", "date: 3 月", "facts.甲[0].date：应为日期（如 2026-03-05），现为“3 月”"),
        ("甲: [{kind", "甲: [文字, {kind", "facts.甲[0]：应为一组键值，现为“文字”"),
        (
            "facts:\n  甲: [{kind: proposal, stage: filed, role: lead}]",
            "facts: 无",
            "facts：应为列表，现为“无”",
        ),
        (
            "facts:\n  甲: [{kind: proposal, stage: filed, role: lead}]",
            "facts: [{kind: proposal}]",
            "facts[0].who：缺少这一项",
        ),
        ("甲: {total: 30}", "丙: {total: 30}", "expect.丙：“丙”不在 bearers 名单中"),
        ("total: 30", "totl: 30", "expect.甲.totl：没有这一项；是否想写“total”？"),
        (
            "total: 30",
            "lines: {projects: 3}",
            "expect.甲.lines.projects：方案中没有这个代号；是否想写“project”？",
        ),
        (
            "total: 30",
            "lines: {project: 多}",
            "expect.甲.lines.project：应为数字（或 none，表示不适用），现为“多”",
        ),
        (
            "total: 30",
            "rank: {sector: 1}",
            "expect.甲.rank.sector：方案没有按这个范围排名，ranking.scopes 中有：all",
        ),
        ("total: 30", "halves: {一季度: 3}", "expect.甲.halves.一季度：只能写 h1（上半年）、h2（下半年）"),
        ("expect:\n  甲: {total: 30}", "expect: {}", "expect：应为一组“姓名: 预期结果”，不能为空"),
        ("expect:", "lists: {前列: [甲]}\nexpect:", "lists.前列：方案的 ranking.lists 中没有这份名单"),
        ("expect:", "lists: 5\nexpect:", "lists：应为一组“名单: 人员”，现为“5”"),
    ],
)
def test_faults(old, new, fault):
    assert old in GOOD
    found = faults(GOOD.replace(old, new))
    assert any(one.startswith(fault) for one in found), found


def test_typed_points_outside_their_bounds():
    text = """
scheme:
  slug: t
  name: 试
  sections: [{key: s, name: 板块, indicators: [{key: a, name: 评定, select: office_rating, method: {type: entered, min: 0, max: 10}}]}]
period: 2026-H1
facts: [{who: 甲, kind: office_rating, points: 11}]
expect: {甲: {}}
"""
    assert faults(text) == ["facts[0].points：应在 0 至 10 之间，现为“11”"]


def test_not_a_mapping():
    with pytest.raises(CaseError, match="案例文件应为一组键值"):
        parse_case([1])


def test_files_that_cannot_be_read(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes("标题".encode("gbk"))
    with pytest.raises(CaseError, match="文件编码应为 UTF-8"):
        read_case(path)
    path.write_text("a: [1", "utf-8")
    with pytest.raises(CaseError, match="行：不是合格的 YAML"):
        read_case(path)


def test_bearers_are_whom_facts_and_expectations_name():
    case = parse_case(read_yaml(GOOD.replace("bearers: [甲, 乙]", "")))
    assert [one.key for one in case.bearers] == ["甲"]


def test_one_fact_may_stand_without_a_list():
    case = parse_case(
        read_yaml(GOOD.replace("[{kind: proposal, stage: filed, role: lead}]", "{kind: proposal}"))
    )
    assert [(one.bearer, one.kind, str(one.occurred_on)) for one in case.facts] == [
        ("甲", "proposal", "2017-01-01")
    ]


def test_attendance_defaults():
    rows = ["present", "absent", "excused", "official_leave", "leave_refused", "walk_in", "oral"]
    facts = ", ".join(f"{{kind: plenary_attendance, result: {row}}}" for row in rows)
    case = parse_case(read_yaml(GOOD.replace("{kind: proposal, stage: filed, role: lead}", facts)))
    made = {one.result: (int(one.expected), int(one.quantity)) for one in case.facts}
    assert made == {
        "present": (1, 1),
        "absent": (1, 0),
        "excused": (1, 0),
        "official_leave": (1, 0),
        "leave_refused": (1, 0),
        "walk_in": (0, 1),
        "oral": (0, 1),
    }


@pytest.mark.parametrize(
    ("row", "expected", "quantity"),
    [
        ("result: present, quantity: 4", 4, 4),
        ("result: present, quantity: 0.5", 1, 0.5),
        ("result: present, quantity: 2, expected: 6", 6, 2),
        ("result: absent, quantity: 3", 3, 0),
        ("result: absent, quantity: 0", 1, 0),
        ("result: absent, expected: 3", 3, 0),
        ("result: absent, quantity: 1, expected: 3", 3, 1),
        ("quantity: 3", 0, 3),
    ],
)
def test_units_of_attendance(row, expected, quantity):
    case = parse_case(read_yaml(GOOD.replace("stage: filed, role: lead", row)))
    assert [(one.expected, one.quantity) for one in case.facts] == [(expected, quantity)]


def told(tmp_path, text):
    path = tmp_path / "case.yaml"
    path.write_text(text, "utf-8")
    lines = []
    agreed = cases.report([path], lines.append)
    return agreed, [line.replace(str(path), "F") for line in lines]


def test_report_of_lists_and_gates(tmp_path):
    text = """
scheme:
  slug: t
  name: 试
  sections: [{key: s, name: 板块, indicators: [{key: a, name: 提案, select: proposal, method: {type: per_unit, points: 1}}]}]
  gates: [{key: g, name: 一件提案, conditions: [{select: proposal, at_least: 1}]}]
  grades: {bands: [{name: 优秀, min: 1}, {name: 其他}]}
  ranking: {scopes: [all, sector], lists: [{name: 前一, top_n: 1}, {name: 各界前一, scope: sector, top_n: 1}]}
period: 2026
bearers: {甲: {sector: 经济界}, 乙: {sector: 经济界}, 丙: {kind: group}}
facts: {甲: [{kind: proposal}], 乙: []}
expect:
  甲: {gates: {g: 未达到}, halves: {h1: 3}, rank: {sector: {经济界: 2}}}
  乙: {gates: {g: 达到}}
  丙: {total: 0}
lists: {前一: [乙], 各界前一: {经济界: [甲], 教育界: [乙]}}
"""
    assert told(tmp_path, text) == (
        False,
        [
            "F：7 处不一致",
            "  甲：名次（sector 经济界） 应为 2，算得 1",
            "  甲：上半年总分 应为 3，算得 不适用",
            "  甲：基本要求 g 应为 未达到，算得 达到",
            "  乙：基本要求 g 应为 达到，算得 未达到",
            "  丙：本方案不对其计分",
            "  名单 前一：缺 乙；多 甲",
            "  名单 各界前一（教育界）：缺 乙",
            "cases: 0 of 3 members agree",
        ],
    )


def test_unreadable_file_among_good_ones(tmp_path):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, "utf-8")
    lines = []
    assert not cases.report([path, tmp_path / "no.yaml"], lines.append)
    assert lines[-1] == "cases: 1 of 1 members agree"


def test_run_as_a_module(tmp_path, capsys, monkeypatch):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, "utf-8")
    monkeypatch.setattr(sys, "argv", ["cases", str(path)])
    monkeypatch.delitem(sys.modules, "appraisals.engine.cases")
    with pytest.raises(SystemExit) as stop:
        runpy.run_module("appraisals.engine.cases", run_name="__main__")
    assert (stop.value.code, capsys.readouterr().out) == (0, "cases: 1 of 1 members agree\n")
