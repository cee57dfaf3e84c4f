"""Folded rows → the engine's cells, once for each distinct text.

A bearer's rows of one kind, sorted and joined, are a signature; two bearers with equal signatures have
equal cells. The names of matters and meetings are replaced by their order within the bearer, which keeps
every order the engine looks at, so that bearers with unlike matters may still share.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from appraisals.computing.plan import SpanPlan, restriction_of
from appraisals.engine.fold import DIMENSIONS, Cell, all_selectors, dimensions_in, in_order, loose, selects

MATTER, MEETING = 6, 7
"""Columns of a row after the bearer: kind, stage, role, level, result, flags, matter, meeting, …"""
DAY = 8
KEEP = 12
QUANTITY = 14
MOST_DAYS = 31


class Signatures:
    """Per bearer: kind → signature; and the ids behind each renamed matter where a rule chooses."""

    def __init__(self, rows, codes: dict[int, str], plan: SpanPlan):
        self.codes = {str(key): code for key, code in codes.items()}
        self.named = {key for key, code in self.codes.items() if _named(plan.kinds.get(code))}
        self.rated = {
            key for key, code in self.codes.items() if code in plan.kinds and plan.kinds[code].only_rated
        }
        self.ids: dict[str, dict] = {}
        self.of: dict[str, dict[str, str]] = {}
        self.facts: dict[str, int] = {}
        self._read(rows)

    def _read(self, rows) -> None:
        by_bearer = defaultdict(list)
        for row in rows:
            bearer, rest = row.split("\t", 1)
            by_bearer[bearer].append(rest)
        for bearer, own in by_bearer.items():
            self.facts[bearer] = sum(int(row.rsplit("\t", 4)[1]) for row in own)
            self.of[bearer] = self._signatures(bearer, own)

    def _signatures(self, bearer, rows) -> dict[str, str]:
        kinds = defaultdict(list)
        for row in rows:
            kinds[row[: row.index("\t")]].append(row)
        special = [key for key in kinds if key in self.named]
        if special:
            self._rename(bearer, kinds, special)
        return {
            self.codes[key]: own[0] if len(own) == 1 else "\n".join(sorted(own)) for key, own in kinds.items()
        }

    def _rename(self, bearer, kinds, special) -> None:
        split = {key: [row.split("\t") for row in kinds[key]] for key in special}
        for column in (MATTER, MEETING):
            names = order_names(fields[column] for rows in split.values() for fields in rows)
            for rows in split.values():
                for fields in rows:
                    fields[column] = names[fields[column]]
        for key, rows in split.items():
            if key in self.rated:
                _rounds_alone(rows)
            for fields in rows:
                if fields[KEEP] != "\\N":
                    found = self.ids.setdefault(bearer, {})
                    found.setdefault((self.codes[key], fields[MATTER]), []).extend(ids_of(fields[KEEP]))
                    fields[KEEP] = "\\N"
            kinds[key] = ["\t".join(fields) for fields in rows]


def _rounds_alone(rows) -> None:
    """Rounds told only by their values: days by their order; the ballots of a single round weigh nothing."""
    days = {day: place for place, day in enumerate(sorted({fields[DAY] for fields in rows}))}
    for fields in rows:
        fields[DAY] = f"2000-01-{days[fields[DAY]] + 1:02}" if len(days) <= MOST_DAYS else fields[DAY]
    if len(rows) == 1 and float(rows[0][QUANTITY]) > 0:
        rows[0][QUANTITY] = "1"


def _named(kind) -> bool:
    return kind is not None and (bool(kind.dimensions & {"matter", "meeting"}) or kind.keep_ids)


def order_names(values) -> dict[str, str]:
    """Each name → its place in their order; «#» (no matter of its own) stays in front where it was."""
    ordered = sorted(set(values) - {""})
    if ordered and ordered[0] < "#":
        return {name: name for name in ordered} | {"": ""}
    return {name: f"{'#' if name[0] == '#' else 'm'}{place:05d}" for place, name in enumerate(ordered)} | {
        "": ""
    }


def ids_of(text: str) -> list[int]:
    """`{1,2}` as PostgreSQL writes it."""
    return [int(one) for one in text[1:-1].split(",")]


class CellReader:
    """Signature → cells of one tally."""

    def __init__(self, plan: SpanPlan, codes: dict[int, str]):
        self.plan, self.codes = plan, {str(key): code for key, code in codes.items()}
        self.rows: dict[str, tuple] = {}
        self.tallies = {tally.key: tally for tally in plan.tallies}
        self.kinds = {tally.key: _kinds_of(tally.indicator) for tally in plan.tallies}
        self.wanted = {tally.key: dimensions_in(plan.scheme, tally.indicator) for tally in plan.tallies}

    def signature(self, key: str, signatures: dict[str, str]):
        """What the tally's cells are told by."""
        kinds = self.kinds[key]
        if len(kinds) == 1:
            return signatures.get(kinds[0])
        return tuple(signatures.get(kind) for kind in kinds)

    def cells(self, key: str, signatures: dict[str, str]) -> tuple:
        """The cells of the tally, in the engine's order."""
        indicator, wanted = self.tallies[key].indicator, self.wanted[key]
        sums: dict[tuple, list] = {}
        for kind in self.kinds[key]:
            for row in signatures.get(kind, "").split("\n"):
                if row:
                    cell, bits = self._row(row)
                    if self._takes(indicator, cell, bits):
                        _add(sums, cell, wanted)
        return in_order(Cell(*columns, *tally) for columns, tally in sums.items())

    def _row(self, row: str) -> tuple:
        found = self.rows.get(row)
        if found is None:
            found = self.rows[row] = self._parse(row.split("\t"))
        return found

    def _parse(self, fields):
        kind, stage, role, level, result, flags, matter, meeting, day, people, place, bits, _, n, *sums = (
            fields
        )
        cell = Cell(
            self.codes[kind], *map(unescaped, (stage, role, level, result)), flags_of(flags), unescaped(matter),
            unescaped(meeting), None if day == "\\N" else date.fromisoformat(day), int(people), int(place),
            int(n), *map(Decimal, sums),
        )  # fmt: skip
        return cell, bits

    def _takes(self, indicator, cell, bits) -> bool:
        restrictions = self.plan.kinds[cell.kind].restrictions
        for selector in all_selectors(indicator):
            fits = selects(loose(selector) if indicator.meeting else selector, cell)
            asked = restriction_of(selector)
            if fits and (asked is None or bits[restrictions.index(asked)] == "1"):
                return True
        return False


def _kinds_of(indicator) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for selector in all_selectors(indicator) for kind in selector.kinds))


def _add(sums, cell, wanted) -> None:
    blank = Cell()
    columns = tuple(getattr(cell if name in wanted else blank, name) for name in DIMENSIONS)
    tally = sums.setdefault(columns, [0, Decimal(0), Decimal(0), Decimal(0)])
    tally[0] += cell.n
    tally[1] += cell.quantity
    tally[2] += cell.expected
    tally[3] += cell.entered


def flags_of(text: str) -> tuple[str, ...]:
    """A PostgreSQL array of short words, sorted."""
    inner = unescaped(text)[1:-1]
    return tuple(sorted(one.strip('"') for one in inner.split(","))) if inner else ()


ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}


def unescaped(text: str) -> str:
    """A field of COPY's text format."""
    if "\\" not in text:
        return text
    out, place = [], 0
    while place < len(text):
        pair = text[place : place + 2]
        out.append(ESCAPES.get(pair, text[place]))
        place += 2 if pair in ESCAPES else 1
    return "".join(out)
