"""Who gets a work's points, and how much of them counts."""

import pytest

from tests.appraisals.engine.helpers import points, result_of, sentence

FILED = "select: {kinds: proposal, stages: filed}\n"


def signed(*people, more=""):
    rows = [
        f"- {{who: {name}, kind: proposal, stage: filed, matter: 一, role: {role}{more}}}"
        for name, role in people
    ]
    return "\n".join(rows)


def shares(share, facts, bearers="[甲, 乙, 丙, 丁]", value=10):
    rule = FILED + f"method: {{type: per_unit, points: {value}}}\nshare: {share}"
    result = result_of(rule, facts, bearers=bearers)
    return [
        str(score.points) for score in sorted(result.scores, key=lambda one: "甲乙丙丁".index(one.bearer))
    ]


THREE = signed(("甲", "lead"), ("乙", "co_signer"), ("丙", "co_signer"))


class TestShares:
    def test_each_in_full(self):
        assert shares("{}", THREE) == ["10", "10", "10", "0"]

    def test_lead_only(self):
        assert shares("{split: lead_only}", THREE) == ["10", "0", "0", "0"]

    def test_by_role(self):
        assert shares("{split: by_role, roles: {lead: 60%, co_signer: 1/4}}", THREE) == [
            "6",
            "2.5",
            "2.5",
            "0",
        ]

    def test_role_that_is_not_named_gets_nothing(self):
        facts = signed(("甲", "lead"), ("乙", "participant"))
        assert shares("{split: by_role, roles: {lead: 100%}}", facts) == ["10", "0", "0", "0"]

    def test_lead_then_even(self):
        assert shares("{split: lead_then_even, lead: 50%}", THREE) == ["5", "2.5", "2.5", "0"]

    def test_lead_then_even_alone_is_all(self):
        assert shares("{split: lead_then_even, lead: 50%}", signed(("甲", "lead")))[0] == "10"

    def test_even_leaves_the_remainder_to_the_lead(self):
        assert shares("{split: even}", THREE) == ["3.34", "3.33", "3.33", "0"]

    def test_signers_outside_the_roster_count_when_the_fact_says_how_many(self):
        facts = signed(("甲", "lead"), ("乙", "co_signer"), more=", people: 5")
        assert shares("{split: even}", facts) == ["2", "2", "0", "0"]

    def test_same_fraction_for_each_signer(self):
        assert shares("{split: fraction, fraction: 50%}", THREE) == ["5", "5", "5", "0"]
        assert shares("{split: fraction, fraction: 50%}", signed(("甲", "sole")))[0] == "10"

    def test_at_most_two_main_members_the_lead_first(self):
        assert shares(
            "{main_members: 2}", signed(("乙", "co_signer"), ("丙", "co_signer"), ("甲", "lead"))
        ) == [
            "10",
            "10",
            "0",
            "0",
        ]

    def test_main_members_by_position(self):
        facts = """
        - {who: 甲, kind: proposal, stage: filed, matter: 一, position: 3}
        - {who: 乙, kind: proposal, stage: filed, matter: 一, position: 1}
        """
        assert shares("{main_members: 2}", facts)[:2] == ["0", "10"]

    def test_author_bonus(self):
        rule = (
            FILED
            + """
method: {type: per_unit, points: 10}
share:
  author_bonus: [{attribute: 党派, values: [民建, 民盟], points: 2}]
"""
        )
        facts = "[{who: 甲, kind: proposal, stage: filed, times: 2}]"
        assert points(rule, facts, "{attributes: {党派: 民建}}") == "24"
        assert points(rule, facts, "{attributes: {党派: 中共}}") == "20"


class TestLimits:
    def test_count_for_the_period_takes_the_dearest(self):
        rule = (
            FILED
            + "method: {type: per_unit, points: {roles: {lead: 10, co_signer: 4}}}\nlimits: {max_count: 2}"
        )
        facts = """
        - {who: 甲, kind: proposal, stage: filed, role: co_signer, date: 2026-01-05, times: 2}
        - {who: 甲, kind: proposal, stage: filed, role: lead, date: 2026-06-05}
        """
        assert points(rule, facts) == "14"
        assert points(rule[:-1] + ", pick: earliest}", facts) == "8"

    @pytest.mark.parametrize(
        ("window", "expected"),
        [
            ("day", "4"),
            ("week", "3"),
            ("month", "2"),
            ("quarter", "1"),
            ("[day, matter]", "5"),
            ("matter", "2"),
        ],
    )
    def test_once_in_each_window(self, window, expected):
        rule = f"select: reading\nmethod: {{type: per_unit, points: 1}}\nlimits: {{per: [{{window: {window}, max_count: 1}}]}}"
        facts = """
        - {who: 甲, kind: reading, date: 2026-01-05, matter: 甲文, times: 2}
        - {who: 甲, kind: reading, date: 2026-01-05, matter: 乙文}
        - {who: 甲, kind: reading, date: 2026-01-06, matter: 甲文}
        - {who: 甲, kind: reading, date: 2026-02-10, matter: 甲文}
        - {who: 甲, kind: reading, date: 2026-02-20, matter: 甲文}
        """
        assert points(rule, facts) == expected

    def test_points_in_each_month(self):
        rule = "select: reading\nmethod: {type: per_unit, points: 2}\nlimits: {per: [{window: month, cap: 5}], cap: 8}"
        facts = "[{who: 甲, kind: reading, date: 2026-01-05, times: 4}, {who: 甲, kind: reading, date: 2026-02-05}]"
        assert points(rule, facts) == "7"
        assert sentence(rule, facts).startswith("5 次 × 2 分")

    def test_a_row_and_a_month_do_not_cut_the_same_points_twice(self):
        rule = """
        select: reading
        method: {type: per_unit, points: [{points: 2, cap: 4}]}
        limits: {per: [{window: month, cap: 3}]}
        """
        facts = "[{who: 甲, kind: reading, date: 2026-01-05}, {who: 甲, kind: reading, date: 2026-02-05, times: 3}]"
        assert points(rule, facts) == "4"  # 1 月 2 分、2 月 6 分，本项限 4 分，2 月只余 2 分，均未到月限

    def test_two_windows_and_a_count(self):
        rule = """
        select: reading
        method: {type: per_unit, points: 2}
        limits: {per: [{window: month, cap: 5}, {window: day, max_count: 3}], max_count: 2}
        """
        facts = "[{who: 甲, kind: reading, date: 2026-01-05, times: 4}]"
        assert points(rule, facts) == "4"  # 先限次数：2 次 × 2 分，未到月限

    def test_caps_by_office(self):
        rule = "select: reading\nmethod: {type: per_unit, points: 2}\nlimits: {cap: {offices: {standing_member: 6, member: 3}}}"
        facts = "[{who: 甲, kind: reading, times: 4}]"
        assert points(rule, facts) == "3"
        assert points(rule, facts, "{offices: 常委}") == "6"
        assert points(rule, facts, "{offices: 主席}") == "8"

    def test_floor(self):
        rule = "select: commendation\nmethod: {type: table, rows: [{levels: city, points: -3}]}\nlimits: {floor: -4}"
        assert points(rule, "[{who: 甲, kind: commendation, level: city, times: 2}]") == "-4"
        assert points("select: commendation\nmethod: {type: per_unit, points: 1}\nlimits: {floor: 2}") == "2"


class TestSelectors:
    FACTS = """
    - {who: 甲, kind: proposal, date: 2026-03-01}
    - {who: 甲, kind: proposal, date: 2026-04-01, certified: false}
    - {who: 甲, kind: proposal, date: 2026-05-01, flags: 抄袭}
    """

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ("", "3"),
            (", valid_from: 2026-04-01", "2"),
            (", valid_until: 2026-04-01", "2"),
            (", certified_only: true", "2"),
            (", without_flags: plagiarised", "2"),
            (", flags: plagiarised", "1"),
            (", all_flags: [plagiarised, 重复]", "0"),
        ],
    )
    def test_conditions(self, more, expected):
        rule = f"select: {{kinds: proposal{more}}}\nmethod: {{type: per_unit, points: 1}}"
        assert points(rule, self.FACTS) == expected

    @pytest.mark.parametrize(
        ("audience", "bearer", "expected"),
        [
            ("offices: standing_member", "{offices: 常委}", "2"),
            ("offices: standing_member", "{}", None),
            ("offices: member", "{}", "2"),
            ("offices: member", "{offices: [专委会主任]}", "2"),
            ("offices: member", "{offices: [副主席]}", None),
            ("offices: chairpersons_meeting", "{offices: [副主席]}", "2"),
            ("not_offices: [chair]", "{offices: 主席}", None),
            ("committees: 提案委", "{committees: [提案委, 文史委]}", "2"),
            ("committees: 提案委", "{home_committee: 提案委}", "2"),
            ("sectors: 经济界", "{sector: 教育界}", None),
            ("groups: 一组", "{group: 一组}", "2"),
            ("bearers: group", "{}", None),
            ("attributes: [{name: 党派, values: 民建}]", "{attributes: {党派: 民建}}", "2"),
        ],
    )
    def test_audience(self, audience, bearer, expected):
        rule = f"select: proposal\naudience: {{{audience}}}\nmethod: {{type: per_unit, points: 2}}"
        assert points(rule, "[{who: 甲, kind: proposal}]", bearer) == expected

    def test_fixed_points_for_the_others(self):
        rule = """
        select: standing_committee_attendance
        audience: {offices: standing_member}
        points_outside: 8
        method: {type: rate, points: 10}
        """
        assert points(rule) == "8"
        assert sentence(rule) == "不在适用对象内，计 8 分"

    def test_switched_off(self):
        assert points("enabled: false\nnote: 原文未定分值") is None


class TestMeetings:
    RULE = """
    select: {kinds: plenary_attendance, %s}
    meeting: {present_if: 1, below: %s}
    method: {type: per_unit, points: 35}
    """
    FACTS = """
    - {who: 甲, kind: plenary_attendance, result: present, meeting: 全会, times: 3}
    - {who: 甲, kind: plenary_attendance, result: excused, meeting: 全会}
    """

    @pytest.mark.parametrize(
        ("select", "below", "expected"),
        [
            ("results: present", "absent", "0"),
            ("results: absent", "absent", "35"),
            ("results: excused", "own", "35"),
            ("results: absent", "own", "0"),
        ],
    )
    def test_not_attended_throughout(self, select, below, expected):
        assert points(self.RULE % (select, below), self.FACTS) == expected

    def test_attended_throughout_but_late(self):
        facts = """
        - {who: 甲, kind: plenary_attendance, result: present, meeting: 全会, times: 3}
        - {who: 甲, kind: plenary_attendance, result: present, meeting: 全会, flags: late}
        """
        assert points(self.RULE % ("results: present", "absent"), facts) == "35"
        assert points(self.RULE % ("results: present, without_flags: late", "absent"), facts) == "0"

    def test_plain_present_selector_counts_the_meeting_once(self):
        rule = """
        select: plenary_attendance
        meeting: {present_if: 2/3}
        method: {type: once, points: 5}
        """
        assert points(rule, self.FACTS) == "5"
