"""The rows a case file is written in: bearers, facts, the period and what is expected."""

from decimal import Decimal

from . import words
from .facts import Period
from .scheme.parts import Choice, Day, Kinds, Many, Names, Number, Text, Words, YesNo, frozen, spec
from .scheme.spec import join, show, to_decimal


class Keyed:
    """A mapping of free names to texts or numbers, kept as sorted pairs."""

    def __init__(self, number=False, nested=False):
        self.number, self.nested = number, nested

    def read(self, raw, path, problems):
        if not isinstance(raw, dict):
            problems.add(path, f"应为一组“名称: 值”，现为“{show(raw)}”")
            return ()
        rows = [
            (str(name), self._value(value, join(path, str(name)), problems)) for name, value in raw.items()
        ]
        return tuple(sorted(rows, key=lambda row: row[0]))

    def _value(self, value, path, problems):
        if self.nested and isinstance(value, dict):
            return self.read(value, path, problems)
        if not self.number:
            return value if isinstance(value, bool) else Text().read(value, path, problems)
        if value in NOT_CONCERNED:
            return None
        found = to_decimal(value)
        if found is None:
            problems.add(path, f"应为数字（或 none，表示不适用），现为“{show(value)}”")
        elif fault := Number().fault(found):
            problems.add(path, f"{fault}，现为“{show(value)}”")
        return found


NOT_CONCERNED = ("none", "不适用")


class Texts(Names):
    """Names, or an empty list for «none of them»."""

    def read(self, raw, path, problems):
        return () if raw == [] else super().read(raw, path, problems)


@frozen
class HeldRow:
    """An office or affiliation with its days."""

    name: str = spec(Text())
    from_: object = spec(Day(), None)
    until: object = spec(Day(), None)

    @staticmethod
    def widen(raw):
        return {"name": raw} if isinstance(raw, str) else raw

    @staticmethod
    def expand(raw):
        return raw if isinstance(raw, list) else [raw]


class OneOffice(Words):
    def read(self, raw, path, problems):
        return (super().read(raw, path, problems) or (None,))[0]


@frozen
class OfficeRow:
    name: str = spec(OneOffice(words.OFFICES))
    from_: object = spec(Day(), None)
    until: object = spec(Day(), None)
    widen = HeldRow.widen
    expand = HeldRow.expand


@frozen
class SpanRow:
    from_: object = spec(Day(), None)
    until: object = spec(Day(), None)

    @staticmethod
    def expand(raw):
        return raw if isinstance(raw, list) else [raw]

    def faults(self):
        if self.from_ and self.until and self.until < self.from_:
            yield "until", "不能早于 from"


@frozen
class BearerRow:
    kind: tuple = spec(Words(words.BEARERS), ())
    offices: tuple = spec(Many(OfficeRow), ())
    sector: tuple = spec(Many(HeldRow), ())
    committees: tuple = spec(Many(HeldRow), ())
    home_committee: tuple = spec(Many(HeldRow), ())
    group: tuple = spec(Many(HeldRow), ())
    joined: object = spec(Day(), None)
    left: object = spec(Day(), None)
    suspended: tuple = spec(Many(SpanRow), ())
    attributes: tuple = spec(Keyed(), ())
    earlier_grades: tuple = spec(Names(), ())


@frozen
class FactRow:
    who: tuple = spec(Names())
    kind: tuple = spec(Kinds())
    date: object = spec(Day(), None)
    matter: str | None = spec(Text(), None)
    meeting: str | None = spec(Text(), None)
    stage: tuple = spec(Words(words.STAGES), ())
    role: tuple = spec(Words(words.ROLES), ())
    level: tuple = spec(Words(words.LEVELS), ())
    result: tuple = spec(Words(words.RESULTS), ())
    flags: tuple = spec(Words(words.FLAGS), ())
    quantity: Decimal | None = spec(Number(least=0), None)
    expected: Decimal | None = spec(Number(least=0), None)
    points: Decimal | None = spec(Number(), None)
    certified: bool = spec(YesNo(), True)
    people: Decimal = spec(Number(least=0, whole=True), Decimal(0))
    position: Decimal = spec(Number(least=0, whole=True), Decimal(0))
    times: Decimal = spec(Number(least=1, most=10000, whole=True), Decimal(1))
    note: str | None = spec(Text(), None)

    def faults(self):
        for key in ("role", "level", "result", "kind"):
            if len(getattr(self, key)) > 1:
                yield key, "一条记录只能写一个"


@frozen
class PeriodRow:
    kind: str = spec(Choice(words.PERIODS), "year")
    year: Decimal | None = spec(Number(least=1949, most=2200, whole=True), None)
    from_: object = spec(Day(), None)
    until: object = spec(Day(), None)

    @staticmethod
    def widen(raw):
        if isinstance(raw, int):
            return {"year": raw}
        if isinstance(raw, str) and raw[:4].isdigit():
            rest = raw[4:].lstrip("年-_ ").lower() or "year"
            return {"year": int(raw[:4]), "kind": rest}
        return raw

    def faults(self):
        if (self.kind == "span") != (self.year is None):
            yield "year", "写 year（年份）；自定区间写 kind: span 和 from、until"
        elif self.kind == "span" and (self.from_ is None or self.until is None or self.until < self.from_):
            yield "until", "自定区间要写 from 和 until，且 until 不早于 from"

    @property
    def period(self):
        if self.kind == "span":
            return Period(self.from_, self.until, "span")
        return getattr(Period, self.kind)(int(self.year))


@frozen
class Expected:
    """What was worked out by hand for one bearer; only what is written is compared."""

    lines: tuple = spec(Keyed(number=True), ())
    counts: tuple = spec(Keyed(number=True), ())
    sections: tuple = spec(Keyed(number=True), ())
    total: Decimal | None = spec(Number(), None)
    halves: tuple = spec(Keyed(number=True), ())
    grade: str | None = spec(Text(), None)
    rank: object = spec(Keyed(number=True, nested=True), None)
    gates: tuple = spec(Keyed(), ())
    consequences: tuple | None = spec(Texts(), None)
    sentences: tuple = spec(Keyed(), ())
    note: str | None = spec(Text(), None)

    @staticmethod
    def widen(raw):
        if isinstance(raw, dict) and not isinstance(raw.get("rank", {}), dict):
            return {**raw, "rank": {"all": raw["rank"]}}
        return raw
