"""Sentences that committees publish and that are easily read wrongly; every number worked out by hand."""

import datetime

import pytest

from appraisals.engine.casefile import CaseError, parse_case
from appraisals.engine.cases import compare
from appraisals.engine.facts import Bearer, Fact, Period
from appraisals.engine.run import run_case
from appraisals.engine.scheme import parse, read_yaml
from appraisals.engine.score import score
from appraisals.engine.sentences import line_sentence

from .helpers import case_of, line_of, points, result_of
from .test_people_and_limits import shares, signed
from .test_ranks_and_grades import FOUR, ranked


class TestQuotas:
    def test_who_falls_out_of_a_quota_needs_the_score_of_the_next_grade(self):
        # 优秀仅按名额（1 人），良好须 8 分：乙、丙 7 分不够，丁 5 分不称职
        tail = """  grades:
    bands: [{name: 优秀, quota_n: 1}, {name: 良好, min: 8}, {name: 称职, min: 6}, {name: 不称职}]"""
        assert ranked(FOUR, tail).grades == {"甲": "优秀", "乙": "称职", "丙": "称职", "丁": "不称职"}

    def test_also_when_the_next_grade_has_a_quota_of_its_own(self):
        tail = """  grades:
    bands: [{name: 优秀, quota_n: 1}, {name: 良好, min: 8, quota: 50%}, {name: 称职}]"""
        assert ranked(FOUR, tail).grades == {"甲": "优秀", "乙": "称职", "丙": "称职", "丁": "称职"}


class TestMainMembers:
    FOUR = signed(("甲", "lead"), ("乙", "co_signer"), ("丙", "co_signer"), ("丁", "co_signer"))

    def test_the_rest_is_split_among_those_who_count(self):
        # 10 分：第一人一半，前三人中另两人各 2.5；第四人不计
        rule = "{split: lead_then_even, lead: 50%, main_members: 3}"
        assert shares(rule, self.FOUR) == ["5", "2.5", "2.5", "0"]

    def test_evenly_among_those_who_count(self):
        # 10 ÷ 3 = 3.33，尾数归第一人
        assert shares("{split: even, main_members: 3}", self.FOUR) == ["3.34", "3.33", "3.33", "0"]

    def test_one_alone_takes_all(self):
        assert shares("{split: even, main_members: 1}", self.FOUR) == ["10", "0", "0", "0"]


class TestShortfall:
    RULE = """
    select: {kinds: proposal, stages: submitted}
    method: {type: once, steps: [{at_least: 2, points: 0}, {at_least: 1, points: -3}, {at_least: 0, points: -6}]}
    """

    @pytest.mark.parametrize(("number", "expected"), [(0, "-6"), (1, "-3"), (2, "0"), (5, "0")])
    def test_three_points_off_for_each_missing_proposal(self, number, expected):
        facts = "[]" if not number else f"[{{who: 甲, kind: proposal, stage: submitted, times: {number}}}]"
        assert points(self.RULE, facts) == expected


class TestTypedValues:
    HEAD = "kinds: [{code: 评定, label: 评定}]"

    @pytest.mark.parametrize(
        ("limits", "expected"), [("", "10"), ("limits: {cap: 12}", "12"), ("limits: {cap: 20}", "16.5")]
    )
    def test_several_values_sum_to_the_bound_or_to_the_cap_of_the_item(self, limits, expected):
        rule = f"select: 评定\nmethod: {{type: entered, min: 0, max: 10}}\n{limits}"
        facts = "[{who: 甲, kind: 评定, points: 7}, {who: 甲, kind: 评定, points: 9.5}]"
        assert points(rule, facts, head=self.HEAD) == expected

    @pytest.mark.parametrize(("limits", "expected"), [("", "-5"), ("limits: {floor: -8}", "-8")])
    def test_downwards_too(self, limits, expected):
        rule = f"select: 评定\nmethod: {{type: entered, min: -5, max: 5}}\n{limits}"
        assert points(rule, "[{who: 甲, kind: 评定, points: -4.5, times: 2}]", head=self.HEAD) == expected


class TestOfficesOfJoiners:
    RULE = """
    select: activity_attendance
    method: {type: deduct, full: {offices: {standing_member: 20, member: 10}}, deductions: 1}
    """
    JOINED = "{joined: 2026-08-08, offices: {name: 常委, from: 2026-08-08}}"
    LEFT = "{left: 2026-03-31, offices: {name: 常委, until: 2026-03-31}}"

    @pytest.mark.parametrize("office_at", ["period_end", "longest", "pro_rata"])
    @pytest.mark.parametrize("bearer", [JOINED, LEFT])
    def test_days_outside_the_tenure_are_no_days_as_an_ordinary_member(self, office_at, bearer):
        assert points(self.RULE, bearer=bearer, head=f"office_at: {office_at}") == "20"

    def test_pro_rata_of_the_office_within_the_tenure_and_of_the_full_marks(self):
        # 8月8日起 146 天，占 0.4；其中常委 73 天、委员 73 天：(20 + 10) ÷ 2 × 0.4 = 6
        bearer = "{joined: 2026-08-08, offices: {name: 常委, from: 2026-10-20}}"
        assert points(self.RULE, bearer=bearer, head="office_at: pro_rata\njoiners: full_marks") == "6"

    def test_who_left_before_the_period_has_it_whole(self):
        assert points(self.RULE, bearer="{left: 2025-12-31}", head="office_at: longest") == "10"


class TestLeaveAndLateness:
    def test_every_three_times_late_count_as_one_absence(self):
        rule = """
        select: {kinds: activity_attendance, flags: late}
        method: {type: per_unit, points: -4, step: 3}
        """
        facts = "[{who: 甲, kind: activity_attendance, result: present, flags: late, times: 7}]"
        assert points(rule, facts) == "-8"

    def test_leave_from_the_third_time_on(self):
        rule = """
        select: {kinds: activity_attendance, results: excused}
        method: {type: penalty, points: [{points: 2, free: 2}]}
        """
        facts = "[{who: 甲, kind: activity_attendance, result: excused, times: 5}]"
        assert points(rule, facts) == "-6"


def test_a_week_begins_on_monday():
    # 2026年3月1日是周日，3月2日是周一
    rule = (
        "select: proposal\nmethod: {type: per_unit, points: 1}\nlimits: {per: [{window: week, max_count: 1}]}"
    )
    facts = """
    - {who: 甲, kind: proposal, date: 2026-03-01}
    - {who: 甲, kind: proposal, date: 2026-03-02}
    - {who: 甲, kind: proposal, date: 2026-03-08}
    """
    assert points(rule, facts) == "2"


def test_units_of_joined_scopes_are_written_with_labels():
    text = """
scheme:
  slug: t
  name: 试
  sections: [{key: s, name: 分, indicators: [{key: a, name: 提案, select: proposal, method: {type: per_unit, points: 1}}]}]
  ranking: {scopes: [committee+office], lists: [{name: 第一, scope: committee+office, top_n: 1}]}
period: 2026
bearers:
  甲: {offices: 常委, committees: [提案委, 文史委]}
  乙: {committees: 文史委}
facts: {甲: [{kind: proposal}]}
expect:
  甲: {rank: {committee+office: {提案委+常委: 1, 文史委+standing_member: 1}}}
  乙: {rank: {committee+office: {文史委+委员: 1}}}
lists:
  第一: {提案委+常委: 甲, 文史委+常委: 甲, 文史委+委员: 乙}
"""
    case = parse_case(read_yaml(text))
    assert compare("x", case, *run_case(case)).differences == ()


class TestNumbersBeyondReason:
    RULE = "select: proposal\nmethod: {type: per_unit, points: %s}"

    @pytest.mark.parametrize(
        ("number", "fault"),
        [
            ("1e400", "数字过大，现为“1e400”"),
            ("1000000001", "数字过大，现为“1000000001”"),
            ("0.30000000000000004", "小数至多 6 位，现为“0.30000000000000004”"),
            ("0.1+0.2", "应为数字，现为“0.1+0.2”"),
        ],
    )
    def test_in_a_scheme(self, number, fault):
        with pytest.raises(CaseError) as caught:
            case_of(self.RULE % number)
        assert str(caught.value) == f"scheme.sections[0].indicators[0].method.points：{fault}"

    @pytest.mark.parametrize("share", ["1e999999999", "1/3e9", "150000000000%"])
    def test_as_a_share(self, share):
        rule = "select: proposal\nmethod: {type: rate, points: 1, minimum: %s}"
        with pytest.raises(CaseError, match="method.minimum：(应为比例|小数|不能大于|数字过大)"):
            case_of(rule % share)

    def test_in_facts_and_expectations(self):
        facts = "[{who: 甲, kind: proposal, times: 99999999999}, {who: 甲, kind: proposal, times: 10001}]"
        with pytest.raises(CaseError) as caught:
            case_of(self.RULE % 1, facts, expect="{甲: {lines: {x: 1e300}}}")
        assert str(caught.value).split("\n") == [
            "facts[0].times：数字过大，现为“99999999999”",
            "facts[1].times：不能大于 10000，现为“10001”",
            "expect.甲.lines.x：数字过大，现为“1e300”",
        ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "select: proposal,",
            "select：proposal，",
            "select：proposal， method：没有这一项；冒号和逗号请用半角",
        ),
        ("scheme:", "facts2:", "scheme：缺少这一项（写方案，或随产品提供的方案代号）"),
    ],
)
def test_slips_of_the_keyboard(old, new, fault):
    text = """
scheme:
  slug: t
  name: 试
  sections: [{key: s, name: 分, indicators: [{key: a, name: 提案, select: proposal, method: {type: per_unit, points: 1}}]}]
period: 2026
expect: {甲: {total: 0}}
"""
    with pytest.raises(CaseError) as caught:
        parse_case(read_yaml(text.replace(old, new)))
    assert fault in str(caught.value)


def test_three_periods_in_a_row():
    head = """
    grades: {bands: [{name: 优秀, min: 2}, {name: 称职}]}
    consequences: [{text: 荣誉委员, grades: 优秀, in_a_row: 3}]
    """
    result = result_of(
        "select: proposal\nmethod: {type: per_unit, points: 2}",
        "[{who: [甲, 乙], kind: proposal}]",
        bearers="{甲: {earlier_grades: [优秀, 优秀]}, 乙: {earlier_grades: [优秀, 称职]}}",
        head=head,
    )
    assert result.consequences == {"甲": ("荣誉委员",), "乙": ()}


def test_a_line_for_those_outside_the_audience():
    rule = """
    audience: {attributes: [{name: 类型, values: 企业}]}
    points_outside: 2
    select: public_welfare
    method: {type: per_unit, points: 0.5, step: 2}
    """
    facts = "[{who: 甲, kind: public_welfare, quantity: 5.5}]"
    assert str(line_of(rule, facts, "{attributes: {类型: 企业}}").points) == "1"
    assert str(line_of(rule, facts).points) == "2"


def test_what_a_tier_cuts_off_is_said_in_words_not_as_a_negative_piece():
    """6 + 6 × 1 = 12 分，第 2 件起封顶 4 分：2 分不计，得 10 分。"""
    scheme = parse(
        {
            "slug": "x", "name": "样例", "period": "year",
            "sections": [{"key": "a", "name": "甲", "indicators": [{
                "key": "p", "name": "提案", "unit": "件", "select": {"kinds": "proposal", "stages": "filed"},
                "method": {"type": "per_unit", "tiers": [
                    {"from": 1, "to": 1, "points": 6}, {"from": 2, "points": 1, "cap": 4}]},
            }]}],
        },
        kinds={"proposal": "提案"},
    )  # fmt: skip
    facts = [
        Fact(
            str(one), "m", "proposal", datetime.date(2026, 2, 1), matter=str(one), stage="filed", role="sole"
        )
        for one in range(7)
    ]
    line = score(scheme, Period.year(2026), [Bearer("m")], facts).scores[0].lines[0]
    assert line.points == 10
    said = line_sentence(scheme.indicators[0], line)
    assert said == "1 件 × 6 分 + 6 件 × 1 分（超出上限的 2 分不计） = 10 分"
