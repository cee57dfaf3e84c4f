"""The rounds of `benchmarks.scoring`: what is timed, and the proof that what was timed is right."""

import random
import statistics
import time
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from appraisals.choices import RunState
from appraisals.models import LiveScore, ScoreLine, ScoringRun
from appraisals.queries.evidence import evidence_of
from appraisals.services.computing import work_on
from appraisals.services.live import refresh
from benchmarks.scoring_ground import Ground
from benchmarks.scoring_proof import differences
from core.clock import now
from duties.models import DutyKind, DutyRecord

PLAIN = "SELECT bearer_id, kind_id, count(*), sum(quantity) FROM duties_dutyrecord GROUP BY 1, 2"
RANKS = "SELECT bearer_id, rank() OVER (ORDER BY total DESC) FROM appraisals_livescore WHERE cycle_id = %s"
LINES, CHANGES, SAMPLE = 300, 30, 200
RUN_GOAL, EVIDENCE_GOAL, EVIDENCE_QUERIES, FACT_GOAL = 5.0, 10.0, 3, 0.02


@dataclass
class Measured:
    """Seconds of every turn; `wrong` tells where stored lines differ from the engine's own."""

    plain: list[float] = field(default_factory=list)
    run: list[float] = field(default_factory=list)
    evidence: list[float] = field(default_factory=list)
    queries: int = 0
    one_fact: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """One line a goal, and one on the proof."""
        plain, run = statistics.median(self.plain), statistics.median(self.run)
        change, line = statistics.median(self.one_fact), statistics.median(self.evidence) * 1000
        fits = line <= EVIDENCE_GOAL and self.queries <= EVIDENCE_QUERIES
        return [
            f"scoring.run ratio={run / plain:.2f} goal={RUN_GOAL} {_word(run / plain <= RUN_GOAL)}"
            f" (run {run:.2f} s, PLAIN {plain:.3f} s)",
            f"scoring.evidence value={line:.1f}ms queries={self.queries} goal=10ms {_word(fits)}"
            f" (median of {len(self.evidence)} lines)",
            f"scoring.one_fact ratio={change / plain:.4f} goal={FACT_GOAL} {_word(change / plain <= FACT_GOAL)}"
            f" ({change * 1000:.1f} ms, median of {len(self.one_fact)} facts)",
            *(self.wrong or [f"scoring.proof {SAMPLE} bearers scored by the reference path: equal"]),
        ]


def _word(met: bool) -> str:
    return "ok" if met else "MISS"


def measure(ground: Ground, rounds: int, dice: random.Random) -> Measured:
    """Rounds in which PLAIN, a run, evidence and single facts take turns, after one round that is not counted."""
    measured = Measured()
    connection.ensure_connection()
    for number in range(rounds + 1):
        made = Measured() if number == 0 else measured
        made.plain.append(timed(plain))
        run = new_run(ground)
        made.run.append(timed(lambda run=run: work_on(run.pk)))
        run.refresh_from_db()
        made.plain.append(timed(plain))
        _evidence(made, run, dice, -(-LINES // rounds))
        if number == 0:
            refresh(ground.cycle.pk)
            measured.wrong = differences(run, SAMPLE, dice)
        _facts(made, ground, dice, -(-CHANGES // rounds))
    return measured


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def plain() -> None:
    """The statement run and its rows received, not yet made into Python objects."""
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)


def new_run(ground: Ground) -> ScoringRun:
    cycle = ground.cycle
    last = cycle.runs.aggregate(last=Max("number"))["last"] or 0
    return ScoringRun.objects.create(
        cycle=cycle, number=last + 1, scheme_version=cycle.scheme_version, state=RunState.COMPUTING
    )


def _evidence(made: Measured, run, dice, count: int) -> None:
    keys = list(ScoreLine.objects.filter(sheet__run=run).values_list("sheet_id", "indicator"))
    for sheet, place in dice.sample(keys, min(count, len(keys))):
        with CaptureQueriesContext(connection) as asked:
            evidence_of(sheet, place)
        made.queries = max(made.queries, len(asked))
        made.evidence.append(timed(lambda sheet=sheet, place=place: evidence_of(sheet, place)))


def _facts(made: Measured, ground: Ground, dice, count: int) -> None:
    for _ in range(count):
        bearer = dice.choice(list(LiveScore.objects.values_list("bearer_id", flat=True)))
        _say(ground, bearer)
        made.one_fact.append(timed(lambda bearer=bearer: _recompute(ground, bearer)))


def _recompute(ground: Ground, bearer: int) -> None:
    refresh(ground.cycle.pk, {bearer})
    with connection.cursor() as cursor:
        cursor.execute(RANKS, [ground.cycle.pk])


def _say(ground: Ground, bearer: int) -> None:
    """One more fact of the bearer, committed."""
    moment = now()
    with transaction.atomic():
        DutyRecord.objects.create(
            organization=ground.organization, bearer_id=bearer, kind=DutyKind.objects.get(code="supervision"),
            occurred_on=ground.cycle.ends_on, source_key=f"bench:more:{moment.isoformat()}", matter_ref="督",
        )  # fmt: skip
