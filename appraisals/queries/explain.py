"""A sheet told in sentences: sections, lines and gates, each with how it came about."""

from dataclasses import dataclass, field
from decimal import Decimal

from appraisals.choices import AdjustmentState, CyclePart
from appraisals.computing.compute import Asked, fold_tables, score_entries
from appraisals.computing.fold_sql import Cut
from appraisals.engine.sentences import indicator_sentence, line_sentence
from appraisals.models import LiveScore, ScoreSheet
from appraisals.periods import period_of, scheme_of, term_of
from appraisals.queries.frozen import entry_of


@dataclass(frozen=True, slots=True)
class Told:
    """One line for people. `sentence` says how, `rule` what the scheme asks, `quote` its published words."""

    place: int
    key: str
    name: str
    exam: str
    unit: str
    rule: str
    quote: str
    sentence: str
    count: Decimal
    raw: Decimal
    points: Decimal
    adjusted: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ToldSection:
    key: str
    name: str
    points: Decimal
    lines: list[Told] = field(default_factory=list)


def explain_sheet(sheet: ScoreSheet) -> list[ToldSection]:
    """Sections with their lines, in the order of the scheme; lines that do not concern the bearer are left out.

    `sheet` comes with `run__cycle__organization` and `run__scheme_version`. The numbers are the stored ones;
    sentences are the engine's, from the ledger as the run saw it.
    """
    scheme = scheme_of(sheet.run.scheme_version)
    stored = {line.indicator: line for line in sheet.lines.all()}
    lines = {} if is_made_of_halves(sheet.run, scheme) else _lines(sheet, scheme)
    adjusted = adjustments_of(sheet)
    numbers = {place: (row.count, row.raw_points, row.counted_points) for place, row in stored.items()}
    return _told(scheme, numbers, sheet.sections, lines, adjusted)


def explain_live(score: LiveScore) -> list[ToldSection]:
    """The same for a live score, whose cycle comes with `scheme_version`; sentences of lines are left out."""
    scheme = scheme_of(score.cycle.scheme_version)
    numbers = {place: tuple(map(Decimal, rest)) for place, *rest in score.lines}
    return _told(scheme, numbers, score.sections, {}, {})


def is_made_of_halves(run, scheme) -> bool:
    return run.cycle.part == CyclePart.YEAR and scheme.year is not None


def adjustments_of(sheet: ScoreSheet) -> dict[str, Decimal]:
    """What two people agreed to add, by indicator or section, up to the run's cut."""
    rows = sheet.run.cycle.adjustments.filter(
        bearer_id=sheet.bearer_id, state=AdjustmentState.APPROVED, approved_at__lte=sheet.run.cut_at
    )
    found: dict[str, Decimal] = {}
    for row in rows:
        place = row.indicator or row.section
        found[place] = found.get(place, Decimal(0)) + row.points
    return found


def _lines(sheet: ScoreSheet, scheme) -> dict:
    run = sheet.run
    period = period_of(run.cycle)
    cut = Cut(run.cycle.organization_id, run.cut_record_id, run.cut_at)
    asked = Asked(run.cycle.organization, scheme, period, term_of(run.cycle), cut)
    entries = [entry_of(sheet, scheme, period)]
    tables = fold_tables(asked, entries, only=[sheet.bearer_id])
    return {line.key: line for line in score_entries(asked, entries, tables)[0].lines}


def _told(scheme, numbers, sections, lines, adjusted) -> list[ToldSection]:
    made, place = [], 0
    for section in scheme.sections:
        own = []
        for item in section.indicators:
            if place in numbers:
                line = lines.get(item.key)
                own.append(
                    _one(place, section, item, numbers[place], line, adjusted.get(item.key, Decimal(0)))
                )
            place += 1
        points = Decimal(sections.get(section.key, 0))
        made.append(ToldSection(section.key, section.name, points, own))
    return made


def _one(place, section, item, numbers, line, adjusted) -> Told:
    count, raw, points = numbers
    return Told(
        place=place, key=item.key, name=item.name, exam=item.exam or section.exam or "", unit=item.unit,
        rule=indicator_sentence(item, named=False), quote=item.quote or "", sentence=line_sentence(item, line) if line else "",
        count=count, raw=raw, points=points, adjusted=adjusted,
    )  # fmt: skip
