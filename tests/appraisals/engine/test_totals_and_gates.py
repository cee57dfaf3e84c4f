"""Sections, totals, once-per-work groups and minimum requirements."""

import pytest

from appraisals.engine.casefile import parse_case
from appraisals.engine.run import run_case
from appraisals.engine.scheme import read_yaml


def run(text):
    return run_case(parse_case(read_yaml(text)))[0]


def score(text):
    return run(text).of("甲")


SECTIONS = """
scheme:
  slug: t
  name: 试
  {head}
  sections:
    - key: base
      name: 基础
      {base}
      indicators:
        - {{key: a, name: 甲, select: proposal, method: {{type: per_unit, points: 10}}}}
        - {{key: b, name: 乙, select: social_info, method: {{type: per_unit, points: 4}}}}
        - {{key: c, name: 丙, select: media_article, method: {{type: per_unit, points: 1}}}}
        - {{key: p, name: 扣, select: discipline, method: {{type: penalty, points: 7{where}}}}}
    - key: plus
      name: 奖励
      {plus}
      indicators:
        - {{key: d, name: 丁, select: commendation, method: {{type: per_unit, points: 6}}}}
  {tail}
period: 2026
bearers: {{甲: {bearer}}}
facts: [{facts}]
expect: {{甲: {{}}}}
"""


def made(facts, *, head="note: 无", base="note: 无", plus="bonus: true", where="", tail="", bearer="{}"):
    rows = ", ".join(f"{{who: 甲, kind: {kind}, times: {times}}}" for kind, times in facts.items() if times)
    return score(
        SECTIONS.format(head=head, base=base, plus=plus, where=where, tail=tail, bearer=bearer, facts=rows)
    )


def numbers(one):
    return [str(section.points) for section in one.sections], str(one.points)


class TestSections:
    def test_plain_sums(self):
        assert numbers(made({"proposal": 2, "social_info": 1, "commendation": 1})) == (["24", "6"], "30")

    def test_section_cap_and_start_by_office(self):
        base = "start: {offices: {standing_member: 5, member: 2}}\n      cap: 20"
        assert numbers(made({"proposal": 1}, base=base)) == (["12", "0"], "12")
        assert numbers(made({"proposal": 1}, base=base, bearer="{offices: 常委}")) == (["15", "0"], "15")
        assert numbers(made({"proposal": 3}, base=base)) == (["20", "0"], "20")

    def test_section_floor(self):
        assert numbers(made({"discipline": 3}, base="start: 10\n      floor: 0")) == (["0", "0"], "0")

    def test_without_a_floor_a_section_goes_below_nought(self):
        assert numbers(made({"discipline": 3}, base="start: 10")) == (["-11", "0"], "-11")

    def test_section_weight(self):
        assert numbers(made({"proposal": 3}, base="cap: 25\n      weight: 40%")) == (["10", "0"], "10")

    def test_shared_cap_of_several(self):
        base = "shared_caps: [{key: bc, of: [b, c], cap: 10}]"
        one = made({"proposal": 1, "social_info": 3, "media_article": 2}, base=base)
        assert numbers(one) == (["20", "0"], "20")
        assert str(one.sections[0].shared_cuts) == "4"

    def test_shared_cap_over_a_shared_cap(self):
        base = "shared_caps: [{key: all, of: [bc, a], cap: 15}, {key: bc, of: [b, c], cap: 10}]"
        assert numbers(made({"proposal": 1, "social_info": 3}, base=base)) == (["15", "0"], "15")


class TestTotals:
    def test_cap_bounds_ordinary_sections_and_bonus_comes_on_top(self):
        one = made({"proposal": 12, "commendation": 1}, head="cap: 100")
        assert numbers(one) == (["120", "6"], "106")

    def test_cap_with_bonus(self):
        one = made({"proposal": 12, "commendation": 3}, head="cap: 100\n  cap_with_bonus: 110")
        assert numbers(one)[1] == "110"

    def test_penalty_from_the_total_comes_off_after_the_cap(self):
        one = made({"proposal": 12, "discipline": 1}, head="cap: 100", where=", from: total")
        assert numbers(one) == (["120", "0"], "93")

    def test_floor_of_the_total(self):
        one = made({"discipline": 5}, head="start: 10\n  floor: 0", where=", from: total")
        assert numbers(one) == (["0", "0"], "0")
        assert str(one.total.start) == "10"

    def test_start_of_the_scheme(self):
        assert numbers(made({"social_info": 1}, head="start: 60"))[1] == "64"

    def test_rounding_of_the_total(self):
        head = "rounding: {line: 4, total: 1, mode: down}"
        assert numbers(made({"social_info": 1}, head=head, base="weight: 1/3"))[1] == "1.3"

    @pytest.mark.parametrize(
        ("mode", "expected"), [("half_up", "0.13"), ("half_even", "0.12"), ("up", "0.13"), ("down", "0.12")]
    )
    def test_modes(self, mode, expected):
        head = f"rounding: {{mode: {mode}}}"
        assert numbers(made({"media_article": 1}, head=head, base="weight: 0.125"))[1] == expected

    def test_penalties_round_away_from_nought_alike(self):
        assert numbers(made({"discipline": 1}, base="weight: 1/8"))[1] == "-0.88"  # −0.875


WORKS = """
scheme:
  slug: t
  name: 试
  sections:
    - key: s
      name: 板块
      indicators:
        - {{key: filed, name: 立案, select: {{kinds: proposal, stages: filed}}, method: {{type: per_unit, points: 20}}}}
        - {{key: conv, name: 转信息, select: {{kinds: proposal, stages: converted}}, method: {{type: per_unit, points: 15}}, limits: {{cap: 20}}}}
        - {{key: best, name: 优秀, select: {{kinds: proposal, stages: excellent}}, method: {{type: per_unit, points: 20}}}}
  once_per_work: [{{indicators: [filed, conv, best]{under}}}]
period: 2026
facts:
  甲:
    - {{kind: proposal, stage: [filed, converted, excellent], matter: 一}}
    - {{kind: proposal, stage: converted, matter: 二}}
expect: {{甲: {{}}}}
"""


class TestOncePerWork:
    @pytest.mark.parametrize(
        ("under", "expected"),
        [
            ("", ["20", "15", "0"]),
            (", under: best", ["0", "15", "20"]),
            (", under: [conv, filed]", ["0", "20", "0"]),
        ],
    )
    def test_a_matter_counts_under_one_indicator(self, under, expected):
        one = score(WORKS.format(under=under))
        assert [str(line.points) for line in one.lines] == expected

    def test_by_meeting(self):
        text = """
scheme:
  slug: t
  name: 试
  sections:
    - key: s
      name: 板块
      indicators:
        - {key: a, name: 参会, select: activity_attendance, method: {type: per_unit, points: 2}}
        - {key: b, name: 发言, select: meeting_speech, method: {type: per_unit, points: 3}}
  once_per_work: [{indicators: [a, b], by: meeting}]
period: 2026
facts:
  甲:
    - {kind: activity_attendance, result: present, meeting: 座谈会}
    - {kind: meeting_speech, meeting: 座谈会}
    - {kind: activity_attendance, result: present, meeting: 视察}
expect: {甲: {}}
"""
        assert [str(line.points) for line in score(text).lines] == ["2", "3"]


GATES = """
scheme:
  slug: t
  name: 试
  sections:
    - key: base
      name: 基础
      indicators:
        - {{key: a, name: 提案, select: proposal, method: {{type: per_unit, points: 30}}}}
        - {{key: one, name: 达到三个一, method: {{type: gate, gate: three, points: 65{below}}}}}
  gates:
    - key: three
      name: 三个一
      require: {require}
      conditions:
        - {{name: 一件提案, select: proposal, at_least: 1}}
        - {{name: 一条信息, select: social_info, at_least: 1}}
        - {{name: 一次调研, select: {{kinds: research, results: present}}, at_least: 1}}
      {effect}
  grades:
    bands: [{{name: 优秀, min: 90}}, {{name: 称职, min: 60}}, {{name: 不称职}}]
period: 2026
bearers: {{甲: {bearer}}}
facts: [{facts}]
expect: {{甲: {{}}}}
"""
ALL = "{who: 甲, kind: proposal}, {who: 甲, kind: social_info}, {who: 甲, kind: research, result: present}"
TWO = "{who: 甲, kind: proposal, times: 4}, {who: 甲, kind: social_info}"


def gated(facts, require="all", effect="grade_ceiling: 称职", below="", bearer="{}"):
    result = run(GATES.format(facts=facts, require=require, effect=effect, below=below, bearer=bearer))
    one = result.of("甲")
    return str(one.points), result.grades["甲"], [gate.met for gate in one.gates]


class TestGates:
    def test_met(self):
        assert gated(ALL) == ("95", "优秀", [True])

    def test_unmet_is_a_ceiling_whatever_the_score(self):
        assert gated(TWO) == ("120", "称职", [False])

    def test_some_of_the_conditions(self):
        assert gated(TWO, require=2) == ("185", "优秀", [True])
        assert gated(TWO, require="any") == ("185", "优秀", [True])
        assert gated("", require="any") == ("0", "不称职", [False])

    def test_points_by_the_share_of_conditions_met(self):
        assert gated(TWO, below=", below: share")[0] == "163.33"  # 120 + 65 × 2/3

    def test_caps_of_total_and_section(self):
        assert gated(TWO, effect="total_cap: 59")[:2] == ("59", "不称职")
        assert gated(TWO, effect="section: base\n      section_cap: 0")[0] == "0"
        assert gated(ALL, effect="total_cap: 59")[0] == "95"

    def test_only_for_its_audience(self):
        effect = "grade_ceiling: 不称职\n      audience: {offices: standing_member}"
        assert gated(TWO, effect=effect) == ("120", "优秀", [])
        assert gated(TWO, effect=effect, bearer="{offices: 常委}") == ("120", "不称职", [False])

    def test_conditions_on_lines_and_sections(self):
        text = """
scheme:
  slug: t
  name: 试
  sections:
    - key: base
      name: 基础
      indicators:
        - {key: a, name: 出勤, select: plenary_attendance, method: {type: rate, points: 10}}
        - {key: b, name: 提案, select: proposal, method: {type: per_unit, points: 5}}
  gates:
    - {key: g1, name: 率, conditions: [{indicator: a, by: rate, at_least: 0.6}]}
    - {key: g2, name: 件, conditions: [{indicator: b, by: count, at_least: 2, at_most: 3}]}
    - {key: g3, name: 分, conditions: [{section: base, at_least: 17}]}
    - {key: g4, name: 无此项, conditions: [{indicator: b, at_least: 99}]}
period: 2026
facts:
  甲:
    - {kind: plenary_attendance, result: present, times: 2}
    - {kind: plenary_attendance, result: absent}
    - {kind: proposal, times: 2}
expect: {甲: {}}
"""
        assert [gate.met for gate in score(text).gates] == [True, True, False, False]  # 6.67 + 10 = 16.67


class TestReadingsOfTime:
    OFFICES = "{offices: [{name: standing_member, from: 2026-10-01}]}"

    def deducted(self, office_at):
        return made(
            {},
            head=f"office_at: {office_at}",
            base="start: {offices: {standing_member: 30, member: 20}}",
            bearer=self.OFFICES,
        )

    @pytest.mark.parametrize(
        ("office_at", "expected"), [("period_end", "30"), ("longest", "20"), ("pro_rata", "22.52")]
    )
    def test_office_changed_in_the_period(self, office_at, expected):
        # 273 天委员、92 天常委：(273×20 + 92×30) ÷ 365 = 22.5205…
        assert str(self.deducted(office_at).points) == expected

    @pytest.mark.parametrize(
        ("joiners", "expected"), [("none", "5"), ("denominators", "10"), ("full_marks", "5.04")]
    )
    def test_joiner(self, joiners, expected):
        text = f"""
scheme:
  slug: t
  name: 试
  joiners: {joiners}
  sections:
    - {{key: s, name: 板块, indicators: [{{key: a, name: 出勤, select: plenary_attendance, method: {{type: rate, points: 10}}}}]}}
period: 2026
bearers: {{甲: {{joined: 2026-07-01}}}}
facts:
  甲:
    - {{kind: plenary_attendance, result: absent, date: 2026-03-01}}
    - {{kind: plenary_attendance, result: present, date: 2026-09-01}}
expect: {{甲: {{}}}}
"""
        assert str(score(text).points) == expected  # 184/365 × 10 = 5.041…

    def test_suspended_spans_leave_the_denominator(self):
        text = """
scheme:
  slug: t
  name: 试
  sections:
    - {key: s, name: 板块, indicators: [{key: a, name: 出勤, select: plenary_attendance, method: {type: rate, points: 10}}, {key: b, name: 提案, select: proposal, method: {type: per_unit, points: 1}}]}
period: 2026
bearers: {甲: {suspended: {from: 2026-03-01, until: 2026-04-30}}}
facts:
  甲:
    - {kind: plenary_attendance, result: absent, date: 2026-03-01}
    - {kind: plenary_attendance, result: present, date: 2026-09-01}
    - {kind: proposal, date: 2026-03-05}
expect: {甲: {}}
"""
        assert str(score(text).points) == "11"
