"""The engine's scoring of one bearer, with equal parts worked out once.

Everything is the engine's own; this only remembers: a line by profile and signature, a section by the
points of its lines, a total by the points of its sections.
"""

from collections.abc import Mapping
from dataclasses import replace

from appraisals.computing.cells import CellReader
from appraisals.computing.facets import Facets
from appraisals.engine import bearer as engine
from appraisals.engine.profiles import terms_of
from appraisals.engine.scheme.model import takes_from_total
from appraisals.engine.sums import total_of
from appraisals.engine.tallies import condition_key, owner_of
from appraisals.engine.works import settle

NONE: dict[str, str] = {}
UNKNOWN = object()


class Cells(Mapping):
    """A bearer's cells by tally, made when asked for."""

    def __init__(self, readers, signatures):
        self.readers, self.signatures = readers, signatures

    def __getitem__(self, key):
        for reader, signatures in zip(self.readers, self.signatures, strict=True):
            if key in reader.tallies:
                return reader.cells(key, signatures)
        raise KeyError(key)

    def __iter__(self):
        return (key for reader in self.readers for key in reader.tallies)

    def __len__(self):
        return sum(len(reader.tallies) for reader in self.readers)


class Scorer(engine._Scoring):
    """Scores one bearer after another; `adjustments` are (indicator or section key → points)."""

    def __init__(self, scheme, period, readers: list[CellReader]):
        super().__init__(scheme, period, {}, None, terms_of(scheme))
        self.readers = readers
        self.facets = Facets(scheme)
        self.reader_of = {key: (n, reader) for n, reader in enumerate(readers) for key in reader.tallies}
        self.grouped = {key: group for group in scheme.once_per_work for key in group.indicators}
        self.memos = {key: {} for key, (_, item) in self.items.items() if not _refers(item)}
        self.kinds = {key: self._kinds_behind(key) for key in self.memos}
        self.penal = [key for key, (_, item) in self.items.items() if takes_from_total(item)]
        self.counting = {gate.key: self._condition_kinds(n, gate) for n, gate in enumerate(scheme.gates)}
        self.cell_memo, self.section_memo, self.gate_memo, self.total_memo = {}, {}, {}, {}
        self.bounds_memo = {}
        self.keys_in = {one.key: tuple(item.key for item in one.indicators) for one in scheme.sections}
        self.adjustments = NONE

    def _kinds_behind(self, key) -> list[tuple[int, str]]:
        """(reader, kind) of everything a line looks at, its once-per-work group included."""
        group = self.grouped.get(key)
        keys = [one for one in group.indicators if one in self.reader_of] if group else [key]
        return [pair for one in keys for pair in self._kinds_of(one)]

    def _kinds_of(self, key) -> list[tuple[int, str]]:
        number, reader = self.reader_of[key]
        return [(number, kind) for kind in reader.kinds[key]]

    def _condition_kinds(self, number, gate) -> list[tuple[int, str]] | None:
        """The same of a gate; None when it looks at lines or sections, or belongs to another sort of period."""
        if not all(condition.select for condition in gate.conditions):
            return None
        keys = [
            condition_key(owner_of("gate", number), place, back)
            for place, condition in enumerate(gate.conditions)
            for back in range(int(condition.in_a_row))
        ]
        known = all(key in self.reader_of for key in keys)
        return [pair for key in keys for pair in self._kinds_of(key)] if known else None

    def of(self, entry, signatures: list[dict], adjustments=NONE) -> engine.Score:
        """The score of a roster entry from its signatures, one dict for each reader."""
        self.profile, self.number = self.facets.of(entry.profile, entry.profile_number)
        self.signatures, self.adjustments = signatures, adjustments
        self.raw_cells = self.cells = Cells(self.readers, signatures)
        self.settled = None
        self.lines, self.gates = {}, {}
        return self.score(entry.bearer.key)

    def score(self, bearer_key) -> engine.Score:
        """What the engine's own says, with the total remembered."""
        found = [self.line(key) for key in self.items]
        gates = tuple(self.gate(gate.key) for gate in self.active_gates if self._concerns(gate.audience))
        sections = tuple(
            self.section(section, self._section_caps(section)) for section in self.scheme.sections
        )
        penalties = sum((line.points for key in self.penal if (line := self.lines[key])), engine.ZERO)
        caps = [gate.total_cap for gate in self.active_gates if self._unmet(gate)]
        lines = tuple(line for line in found if line is not None)
        return engine.Score(bearer_key, lines, sections, gates, self._total(sections, penalties, caps))

    def _total(self, sections, penalties, caps):
        memo = (self.number, tuple(one.points for one in sections), penalties, tuple(caps))
        found = self.total_memo.get(memo)
        if found is None:
            found = self.total_memo[memo] = total_of(
                self.scheme, sections, penalties, self.bounds(self.scheme), caps
            )
        return found

    def bounds(self, part):
        memo = (id(part), self.number)
        found = self.bounds_memo.get(memo)
        if found is None:
            found = self.bounds_memo[memo] = super().bounds(part)
        return found

    def line(self, key):
        line = self.lines.get(key, UNKNOWN)
        if line is not UNKNOWN:
            return line
        line = self._remembered(key) if key in self.memos else super().line(key)
        if line is not None and key in self.adjustments:
            line = replace(line, points=line.points + self.adjustments[key])
        self.lines[key] = line
        return line

    def _remembered(self, key):
        memo, kinds, signatures = self.memos[key], self.kinds[key], self.signatures
        if len(kinds) == 1:
            told = (self.number, signatures[kinds[0][0]].get(kinds[0][1]))
        else:
            told = (self.number, *[signatures[n].get(kind) for n, kind in kinds])
        line = memo.get(told, UNKNOWN)
        if line is UNKNOWN:
            line = memo[told] = self._by_cells(key)
        return line

    def _by_cells(self, key):
        """Unlike records may still make like cells: what a rule does not look at is gone from them."""
        number, reader = self.reader_of[key]
        seen = (
            self._settled()[key] if key in self.grouped else reader.numbers_of(key, self.signatures[number])
        )
        told = (key, self.number, seen)
        line = self.cell_memo.get(told, UNKNOWN)
        if line is UNKNOWN:
            self.cells = {key: seen if key in self.grouped else reader.cells_of(seen)}
            line = self.cell_memo[told] = super().line(key)
        return line

    def _settled(self):
        if self.settled is None:
            self.settled = settle(self.scheme, self.active, dict(self.raw_cells), self.profile)
        return self.settled

    def section(self, section, caps=()):
        lines = self.lines
        own = [lines[key] if key in lines else self.line(key) for key in self.keys_in[section.key]]
        points = tuple([None if line is None else line.points for line in own])
        memo = (section.key, self.number, points, tuple(caps))
        found = self.section_memo.get(memo)
        if found is None:
            found = self.section_memo[memo] = super().section(section, caps)
        more = self.adjustments.get(section.key)
        return found if more is None else replace(found, points=found.points + more)

    def gate(self, key):
        kinds = self.counting[key]
        if kinds is None:
            return super().gate(key)
        memo = (key, tuple(self.signatures[n].get(kind) for n, kind in kinds))
        found = self.gate_memo.get(memo)
        if found is None:
            self.gates.pop(key, None)
            found = self.gate_memo[memo] = super().gate(key)
        return found


def _refers(item) -> bool:
    """Whether the line looks at other results (a gate, other lines' excess)."""
    return hasattr(item.method, "gate") or hasattr(item.method, "of") or not item.select
