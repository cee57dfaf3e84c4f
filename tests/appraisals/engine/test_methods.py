"""Each method by small cases; every number worked out by hand.

covers S015
"""

import pytest

from tests.appraisals.engine.helpers import line_of, points, sentence

FILED = "select: {kinds: proposal, stages: filed}"


class TestPerUnit:
    def test_points_times_quantity(self):
        rule = FILED + "\nmethod: {type: per_unit, points: 7.5}"
        facts = "[{who: 甲, kind: 提案, stage: 立案, times: 3}, {who: 甲, kind: proposal, stage: submitted}]"
        assert points(rule, facts) == "22.5"

    def test_no_facts_is_nought_even_with_a_cap(self):
        assert points(FILED + "\nmethod: {type: per_unit, points: 5}\nlimits: {cap: 20}") == "0"

    def test_cap_in_points(self):
        rule = FILED + "\nmethod: {type: per_unit, points: 5}\nlimits: {cap: 12}\nunit: 件"
        facts = "[{who: 甲, kind: proposal, stage: filed, times: 3}]"
        assert points(rule, facts) == "12"
        assert sentence(rule, facts) == "3 件 × 5 分 = 15 分，封顶 12 分"

    def test_half_days(self):
        rule = "select: {kinds: plenary_attendance, results: present}\nmethod: {type: per_unit, points: 2}"
        facts = "[{who: 甲, kind: plenary_attendance, result: present, quantity: 0.5, times: 3}]"
        assert points(rule, facts) == "3"

    def test_tiers_with_own_caps(self):
        rule = (
            FILED
            + """
method:
  type: per_unit
  tiers:
    - {from: 1, to: 2, points: 10}
    - {from: 3, points: 4, cap: 6}
"""
        )
        # 2×10 + min(3×4, 6)
        assert points(rule, "[{who: 甲, kind: proposal, stage: filed, times: 5}]") == "26"
        assert points(rule, "[{who: 甲, kind: proposal, stage: filed}]") == "10"

    def test_closed_last_tier_leaves_the_rest_without_points(self):
        rule = FILED + "\nmethod: {type: per_unit, tiers: [{from: 1, to: 2, points: 3}]}"
        assert points(rule, "[{who: 甲, kind: proposal, stage: filed, times: 9}]") == "6"

    def test_every_full_three(self):
        rule = "select: public_welfare\nmethod: {type: per_unit, points: 5, step: 3}"
        assert points(rule, "[{who: 甲, kind: public_welfare, times: 7}]") == "10"
        assert points(rule, "[{who: 甲, kind: public_welfare, times: 2}]") == "0"

    @pytest.mark.parametrize(("count", "expected"), [("matters", "2"), ("facts", "3"), ("quantity", "6")])
    def test_what_is_counted(self, count, expected):
        rule = f"select: social_info\nmethod: {{type: per_unit, points: 1, count: {count}}}"
        facts = """
        - {who: 甲, kind: social_info, matter: 一, quantity: 2}
        - {who: 甲, kind: social_info, matter: 一, quantity: 3}
        - {who: 甲, kind: social_info, matter: 二}
        """
        assert points(rule, facts) == expected

    def test_a_matter_counted_once_keeps_its_dearest_value(self):
        rule = """
        select: proposal
        method: {type: %s, count: matters, %s: {roles: {lead: 10, co_signer: 4}}}
        """
        facts = """
        - {who: 甲, kind: proposal, matter: 一, role: co_signer}
        - {who: 甲, kind: proposal, matter: 一, role: lead}
        - {who: 甲, kind: proposal, matter: 二, role: co_signer}
        """
        assert points(rule % ("per_unit", "points"), facts) == "14"
        assert points(rule % ("table", "combine: highest_per_matter, rows"), facts) == "14"
        assert points(rule % ("penalty", "points"), facts) == "-14"

    def test_days_and_meetings(self):
        facts = """
        - {who: 甲, kind: training_attendance, result: present, meeting: 班, date: 2026-03-01, times: 2}
        - {who: 甲, kind: training_attendance, result: present, meeting: 班, date: 2026-03-02}
        - {who: 甲, kind: training_attendance, result: absent, meeting: 二班, date: 2026-03-03}
        """
        rule = "select: training_attendance\nmethod: {type: per_unit, points: 1, count: %s}"
        assert points(rule % "days", facts) == "2"
        assert points(rule % "meetings", facts) == "1"

    def test_a_or_b(self):
        rule = """
        select:
          - {kinds: proposal, stages: filed}
          - {kinds: social_info, stages: adopted}
        method: {type: once, points: 10}
        """
        facts = "[{who: 甲, kind: social_info, stage: adopted}, {who: 甲, kind: proposal, stage: filed}]"
        assert points(rule, facts) == "10"

    def test_values_by_role_where_sole_counts_as_lead(self):
        rule = FILED + "\nmethod: {type: per_unit, points: {roles: {lead: 10, co_signer: 5}}}"
        assert points(rule, "[{who: 甲, kind: proposal, stage: filed, role: 个人}]") == "10"

    def test_values_by_role_in_the_shortest_form(self):
        rule = FILED + "\nmethod: {type: per_unit, points: {第一提案人: 10, 联名: 5}}"
        assert points(rule, "[{who: 甲, kind: proposal, stage: filed, role: lead}]") == "10"
        assert points(rule, "[{who: 甲, kind: proposal, stage: filed, role: co_signer}]") == "5"

    def test_one_row_alone(self):
        rule = FILED + "\nmethod: {type: per_unit, points: {points: 10, free: 1}}"
        assert points(rule, "[{who: 甲, kind: proposal, stage: filed, times: 3}]") == "20"

    def test_sole_named_apart(self):
        rule = FILED + "\nmethod: {type: per_unit, points: {roles: {lead: 10, co_signer: 5, sole: 15}}}"
        facts = "[{who: 甲, kind: proposal, stage: filed, role: sole}]"
        assert points(rule, facts) == "15"

    def test_a_fact_no_row_values_is_shown(self):
        rule = FILED + "\nmethod: {type: per_unit, points: {roles: {lead: 10, co_signer: 5}}}"
        facts = (
            "[{who: 甲, kind: proposal, stage: filed}, {who: 甲, kind: proposal, stage: filed, role: lead}]"
        )
        assert points(rule, facts) == "10"
        assert sentence(rule, facts) == "1 次 × 10 分 = 10 分（另有 1 次无对应分值）"

    def test_row_caps_counts_and_free_units(self):
        rule = """
        select: media_article
        method:
          type: per_unit
          points:
            - {levels: national, points: 5, cap: 8}
            - {levels: province, points: 3, max_count: 2}
            - {points: 1, free: 1}
        """
        facts = """
        - {who: 甲, kind: media_article, level: national, times: 2}
        - {who: 甲, kind: media_article, level: province, times: 3}
        - {who: 甲, kind: media_article, level: county, times: 3}
        """
        assert points(rule, facts) == "16"  # min(10, 8) + 2×3 + (3−1)×1


class TestOnce:
    @pytest.mark.parametrize(
        ("method", "times", "expected"),
        [
            ("points: 5", 0, "0"),
            ("points: 5", 3, "5"),
            ("points: 5, at_least: 2", 1, "0"),
            ("points: 5, at_least: 2", 2, "5"),
            ("points: 5, at_most: 0", 0, "5"),
            ("points: 5, at_most: 0", 1, "0"),
            ("points: -5, at_most: 0", 0, "-5"),
            ("points: 5, at_least: 1, at_most: 2", 3, "0"),
            ("steps: [{at_least: 3, points: 10}, {at_least: 1, points: 4}]", 2, "4"),
            ("steps: [{at_least: 3, points: 10}, {at_least: 1, points: 4}]", 7, "10"),
            ("steps: [{at_least: 3, points: 10}]", 2, "0"),
        ],
    )
    def test_bounds(self, method, times, expected):
        facts = f"[{{who: 甲, kind: study_article, times: {times}}}]" if times else "[]"
        assert points(f"select: study_article\nmethod: {{type: once, {method}}}", facts) == expected


class TestReach:
    @pytest.mark.parametrize(
        ("below", "times", "expected"),
        [("share", 1, "15"), ("none", 1, "0"), ("share", 2, "30"), ("none", 2, "30"), ("share", 5, "30")],
    )
    def test_target(self, below, times, expected):
        rule = f"select: activity_attendance\nmethod: {{type: reach, points: 30, target: 2, below: {below}}}"
        facts = f"[{{who: 甲, kind: activity_attendance, result: present, times: {times}}}]"
        assert points(rule, facts) == expected

    def test_target_by_office(self):
        rule = """
        select: social_info
        method: {type: reach, points: 10, target: {offices: {standing_member: 3, member: 1}}, below: share}
        """
        facts = "[{who: 甲, kind: social_info}]"
        assert points(rule, facts, "{offices: 常委}") == "3.33"
        assert points(rule, facts) == "10"
        assert points(rule, facts, "{offices: 主席}") == "0"

    def test_every_quarter(self):
        rule = (
            "select: website_article\nmethod: {type: reach, points: 8, target: 1, every: quarter, below: %s}"
        )
        facts = """
        - {who: 甲, kind: website_article, date: 2026-01-31, times: 2}
        - {who: 甲, kind: website_article, date: 2026-04-01}
        - {who: 甲, kind: website_article, date: 2026-12-31}
        """
        assert points(rule % "share", facts) == "6"  # 四季中三季
        assert points(rule % "none", facts) == "0"

    def test_every_month_of_a_half(self):
        rule = "select: login\nmethod: {type: reach, points: 6, target: 2, every: month, below: share}"
        facts = """
        - {who: 甲, kind: login, date: 2026-07-01, times: 2}
        - {who: 甲, kind: login, date: 2026-08-01}
        """
        assert points(rule, facts, period="{kind: h2, year: 2026}") == "1"

    def test_a_joiner_is_asked_only_for_the_months_in_office(self):
        rule = "select: login\nmethod: {type: reach, points: 6, target: 1, every: month, below: share}"
        facts = "[{who: 甲, kind: login, date: 2026-11-05}]"
        late = "{joined: 2026-11-01}"
        assert points(rule, facts, late, head="joiners: denominators") == "3"
        assert points(rule, facts, late) == "0.5"


class TestTable:
    LEVELS = "rows: {levels: {national: 10, province: 8, city: 6, county: 4}}"

    def commend(self, *levels):
        return "[" + ", ".join(f"{{who: 甲, kind: commendation, level: {one}}}" for one in levels) + "]"

    def rule(self, more):
        return f"select: commendation\nmethod: {{type: table, {self.LEVELS}, {more}}}"

    def test_sum(self):
        assert points(self.rule("combine: sum"), self.commend("city", "city", "county")) == "16"

    def test_highest(self):
        assert points(self.rule("combine: highest"), self.commend("city", "province", "city")) == "8"
        assert points(self.rule("combine: highest")) == "0"

    def test_each_level_once(self):
        assert points(self.rule("combine: each_level_once"), self.commend("city", "city", "county")) == "10"

    def test_top_within_a_group_while_others_add(self):
        more = "combine: top_within, per: period, groups: [[national, province]]"
        levels = self.commend("national", "province", "city", "city")
        assert points(self.rule(more), levels) == "22"  # 10 + 6 + 6

    def test_per_matter(self):
        facts = """
        - {who: 甲, kind: social_info, stage: adopted, matter: 一, level: city}
        - {who: 甲, kind: social_info, stage: adopted, matter: 一, level: national}
        - {who: 甲, kind: social_info, stage: adopted, matter: 二, level: city}
        - {who: 甲, kind: social_info, stage: adopted, matter: 二, level: city}
        """
        rule = f"select: social_info\nmethod: {{type: table, {self.LEVELS}, combine: %s}}"
        assert points(rule % "highest_per_matter", facts) == "16"  # 10 + 6
        assert points(rule % "sum", facts) == "28"
        assert points(rule % "each_level_once, per: matter", facts) == "22"  # (6 + 10) + 6
        assert line_of(rule % "highest_per_matter", facts).chosen == ("一", "二")

    def test_top_within_each_matter(self):
        facts = """
        - {who: 甲, kind: social_info, matter: 一, level: province}
        - {who: 甲, kind: social_info, matter: 一, level: national}
        - {who: 甲, kind: social_info, matter: 一, level: city}
        - {who: 甲, kind: social_info, matter: 二, level: province}
        """
        rule = (
            f"select: social_info\nmethod: {{type: table, {self.LEVELS}, "
            "combine: top_within, groups: [[national, province]]}"
        )
        assert points(rule, facts) == "24"  # 一：10 + 6；二：8

    def test_set_of_stages(self):
        rule = """
        select: {kinds: proposal, stages: [key, excellent]}
        method:
          type: table
          combine: highest_per_matter
          rows:
            - {all_stages: [key, excellent], points: 12}
            - {stages: excellent, points: 10}
            - {stages: key, points: 8}
        """
        facts = """
        - {who: 甲, kind: proposal, stage: [key, excellent], matter: 一}
        - {who: 甲, kind: proposal, stage: key, matter: 二}
        - {who: 甲, kind: proposal, stage: excellent, matter: 三}
        """
        assert points(rule, facts) == "30"

    def test_only_a_set_row(self):
        rule = """
        select: {kinds: proposal, stages: [key, excellent]}
        method:
          type: table
          combine: highest_per_matter
          rows: [{all_stages: [key, excellent], points: 12}]
        """
        assert points(rule, "[{who: 甲, kind: proposal, stage: key, matter: 二}]") == "0"
        assert points(rule, "[{who: 甲, kind: proposal, stage: [key, excellent], matter: 二}]") == "12"

    def test_set_of_flags(self):
        rule = """
        select: proposal
        method:
          type: table
          rows:
            - {all_flags: [重点, 优秀], points: 12}
            - {flags: 优秀, points: 10}
            - {flags: 重点, points: 8}
            - {without_flags: [重点, 优秀], points: 5}
        """
        facts = "[{who: 甲, kind: proposal, flags: [重点, 优秀]}, {who: 甲, kind: proposal}]"
        assert points(rule, facts) == "17"

    @pytest.mark.parametrize(("match", "expected"), [("first", "3"), ("all", "10"), ("highest", "7")])
    def test_which_rows_count(self, match, expected):
        rule = f"""
        select: proposal
        method: {{type: table, match: {match}, rows: [{{flags: 甲类, points: 3}}, {{flags: 乙类, points: 7}}]}}
        """
        assert points(rule, "[{who: 甲, kind: proposal, flags: [甲类, 乙类]}]") == expected

    def test_facts_without_matter_are_works_of_their_own(self):
        rule = f"select: social_info\nmethod: {{type: table, {self.LEVELS}, combine: highest_per_matter}}"
        facts = "[{who: 甲, kind: social_info, level: city, quantity: 2}, {who: 甲, kind: social_info, level: city}]"
        assert points(rule, facts) == "18"


class TestRate:
    ATTEND = "select: plenary_attendance\nmethod: {type: rate, %s}"

    def days(self, present, absent=0, excused=0):
        rows = []
        for result, times in (("present", present), ("absent", absent), ("excused", excused)):
            if times:
                rows.append(f"{{who: 甲, kind: plenary_attendance, result: {result}, times: {times}}}")
        return f"[{', '.join(rows)}]"

    @pytest.mark.parametrize(
        ("method", "facts", "expected"),
        [
            ("points: 10", (2, 1), "6.67"),
            ("points: 10", (0, 3), "0"),
            ("points: 10", (0, 0), "0"),
            ("points: 10, when_nothing_expected: full", (0, 0), "10"),
            ("points: 10", (2, 1, 1), "5"),
            ("points: 10, count_as: [{results: excused, as: excluded}]", (2, 1, 1), "6.67"),
            ("points: 10, count_as: [{results: excused, as: present}]", (2, 1, 1), "7.5"),
            ("points: 10, count_as: [{results: excused, part: 1/2}]", (2, 1, 1), "6.25"),
            ("points: 10, minimum: 80%", (3, 1), "0"),
            ("points: 10, full_at: 75%", (3, 1), "10"),
            ("thresholds: [{at_least: 90%, points: 10}, {at_least: 60%, points: 6}]", (3, 1), "6"),
            ("thresholds: [{at_least: 90%, points: 10}, {at_least: 60%, points: 6}]", (9, 1), "10"),
            ("thresholds: [{at_least: 90%, points: 10}, {at_least: 60%, points: 6}]", (1, 1), "0"),
        ],
    )
    def test_attendance(self, method, facts, expected):
        assert points(self.ATTEND % method, self.days(*facts)) == expected

    def test_walk_ins_do_not_lift_it_above_one(self):
        facts = self.days(2)[:-1] + ", {who: 甲, kind: plenary_attendance, result: walk_in, times: 3}]"
        assert points(self.ATTEND % "points: 10", facts) == "10"

    def test_one_count_over_another(self):
        rule = """
        select: {kinds: social_info, stages: adopted}
        method: {type: rate, points: 20, over: {kinds: social_info, stages: submitted}}
        """
        facts = """
        - {who: 甲, kind: social_info, stage: adopted, times: 3}
        - {who: 甲, kind: social_info, stage: submitted, times: 8}
        """
        assert points(rule, facts) == "7.5"
        assert sentence(rule, facts) == "3 ÷ 8 = 37.5%，计 7.5 分"

    def test_two_thirds_of_a_meeting(self):
        rule = """
        select: plenary_attendance
        meeting: {present_if: 2/3}
        method: {type: rate, points: 10}
        """
        facts = """
        - {who: 甲, kind: plenary_attendance, result: present, meeting: 一次, times: 4}
        - {who: 甲, kind: plenary_attendance, result: excused, meeting: 一次, times: 2}
        - {who: 甲, kind: plenary_attendance, result: present, meeting: 二次, times: 3}
        - {who: 甲, kind: plenary_attendance, result: absent, meeting: 二次, times: 3}
        """
        assert points(rule, facts) == "5"


class TestDeduct:
    RULE = """
    select: standing_committee_attendance
    method:
      type: deduct
      full: {offices: {standing_member: 30, member: 20}}
      deductions:
        - {results: absent, points: 5}
        - {results: excused, points: 1}
        - {flags: [late, left_early], points: 2}
    """

    def test_full_mark_without_facts(self):
        assert points(self.RULE) == "20"
        assert points(self.RULE, "[]", "{offices: 常委}") == "30"

    def test_events(self):
        facts = """
        - {who: 甲, kind: standing_committee_attendance, result: absent}
        - {who: 甲, kind: standing_committee_attendance, result: excused}
        - {who: 甲, kind: standing_committee_attendance, result: present, flags: [late, left_early]}
        """
        assert points(self.RULE, facts) == "12"
        assert sentence(self.RULE, facts) == "满分 20 分 − 1 次 × 5 分 − 1 次 × 2 分 − 1 次 × 1 分 = 12 分"

    def test_not_below_the_floor(self):
        facts = "[{who: 甲, kind: standing_committee_attendance, result: absent, times: 9}]"
        assert points(self.RULE, facts) == "0"

    def test_first_leaves_are_free(self):
        rule = """
        select: activity_attendance
        method: {type: deduct, full: 10, deductions: [{results: excused, points: 1, free: 2}]}
        """
        assert points(rule, "[{who: 甲, kind: activity_attendance, result: excused, times: 5}]") == "7"

    def test_second_absence_costs_more(self):
        rule = """
        select: activity_attendance
        method:
          type: deduct
          full: 10
          deductions: [{results: absent, tiers: [{from: 1, to: 1, points: 2}, {from: 2, points: 4}]}]
        """
        assert points(rule, "[{who: 甲, kind: activity_attendance, result: absent, times: 2}]") == "4"


class TestPenaltyEnteredRating:
    def test_penalty_has_its_own_floor(self):
        rule = "select: discipline\nmethod: {type: penalty, points: 4}\nlimits: {floor: -10}"
        facts = "[{who: 甲, kind: discipline, times: 3}]"
        assert points(rule, facts) == "-10"
        assert sentence(rule, facts) == "3 次 × −4 分 = −12 分，最多扣到 −10 分"

    @pytest.mark.parametrize(
        ("combine", "expected"), [("sum", "8"), ("average", "4"), ("highest", "5"), ("latest", "3")]
    )
    def test_entered(self, combine, expected):
        rule = f"select: 主席会议评定\nmethod: {{type: entered, min: 0, max: 9, combine: {combine}}}"
        facts = """
        - {who: 甲, kind: 主席会议评定, points: 5, date: 2026-01-05}
        - {who: 甲, kind: 主席会议评定, points: 3, date: 2026-06-05}
        """
        head = "kinds: [{code: 主席会议评定, label: 主席会议评定}]"
        assert points(rule, facts, head=head) == expected

    def test_rating(self):
        facts = """
        - {who: 甲, kind: committee_rating, points: 90, quantity: 30}
        - {who: 甲, kind: committee_rating, points: 80, quantity: 10}
        """
        rule = "select: committee_rating\nmethod: {type: rating, %s}"
        assert points(rule % "weight: 10%", facts) == "8.5"
        assert points(rule % "points: 20, out_of: 100", facts) == "17"
        assert points(rule % "weight: 0.1, average: ballots", facts) == "8.75"
        assert points(rule % "weight: 0.1") == "0"
        assert points(rule % "weight: 0.1, when_missing: 6") == "6"

    def test_excess_of_another_goes_to_the_bonus(self):
        rule = """
        - {key: a, name: 甲项, select: proposal, method: {type: per_unit, points: 5}, limits: {cap: 10}}
        - {key: x, name: 转入, method: {type: excess, of: a, share: 50%}}
        """
        assert points(rule, "[{who: 甲, kind: proposal, times: 4}]") == "5"
