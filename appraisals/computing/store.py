"""Writing sheets and lines by COPY, and the digest of what is written.

The digest is the engine's own (`engine.digest`): the same JSON text, put together from remembered pieces.
"""

import hashlib
import json
from functools import lru_cache

from django.db import connection

from appraisals.computing.compute import Asked, Computed
from appraisals.computing.stream import copied_in
from appraisals.engine.rounding import plain
from appraisals.engine.words import OFFICES, label_of

SHEET = (
    "id", "run_id", "bearer_id", "profile", "total", "attendance", "merit", "sections", "grade", "gates",
    "ranks", "rank", "position", "percentile", "counted", "facts",
)  # fmt: skip
LINE = ("sheet_id", "indicator", "count", "raw_points", "counted_points", "chosen")
NULL = "\\N"


as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


@lru_cache(maxsize=65_536)
def text(value) -> str:
    """A decimal as plain digits."""
    return format(plain(value), "f")


class Piece:
    """What is remembered of a line: its row between the sheet's id and what was chosen, and its part of the digest."""

    __slots__ = ("chosen", "digest", "line", "row")

    def __init__(self, line, place: int):
        values = [text(line.count), text(line.raw), text(line.points)]
        self.line, self.chosen = line, bool(line.chosen)
        self.row = "\t".join([str(place), *values])
        self.digest = f"{as_json(line.key)}:{as_json(values)}"


class Writer:
    """Puts the results of one computation into rows."""

    def __init__(self, asked: Asked, computed: Computed):
        self.asked, self.computed = asked, computed
        scheme = asked.scheme
        self.places = {item.key: place for place, item in enumerate(scheme.indicators)}
        self.section_exams = {section.key: section.exam for section in scheme.sections}
        self.exams = {
            item.key: item.exam
            for section in scheme.sections
            for item in section.indicators
            if section.exam is None and item.exam
        }
        self.known, self.fragments, self.section_texts, self.orders = {}, {}, {}, {}
        self.pieces = [[self.piece(line) for line in score.lines] for score in computed.scores]
        self.rank_texts = rank_texts(computed.ranks)
        self.ranks = computed.ranks.places.get("all", {}).get("", {})

    def piece(self, line) -> Piece:
        found = self.known.get(id(line))
        if found is None:
            found = self.known[id(line)] = Piece(line, self.places[line.key])
        return found

    def sections_json(self, score) -> str:
        """`{"attendance":"38","merit":"41.5"}`"""
        told = tuple(one.points for one in score.sections)
        found = self.section_texts.get(told)
        if found is None:
            found = as_json({one.key: text(one.points) for one in score.sections})
            self.section_texts[told] = found
        return found

    def order(self) -> list[int]:
        """Places in `entries` as the ranking list shows them."""
        entries = self.computed.entries

        def key(place):
            entry = entries[place]
            rank = self.ranks.get(entry.bearer.key, len(entries) + 1)
            return rank, entry.protocol_order, entry.strokes, entry.number, entry.bearer_id

        return sorted(range(len(entries)), key=key)

    def exam_sums(self, score) -> tuple:
        """考勤 and 考绩: a section that belongs to one counts as it stands, else its lines one by one."""
        sums = {"attendance": 0, "merit": 0}
        for section in score.sections:
            if exam := self.section_exams[section.key]:
                sums[exam] += section.points
        for line in score.lines if self.exams else ():
            if exam := self.exams.get(line.key):
                sums[exam] += line.points
        return sums["attendance"], sums["merit"]

    def digest(self) -> str:
        """SHA-256 over lines, sections, gates, totals, ranks, grades and lists."""
        parts = {
            score.bearer: self._score(score, pieces)
            for score, pieces in zip(self.computed.scores, self.pieces, strict=True)
        }
        scores = ",".join(f"{as_json(key)}:{parts[key]}" for key in sorted(parts))
        rest = [
            f'"{name}":{as_json(value)}'
            for name, value in (
                ("grades", self.computed.grades),
                ("lists", self.computed.lists),
                ("ranks", self.computed.ranks.places),
            )
        ]
        document = "{" + ",".join([*rest, f'"scores":{{{scores}}}']) + "}"
        return hashlib.sha256(document.encode()).hexdigest()

    def _score(self, score, pieces) -> str:
        lines = ",".join([pieces[place].digest for place in self._by_key(score.lines)])
        sections = self.sections_json(score)
        gates = as_json({one.key: one.met for one in score.gates}) if score.gates else "{}"
        return f'{{"gates":{gates},"lines":{{{lines}}},"sections":{sections},"total":"{text(score.points)}"}}'

    def _by_key(self, lines) -> list[int]:
        """Places of the lines in the order of their keys."""
        keys = tuple([line.key for line in lines])
        found = self.orders.get(keys)
        if found is None:
            found = self.orders[keys] = sorted(range(len(keys)), key=keys.__getitem__)
        return found


def rank_texts(ranks) -> dict[str, str]:
    """Bearer key → `{scope: [[unit, rank, out of], …]}` as JSON."""
    found: dict[str, list[str]] = {}
    for scope in sorted(ranks.places):
        own: dict[str, str] = {}
        for unit, places in ranks.places[scope].items():
            before, after = f"[{as_json(unit)},", f",{len(places)}]"
            for bearer, rank in places.items():
                said = f"{before}{rank}{after}"
                own[bearer] = f"{own[bearer]},{said}" if bearer in own else said
        head = as_json(scope)
        for bearer, said in own.items():
            found.setdefault(bearer, []).append(f"{head}:[{said}]")
    return {bearer: f"{{{','.join(parts)}}}" for bearer, parts in found.items()}


def write(run_id: int, asked: Asked, computed: Computed) -> str:
    """COPY the sheets and lines of a run that is being computed; returns the digest."""
    writer = Writer(asked, computed)
    first = _take_ids(len(computed.entries))
    order = list(enumerate(writer.order()))
    sheets = (_sheet(writer, run_id, first + n, n + 1, place) for n, place in order)
    copied_in("appraisals_scoresheet", SHEET, sheets)
    copied_in("appraisals_scoreline", LINE, (_lines(writer, first + n, place) for n, place in order))
    return writer.digest()


def _take_ids(count: int) -> int:
    """The first of `count` ids in a row, set aside for this run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, 0), nextval(pg_get_serial_sequence('appraisals_scoresheet', 'id'))",
            [7_302],
        )
        first = cursor.fetchone()[1]
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('appraisals_scoresheet', 'id'), %s)", [first + count]
        )
    return first


def _escaped(value: str) -> str:
    if "\\" not in value and value.isprintable():
        return value
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _sheet(writer: Writer, run_id, sheet_id, position, place) -> str:
    computed = writer.computed
    entry, score = computed.entries[place], computed.scores[place]
    key = entry.bearer.key
    ranks, rank = writer.rank_texts.get(key, "{}"), writer.ranks.get(key)
    attendance, merit = writer.exam_sums(score)
    fields = (
        str(sheet_id), str(run_id), key, _escaped(profile_json(writer, entry, key)), text(score.points),
        str(attendance), str(merit), _escaped(writer.sections_json(score)),
        _escaped(computed.grades.get(key, "")), _escaped(as_json(gates_of(score))) if score.gates else "{}", _escaped(ranks),
        "\\N" if rank is None else str(rank), str(position),
        "\\N" if rank is None else f"{100 * rank / len(writer.ranks):.2f}", "t" if key in writer.rank_texts else "f",
        str(computed.tables.facts(key)),
    )  # fmt: skip
    return "\t".join(fields) + "\n"


def gates_of(score) -> dict:
    """Gate key → [met, [[condition, value, met], …]]."""
    return {
        one.key: [one.met, [[part.name or "", text(part.value), part.met] for part in one.conditions]]
        for one in score.gates
    }


def profile_json(writer: Writer, entry, key: str) -> str:
    """Who the bearer was at the end of the period: printed columns, and what the engine looked at."""
    shared = writer.fragments.get((entry.profile_number, entry.held))
    if shared is None:
        shared = writer.fragments[entry.profile_number, entry.held] = as_json(_shared(entry, writer))[1:-1]
    own = {
        "name": entry.name, "number": entry.number, "strokes": entry.strokes,
        "tenure": [str(entry.bearer.tenure.start), str(entry.bearer.tenure.end)],
        "suspended": [[str(one.start), str(one.end)] for one in entry.bearer.suspended],
    }  # fmt: skip
    if entry.bearer.history:
        own["history"] = list(entry.bearer.history)
    if follow := writer.computed.consequences.get(key):
        own["consequences"] = list(follow)
    return f"{as_json(own)[:-1]},{shared}}}"


def _shared(entry, writer) -> dict:
    profile, day = entry.profile, writer.asked.period.end
    offices = sorted(profile.offices[0][0])
    held = entry.bearer.held
    return {
        "kind": entry.bearer.kind,
        "offices": offices,
        "office": "、".join(label_of(one, OFFICES) for one in offices if one != "chairpersons_meeting"),
        "sector": "、".join(sorted(entry.bearer.at("sector", day))),
        "committee": "、".join(sorted(entry.bearer.at("committee", day))),
        "home_committee": "、".join(sorted(entry.bearer.at("home_committee", day))),
        "groups": sorted(entry.bearer.at("group", day)),
        "protocol_order": entry.protocol_order,
        "attributes": [list(pair) for pair in entry.bearer.attributes],
        "held": [[one.kind, one.value, str(one.span.start), str(one.span.end)] for one in held],
    }


def _lines(writer: Writer, sheet_id: int, place: int) -> str:
    """The rows of one sheet's lines."""
    tables, bearer = writer.computed.tables, writer.computed.scores[place].bearer
    return "".join(
        [
            f"{sheet_id}\t{piece.row}\t{tables.chosen(bearer, piece.line) if piece.chosen else NULL}\n"
            for piece in writer.pieces[place]
        ]
    )
