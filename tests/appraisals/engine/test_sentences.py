"""Rules and results in official Chinese."""

import pytest

from appraisals.engine.scheme import parse_indicator, read_yaml
from appraisals.engine.sentences import indicator_sentence
from appraisals.engine.shipped import load_shipped
from tests.appraisals.engine.helpers import sentence

HEAD = "key: x\nname: 提案\nunit: 件\n"


def rule(text):
    return indicator_sentence(parse_indicator(read_yaml(HEAD + text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "select: proposal\nmethod: {type: per_unit, points: {roles: {lead: 20, co_signer: 15}}}\nlimits: {cap: 80}",
            "提案：每件 第一提案人 20 分、联名人 15 分，本项最高 80 分",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, tiers: [{from: 1, to: 1, points: 6}, {from: 2, to: 4, points: 2, cap: 5}, {from: 5, points: 1}]}",
            "提案：第 1 件每件 6 分、第 2 至 4 件每件 2 分（至多 5 分）、第 5 件起每件 1 分",
        ),
        ("select: proposal\nmethod: {type: per_unit, points: 5, step: 3}", "提案：每满 3 件 5 分"),
        (
            "select: proposal\nmethod: {type: per_unit, points: [{name: 大报, points: 5, free: 1, max_count: 3, cap: 9}, {tiers: [{from: 1, points: 2}]}]}",
            "提案：每件 大报 5 分（前 1 件不计、至多 3 件、至多 9 分）、其他第 1 件起每件 2 分",
        ),
        ("select: proposal\nmethod: {type: once, points: 5}", "提案：有即得 5 分"),
        ("select: proposal\nmethod: {type: once, points: -5, at_most: 0}", "提案：没有的计 −5 分"),
        (
            "select: proposal\nmethod: {type: once, steps: [{at_least: 1, points: 0}, {at_least: 0, points: -6}]}",
            "提案：满 1 件计 0 分、其余计 −6 分",
        ),
        (
            "select: proposal\nmethod: {type: once, points: {offices: {standing_member: 5, member: 3}}, at_least: 1, at_most: 2}",
            "提案：不少于 1 件且不超过 2 件得 常委 5 分、委员 3 分",
        ),
        (
            "select: proposal\nmethod: {type: once, steps: [{at_least: 3, points: 9}, {at_least: 1, points: 4}]}",
            "提案：满 3 件计 9 分、满 1 件计 4 分",
        ),
        (
            "select: proposal\nmethod: {type: reach, points: 30, target: 2, below: share}",
            "提案：满 2 件计 30 分，不足按比例计",
        ),
        (
            "select: proposal\nmethod: {type: reach, points: 8, target: {offices: {standing_member: 3, member: 1}}, every: quarter, below: none}",
            "提案：每季度满 常委 3、委员 1 件，全部达到计 8 分，有未达到的不计分",
        ),
        (
            "select: proposal\nmethod: {type: reach, points: 6, target: 2, every: month, below: share}",
            "提案：每月满 2 件，全部达到计 6 分，部分达到按达到的月数占比计",
        ),
        (
            "select: proposal\nmethod: {type: table, combine: highest_per_matter, rows: [{all_stages: [key, excellent], points: 12}, {stages: key, points: 8}]}",
            "提案：重点又优秀 12 分、重点 8 分，同一事由取最高",
        ),
        (
            "select: proposal\nmethod: {type: rate, points: 10, minimum: 60%, full_at: 95%}",
            "提案：满分 10 分，按实到与应到之比计，达 95% 计满分，低于 60% 不计分",
        ),
        (
            "select: proposal\nmethod: {type: rate, points: 10, over: social_info}",
            "提案：满分 10 分，按占比计",
        ),
        (
            "select: proposal\nmethod: {type: rate, thresholds: [{at_least: 2/3, points: 6}]}",
            "提案：按比率分档，达 66.67% 计 6 分，其余不计分",
        ),
        (
            "select: proposal\nmethod: {type: deduct, full: 10, deductions: {results: {absent: 2}}}",
            "提案：满分 10 分，每件扣 无故缺席 2 分，最低 0 分",
        ),
        (
            "select: proposal\nmethod: {type: penalty, points: 3, from: total}\nlimits: {floor: -9}",
            "提案：从总分中每件扣 3 分，本项最低 −9 分",
        ),
        ("select: proposal\nmethod: {type: entered, min: 0, max: 10}", "提案：人工评定，0 至 10 分"),
        ("select: proposal\nmethod: {type: rating, weight: 10%}", "提案：测评平均分 × 10%"),
        (
            "select: proposal\nmethod: {type: rating, points: 20, out_of: 100}",
            "提案：测评平均分（满分 100）折算为 20 分",
        ),
        ("method: {type: gate, gate: g, points: 65}", "提案：达到基本要求得 65 分，未达到不计分"),
        (
            "method: {type: gate, gate: g, points: 65, below: share}",
            "提案：达到基本要求得 65 分，未达到的按达到条件的比例计",
        ),
        ("method: {type: excess, of: [a, b], share: 50%}", "提案：a、b超出上限的部分按 50% 计入"),
        ("enabled: false", "提案：原文未定分值，暂不计分"),
        (
            "enabled: false\nselect: proposal\nmethod: {type: once, points: 5}",
            "提案：有即得 5 分（暂不计分）",
        ),
        (
            "select: proposal\naudience: {offices: standing_member, not_offices: chair, committees: 提案委}\nmethod: {type: once, points: 5}",
            "【常委、提案委（不含主席）】提案：有即得 5 分",
        ),
        (
            "select: proposal\naudience: {not_offices: chair}\nmethod: {type: once, points: 5}",
            "【其他人员（不含主席）】提案：有即得 5 分",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, points: 5}\nshare: {split: lead_then_even, lead: 50%, main_members: 3, author_bonus: [{attribute: 党派, values: 民建, points: 2}]}",
            "提案：每件 5 分，第一人得 50%，其余平分，至多 3 名主要成员计分，党派为民建的每件另加 2 分",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, points: 5}\nshare: {split: by_role, roles: {lead: 60%, co_signer: 1/4}}",
            "提案：每件 5 分，第一提案人计 60%、联名人计 25%",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, points: 5}\nshare: {split: fraction, fraction: 50%}",
            "提案：每件 5 分，联名的每人计 50%",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, points: 5}\nshare: {split: even}",
            "提案：每件 5 分，由各人平分",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, points: 5}\nshare: {split: lead_only}",
            "提案：每件 5 分，只计第一人",
        ),
        (
            "select: proposal\nmethod: {type: per_unit, points: 5}\nlimits: {max_count: 9, per: [{window: day, max_count: 1}, {window: [day, matter], cap: 3}]}",
            "提案：每件 5 分，每日至多 1 件，每日、同一事由至多 3 分，至多计 9 件",
        ),
    ],
)
def test_rule(text, expected):
    assert rule(text) == expected


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("select: proposal\nmethod: {type: per_unit, points: 5}", "[]", "没有记录，计 0 分"),
        (
            "select: proposal\nmethod: {type: per_unit, points: 1}\nlimits: {floor: 2}",
            "[]",
            "没有记录，计 0 分，保底 2 分",
        ),
        (
            "select: proposal\nmethod: {type: deduct, full: 9, deductions: 1}",
            "[]",
            "满分 9 分，无扣分，计 9 分",
        ),
        ("select: plenary_attendance\nmethod: {type: rate, points: 9}", "[]", "没有应到记录，计 0 分"),
        ("select: proposal\nmethod: {type: once, points: 9}", "[]", "0 次，未达到要求，计 0 分"),
        ("select: proposal\nmethod: {type: once, points: -5, at_most: 0}", "[]", "0 次，计 −5 分"),
        (
            "select: proposal\nmethod: {type: once, steps: [{at_least: 1, points: 0}, {at_least: 0, points: -6}]}",
            "[]",
            "0 次，计 −6 分",
        ),
        (
            "select: proposal\nmethod: {type: once, points: 9}",
            "[{who: 甲, kind: proposal}]",
            "1 次，达到要求，计 9 分",
        ),
        (
            "select: proposal\nmethod: {type: reach, points: 9, target: 3, below: share}",
            "[{who: 甲, kind: proposal}]",
            "1 次，应达 3 次，计 3 分",
        ),
        (
            "select: proposal\nmethod: {type: reach, points: 8, target: 1, every: quarter, below: share}",
            "[{who: 甲, kind: proposal, date: 2026-01-31}, {who: 甲, kind: proposal, date: 2026-12-01}]",
            "4 个季度中有 2 个季度达到 1 次，计 4 分",
        ),
        (
            "select: proposal\nmethod: {type: reach, points: 6, target: 1, every: month, below: none}",
            "[{who: 甲, kind: proposal, date: 2026-01-31}]",
            "12 个月中有 1 个月达到 1 次，计 0 分",
        ),
        ("select: committee_rating\nmethod: {type: rating, weight: 10%}", "[]", "没有测评结果，计 0 分"),
        (
            "select: committee_rating\nmethod: {type: rating, weight: 10%}",
            "[{who: 甲, kind: committee_rating, points: 92.5}]",
            "平均 92.5 分 × 10% = 9.25 分",
        ),
        (
            "select: office_rating\nmethod: {type: entered, min: 0, max: 9}",
            "[{who: 甲, kind: office_rating, points: 5}]",
            "计 5 分",
        ),
        ("select: office_rating\nmethod: {type: entered, min: 0, max: 9}", "[]", "计 0 分"),
    ],
)
def test_line(text, facts, expected):
    assert sentence(text, facts) == expected


GATE = "gates: [{key: g, name: 一件, conditions: [{select: proposal, at_least: 1}]}]"


def test_the_name_is_left_out_where_it_stands_above():
    text = "select: proposal\naudience: {offices: standing_member}\nmethod: {type: once, points: 5}"
    indicator = parse_indicator(read_yaml(HEAD + text))
    assert indicator_sentence(indicator, named=False) == "【常委】有即得 5 分"
    unsaid = parse_indicator(read_yaml(HEAD + "enabled: false"))
    assert indicator_sentence(unsaid, named=False) == "原文未定分值，暂不计分"


def test_line_of_a_gate():
    text = "method: {type: gate, gate: g, points: 65}"
    assert sentence(text, head=GATE) == "未达到基本要求，计 0 分"
    assert sentence(text, "[{who: 甲, kind: proposal}]", head=GATE) == "达到基本要求，计 65 分"


def test_shipped_schemes_read_well():
    texts = {item.key: indicator_sentence(item) for item in load_shipped("shuangkao_example").indicators}
    assert texts["visits"] == "联系界别群众：每次 1 分，每月至多 1 次，本项最高 4 分"
    assert (
        texts["report"] == "调研报告：每篇 6 分，第一人得 50%，其余平分，至多 5 名主要成员计分，本项最高 6 分"
    )
