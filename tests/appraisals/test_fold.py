"""The SQL fold gives what the engine's own fold gives, for any scheme and any ledger."""

import random

import pytest

from appraisals.computing.compute import compute
from appraisals.engine.digest import digest_of, result_document
from appraisals.engine.score import score
from duties.models import DutyReview
from tests.appraisals.ground import as_engine_facts, asked, say
from tests.appraisals.schemes import random_scheme
from tests.factories import give_office, make_membership

KINDS = ("proposal", "social_info", "other_meeting_attendance", "speech")
STAGES = ("submitted", "filed", "key", "excellent")
RESULTS = ("present", "absent", "excused")


def agree(question) -> None:
    found = compute(question)
    expected = score(
        question.scheme, question.period, [entry.bearer for entry in found.entries],
        as_engine_facts(question.organization), term=question.term,
    )  # fmt: skip
    by_key = {one.bearer: one for one in found.scores}
    for one in expected.scores:
        mine = by_key[one.bearer]
        for line in one.lines:
            got = mine.line(line.key)
            assert (line.key, got.count, got.raw, got.points) == (line.key, line.count, line.raw, line.points)
        assert (mine.sections, mine.gates, mine.total) == (one.sections, one.gates, one.total)
    assert (found.ranks, found.grades, found.lists) == (expected.ranks, expected.grades, expected.lists)
    assert digest_of(result_document(found.scores, found.ranks, found.grades, found.lists)) == expected.digest


def fill(county, dice: random.Random, facts: int) -> None:
    members = [make_membership(county, sector=dice.choice(["教育界", "农业界"])) for _ in range(6)]
    give_office(members[0], "standing")
    give_office(members[1], "chair")
    for _ in range(facts):
        member, code = dice.choice(members), dice.choice(KINDS)
        meeting = code == "other_meeting_attendance"
        record = say(
            member, code, f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
            matter_ref=dice.choice(["", "提1", "提2", "提3"]), parent_ref=dice.choice(["", "会1", "会2"]),
            stage="" if meeting else dice.choice(STAGES), role="" if meeting else dice.choice(["lead", "co_signer"]),
            level=dice.choice(["", "city", "province"]), result=dice.choice(RESULTS) if meeting else "",
            flags=dice.sample(["late", "left_early"], dice.randint(0, 2)) if meeting else [],
            expected=1 if meeting else 0, quantity=dice.choice([0, 1]) if meeting else dice.choice([1, 1, 2, "0.5"]),
            people=dice.randint(1, 3), entered_points=dice.choice([None, 3, "4.5"]),
        )  # fmt: skip
        if dice.random() < 0.4:
            DutyReview.objects.create(record=record, kind="certified")


@pytest.mark.parametrize("seed", range(30))
def test_sql_fold_equals_the_engines_fold(county, seed):
    dice = random.Random(seed)
    fill(county, dice, 60)
    agree(asked(county, random_scheme(dice)))


ROUNDS = """
slug: rounds
name: 测评
period: year
sections:
  - key: s
    name: 测评
    indicators:
      - {key: ballots, name: 按票, select: committee_rating, method: {type: rating, weight: 1, average: ballots}}
      - {key: rounds, name: 按轮, select: committee_rating, method: {type: rating, weight: 1, average: rounds}}
      - {key: city, name: 市级, select: {kinds: committee_rating, levels: city}, method: {type: rating, weight: 1}}
"""


def test_a_round_in_several_rows_is_one_round(county):
    """甲 was rated in one round by two levels, twice by one, and in another round."""
    first, second = make_membership(county), make_membership(county)
    for member, day, level, ballots, points in [
        (first, "2026-03-05", "city", 3, 90), (first, "2026-03-05", "county", 1, 60),
        (first, "2026-03-05", "city", 2, 80), (first, "2026-05-05", "city", 7, 71),
        (second, "2026-05-05", "city", 7, 71), (second, "2026-03-05", "city", 3, 90),
    ]:  # fmt: skip
        say(
            member,
            "committee_rating",
            day,
            matter_ref="轮",
            level=level,
            quantity=ballots,
            entered_points=points,
        )
    agree(asked(county, ROUNDS))


def test_odd_names_are_told_apart(county):
    """Tabs, commas, quotes, backslashes and line feeds in names of matters and meetings."""
    member = make_membership(county)
    for name in ("a,b", "a\tb", "a\nb", "a\\b", 'a"b', "(a b)", " a", "!", "a b", "a"):
        for stage in ("filed", "key"):
            say(member, "proposal", matter_ref=name, stage=stage, role="lead")
        say(member, "other_meeting_attendance", parent_ref=name, result="present", expected=1)
    question = asked(county, NAMES)
    agree(question)
    (score,) = compute(question).scores
    assert [(line.key, line.count) for line in score.lines] == [("works", 10), ("meetings", 10)]


NAMES = """
slug: names
name: 事由
period: year
sections:
  - key: s
    name: 事由
    indicators:
      - key: works
        name: 提案
        select: proposal
        method: {type: table, combine: highest_per_matter, rows: {stages: {filed: 2, key: 3}}}
      - key: meetings
        name: 会议
        select: {kinds: other_meeting_attendance, results: present}
        method: {type: per_unit, points: 1, count: meetings}
"""
