"""The engine's sentence for every line of a run, from the ledger as the run saw it."""

from dataclasses import replace
from decimal import Decimal

from appraisals.computing.compute import fold_tables, score_entries
from appraisals.engine.sentences import line_sentence, number
from appraisals.models import ScoreSheet
from appraisals.queries.explain import is_made_of_halves
from appraisals.queries.frozen import entry_of
from appraisals.services.computing import approved_adjustments, asked_of

FULL_WIDTH = str.maketrans(",:;()", "，：；（）")


class Teller:
    """Says how a line came about. One pass over the ledger when made; no query afterwards."""

    def __init__(self, actor, run, scheme):
        self.adjusted = approved_adjustments(run.cycle, run.cut_at)
        self.of_halves = is_made_of_halves(run, scheme)
        self.lines = {} if self.of_halves else lines_of(actor, run, scheme)
        self.told: dict[int, str] = {}

    def sentence(self, bearer: int, indicator, numbers: tuple[Decimal, Decimal, Decimal]) -> str:
        """`numbers` are the stored count, raw and counted points, which always have the last word."""
        line = next((one for one in self.lines.get(bearer, ()) if one.key == indicator.key), None)
        moved = self.adjusted.get(str(bearer), {}).get(indicator.key, Decimal(0))
        if line and (line.count, line.raw, line.points + moved) == numbers:
            said = self._remembered(indicator, line)
        else:
            said = _plain(indicator, numbers, self.of_halves)
        return f"{said}；人工调整 {moved.normalize():+f} 分".replace("-", "−") if moved else said

    def _remembered(self, indicator, line) -> str:
        """Members in equal circumstances share one line, and its sentence."""
        if id(line) not in self.told:
            self.told[id(line)] = line_sentence(indicator, line).translate(FULL_WIDTH)
        return self.told[id(line)]


def lines_of(actor, run, scheme) -> dict[int, tuple]:
    """Bearer → the engine's lines, from the frozen roster and the facts up to the cut."""
    asked, known = asked_of(run), {}
    entries = [
        _numbered(entry_of(sheet, scheme, asked.period), known)
        for sheet in ScoreSheet.objects.visible_to(actor).filter(run=run).iterator(chunk_size=2_000)
    ]
    scores = score_entries(asked, entries, fold_tables(asked, entries))
    return {entry.bearer_id: score.lines for entry, score in zip(entries, scores, strict=True)}


def _numbered(entry, known: dict):
    """Equal profiles get one number, by which the scorer remembers their lines."""
    return replace(entry, profile_number=known.setdefault(entry.profile, len(known)))


def _plain(indicator, numbers, of_halves: bool) -> str:
    count, raw, points = numbers
    start = "由上、下半年得分合成" if of_halves else f"{number(count)} {indicator.unit}"
    text = f"{start}，计 {number(raw)} 分"
    if points < raw:
        return f"{text}，封顶 {number(points)} 分"
    return f"{text}，保底 {number(points)} 分" if points > raw else text
