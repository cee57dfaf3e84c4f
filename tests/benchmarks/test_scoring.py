"""The scoring benchmark on a few members: it measures, it says so line by line, and it catches a wrong line."""

import random

import pytest
from django.db import connection

from appraisals.models import ScoreLine, ScoringRun
from benchmarks import scoring_facts, scoring_ground, scoring_proof, scoring_rounds
from duties.models import DutyRecord

MEMBERS, FACTS = 24, 1200


@pytest.fixture
def ground(db):
    dice = random.Random(7)
    made = scoring_ground.lay(MEMBERS, dice)
    assert scoring_facts.fill(made, FACTS, dice) == FACTS
    return made


def test_ledger_has_the_facts_that_were_asked_for(ground):
    assert (len(ground.bearers), DutyRecord.objects.count()) == (MEMBERS, FACTS)
    assert DutyRecord.objects.filter(occurred_on__range=("2026-01-01", "2026-06-30")).count() == FACTS


def test_every_goal_has_its_line(ground):
    measured = scoring_rounds.measure(ground, 1, random.Random(8))
    lines = measured.lines()
    assert [line.split()[0] for line in lines] == [
        "scoring.run", "scoring.evidence", "scoring.one_fact", "scoring.proof",
    ]  # fmt: skip
    assert measured.wrong == []
    assert all(" ok " in line or " MISS " in line for line in lines[:3])


def test_a_goal_not_met_is_said():
    slow = scoring_rounds.Measured(plain=[1.0], run=[5.1], evidence=[0.009], queries=4, one_fact=[0.021])
    assert [line.split(" (")[0] for line in slow.lines()[:3]] == [
        "scoring.run ratio=5.10 goal=5.0 MISS",
        "scoring.evidence value=9.0ms queries=4 goal=10ms MISS",
        "scoring.one_fact ratio=0.0210 goal=0.02 MISS",
    ]


def test_proof_sees_a_changed_line_and_a_changed_rank(ground):
    scoring_rounds.measure(ground, 1, random.Random(9))
    run = ScoringRun.objects.latest("number")
    assert scoring_proof.differences(run, MEMBERS, random.Random(1)) == []
    sheet = run.sheets.filter(rank__isnull=False).first()
    line = ScoreLine.objects.filter(sheet=sheet).earliest("indicator")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE appraisals_scoreline SET counted_points = counted_points + 1 WHERE sheet_id = %s AND indicator = %s",
            [sheet.pk, line.indicator],
        )
        cursor.execute("UPDATE appraisals_scoresheet SET rank = rank + 1 WHERE id = %s", [sheet.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    found = scoring_proof.differences(run, MEMBERS, random.Random(1))
    assert any(one.startswith(f"scoring.proof bearer {sheet.bearer_id}:") for one in found)
    assert any(one.startswith("scoring.proof rank ") for one in found)
