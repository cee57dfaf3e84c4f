"""The small parts an indicator is made of: selectors, rows of values, shares and limits."""

from decimal import Decimal
from fractions import Fraction

from .. import words
from .spec import (
    Choice,
    Day,
    Key,
    Kinds,
    Many,
    Names,
    Number,
    One,
    Ratio,
    Text,
    Words,
    YesNo,
    frozen,
    show,
    spec,
)

COUNTS = {
    "quantity": "数量",
    "facts": "记录数",
    "matters": "事由数",
    "meetings": "会议数",
    "days": "天数",
}
MEASURES = {"points": "得分", "count": "数量", "rate": "比率"}
PICKS = {"highest": "分值高的优先", "earliest": "日期早的优先"}
WORD_TABLES = {
    "roles": words.ROLES,
    "levels": words.LEVELS,
    "stages": words.STAGES,
    "results": words.RESULTS,
    "flags": words.FLAGS,
    "offices": words.OFFICES,
}
ROW_DIMENSIONS = ("kinds", "stages", "roles", "levels", "results", "flags", "offices")


def by_dimension(raw):
    """`{roles: {lead: 20, co_signer: 15}}`, or one row alone, written out as rows."""
    if isinstance(raw, dict) and len(raw) == 1:
        ((name, values),) = raw.items()
        if name in ROW_DIMENSIONS and isinstance(values, dict):
            return [{name: word, "points": points} for word, points in values.items()]
    if isinstance(raw, dict) and {"points", "tiers"} & set(raw):
        return [raw]
    name = implied_dimension(raw) if isinstance(raw, dict) and raw else None
    return [{name: word, "points": points} for word, points in raw.items()] if name else raw


def implied_dimension(raw):
    """The dimension whose words all keys are, as in `{lead: 20, co_signer: 15}`."""
    for name, table in WORD_TABLES.items():
        if all(isinstance(word, str) and words.code_of(word, table) in table for word in raw):
            return name
    return None


class Points(Many):
    """A number, or rows of values of which the first that fits is taken."""

    def __init__(self, cls, **bounds):
        super().__init__(cls, least=1)
        self.number = Number(**bounds)

    def read(self, raw, path, problems):
        raw = by_dimension(raw)
        if isinstance(raw, list):
            return super().read(raw, path, problems)
        if isinstance(raw, dict):
            problems.add(
                path, f"应为数字，或按角色、级别等分列（如 {{roles: {{lead: 20}}}}），现为“{show(raw)}”"
            )
            return ()
        value = self.number.read(raw, path, problems)
        return () if value is None else (self.cls(points=value),)

    def dump(self, value, number):
        if len(value) == 1 and value[0] == self.cls(points=value[0].points):
            return number(value[0].points)
        return super().dump(value, number)


@frozen
class AttributeTest:
    name: str = spec(Text())
    values: tuple = spec(Names())


@frozen
class Audience:
    """Whom something concerns; every key that is written must hold."""

    bearers: tuple = spec(Words(words.BEARERS), ())
    offices: tuple = spec(Words(words.OFFICES), ())
    not_offices: tuple = spec(Words(words.OFFICES), ())
    committees: tuple = spec(Names(), ())
    sectors: tuple = spec(Names(), ())
    groups: tuple = spec(Names(), ())
    attributes: tuple = spec(Many(AttributeTest), ())


@frozen
class Amount:
    """One row of a value that depends on who the bearer is."""

    offices: tuple = spec(Words(words.OFFICES), ())
    committees: tuple = spec(Names(), ())
    sectors: tuple = spec(Names(), ())
    groups: tuple = spec(Names(), ())
    points: Decimal = spec(Number())


def amounts(default=None, **bounds):
    reader = Points(Amount, **bounds)
    return spec(reader) if default is None else spec(reader, default)


@frozen
class Selector:
    """Which facts are meant. Lists are alternatives; different keys must all hold."""

    kinds: tuple = spec(Kinds())
    stages: tuple = spec(Words(words.STAGES), ())
    roles: tuple = spec(Words(words.ROLES), ())
    levels: tuple = spec(Words(words.LEVELS), ())
    results: tuple = spec(Words(words.RESULTS), ())
    flags: tuple = spec(Words(words.FLAGS), ())
    all_flags: tuple = spec(Words(words.FLAGS), ())
    without_flags: tuple = spec(Words(words.FLAGS), ())
    valid_from: object = spec(Day(), None)
    valid_until: object = spec(Day(), None)
    certified_only: bool = spec(YesNo(), False)

    @staticmethod
    def widen(raw):
        return {"kinds": raw} if isinstance(raw, str) else raw

    @staticmethod
    def expand(raw):
        return raw if isinstance(raw, list) else [raw]

    @staticmethod
    def collapse(value, number):
        return None

    def faults(self):
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            yield "valid_until", "不能早于 valid_from"
        clash = set(self.without_flags) & (set(self.all_flags) | set(self.flags))
        if clash:
            yield "without_flags", f"“{'、'.join(sorted(clash))}”既要求有又要求没有，永远选不到记录"


@frozen
class Tier:
    """Units number `from` to `to` (counted from 1) at one value, with a cap of its own."""

    from_: Decimal = spec(Number(above=0))
    to: Decimal | None = spec(Number(above=0), None)
    points: Decimal = spec(Number())
    cap: Decimal | None = spec(Number(least=0), None)


def tier_faults(tiers):
    """Tiers must begin at 1 and follow on without gap or overlap; only the last may be open."""
    expected = Decimal(1)
    for index, tier in enumerate(tiers):
        if expected is None:
            yield f"tiers[{index}].from", "上一档没有写 to（不限），后面不能再有档次"
            return
        if tier.from_ != expected:
            yield f"tiers[{index}].from", f"档次应相接：此处应为 {expected}，现为 {tier.from_}"
            return
        if tier.to is not None and tier.to < tier.from_:
            yield f"tiers[{index}].to", f"不能小于 from（{tier.from_}）"
            return
        expected = None if tier.to is None else tier.to + 1


@frozen
class Row:
    """A value and what a fact must be like to get it; the first row that fits is taken."""

    name: str | None = spec(Text(), None)
    kinds: tuple = spec(Kinds(), ())
    stages: tuple = spec(Words(words.STAGES), ())
    all_stages: tuple = spec(Words(words.STAGES), ())
    roles: tuple = spec(Words(words.ROLES), ())
    levels: tuple = spec(Words(words.LEVELS), ())
    results: tuple = spec(Words(words.RESULTS), ())
    flags: tuple = spec(Words(words.FLAGS), ())
    all_flags: tuple = spec(Words(words.FLAGS), ())
    without_flags: tuple = spec(Words(words.FLAGS), ())
    offices: tuple = spec(Words(words.OFFICES), ())
    points: Decimal | None = spec(Number(), None)
    tiers: tuple = spec(Many(Tier), ())
    free: Decimal = spec(Number(least=0), Decimal(0))
    max_count: Decimal | None = spec(Number(above=0), None)
    cap: Decimal | None = spec(Number(least=0), None)

    def faults(self):
        if (self.points is None) == (not self.tiers):
            yield "points", "points 与 tiers 应写且只写一个"
        yield from tier_faults(self.tiers)


def row_list(**bounds):
    return Points(Row, **bounds)


@frozen
class RoleShare:
    roles: tuple = spec(Words(words.ROLES))
    share: Fraction = spec(Ratio(least=0))


class RoleShares(Many):
    """Rows of role and share, or simply `{lead: 1, co_signer: 50%}`."""

    def read(self, raw, path, problems):
        if isinstance(raw, dict):
            raw = [{"roles": role, "share": share} for role, share in raw.items()]
        return super().read(raw, path, problems)


@frozen
class Bonus:
    """Points added to each counted unit because of an attribute of the author."""

    attribute: str = spec(Text())
    values: tuple = spec(Names())
    points: Decimal = spec(Number())


SPLITS = {
    "each_full": "每人全额",
    "by_role": "按角色比例",
    "lead_only": "只计第一人",
    "lead_then_even": "第一人先取，余下平分",
    "even": "平均分配",
    "fraction": "联名者同一比例",
}


@frozen
class Share:
    """Who gets the value of a work with several people."""

    split: str = spec(Choice(SPLITS), "each_full")
    roles: tuple = spec(RoleShares(RoleShare), ())
    lead: Fraction | None = spec(Ratio(least=0, most=1), None)
    fraction: Fraction | None = spec(Ratio(least=0, most=1), None)
    main_members: Decimal | None = spec(Number(least=1, whole=True), None)
    places: Decimal = spec(Number(least=0, most=6, whole=True), Decimal(2))
    author_bonus: tuple = spec(Many(Bonus), ())

    def faults(self):
        needs = {"by_role": "roles", "lead_then_even": "lead", "fraction": "fraction"}
        for split, key in needs.items():
            present = getattr(self, key) not in (None, ())
            if self.split == split and not present:
                yield key, f"split 为 {split}（{SPLITS[split]}）时必须填写"
            if self.split != split and present:
                yield key, f"只有 split 为 {split}（{SPLITS[split]}）时才能填写"


class WindowNames(Words):
    def __init__(self):
        super().__init__(words.WINDOWS, open_=False)

    def dump(self, value, number):
        return value[0] if len(value) == 1 else list(value)


@frozen
class WindowLimit:
    """At most so many units or points within each day, month, matter …; several names together
    mean «per day and matter»."""

    window: tuple = spec(WindowNames())
    max_count: Decimal | None = spec(Number(above=0), None)
    cap: Decimal | None = spec(Number(least=0), None)

    def faults(self):
        if self.max_count is None and self.cap is None:
            yield "max_count", "max_count（次数上限）与 cap（分值上限）至少写一个"


@frozen
class Limits:
    cap: tuple = amounts(())
    floor: Decimal | None = spec(Number(), None)
    max_count: Decimal | None = spec(Number(above=0), None)
    per: tuple = spec(Many(WindowLimit), ())
    pick: str = spec(Choice(PICKS), "highest")

    def faults(self):
        for row in self.cap:
            if self.floor is not None and row.points < self.floor:
                yield "cap", f"上限 {row.points} 低于下限 {self.floor}"


@frozen
class Meeting:
    """Facts of one meeting (one each half-day) joined into one attendance."""

    present_if: Fraction = spec(Ratio(above=0, most=1))
    below: str = spec(Choice({"absent": "视为无故缺席", "own": "按本人记录"}), "absent")


CONDITION_OVER = {"period": "本周期", "term": "本届"}


@frozen
class Condition:
    """A count of facts, or a result of scoring, within bounds."""

    name: str | None = spec(Text(), None)
    select: tuple = spec(Many(Selector, least=1), ())
    meeting: Meeting | None = spec(One(Meeting), None)
    count: str = spec(Choice(COUNTS), "quantity")
    indicator: str | None = spec(Key(), None)
    section: str | None = spec(Key(), None)
    by: str = spec(Choice(MEASURES), "points")
    over: str = spec(Choice(CONDITION_OVER), "period")
    in_a_row: Decimal = spec(Number(least=1, whole=True), Decimal(1))
    at_least: Fraction | None = spec(Ratio(), None)
    at_most: Fraction | None = spec(Ratio(), None)

    def faults(self):
        chosen = [bool(self.select), self.indicator is not None, self.section is not None]
        if sum(chosen) != 1:
            yield "select", "select、indicator、section 应写且只写一个"
        if self.at_least is None and self.at_most is None:
            yield "at_least", "at_least 与 at_most 至少写一个"
        elif None not in (self.at_least, self.at_most) and self.at_most < self.at_least:
            yield "at_most", f"不能小于 at_least（{self.at_least}）"
        if self.in_a_row > 1 and (not self.select or self.over == "term"):
            yield "in_a_row", "只能用于按周期计数的 select 条件"
