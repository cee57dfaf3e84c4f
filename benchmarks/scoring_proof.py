"""The proof of a benchmarked run: sampled bearers scored by the engine alone, fact by fact, and every rank."""

import random

from django.db.models import Prefetch

from appraisals.computing.roster import roster
from appraisals.engine.facts import Fact
from appraisals.engine.score import score
from appraisals.models import ScoreLine, ScoringRun
from appraisals.periods import period_of, scheme_of, term_of
from duties.models import DutyRecord, DutyReview

ZERO = 0


def differences(run: ScoringRun, size: int, dice: random.Random) -> list[str]:
    """A sentence for every sampled sheet or rank that is not what the reference path gives; none is right."""
    scheme, period = scheme_of(run.scheme_version), period_of(run.cycle)
    sheets = list(run.sheets.values_list("bearer_id", flat=True))
    sample = dice.sample(sheets, min(size, len(sheets)))
    entries = roster(run.cycle.organization, scheme, period, only=sample)
    result = score(
        scheme,
        period,
        [entry.bearer for entry in entries],
        engine_facts(run, sample),
        term=term_of(run.cycle),
    )
    stored = {str(sheet.bearer_id): sheet for sheet in _sheets(run, sample)}
    keys = [item.key for item in scheme.indicators]
    wrong = [] if len(stored) == len(result.scores) else ["scoring.proof sheets are missing"]
    for one in result.scores:
        if _said(one) != _kept(stored[one.bearer], keys):
            wrong.append(
                f"scoring.proof bearer {one.bearer}: {_said(one)} != {_kept(stored[one.bearer], keys)}"
            )
    return wrong + rank_differences(run)


def engine_facts(run: ScoringRun, sample: list[int]) -> list[Fact]:
    """Facts of the sample and of whoever shares a work with them, read row by row."""
    rows = DutyRecord.objects.filter(organization=run.cycle.organization, pk__lte=run.cut_record_id)
    own = list(rows.filter(bearer__in=sample, voided_at=None).select_related("kind"))
    refs = {row.matter_ref for row in own if row.kind.code in ("proposal", "research_report")}
    shared = rows.filter(matter_ref__in=refs, voided_at=None).exclude(bearer__in=sample)
    certified = set(
        DutyReview.objects.filter(kind="certified", record__in=own).values_list("record", flat=True)
    )
    return [_fact(row, certified) for row in [*own, *shared.select_related("kind")]]


def _fact(row: DutyRecord, certified: set[int]) -> Fact:
    return Fact(
        id=str(row.pk), bearer=str(row.bearer_id), kind=row.kind.code, occurred_on=row.occurred_on,
        matter=row.matter_ref, parent=row.parent_ref, stage=row.stage, role=row.role, level=row.level,
        result=row.result, flags=frozenset(row.flags), expected=row.expected, quantity=row.quantity,
        entered_points=row.entered_points or ZERO, certified=row.pk in certified, people=row.people,
    )  # fmt: skip


def _sheets(run, sample):
    lines = Prefetch("lines", ScoreLine.objects.order_by("indicator"))
    return run.sheets.filter(bearer__in=sample).prefetch_related(lines)


def _said(one) -> tuple:
    lines = [(line.key, line.count, line.raw, line.points) for line in one.lines]
    return lines, {part.key: part.points for part in one.sections}, one.points


def _kept(sheet, keys) -> tuple:
    lines = [
        (keys[row.indicator], row.count, row.raw_points, row.counted_points) for row in sheet.lines.all()
    ]
    return lines, {key: type(sheet.total)(value) for key, value in sheet.sections.items()}, sheet.total


def rank_differences(run: ScoringRun) -> list[str]:
    """Every rank again from the stored sheets: total, then 考绩, then filed proposals; equals share."""
    proposals = dict(ScoreLine.objects.filter(sheet__run=run, indicator=4).values_list("sheet_id", "count"))
    rows = run.sheets.filter(counted=True).values_list("pk", "total", "merit", "rank")
    order = sorted(((total, merit, proposals.get(pk, ZERO)), rank) for pk, total, merit, rank in rows)[::-1]
    wrong, place, before = [], 0, None
    for number, (key, rank) in enumerate(order, start=1):
        place = place if key == before else number
        before = key
        if rank != place:
            wrong.append(f"scoring.proof rank {rank} should be {place}: {key}")
    return wrong
