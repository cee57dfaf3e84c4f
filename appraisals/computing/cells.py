"""Folded rows → the engine's cells, once for each distinct text.

A bearer's rows of one kind, sorted and joined, are a signature; two bearers with equal signatures have
equal cells. The names of matters and meetings are replaced by their order within the bearer (and within the
kinds that are compared by name), which keeps every order the engine looks at, so that bearers with unlike
matters may still share.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from appraisals.computing.fold_sql import Part, parts_of
from appraisals.computing.plan import SpanPlan, kinds_of, restriction_of
from appraisals.engine.fold import DIMENSIONS, Cell, all_selectors, dimensions_in, in_order, loose, selects

MATTER, MEETING, ID, DAY, REST = 2, 3, 4, 5, 6
"""Places in a row with names, after the bearer: kind, n, matter, meeting, id, day and the rest, left whole."""
FIRST_ROUND = date(2000, 1, 1).toordinal()


class Signatures:
    """Per bearer: kind → signature; and the ids behind each renamed matter where a rule chooses."""

    def __init__(self, codes: dict[int, str], plan: SpanPlan):
        self.codes = {str(key): code for key, code in codes.items()}
        self.tied = {key: plan.tied[code] for key, code in self.codes.items() if code in plan.tied}
        self.rated = {
            key for key, code in self.codes.items() if code in plan.kinds and plan.kinds[code].only_rated
        }
        self.known: dict[str, tuple[str, int, str]] = {}
        self.ids: dict[str, dict] = {}
        self.of: dict[str, dict[str, str]] = {}
        self.facts: dict[str, int] = {}

    def read(self, part: Part, rows) -> None:
        """Take in the rows of one statement, whose kinds are in no other."""
        by_bearer = defaultdict(list)
        for row in rows:
            bearer, told = row.split("\t", 1)
            by_bearer[bearer].append(told)
        for bearer, own in by_bearer.items():
            self._sign(bearer, self._renamed(bearer, own) if part.named else own)

    def _sign(self, bearer: str, rows: list[str]) -> None:
        kinds = self.of.setdefault(bearer, {})
        facts = self.facts.get(bearer, 0)
        rows.sort()
        for told in rows:
            code, n, told = self.known.get(told) or self._learn(told)
            facts += n
            kinds[code] = f"{kinds[code]}\n{told}" if code in kinds else told
        self.facts[bearer] = facts

    def _learn(self, told: str) -> tuple[str, int, str]:
        """The kind and count of a row, and the one text of it that all bearers share."""
        kind, n, _ = told.split("\t", 2)
        found = self.known[told] = self.codes[kind], int(n), told
        return found

    def _renamed(self, bearer: str, rows: list[str]) -> list[str]:
        """The rows with places for names; matters and meetings of tied kinds are told apart together."""
        split = [told.split("\t", 6) for told in rows]
        names: dict[str, set] = {}
        for kind, _, matter, meeting, *_ in split:
            if matter or meeting:
                names.setdefault(self.tied[kind], set()).update((matter, meeting))
        places = {first: order_names(own) for first, own in names.items()}
        for fields in split:
            self._rename(bearer, fields, places.get(self.tied.get(fields[0])))
        for kind in self.rated:
            _rounds_alone([fields for fields in split if fields[0] == kind])
        return ["\t".join(fields) for fields in split]

    def _rename(self, bearer: str, fields: list[str], places) -> None:
        if places:
            fields[MATTER], fields[MEETING] = places[fields[MATTER]], places[fields[MEETING]]
        if fields[ID]:
            found = self.ids.setdefault(bearer, {})
            found.setdefault((self.codes[fields[0]], fields[MATTER]), []).append(int(fields[ID]))
            fields[ID] = ""


def _rounds_alone(rows: list[list[str]]) -> None:
    """Rounds told only by their values, in any order; the ballots of a single round weigh nothing.

    A round in several rows is left as it is: its rows are one for whoever looks at its day and matter alone."""
    if len({(fields[MATTER], fields[DAY]) for fields in rows}) < len(rows):
        return
    rows.sort(key=lambda fields: fields[REST])
    for place, fields in enumerate(rows):
        fields[MATTER], fields[DAY] = f"m{place:05d}", str(date.fromordinal(FIRST_ROUND + place))
    if len(rows) == 1:
        rest, _, quantity = rows[0][REST].rpartition("\t")
        rows[0][REST] = f"{rest}\t1" if float(quantity) > 0 else rows[0][REST]


def order_names(values: set[str]) -> dict[str, str]:
    """Each name → its place in their order; «#» (no matter of its own) stays in front where it was."""
    ordered = sorted(values - {""})
    if ordered[0] < "#":
        return {name: name for name in (*values, "")}
    places = {name: f"{'#' if name[0] == '#' else 'm'}{place:05d}" for place, name in enumerate(ordered)}
    places[""] = ""
    return places


class CellReader:
    """Signature → cells of one tally. A row is looked at once for each tally, however many bearers have it."""

    def __init__(self, plan: SpanPlan, codes: dict[int, str]):
        self.plan, self.codes = plan, {str(key): code for key, code in codes.items()}
        self.tallies = {tally.key: tally for tally in plan.tallies}
        self.kinds = {tally.key: kinds_of(tally.indicator) for tally in plan.tallies}
        self.wanted = {tally.key: dimensions_in(plan.scheme, tally.indicator) for tally in plan.tallies}
        self.layouts = {str(key): part.columns for part in parts_of(plan, codes) for key in part.kinds}
        self.rows: dict[str, tuple] = {}
        self.pieces: dict[str, dict] = {tally.key: {} for tally in plan.tallies}
        self.numbers: dict[Cell, int] = {}
        self.numbered: list[Cell] = []

    def numbers_of(self, key: str, signatures: dict[str, str]) -> tuple[int, ...]:
        """The tally's part of each row, by number; equal numbers make equal cells."""
        known, found = self.pieces[key], []
        for kind in self.kinds[key]:
            if kind in signatures:
                for row in signatures[kind].split("\n"):
                    number = known.get(row)
                    if number is None:
                        number = known[row] = self._number(key, row)
                    if number >= 0:
                        found.append(number)
        found.sort()
        return tuple(found)

    def cells(self, key: str, signatures: dict[str, str]) -> tuple:
        return self.cells_of(self.numbers_of(key, signatures))

    def cells_of(self, numbers: tuple[int, ...]) -> tuple:
        """The cells that numbered pieces make, in the engine's order."""
        sums: dict[tuple, tuple] = {}
        for number in numbers:
            piece = self.numbered[number]
            columns, tally = piece[:COLUMNS], piece[COLUMNS:]
            held = sums.get(columns)
            sums[columns] = tally if held is None else tuple(map(sum, zip(held, tally, strict=True)))
        return in_order(Cell(*columns, *tally) for columns, tally in sums.items())

    def _number(self, key: str, row: str) -> int:
        """The number of what the tally sees of a row; −1 when it does not take it."""
        found = self.rows.get(row)
        if found is None:
            found = self.rows[row] = self._parse(row.split("\t"))
        cell, bits = found
        if not self._takes(self.tallies[key].indicator, cell, bits):
            return -1
        wanted, blank = self.wanted[key], Cell()
        piece = blank._replace(**{name: getattr(cell, name) for name in (*wanted, *SUMS)})
        number = self.numbers.setdefault(piece, len(self.numbered))
        if number == len(self.numbered):
            self.numbered.append(piece)
        return number

    def _parse(self, fields: list[str]) -> tuple[Cell, str]:
        """The cell of a row, blank where the row says nothing, and its bits."""
        said = dict(zip(self.layouts[fields[0]], fields, strict=True))
        cell = Cell(
            self.codes[said["kind"]],
            *(unescaped(said.get(name, "")) for name in ("stage", "role", "level", "result")),
            flags_of(said.get("flags", "{}")),
            *(unescaped(said.get(name, "")) for name in ("matter", "meeting")),
            date.fromisoformat(said["day"]) if said.get("day") else None,
            *(int(said.get(name, 0)) for name in ("people", "position", "n")),
            *(Decimal(said.get(name, 0)) for name in ("quantity", "expected", "entered")),
        )
        return cell, said.get("bits", "")

    def _takes(self, indicator, cell, bits) -> bool:
        restrictions = self.plan.kinds[cell.kind].restrictions
        for selector in all_selectors(indicator):
            fits = selects(loose(selector) if indicator.meeting else selector, cell)
            asked = restriction_of(selector)
            if fits and (asked is None or bits[restrictions.index(asked)] == "1"):
                return True
        return False


COLUMNS = len(DIMENSIONS)
SUMS = Cell._fields[COLUMNS:]


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
