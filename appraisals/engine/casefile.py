"""Reading a case file: a scheme, bearers, facts and the results worked out by hand.

docs/scoring.md explains the format by examples.
"""

from dataclasses import dataclass, field
from pathlib import Path

from .casefile_rows import BearerRow, Expected, FactRow, PeriodRow, SpanRow, Texts
from .facts import EVER, FOREVER, ONE, ZERO, Bearer, Fact, Held, Period, Span
from .fold import takes
from .scheme import SchemeError, YamlError, parse, read_yaml, with_kind_codes
from .scheme.methods import Entered
from .scheme.spec import One, Problems, join, read_object, show, unknown_key
from .shipped import load_kinds, load_shipped, slugs
from .words import OFFICES, closest, code_of

KEYS = ("title", "note", "scheme", "period", "term", "bearers", "facts", "expect", "lists")


UNREADABLE = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "这是一个目录",
    PermissionError: "没有读取权限",
}
STAND_IN = Period.year(2000)
"""Lets reading go on, to find further faults, when the period cannot be read."""


class CaseError(ValueError):
    """A case file that cannot be read; the message holds one line a fault."""


@dataclass(frozen=True)
class CaseFile:
    """`expected`: bearer → `Expected`; `lists`: name → bearers, or unit → bearers."""

    scheme: object
    period: object
    term: Span | None
    bearers: tuple
    facts: tuple
    expected: dict
    lists: dict = field(default_factory=dict)


def read_case(path) -> CaseFile:
    """The case in a file, or CaseError naming every fault in Chinese."""
    try:
        text = Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise CaseError(f"读不到文件：{UNREADABLE.get(type(error), '请检查路径和权限')}") from error
    except UnicodeDecodeError as error:
        raise CaseError("文件编码应为 UTF-8") from error
    try:
        return parse_case(read_yaml(text))
    except YamlError as error:
        raise CaseError(str(error)) from error


def parse_case(document) -> CaseFile:
    problems = Problems()
    if not isinstance(document, dict):
        raise CaseError("案例文件应为一组键值（scheme、period、facts、expect）")
    for key in document:
        if key not in KEYS:
            problems.add(str(key), unknown_key(str(key), KEYS))
    scheme = _scheme(document.get("scheme"), problems)
    kinds = {**load_kinds(), **({kind.code: kind.label for kind in scheme.kinds} if scheme else {})}
    document = with_kind_codes(document, kinds)
    made = _Reader(document, scheme, kinds, problems).read()
    if problems.found:
        lines = [f"{place or '文件'}：{message}" for place, message in problems.found]
        raise CaseError("\n".join(lines))
    return made


def _scheme(raw, problems):
    if isinstance(raw, str):
        if raw not in slugs():
            hint = closest(raw, slugs())
            problems.add("scheme", f"没有随产品提供的方案“{raw}”{f'；是否想写“{hint}”？' if hint else ''}")
            return None
        return load_shipped(raw)
    if raw is None:
        problems.add("scheme", "缺少这一项（写方案，或随产品提供的方案代号）")
        return None
    try:
        return parse(raw, kinds=load_kinds())
    except SchemeError as error:
        problems.found.extend((join("scheme", place).rstrip("."), text) for place, text in error.faults)
        return None


class _Reader:
    def __init__(self, document, scheme, kinds, problems):
        self.document, self.scheme, self.kinds, self.problems = document, scheme, kinds, problems

    def read(self):
        before = len(self.problems.found)
        row = self._one("period", PeriodRow)
        period = row.period if len(self.problems.found) == before else STAND_IN
        term = self._one("term", SpanRow) if self.document.get("term") else None
        bearers = self._bearers()
        facts = tuple(self._facts(bearers, period))
        expected = self._expected(bearers)
        return CaseFile(
            self.scheme,
            period,
            term and span_of(term),
            tuple(bearers.values()),
            facts,
            expected,
            self._lists(bearers),
        )

    def _one(self, key, cls):
        if self.document.get(key) is None:
            self.problems.add(key, "缺少这一项")
            return None
        return One(cls).read(self.document[key], key, self.problems)

    def _bearers(self) -> dict:
        raw = self.document.get("bearers")
        if raw is None:
            raw = sorted(self._named())
        if isinstance(raw, list):
            raw = {str(name): {} for name in raw}
        if not isinstance(raw, dict):
            self.problems.add("bearers", f"应为名单或一组“姓名: 情况”，现为“{show(raw)}”")
            return {}
        made = {}
        for name, row in raw.items():
            read = read_object(BearerRow, row or {}, join("bearers", str(name)), self.problems)
            made[str(name)] = read and bearer_of(str(name), read, self.scheme)
        return made

    def _named(self):
        """Everyone that facts or expectations speak of, when no bearers are listed."""
        names = {str(name) for name in self.document.get("expect") or {}}
        for row, _ in self._fact_rows():
            who = row.get("who") if isinstance(row, dict) else None
            names |= {str(name) for name in (who if isinstance(who, list) else [who]) if name is not None}
        return names

    def _fact_rows(self):
        """(row, path) of each fact, from a list or from «name: list»."""
        raw = self.document.get("facts") or []
        if isinstance(raw, list):
            yield from ((row, f"facts[{index}]") for index, row in enumerate(raw))
        elif isinstance(raw, dict):
            for name, rows in raw.items():
                for index, row in enumerate(rows if isinstance(rows, list) else [rows] if rows else []):
                    row = {"who": str(name), **row} if isinstance(row, dict) else row
                    yield row, f"facts.{name}[{index}]"
        else:
            self.problems.add("facts", f"应为列表，现为“{show(raw)}”")

    def _facts(self, bearers, period):
        for number, (raw, path) in enumerate(self._fact_rows()):
            row = read_object(FactRow, raw, path, self.problems)
            if row is None:
                continue
            self._check(row, path, bearers)
            for name in row.who:
                for time in range(int(row.times)):
                    for fact in facts_of(row, name, f"{number:05}.{time:04}.{name}", period):
                        self._check_entered(fact, path)
                        yield fact

    def _check(self, row, path, bearers):
        if self.scheme and row.kind[0] not in self.kinds:
            hint = closest(row.kind[0], [*self.kinds, *self.kinds.values()])
            tail = f"；是否想写“{hint}”？" if hint else ""
            self.problems.add(
                f"{path}.kind", f"没有履职事项“{row.kind[0]}”{tail}（本地自设事项请写入 scheme.kinds）"
            )
        for name in row.who:
            if name not in bearers:
                hint = closest(name, bearers)
                tail = f"；是否想写“{hint}”？" if hint else ""
                self.problems.add(f"{path}.who", f"“{name}”不在 bearers 名单中{tail}")
        if len(row.stage) > 1 and row.matter is None:
            self.problems.add(f"{path}.matter", "一条写几个 stage 时要写 matter（同一事由）")

    def _check_entered(self, fact, path):
        """A typed value outside the bounds of the item would never have been accepted."""
        for item in self.scheme.indicators if self.scheme else ():
            if isinstance(item.method, Entered) and any(takes(one, fact) for one in item.select):
                low, high = item.method.min, item.method.max
                if not low <= fact.entered_points <= high:
                    self.problems.add(
                        f"{path}.points", f"应在 {low} 至 {high} 之间，现为“{fact.entered_points}”"
                    )

    def _expected(self, bearers) -> dict:
        raw = self.document.get("expect")
        if not isinstance(raw, dict) or not raw:
            self.problems.add("expect", "应为一组“姓名: 预期结果”，不能为空")
            return {}
        made = {}
        for name, row in raw.items():
            path = join("expect", str(name))
            if str(name) not in bearers:
                self.problems.add(path, f"“{name}”不在 bearers 名单中")
            made[str(name)] = read_object(Expected, row or {}, path, self.problems)
            if made[str(name)] and self.scheme:
                self._check_keys(made[str(name)], path)
        return made

    def _check_keys(self, row, path):
        ranking = self.scheme.ranking
        scopes = {*ranking.scopes, *(listing.scope for listing in ranking.lists)}
        for scope, _ in row.rank or ():
            if scope not in scopes:
                listed = "、".join(sorted(scopes))
                self.problems.add(
                    f"{path}.rank.{scope}", f"方案没有按这个范围排名，ranking.scopes 中有：{listed}"
                )
        for half, _ in row.halves:
            if half not in ("h1", "h2"):
                self.problems.add(f"{path}.halves.{half}", "只能写 h1（上半年）、h2（下半年）")
        known = {
            "lines": {item.key for item in self.scheme.indicators},
            "sections": {item.key for item in self.scheme.sections},
            "gates": {item.key for item in self.scheme.gates},
        }
        known["counts"] = known["sentences"] = known["lines"]
        for name, keys in known.items():
            for key, _ in getattr(row, name):
                if key not in keys:
                    hint = closest(key, keys)
                    tail = f"；是否想写“{hint}”？" if hint else ""
                    self.problems.add(f"{path}.{name}.{key}", f"方案中没有这个代号{tail}")

    def _lists(self, bearers) -> dict:
        raw = self.document.get("lists") or {}
        if not isinstance(raw, dict):
            self.problems.add("lists", f"应为一组“名单: 人员”，现为“{show(raw)}”")
            return {}
        made = {}
        for name, people in raw.items():
            if self.scheme and name not in [one.name for one in self.scheme.ranking.lists]:
                self.problems.add(join("lists", str(name)), "方案的 ranking.lists 中没有这份名单")
            units = people if isinstance(people, dict) else {"": people}
            made[str(name)] = {
                unit_code(str(unit)): Texts().read(own, join("lists", str(name)), self.problems)
                for unit, own in units.items()
            }
        return made


def unit_code(unit: str) -> str:
    """«提案委+常委» as the engine names the unit: «提案委+standing_member»."""
    return "+".join(code_of(part, OFFICES) or part for part in unit.split("+"))


def span_of(row) -> Span:
    return Span(row.from_ or EVER, row.until or FOREVER)


def bearer_of(name, row, scheme) -> Bearer:
    held = []
    fields = {
        "office": row.offices,
        "sector": row.sector,
        "committee": row.committees,
        "home_committee": row.home_committee,
        "group": row.group,
    }
    for kind, rows in fields.items():
        held += [Held(kind, one.name, Span(one.from_ or EVER, one.until or FOREVER)) for one in rows]
    default = scheme.bearers[0] if scheme else "member"
    return Bearer(
        key=name,
        kind=row.kind[0] if row.kind else default,
        held=tuple(held),
        tenure=Span(row.joined or EVER, row.left or FOREVER),
        suspended=tuple(span_of(one) for one in row.suspended),
        attributes=row.attributes,
        history=row.earlier_grades,
    )


def facts_of(row, name, number, period):
    """The facts one row stands for: one, or one for each stage that it lists."""
    expected, quantity = units_of(row)
    for stage in row.stage or ("",):
        yield Fact(
            id=f"{number}.{stage}",
            bearer=name,
            kind=row.kind[0],
            occurred_on=row.date or period.start,
            matter=row.matter or "",
            parent=row.meeting or "",
            stage=stage,
            role=_first(row.role),
            level=_first(row.level),
            result=_first(row.result),
            flags=frozenset(row.flags),
            expected=expected,
            quantity=quantity,
            entered_points=ZERO if row.points is None else row.points,
            certified=row.certified,
            people=int(row.people),
            position=int(row.position),
        )


def units_of(row):
    """(expected, quantity) of a row. Attendance expects what was attended, at least one unit; the
    quantity of an absence is how many units were missed."""
    result, quantity, expected = _first(row.result), row.quantity, row.expected
    if result in ABSENT:
        if expected is None:
            return (quantity or ONE), ZERO
        return expected, ZERO if quantity is None else quantity
    quantity = ONE if quantity is None else quantity
    if expected is None:
        expected = max(ONE, quantity) if result == "present" else ZERO
    return expected, quantity


def _first(words):
    return words[0] if words else ""


ABSENT = ("absent", "excused", "leave_refused", "official_leave")
__all__ = ["CaseError", "CaseFile", "parse_case", "read_case"]
