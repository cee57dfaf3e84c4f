"""Ranks, cut lists, grades, consequences and the year.

covers S010
"""

import pytest

from appraisals.engine.casefile import parse_case
from appraisals.engine.run import run_case
from appraisals.engine.scheme import read_yaml

ONE = "{key: a, name: 提案, select: proposal, method: {type: per_unit, points: 1}}"
TWO = "{key: b, name: 信息, select: {kinds: social_info, stages: adopted}, method: {type: rate, points: 0, over: {kinds: social_info, stages: submitted}}}"


def ranked(totals, tail="", bearers=None, more=""):
    """A run in which each bearer has the given total."""
    facts = "\n".join(f"  {name}: [{{kind: proposal, quantity: {value}}}]" for name, value in totals.items())
    named = "\n".join(f"  {name}: {(bearers or {}).get(name, '{}')}" for name in totals)
    text = f"""
scheme:
  slug: t
  name: 试
  sections:
    - {{key: s, name: 板块, indicators: [{ONE}, {TWO}]}}
{tail}
period: 2026
bearers:
{named}
facts:
{facts}
{more}
expect: {{{next(iter(totals))}: {{}}}}
"""
    return run_case(parse_case(read_yaml(text)))[0]


FOUR = {"甲": 9, "乙": 7, "丙": 7, "丁": 5}


class TestRanks:
    def test_ties_share_a_rank(self):
        assert ranked(FOUR).ranks.places["all"][""] == {"甲": 1, "乙": 2, "丙": 2, "丁": 4}

    def test_dense(self):
        assert ranked(FOUR, "  ranking: {ties: dense}").ranks.places["all"][""]["丁"] == 3

    def test_tie_breaker_by_rate(self):
        tail = "  ranking: {tie_breakers: [{indicator: b, by: rate}]}"
        text = f"""
scheme:
  slug: t
  name: 试
  sections:
    - {{key: s, name: 板块, indicators: [{ONE}, {TWO}]}}
{tail}
period: 2026
facts:
  甲: [{{kind: proposal}}, {{kind: social_info, stage: submitted, times: 4}}, {{kind: social_info, stage: adopted, times: 1}}]
  乙: [{{kind: proposal}}, {{kind: social_info, stage: submitted, times: 2}}, {{kind: social_info, stage: adopted, times: 1}}]
expect: {{甲: {{}}}}
"""
        result = run_case(parse_case(read_yaml(text)))[0]
        assert result.ranks.places["all"][""] == {"乙": 1, "甲": 2}

    @pytest.mark.parametrize(
        ("breaker", "first"),
        [("{indicator: a, by: count}", "甲"), ("{section: s}", "甲"), ("{indicator: a, order: low}", "甲")],
    )
    def test_other_tie_breakers_leave_true_ties(self, breaker, first):
        result = ranked({"甲": 3, "乙": 3}, f"  ranking: {{tie_breakers: [{breaker}]}}")
        assert result.ranks.places["all"][""] == {"甲": 1, "乙": 1}

    def test_scopes(self):
        bearers = {
            "甲": "{committees: [提案委, 文史委], sector: 经济界, group: 一组}",
            "乙": "{committees: 提案委, offices: 常委, home_committee: 文史委}",
            "丙": "{committees: 提案委}",
        }
        tail = (
            "  ranking: {scopes: [all, committee, home_committee, sector, group, office, committee+office]}"
        )
        places = ranked(FOUR, tail, bearers).ranks.places
        assert places["committee"] == {"提案委": {"甲": 1, "乙": 2, "丙": 2}, "文史委": {"甲": 1, "乙": 2}}
        assert places["home_committee"] == {"文史委": {"乙": 1}}
        assert places["sector"] == {"经济界": {"甲": 1}}
        assert places["group"] == {"一组": {"甲": 1}}
        assert places["office"] == {"member": {"甲": 1, "丙": 2, "丁": 3}, "standing_member": {"乙": 1}}
        assert places["committee+office"]["提案委+member"] == {"甲": 1, "丙": 2}

    def test_leaders_scored_but_not_ranked(self):
        tail = "  ranking: {not_ranked: {offices: chairpersons_meeting}}"
        result = ranked(FOUR, tail, {"甲": "{offices: 副主席}"})
        assert result.ranks.places["all"][""] == {"乙": 1, "丙": 1, "丁": 3}
        assert result.ranks.of("甲") is None
        assert str(result.of("甲").points) == "9"


class TestCutLists:
    @pytest.mark.parametrize(
        ("listing", "expected"),
        [
            ("top: 50%", ("甲", "乙", "丙")),
            ("top: 50%, ties: out", ("甲",)),
            ("top: 40%, rounding: down", ("甲",)),
            ("top: 40%, rounding: up, ties: out", ("甲",)),
            ("top: 40%, rounding: half_up", ("甲", "乙", "丙")),
            ("top: 10%", ()),
            ("top_n: 3", ("甲", "乙", "丙")),
            ("top_n: 3, ties: out", ("甲", "乙", "丙")),
            ("top_n: 9", ("甲", "乙", "丙", "丁")),
            ("top_n: 4, min_total: 7", ("甲", "乙", "丙")),
            ("top_n: 4, grades: [优秀]", ("甲",)),
            ("top_n: 4, periods: half", None),
            ("bottom_n: 1", ("丁",)),
            ("bottom_n: 2", ("丁", "乙", "丙")),
            ("bottom_n: 2, ties: out", ("丁",)),
            ("bottom: 25%", ("丁",)),
        ],
    )
    def test_line(self, listing, expected):
        tail = f"  ranking: {{lists: [{{name: 名单, {listing}}}]}}\n  grades: {{bands: [{{name: 优秀, min: 8}}, {{name: 其他}}]}}"
        found = ranked(FOUR, tail).lists
        assert found == (
            {} if expected is None else {"名单": {"": tuple(sorted(expected, key="甲乙丙丁".index))}}
        ) or (expected is not None and set(found["名单"][""]) == set(expected))

    def test_by_unit(self):
        tail = "  ranking: {lists: [{name: 前一, scope: sector, top_n: 1}]}"
        bearers = {"甲": "{sector: 经济界}", "乙": "{sector: 教育界}", "丙": "{sector: 经济界}"}
        assert ranked(FOUR, tail, bearers).lists == {"前一": {"教育界": ("乙",), "经济界": ("甲",)}}


def graded(total, bands, more=""):
    result = ranked({"甲": total}, f"  grades: {{bands: [{bands}]{more}}}")
    return result.grades["甲"]


BANDS = "{name: 优秀, min: 85}, {name: 称职, min: 60, max: 84}, {name: 不称职, max: 59}"


class TestGrades:
    @pytest.mark.parametrize(
        ("total", "between", "expected"),
        [
            (85, "lower", "优秀"),
            ("84.5", "lower", "称职"),
            ("84.5", "higher", "优秀"),
            ("84.5", "round", "优秀"),
            ("84.4", "round", "称职"),
            ("84", "higher", "称职"),
            ("59.5", "lower", "不称职"),
            ("59.5", "higher", "称职"),
            ("120", "lower", "优秀"),
            ("0", "lower", "不称职"),
        ],
    )
    def test_decimals_between_bands(self, total, between, expected):
        assert graded(total, BANDS, f", between: {between}") == expected

    def test_bands_without_upper_ends(self):
        assert graded("89.5", "{name: 优秀, min: 90}, {name: 其他}") == "其他"

    def test_quota_and_score(self):
        tail = "  grades: {bands: [{name: 优秀, min: 6, quota: 25%}, {name: 称职, min: 6}, {name: 不称职}]}"
        assert ranked(FOUR, tail).grades == {"甲": "优秀", "乙": "称职", "丙": "称职", "丁": "不称职"}

    def test_quota_alone(self):
        tail = "  grades: {bands: [{name: 优秀, quota: 50%}, {name: 良好, quota: 25%}, {name: 称职}], quota_ties: out}"
        assert ranked(FOUR, tail).grades == {"甲": "优秀", "乙": "称职", "丙": "称职", "丁": "称职"}

    def test_quota_with_ties_in(self):
        tail = "  grades: {bands: [{name: 优秀, quota: 50%}, {name: 良好, quota: 25%}, {name: 称职}]}"
        assert ranked(FOUR, tail).grades == {"甲": "优秀", "乙": "优秀", "丙": "优秀", "丁": "良好"}

    def test_a_number_of_places(self):
        tail = "  grades: {bands: [{name: 优秀, min: 6, quota_n: 1}, {name: 称职}]}"
        assert ranked(FOUR, tail).grades == {"甲": "优秀", "乙": "称职", "丙": "称职", "丁": "称职"}

    def test_quota_by_office(self):
        tail = "  grades: {bands: [{name: 优秀, quota: 50%}, {name: 称职}], quota_scope: office}"
        bearers = {"丙": "{offices: 常委}", "丁": "{offices: 常委}"}
        assert ranked(FOUR, tail, bearers).grades == {"甲": "优秀", "乙": "称职", "丙": "优秀", "丁": "称职"}

    def test_no_promise_no_grade(self):
        assert ranked(FOUR).grades == {}


class TestConsequences:
    def follows(self, rule, facts="[]", bearer="{}", more="term: {from: 2022-01-01, until: 2026-12-31}"):
        text = f"""
scheme:
  slug: t
  name: 试
  sections: [{{key: s, name: 板块, indicators: [{ONE}]}}]
  grades: {{bands: [{{name: 称职, min: 1}}, {{name: 不称职}}]}}
  consequences: [{rule}]
period: 2026
{more}
bearers: {{甲: {bearer}}}
facts: {facts}
expect: {{甲: {{}}}}
"""
        return run_case(parse_case(read_yaml(text)))[0].consequences["甲"]

    def test_by_grade(self):
        assert self.follows("{text: 约谈, grades: 不称职}") == ("约谈",)
        assert self.follows("{text: 约谈, grades: 称职}") == ()

    @pytest.mark.parametrize(
        ("earlier", "expected"), [("[不称职]", ("劝辞",)), ("[不称职, 称职]", ()), ("", ())]
    )
    def test_two_periods_in_a_row(self, earlier, expected):
        bearer = f"{{earlier_grades: {earlier}}}" if earlier else "{}"
        assert self.follows("{text: 劝辞, grades: 不称职, in_a_row: 2}", bearer=bearer) == expected

    ABSENT = "{select: {kinds: plenary_attendance, results: absent}, over: term, %s}"

    @pytest.mark.parametrize(("times", "expected"), [(0, ()), (1, ("通报批评",)), (2, ("撤销资格",))])
    def test_events_over_the_term(self, times, expected):
        rules = (
            "{text: 通报批评, conditions: ["
            + self.ABSENT % "at_least: 1, at_most: 1"
            + "]}, {text: 撤销资格, conditions: ["
            + self.ABSENT % "at_least: 2"
            + "]}"
        )
        row = f"{{who: 甲, kind: plenary_attendance, result: absent, date: 2023-01-05, times: {times}}}"
        assert self.follows(rules, f"[{row if times else ''}]") == expected

    NONE = "{text: 不再连任, conditions: [{select: proposal, at_most: 0, in_a_row: 2}]}"

    def test_two_years_without_proposals(self):
        assert self.follows(self.NONE) == ("不再连任",)
        assert self.follows(self.NONE, "[{who: 甲, kind: proposal, date: 2025-05-01}]") == ()
        assert self.follows(self.NONE, bearer="{joined: 2025-06-01}") == ()

    def test_only_at_the_end_of_the_term(self):
        rule = "{text: 不再连任, at: term_end, conditions: [{select: proposal, over: term, at_most: 2}]}"
        assert self.follows(rule) == ("不再连任",)
        assert self.follows(rule, more="term: {from: 2022-01-01, until: 2027-12-31}") == ()

    def test_any_of_conditions_and_an_audience(self):
        rule = (
            "{text: 提醒, require: any, audience: {offices: standing_member}, "
            "conditions: [{section: s, at_most: 0}, {indicator: a, by: count, at_least: 9}]}"
        )
        assert self.follows(rule) == ()
        assert self.follows(rule, bearer="{offices: 常委}") == ("提醒",)


YEAR = """
scheme:
  slug: t
  name: 试
  period: half
  sections:
    - key: s
      name: 板块
      indicators:
        - {{key: a, name: 提案, select: proposal, method: {{type: per_unit, points: 10}}, limits: {{cap: 30}}}}
        - {{key: y, name: 群众报告, periods: year, select: outreach_report, method: {{type: once, points: 5}}}}
  gates: [{{key: g, name: 报告, periods: year, conditions: [{{select: outreach_report, at_least: 1}}], grade_ceiling: 称职}}]
  grades: {{periods: year, bands: [{{name: 优秀, min: 40}}, {{name: 称职}}]}}
  ranking: {{lists: [{{name: 通报, top: 60%, periods: half}}, {{name: 表扬, top: 50%, periods: year}}]}}
  year: {{{rule}}}
period: 2026
bearers: {{甲: {{}}, 乙: {{joined: 2026-07-01}}}}
facts:
  甲:
    - {{kind: proposal, date: 2026-02-01, times: 4}}
    - {{kind: proposal, date: 2026-08-01, times: 2}}
    - {{kind: outreach_report, date: 2026-12-01}}
  乙:
    - {{kind: proposal, date: 2026-08-01, times: 2}}
expect: {{甲: {{}}}}
"""


def year(rule):
    return run_case(parse_case(read_yaml(YEAR.format(rule=rule))))


class TestYear:
    @pytest.mark.parametrize(
        ("rule", "first", "second"),
        [
            ("combine: sum", "55", "20"),  # 30 + 20 + 5
            ("combine: average", "30", "10"),  # (30 + 20) ÷ 2 + 5
            ("combine: average, one_half: only", "30", "20"),
            ("combine: weights, weights: [40%, 60%]", "29", "12"),  # 12 + 12 + 5
            ("combine: weights, weights: [40%, 60%], one_half: only", "29", "20"),
            ("combine: sum, cap: 50", "50", "20"),
            ("combine: sum, floor: 25", "55", "25"),
        ],
    )
    def test_out_of_two_halves(self, rule, first, second):
        result, halves = year(rule)
        assert [str(result.of(name).points) for name in "甲乙"] == [first, second]
        assert str(halves["h1"].of("甲").points) == "30"
        assert str(halves["h2"].of("乙").points) == "20"

    def test_lists_grades_and_gates_belong_to_their_period(self):
        result, halves = year("combine: sum")
        assert result.lists == {"表扬": {"": ("甲",)}}
        assert halves["h1"].lists == {"通报": {"": ("甲",)}}
        assert halves["h1"].grades == {}
        assert halves["h1"].of("甲").gates == ()
        assert result.grades == {"甲": "优秀", "乙": "称职"}

    def test_lines_of_the_year(self):
        result, _ = year("combine: sum")
        assert [(line.key, str(line.points)) for line in result.of("甲").lines] == [("a", "50"), ("y", "5")]
        assert str(result.of("甲").sections[0].points) == "55"
