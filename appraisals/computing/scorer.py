"""The engine's scoring of one bearer, with equal parts worked out once.

Everything is the engine's own; this only remembers: a line by profile and signature, a section by its
lines, a total by its sections.
"""

from collections.abc import Mapping
from dataclasses import replace

from appraisals.computing.cells import CellReader
from appraisals.computing.facets import Facets
from appraisals.engine import bearer as engine
from appraisals.engine.profiles import terms_of
from appraisals.engine.tallies import condition_key
from appraisals.engine.works import settle

NONE: dict[str, str] = {}


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
        self.plain = {key for key, (_, item) in self.items.items() if not _refers(item)}
        self.line_memo, self.section_memo, self.condition_memo = {}, {}, {}
        self.adjustments = NONE

    def of(self, entry, signatures: list[dict], adjustments=NONE) -> engine.Score:
        """The score of a roster entry from its signatures, one dict for each reader."""
        self.profile, self.number = self.facets.of(entry.profile, entry.profile_number)
        self.signatures, self.adjustments = signatures, adjustments
        self.raw_cells = self.cells = Cells(self.readers, signatures)
        self.settled = None
        self.lines, self.gates = {}, {}
        return self.score(entry.bearer.key)

    def line(self, key):
        if key in self.lines:
            return self.lines[key]
        line = self._remembered(key) if key in self.plain else super().line(key)
        if line is not None and key in self.adjustments:
            line = replace(line, points=line.points + self.adjustments[key])
        self.lines[key] = line
        return line

    def _remembered(self, key):
        memo = (key, self.number, self._signature(key))
        if memo not in self.line_memo:
            if key in self.grouped:
                self.cells = self._settled()
            self.line_memo[memo] = super().line(key)
        return self.line_memo[memo]

    def _signature(self, key):
        group = self.grouped.get(key)
        keys = [one for one in group.indicators if one in self.reader_of] if group else (key,)
        return tuple(self._own_signature(one) for one in keys)

    def _own_signature(self, key):
        number, reader = self.reader_of[key]
        return reader.signature(key, self.signatures[number])

    def _settled(self):
        if self.settled is None:
            self.settled = settle(self.scheme, self.active, dict(self.raw_cells), self.profile)
        return self.settled

    def section(self, section, caps=()):
        if self.adjustments:
            made = super().section(section, caps)
            more = self.adjustments.get(section.key)
            return made if more is None else replace(made, points=made.points + more)
        lines = tuple(self._told(item.key) for item in section.indicators)
        memo = (section.key, self.number, lines, tuple(caps))
        if memo not in self.section_memo:
            self.section_memo[memo] = super().section(section, caps)
        return self.section_memo[memo]

    def _told(self, key):
        """A remembered line is one object for good; any other is told by its value."""
        line = self.line(key)
        return id(line) if key in self.plain else line

    def condition(self, owner, number, condition):
        if not condition.select:
            return super().condition(owner, number, condition)
        keys = (condition_key(owner, number, back) for back in range(int(condition.in_a_row)))
        memo = (owner, number, tuple(self._own_signature(key) for key in keys))
        if memo not in self.condition_memo:
            self.condition_memo[memo] = super().condition(owner, number, condition)
        return self.condition_memo[memo]


def _refers(item) -> bool:
    """Whether the line looks at other results (a gate, other lines' excess)."""
    return hasattr(item.method, "gate") or hasattr(item.method, "of") or not item.select
