"""One bearer recomputed alone gets what a computation of everybody gives."""

import random

from appraisals.computing.compute import compute, fold_tables, score_entries
from appraisals.computing.roster import roster
from appraisals.services.computing import asked_for, cut_now
from benchmarks import scoring_facts, scoring_ground


def test_one_bearer_alone_gets_the_score_it_has_among_all(db):
    dice = random.Random(11)
    ground = scoring_ground.lay(20, dice)
    scoring_facts.fill(ground, 1000, dice)
    asked = asked_for(ground.cycle, ground.cycle.scheme_version, cut_now(ground.organization.pk))
    among_all = {score.bearer: score for score in compute(asked).scores}
    shared = 0
    for bearer in ground.bearers:
        entries = roster(asked.organization, asked.scheme, asked.period, only=[bearer])
        tables = fold_tables(asked, entries, only=[bearer])
        assert score_entries(asked, entries, tables) == [among_all[str(bearer)]]
        shared += "research_report" in tables.of(str(bearer))[0]
    assert shared > 3
