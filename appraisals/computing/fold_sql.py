"""The statement that folds the ledger: one pass for each span, grouped as the plan says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from appraisals.computing.answers import answers, tabbed
from appraisals.computing.plan import KindPlan, SpanPlan
from duties.models import DutyKind

NAMES = ("matter", "meeting")
FRONT = (*NAMES, "id", "day")
"""What every row of a statement with names begins with, after the bearer, the kind and the count."""
COLUMNS = ("day", "stage", "role", "level", "result", "flags", "people", "position")
WORDS = frozenset({"stage", "role", "level", "result"})
HEIGHTS = ({"position"}, {"people"}, {*NAMES})
BLANKS = {"flags": "'{}'", "day": "NULL::date", "people": "0", "position": "0", "id": "NULL::bigint"}
"""What stands in a column that facts of a kind do not look at; elsewhere nothing."""
SUMS = {"expected": "f.expected", "entered": "coalesce(f.entered_points, 0)", "quantity": "f.quantity"}


OWN_WORKS = """ARRAY(SELECT o.matter_ref FROM duties_dutyrecord o
    WHERE o.bearer_id = ANY(%s) AND o.kind_id IN ({kinds}) AND o.matter_ref <> '')"""


COUNTED = """WITH signers AS (
      SELECT DISTINCT f.kind_id, f.matter_ref, f.stage, f.bearer_id FROM duties_dutyrecord f WHERE {test}
    ), crowd AS (SELECT kind_id, matter_ref, stage, count(*) AS people FROM signers GROUP BY 1, 2, 3)"""
"""How many signed each work in each stage."""
PLACED = """WITH signers AS (
      SELECT f.kind_id, f.matter_ref, f.stage, f.bearer_id,
        min(CASE WHEN f.role IN ('sole', 'lead') THEN '0' ELSE '1' END || f.id::text COLLATE "C") AS turn
      FROM duties_dutyrecord f WHERE {test} GROUP BY 1, 2, 3, 4
    ), crowd AS (
      SELECT kind_id, matter_ref, stage, bearer_id,
        count(*) OVER (PARTITION BY kind_id, matter_ref, stage) AS people,
        row_number() OVER (PARTITION BY kind_id, matter_ref, stage ORDER BY turn COLLATE "C") AS place
      FROM signers)"""
"""The same, and in which place: the lead first."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Up to where a computation sees the ledger: the last record and the moment (for voids)."""

    organization_id: int
    record_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which attendance facts of a bearer do not count."""

    bearer_id: int
    start: object
    end: object


def kind_ids(organization_id: int) -> dict[int, str]:
    """Kind id → code, of the kinds that facts of the organisation may carry."""
    rows = DutyKind.objects.filter(organization_id=organization_id) | DutyKind.objects.filter(
        organization=None
    )
    return dict(rows.values_list("pk", "code"))


@dataclass(frozen=True, slots=True)
class Part:
    """One statement: its kinds by id, and the columns of its rows after the bearer.

    Where names are looked at, nearly every fact is alone with its name: such facts are not grouped, and `n` is 1.
    """

    kinds: dict[int, KindPlan]
    columns: tuple[str, ...]
    named: bool


def parts_of(plan: SpanPlan, codes: dict[int, str]) -> list[Part]:
    """Up to four statements, so that the many plain facts do not carry the columns of the few: plain kinds, kinds
    with names, those that ask how many signed, in which place. Kinds that are compared by name stay together."""
    numbers = {key: plan.kinds[code] for key, code in codes.items() if code in plan.kinds}
    heights: dict[str, int] = {}
    for key, kind in numbers.items():
        height = next((n for n, one in enumerate(HEIGHTS) if one & kind.dimensions), len(HEIGHTS))
        name = plan.tied.get(codes[key], codes[key])
        heights[name] = min(height, heights.get(name, height))
    parts: dict[int, dict] = {}
    for key, kind in numbers.items():
        parts.setdefault(heights[plan.tied.get(codes[key], codes[key])], {})[key] = kind
    return [_part(kinds) for kinds in parts.values()]


def _part(kinds: dict[int, KindPlan]) -> Part:
    wanted = set().union(*(kind.dimensions for kind in kinds.values()))
    sums = set().union(*(kind.sums for kind in kinds.values())) | {"quantity"}
    named = not wanted.isdisjoint(NAMES)
    front = FRONT if named else ()
    rest = [name for name in COLUMNS if name in wanted and name not in front]
    bits = ["bits"] if any(kind.restrictions for kind in kinds.values()) else []
    columns = ("kind", "n", *front, *rest, *bits, *(name for name in SUMS if name in sums))
    return Part(kinds, columns, named)


def folded(
    plan: SpanPlan, codes: dict[int, str], cut: Cut, absences: Iterable[Absence] = (), bearer_ids=None
) -> Iterator[tuple[Part, list[str]]]:
    """Each statement with its rows of text, tab-separated: the bearer and the part's columns."""
    with connection.cursor() as cursor:
        _make_room(cursor)
        away = _away(cursor, absences, plan.span)
    parts = parts_of(plan, codes)
    statements = [_statement(part, plan, cut, away, bearer_ids) for part in parts]
    for part, records in zip(parts, answers(statements), strict=True):
        yield part, [tabbed(record) for (record,) in records]


def _make_room(cursor) -> None:
    """Memory for grouping, until the transaction ends; elsewhere the server's own setting stands."""
    if connection.in_atomic_block:
        cursor.execute("SET LOCAL work_mem = '256MB'")


def _statement(part: Part, plan, cut, away, bearer_ids):
    where = ["f.organization_id = %s", "f.id <= %s", "(f.voided_at IS NULL OR f.voided_at > %s)",
             "f.occurred_on BETWEEN %s AND %s", "f.kind_id = ANY(%s)"]  # fmt: skip
    values = [cut.organization_id, cut.record_id, cut.at, plan.span.start, plan.span.end, list(part.kinds)]
    bits, bit_values = _bits(part.kinds, cut)
    head, head_values, source = _source(part, where, values, bearer_ids)
    tail, tail_values = _narrowed(away, bearer_ids)
    told = [_told(name, part, bits) for name in part.columns]
    keys = [place for place, name in enumerate(part.columns, start=2) if name != "n" and name not in SUMS]
    grouped = "" if part.named else f"GROUP BY 1, {', '.join(map(str, keys))}"
    statement = f"""
        SELECT told::text FROM ({head} SELECT f.bearer_id, {", ".join(told)}
        FROM {source} WHERE {" AND ".join([*where, *tail])} {grouped}) AS told
    """  # noqa: S608 -- column names and integers of this module; values are bound
    return statement, [*head_values, *bit_values, *values, *tail_values]


def _told(name: str, part: Part, bits: str) -> str:
    if name in SUMS:
        return SUMS[name] if part.named else f"sum({SUMS[name]})"
    said = {"kind": "f.kind_id", "n": "1" if part.named else "count(*)", "bits": bits}
    return said.get(name) or _column(name, part.kinds)


def _list(keys) -> str:
    return ", ".join(str(int(key)) for key in keys)


def _column(name: str, numbers: dict[int, KindPlan]) -> str:
    """The column for the kinds that look at it, blank for the others."""
    wanted = [
        key for key, kind in numbers.items() if name in kind.dimensions or (name == "id" and kind.keep_ids)
    ]
    blank = BLANKS.get(name, "NULL")
    if not wanted:
        return blank
    said = _expression(name, numbers)
    if len(wanted) == len(numbers):
        return said
    return f"CASE WHEN f.kind_id IN ({_list(wanted)}) THEN {said} ELSE {blank} END"


def _expression(name: str, numbers) -> str:
    matter = "CASE WHEN f.matter_ref = '' THEN '#' || f.id ELSE f.matter_ref END"
    if name == "matter":
        return f"({matter})"
    if name in WORDS:
        return f"nullif(f.{name}, '')"
    if name == "meeting":
        return f"(CASE WHEN f.parent_ref = '' THEN {matter} ELSE f.parent_ref END)"
    if name == "day":
        whole = [key for key, kind in numbers.items() if kind.whole_days]
        month = "date_trunc('month', f.occurred_on)::date"
        return (
            f"CASE WHEN f.kind_id IN ({_list(whole)}) THEN f.occurred_on ELSE {month} END" if whole else month
        )
    if name == "people":
        return "greatest(f.people, coalesce(c.people, 0), 1)"
    if name == "position":
        return "coalesce(c.place, 1)"
    return f"f.{name}"


def _bits(numbers, cut):
    """A text of 0 and 1 for kinds whose selectors ask for days or for 核实."""
    parts, values = [], []
    for key, kind in numbers.items():
        if kind.restrictions:
            tests = []
            for item in kind.restrictions:
                test, own = _test(item, cut)
                tests.append(f"({test})::int")
                values += own
            parts.append(f"WHEN {int(key)} THEN concat({', '.join(tests)})")
    return (f"CASE f.kind_id {' '.join(parts)} END" if parts else "NULL"), values


def _test(item, cut):
    tests, values = ["true"], []
    if item.valid_from:
        tests.append("f.occurred_on >= %s")
        values.append(item.valid_from)
    if item.valid_until:
        tests.append("f.occurred_on <= %s")
        values.append(item.valid_until)
    if item.certified:
        tests.append(
            "EXISTS (SELECT 1 FROM duties_dutyreview r WHERE r.record_id = f.id"
            " AND r.kind = 'certified' AND r.at <= %s)"
        )
        values.append(cut.at)
    return " AND ".join(tests), values


def _source(part: Part, where, values, bearer_ids):
    """The ledger, joined to who shares each work where a share asks for it; of some bearers, their own works."""
    if not {"people", "position"} & {*part.columns}:
        return "", [], "duties_dutyrecord f"
    kinds = _list(part.kinds)
    own = "" if bearer_ids is None else f" AND f.matter_ref = ANY({OWN_WORKS.format(kinds=kinds)})"
    test = f"{' AND '.join(where)} AND f.matter_ref <> ''{own}"
    crowd, more = (PLACED, " AND c.bearer_id = f.bearer_id") if "position" in part.columns else (COUNTED, "")
    source = f"""duties_dutyrecord f LEFT JOIN crowd c ON c.kind_id = f.kind_id
        AND c.matter_ref = f.matter_ref AND c.stage = f.stage{more}"""
    return crowd.format(test=test), [*values, *([] if bearer_ids is None else [list(bearer_ids)])], source


def _narrowed(away, bearer_ids):
    """Attendance facts on days of absence are left out; a single bearer is read alone."""
    tests, values = [], []
    if away:
        tests.append("f.id <> ALL(%s::bigint[])")
        values.append(away)
    if bearer_ids is not None:
        tests.append("f.bearer_id = ANY(%s)")
        values.append(list(bearer_ids))
    return tests, values


def _away(cursor, absences: Iterable[Absence], span) -> list[int]:
    """Attendance facts of the span on days of absence."""
    absences = list(absences)
    if not absences:
        return []
    cursor.execute(
        "SELECT f.id FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS a(bearer_id, first, last)"
        " JOIN duties_dutyrecord f ON f.bearer_id = a.bearer_id AND f.expected > 0"
        " AND f.occurred_on BETWEEN a.first AND a.last AND f.occurred_on BETWEEN %s AND %s",
        [[getattr(one, name) for one in absences] for name in ("bearer_id", "start", "end")]
        + [span.start, span.end],
    )
    return sorted({pk for (pk,) in cursor.fetchall()})
