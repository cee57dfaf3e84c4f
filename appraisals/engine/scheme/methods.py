"""The ways an indicator turns facts into points; scheme files name them by `type`."""

from decimal import Decimal
from fractions import Fraction

from .. import words
from .parts import COUNTS, Row, Selector, Tier, amounts, row_list, tier_faults
from .spec import Choice, Key, Kinds, Many, Names, Number, Ratio, Tagged, Words, frozen, spec

MATCHES = {"first": "第一条符合的", "all": "符合的各条都算", "highest": "符合的取最高"}
COMBINES = {
    "sum": "逐条相加",
    "highest_per_matter": "同一事由取最高",
    "highest": "全部只取最高一次",
    "each_level_once": "每个级别只计一次",
    "top_within": "同组级别只取最高，其余相加",
}
BELOWS = {"share": "按比例计", "none": "不计分"}


def negative_rows(rows, key):
    """Deductions are written as positive numbers: how many points are taken off."""
    for index, row in enumerate(rows):
        values = [row.points] if row.points is not None else [tier.points for tier in row.tiers]
        if any(value < 0 for value in values):
            yield key if len(rows) == 1 else f"{key}[{index}].points", "扣分值填正数（扣几分）"


@frozen
class PerUnit:
    """points × quantity, in one value, by rows, or by tiers."""

    label = "按件（次）计分"
    points: tuple = spec(row_list(), ())
    tiers: tuple = spec(Many(Tier), ())
    count: str = spec(Choice(COUNTS), "quantity")
    step: Decimal = spec(Number(above=0), Decimal(1))

    def faults(self):
        if bool(self.points) == bool(self.tiers):
            yield "points", "points 与 tiers 应写且只写一个"
        if self.step != 1 and len(self.points) > 1:
            yield "step", "每满几个单位计一次时，points 只能是一个数"
        yield from tier_faults(self.tiers)
        if any(row.all_stages for row in self.points):
            yield "points", "all_stages 只能用于 table 且 combine 为 highest_per_matter"


@frozen
class Step:
    at_least: Decimal = spec(Number(least=0))
    points: Decimal = spec(Number())


@frozen
class Once:
    """The full points once, when the number of facts lies within the bounds; or one value by how
    many there are (the highest step reached)."""

    label = "达到即得"
    points: tuple = amounts(())
    steps: tuple = spec(Many(Step), ())
    at_least: Decimal | None = spec(Number(least=0), None)
    at_most: Decimal | None = spec(Number(least=0), None)
    count: str = spec(Choice(COUNTS), "quantity")

    def faults(self):
        if bool(self.points) == bool(self.steps):
            yield "points", "points 与 steps 应写且只写一个"
        if self.steps and (self.at_least, self.at_most) != (None, None):
            yield "at_least", "at_least、at_most 不能与 steps 同用"
        marks = [step.at_least for step in self.steps]
        if marks != sorted(set(marks), reverse=True):
            yield "steps", "应从高到低排列，不能重复"
        if None not in (self.at_least, self.at_most) and self.at_most < self.at_least:
            yield "at_most", f"不能小于 at_least（{self.at_least}）"


@frozen
class Reach:
    """Full points at a target number, or at a target in every month (quarter …)."""

    label = "达标计分"
    points: tuple = amounts()
    target: tuple = amounts(above=0)
    every: str | None = spec(Choice({key: words.WINDOWS[key] for key in ("week", "month", "quarter")}), None)
    below: str = spec(Choice(BELOWS))
    count: str = spec(Choice(COUNTS), "quantity")

    def faults(self):
        if any(row.points <= 0 for row in self.target):
            yield "target", "应大于 0"


@frozen
class LevelGroup:
    levels: tuple = spec(Words(words.LEVELS))

    @staticmethod
    def widen(raw):
        return {"levels": raw} if isinstance(raw, list) else raw


@frozen
class Table:
    """A value for each result, level, role, stage or set of them."""

    label = "按表计分"
    rows: tuple = spec(row_list())
    combine: str = spec(Choice(COMBINES), "sum")
    per: str | None = spec(Choice({"matter": "同一事由内", "period": "整个周期内"}), None)
    groups: tuple = spec(Many(LevelGroup), ())
    match: str = spec(Choice(MATCHES), "first")
    count: str = spec(Choice(COUNTS), "quantity")

    @property
    def scope(self):
        """Within what levels compete: one matter or the whole period."""
        return self.per or ("matter" if self.combine == "top_within" else "period")

    def faults(self):
        if any(row.all_stages for row in self.rows) and self.combine != "highest_per_matter":
            yield "rows", "all_stages（兼有几个阶段）只能在 combine 为 highest_per_matter 时使用"
        if self.combine != "sum" and any(row.tiers or row.free for row in self.rows):
            yield "rows", "tiers、free 只能在 combine 为 sum 时使用"
        if (self.combine == "top_within") != bool(self.groups):
            yield "groups", "groups（同组级别）与 combine: top_within 应同时使用"
        if self.per and self.combine not in ("each_level_once", "top_within"):
            yield "per", "只能用于 each_level_once 或 top_within"


COUNT_AS = {"present": "计为出席", "absent": "计为缺席", "excluded": "不计入应到"}


@frozen
class CountAs:
    """How facts of some result or flag count in a rate: as present, absent, left out, or in part."""

    results: tuple = spec(Words(words.RESULTS), ())
    flags: tuple = spec(Words(words.FLAGS), ())
    kinds: tuple = spec(Kinds(), ())
    as_: str | None = spec(Choice(COUNT_AS), None)
    part: Fraction | None = spec(Ratio(least=0, most=1), None)

    def faults(self):
        if (self.as_ is None) == (self.part is None):
            yield "as", "as（计为什么）与 part（按几成计）应写且只写一个"
        if not (self.results or self.flags or self.kinds):
            yield "results", "results、flags、kinds 至少写一个"


@frozen
class Threshold:
    at_least: Fraction = spec(Ratio(least=0))
    points: Decimal = spec(Number())


@frozen
class Rate:
    """points × present ÷ expected, or the value of the highest threshold reached."""

    label = "按比率计分"
    points: tuple = amounts(())
    over: tuple = spec(Many(Selector), ())
    count_as: tuple = spec(Many(CountAs), ())
    thresholds: tuple = spec(Many(Threshold), ())
    minimum: Fraction | None = spec(Ratio(least=0), None)
    full_at: Fraction | None = spec(Ratio(above=0), None)
    when_nothing_expected: str = spec(Choice({"zero": "计 0 分", "full": "计满分"}), "zero")

    def faults(self):
        if bool(self.points) == bool(self.thresholds):
            yield "points", "points（满分）与 thresholds（分档）应写且只写一个"
        marks = [row.at_least for row in self.thresholds]
        if marks != sorted(set(marks), reverse=True):
            yield "thresholds", "应从高到低排列，不能重复"
        if self.thresholds and (self.minimum is not None or self.full_at is not None):
            yield "minimum", "minimum、full_at 只能与 points 同用"
        if None not in (self.minimum, self.full_at) and self.full_at < self.minimum:
            yield "full_at", "不能小于 minimum"
        if self.over and self.count_as:
            yield "count_as", "写了 over（分母）时不能再写 count_as"


@frozen
class Deduct:
    """A full mark less a table of deductions, not below the floor."""

    label = "满分起扣"
    full: tuple = amounts(least=0)
    deductions: tuple = spec(row_list())
    floor: Decimal = spec(Number(), Decimal(0))
    match: str = spec(Choice(MATCHES), "first")
    count: str = spec(Choice(COUNTS), "quantity")

    def faults(self):
        yield from negative_rows(self.deductions, "deductions")
        for row in self.full:
            if row.points < self.floor:
                yield "full", f"满分 {row.points} 低于下限 {self.floor}"


@frozen
class Penalty:
    """Points taken straight from the section or from the total."""

    label = "直接扣分"
    points: tuple = spec(row_list())
    from_: str = spec(Choice({"section": "从板块扣", "total": "从总分扣"}), "section")
    match: str = spec(Choice(MATCHES), "first")
    count: str = spec(Choice(COUNTS), "quantity")

    def faults(self):
        yield from negative_rows(self.points, "points")


@frozen
class Entered:
    """A value typed by staff, within bounds."""

    label = "人工评定"
    min: Decimal = spec(Number())
    max: Decimal = spec(Number())
    combine: str = spec(
        Choice({"sum": "相加", "average": "平均", "highest": "取最高", "latest": "取最后一次"}), "sum"
    )

    def faults(self):
        if self.max < self.min:
            yield "max", f"不能小于 min（{self.min}）"


@frozen
class Rating:
    """The average of rating rounds × weight (or scaled from `out_of` to `points`)."""

    label = "测评折算"
    weight: Fraction | None = spec(Ratio(least=0), None)
    points: Decimal | None = spec(Number(above=0), None)
    out_of: Decimal | None = spec(Number(above=0), None)
    average: str = spec(Choice({"rounds": "各轮平均", "ballots": "按票数平均"}), "rounds")
    when_missing: Decimal = spec(Number(), Decimal(0))

    def faults(self):
        scaled = self.points is not None and self.out_of is not None
        if scaled == (self.weight is not None) or (self.points is None) != (self.out_of is None):
            yield "weight", "写 weight（权重），或同时写 points（折算满分）和 out_of（测评满分）"


@frozen
class FromGate:
    """Points for meeting a gate (三个一、六个一)."""

    label = "达到基本要求得分"
    gate: str = spec(Key())
    points: tuple = amounts()
    below: str = spec(Choice(BELOWS), "none")


@frozen
class Excess:
    """What other indicators earned above their caps, × share."""

    label = "超出上限部分转入"
    of: tuple = spec(Names())
    share: Fraction = spec(Ratio(above=0), Fraction(1))


METHODS = {
    "per_unit": PerUnit,
    "once": Once,
    "reach": Reach,
    "table": Table,
    "rate": Rate,
    "deduct": Deduct,
    "penalty": Penalty,
    "entered": Entered,
    "rating": Rating,
    "gate": FromGate,
    "excess": Excess,
}
method_reader = Tagged(METHODS)
__all__ = ["METHODS", "Row", *(cls.__name__ for cls in METHODS.values())]
