"""The year out of the published halves, by the engine's own rule for years."""

from decimal import Decimal

from appraisals.choices import CyclePart, RunState
from appraisals.computing.compute import NONE, Asked, Computed, fold_tables, score_entries, settle
from appraisals.computing.roster import roster
from appraisals.engine.bearer import Score
from appraisals.engine.lines import Line
from appraisals.engine.sums import SectionSum, Total
from appraisals.engine.year import shares_of, year_score
from appraisals.models import Cycle, ScoreLine, ScoringRun
from appraisals.periods import scheme_of

ZERO = Decimal(0)


def halves_of(cycle: Cycle) -> list[ScoringRun]:
    """The published runs of both halves of the cycle's year, in order."""
    runs = ScoringRun.objects.filter(
        cycle__organization_id=cycle.organization_id, cycle__year=cycle.year, state=RunState.PUBLISHED,
        cycle__part__in=[CyclePart.H1, CyclePart.H2],
    )  # fmt: skip
    return sorted(runs.select_related("cycle", "scheme_version"), key=lambda run: run.cycle.part)


def compute_year(cycle: Cycle, asked: Asked, *, adjustments=NONE, history=None, step=None) -> Computed:
    """The year of everyone on the roster: halves as they were published, and what is scored once a year."""
    entries = roster(asked.organization, asked.scheme, asked.period, history=history)
    tables = fold_tables(asked, entries)
    own = score_entries(asked, entries, tables, adjustments, step)
    halves = [stored_scores(run, asked.scheme) for run in halves_of(cycle)]
    scores = []
    for entry, score in zip(entries, own, strict=True):
        key = entry.bearer.key
        parts = [half.get(key) or nothing(asked.scheme, key) for half in halves]
        shares = shares_of(asked.scheme.year, entry.bearer, cycle.year)
        scores.append(year_score(asked.scheme, parts, shares, score))
    return settle(asked, entries, scores, tables)


def stored_scores(run: ScoringRun, scheme) -> dict[str, Score]:
    """The sheets of a run as the engine's scores, by bearer key."""
    keys = [item.key for item in scheme_of(run.scheme_version).indicators]
    lines: dict[int, list[Line]] = {}
    rows = ScoreLine.objects.filter(sheet__run=run).order_by("sheet_id", "indicator")
    for sheet, place, count, raw, points in rows.values_list(
        "sheet_id", "indicator", "count", "raw_points", "counted_points"
    ):
        lines.setdefault(sheet, []).append(Line(keys[place], count, raw, points))
    sheets = run.sheets.values_list("pk", "bearer_id", "sections", "total")
    return {
        str(bearer): Score(
            str(bearer), tuple(lines.get(pk, ())), _sections(scheme, sections), (), _total(total)
        )
        for pk, bearer, sections, total in sheets
    }


def nothing(scheme, key: str) -> Score:
    """Who was not appraised in a half has nought in it."""
    return Score(key, (), _sections(scheme, {}), (), _total(ZERO))


def _sections(scheme, points: dict) -> tuple:
    return tuple(
        SectionSum(one.key, ZERO, value, ZERO, ZERO, value, one.bonus)
        for one in scheme.sections
        for value in [Decimal(points.get(one.key, 0))]
    )


def _total(points: Decimal) -> Total:
    return Total(ZERO, points, ZERO, ZERO, ZERO, points)
