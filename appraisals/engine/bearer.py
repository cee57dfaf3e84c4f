"""All results of one bearer that depend on nobody else: lines, gates, sections, total."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .lines import Known, Line, chosen_cells, score_line
from .measure import counted
from .profiles import belongs
from .scheme.model import fits_period, takes_from_total
from .sums import SectionSum, Total, bounds_of, section_sum, total_of
from .tallies import as_indicator, condition_key, owner_of
from .works import settle

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ConditionResult:
    name: str | None
    value: Decimal
    met: bool


@dataclass(frozen=True, slots=True)
class GateResult:
    key: str
    met: bool
    conditions: tuple
    share: Fraction
    """The share of the conditions that are met."""


@dataclass(frozen=True, slots=True)
class Score:
    """One bearer's score. `lines` in the order of the scheme."""

    bearer: str
    lines: tuple[Line, ...]
    sections: tuple[SectionSum, ...]
    gates: tuple[GateResult, ...]
    total: Total

    @property
    def points(self) -> Decimal:
        return self.total.points

    def line(self, key):
        return next((line for line in self.lines if line.key == key), None)

    def section(self, key):
        return next((one for one in self.sections if one.key == key), None)


def score_bearer(scheme, period, bearer_key, cells, profile, terms) -> Score:
    """The score from cells alone (see `tallies`); pure."""
    return _Scoring(scheme, period, cells, profile, terms).score(bearer_key)


class _Scoring:
    """Works out parts on demand, because gates, lines and sections may look at one another
    (cycles were refused when the scheme was read)."""

    def __init__(self, scheme, period, cells, profile, terms):
        self.scheme, self.profile, self.terms, self.raw_cells = scheme, profile, terms, cells
        self.active = scheme.active(period)
        self.items = {item.key: (section, item) for section, item in self.active}
        self.cells = settle(scheme, self.active, cells, profile) if scheme.once_per_work else cells
        self.lines, self.gates = {}, {}
        self.active_gates = tuple(one for one in scheme.gates if fits_period(one, period))

    def score(self, bearer_key) -> Score:
        lines = tuple(line for _, item in self.active if (line := self.line(item.key)) is not None)
        gates = tuple(self.gate(gate.key) for gate in self.active_gates if self._concerns(gate.audience))
        sections = tuple(
            self.section(section, self._section_caps(section)) for section in self.scheme.sections
        )
        penalties = sum((line.points for line in lines if takes_from_total(self.items[line.key][1])), ZERO)
        caps = [gate.total_cap for gate in self.active_gates if self._unmet(gate)]
        total = total_of(self.scheme, sections, penalties, self.bounds(self.scheme), caps)
        return Score(bearer_key, lines, sections, gates, total)

    def line(self, key):
        if key not in self.items:
            return None
        if key not in self.lines:
            item = self.items[key][1]
            known = Known(self._needed_gate(item), self._needed_excess(item))
            self.lines[key] = score_line(item, self.cells.get(key, ()), self.profile, self.terms, known)
        return self.lines[key]

    def _needed_gate(self, item):
        key = getattr(item.method, "gate", None)
        if key is None:
            return {}
        gate = self.gate(key)
        return {key: (gate.met, gate.share)}

    def _needed_excess(self, item):
        keys = getattr(item.method, "of", ())
        return {key: line.excess for key in keys if (line := self.line(key)) is not None}

    def section(self, section, caps=()):
        lines = {
            item.key: line
            for item in section.indicators
            if not takes_from_total(item) and (line := self.line(item.key)) is not None
        }
        return section_sum(self.scheme, section, lines, self.bounds(section), caps)

    def bounds(self, part):
        return bounds_of(self.scheme, part, self.profile)

    def gate(self, key) -> GateResult:
        if key not in self.gates:
            number, gate = next((n, one) for n, one in enumerate(self.scheme.gates) if one.key == key)
            results = tuple(
                self.condition(owner_of("gate", number), n, one) for n, one in enumerate(gate.conditions)
            )
            met = enough(gate.require, results)
            share = Fraction(sum(one.met for one in results), len(results))
            self.gates[key] = GateResult(key, met, results, share)
        return self.gates[key]

    def condition(self, owner, number, condition) -> ConditionResult:
        if condition.select:
            return count_condition(condition, owner, number, self.raw_cells)
        if condition.section:
            section = next(one for one in self.scheme.sections if one.key == condition.section)
            value = self.section(section).points
        else:
            value = measure_of(self.line(condition.indicator), condition.by)
        return ConditionResult(condition.name, _plain(value), bounded(condition, value))

    def _concerns(self, audience):
        return any(belongs(audience, self.profile, offices) for offices, _ in self.profile.offices)

    def _unmet(self, gate):
        return self._concerns(gate.audience) and not self.gate(gate.key).met

    def _section_caps(self, section):
        return [
            gate.section_cap
            for gate in self.active_gates
            if gate.section == section.key and self._unmet(gate)
        ]


def _plain(value):
    return value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)


def enough(require, results) -> bool:
    needed = {"all": len(results), "any": 1}.get(require, require)
    return sum(one.met for one in results) >= needed


def bounded(condition, value) -> bool:
    value = Fraction(value)
    return (condition.at_least is None or value >= condition.at_least) and (
        condition.at_most is None or value <= condition.at_most
    )


def count_condition(condition, owner, number, cells) -> ConditionResult:
    """Whether a count of facts holds, in this period and each earlier one that is asked for."""
    indicator = as_indicator(condition)
    counts = []
    for back in range(int(condition.in_a_row)):
        own = chosen_cells(indicator, cells.get(condition_key(owner, number, back), ()))
        counts.append(counted(indicator, own, condition.count))
    met = all(bounded(condition, count) for count in counts)
    return ConditionResult(condition.name, _plain(counts[0]), met)


def measure_of(line, by):
    """A line's points or count (decimals) or rate (a fraction); nought for who has no such line."""
    if by == "rate":
        return line.rate or Fraction(0) if line else Fraction(0)
    if line is None:
        return ZERO
    return line.points if by == "points" else line.count
