"""What scores lead to: grades, consequences, ranks, lists, and the year out of two halves."""

from decimal import Decimal
from fractions import Fraction

from .. import words
from .parts import MEASURES, Audience, Condition
from .spec import Choice, Key, Many, Names, Number, One, Ratio, Text, Words, frozen, show, spec, to_fraction

PERIOD_KINDS = {"h1": "上半年", "h2": "下半年", "half": "半年", "year": "全年", "any": "不限"}


class Require:
    """all, any, or how many of the conditions."""

    def read(self, raw, path, problems):
        table = {"all": "all", "any": "any", "全部": "all", "任一": "any"}
        if isinstance(raw, str) and raw in table:
            return table[raw]
        value = to_fraction(raw)
        if value is None or value < 1 or value != int(value):
            problems.add(path, f"应为 all（全部）、any（任一）或条件个数，现为“{show(raw)}”")
            return None
        return int(value)

    def dump(self, value, number):
        return value


@frozen
class Band:
    name: str = spec(Text())
    min: Decimal | None = spec(Number(), None)
    max: Decimal | None = spec(Number(), None)
    quota: Fraction | None = spec(Ratio(above=0, most=1), None)
    quota_n: Decimal | None = spec(Number(least=1, whole=True), None)

    @property
    def limited(self):
        """Whether only so many may have this grade."""
        return self.quota is not None or self.quota_n is not None

    def faults(self):
        if self.quota is not None and self.quota_n is not None:
            yield "quota_n", "quota（比例）与 quota_n（名额）只能写一个"
        if None not in (self.min, self.max) and self.max < self.min:
            yield "max", f"不能小于 min（{self.min}）"


BETWEENS = {"lower": "归下一等", "higher": "归上一等", "round": "总分先四舍五入到整数"}
CUTS = {"up": "进一", "down": "舍去", "half_up": "四舍五入"}
LINE_TIES = {"in": "同分全部列入", "out": "同分全部不列入"}


class Scopes(Names):
    """Scopes of ranking: a word, or several joined by «+» (committee+office)."""

    def one(self, word, path, index, raw, problems):
        return ScopeName().read(word, f"{path}[{index}]" if isinstance(raw, list) else path, problems)


class ScopeName:
    def read(self, raw, path, problems):
        parts = raw.split("+") if isinstance(raw, str) else [raw]
        read = [Choice(words.SCOPES).read(_strip(part), path, problems) for part in parts]
        return "+".join(read) if None not in read else None

    def dump(self, value, number):
        return value


def _strip(part):
    return part.strip() if isinstance(part, str) else part


@frozen
class Grades:
    bands: tuple = spec(Many(Band, least=1))
    periods: tuple = spec(Words(PERIOD_KINDS, open_=False), ())
    between: str | None = spec(Choice(BETWEENS), None)
    quota_scope: str = spec(ScopeName(), "all")
    quota_rounding: str = spec(Choice(CUTS), "down")
    quota_ties: str = spec(Choice(LINE_TIES), "in")
    quote: str | None = spec(Text(), None)

    def faults(self):
        names = [band.name for band in self.bands]
        for index, name in enumerate(names):
            if name in names[:index]:
                yield f"bands[{index}].name", f"等次“{name}”重复"
        yield from self._band_faults()

    def _band_faults(self):
        scored = [(index, band) for index, band in enumerate(self.bands) if band.min is not None]
        for index, band in enumerate(self.bands[:-1]):
            if band.min is None and not band.limited:
                yield f"bands[{index}].min", "除最后一等外，每一等都要写 min（最低分）或 quota（比例）"
        for (_, upper), (index, lower) in zip(scored, scored[1:], strict=False):
            if lower.min > upper.min or (lower.min == upper.min and not upper.limited):
                yield f"bands[{index}].min", f"应从高到低排列：“{lower.name}”不低于“{upper.name}”"
        gap = False
        for (upper, lower), index in zip(
            zip(self.bands, self.bands[1:], strict=False), range(1, len(self.bands)), strict=False
        ):
            if upper.min is None or lower.max is None:
                continue
            if lower.max >= upper.min and not upper.limited:
                yield (
                    f"bands[{index}].max",
                    f"等次区间重叠：“{lower.name}”到 {lower.max} 分，“{upper.name}”从 {upper.min} 分起",
                )
            gap = True
        if gap and self.between is None:
            yield "between", "两等之间的小数（如 84.5）归哪一等？请写 lower、higher 或 round"
        if sum((band.quota or 0) for band in self.bands) > 1:
            yield "bands", "各等比例合计超过 100%"


@frozen
class Consequence:
    """What follows from a grade, a repeated grade, or events over the term."""

    text: str = spec(Text())
    quote: str | None = spec(Text(), None)
    grades: tuple = spec(Names(), ())
    periods: tuple = spec(Words(PERIOD_KINDS, open_=False), ())
    in_a_row: Decimal = spec(Number(least=1, whole=True), Decimal(1))
    require: object = spec(Require(), "all")
    conditions: tuple = spec(Many(Condition), ())
    audience: Audience | None = spec(One(Audience), None)
    at: str = spec(Choice({"any": "每次考核", "term_end": "换届时"}), "any")

    def faults(self):
        if bool(self.grades) == bool(self.conditions):
            yield "grades", "grades（等次）与 conditions（条件）应写且只写一种"
        if self.in_a_row > 1 and not self.grades:
            yield "in_a_row", "按条件连续计数请写在 conditions 的 in_a_row"


@frozen
class TieBreaker:
    indicator: str | None = spec(Key(), None)
    section: str | None = spec(Key(), None)
    by: str = spec(Choice(MEASURES), "points")
    order: str = spec(Choice({"high": "高者在前", "low": "低者在前"}), "high")

    def faults(self):
        if (self.indicator is None) == (self.section is None):
            yield "indicator", "indicator 与 section 应写且只写一个"
        if self.section is not None and self.by != "points":
            yield "by", "板块只能比得分（points）"


@frozen
class CutList:
    name: str = spec(Text())
    periods: tuple = spec(Words(PERIOD_KINDS, open_=False), ())
    scope: str = spec(ScopeName(), "all")
    top: Fraction | None = spec(Ratio(above=0, most=1), None)
    top_n: Decimal | None = spec(Number(least=1, whole=True), None)
    bottom: Fraction | None = spec(Ratio(above=0, most=1), None)
    bottom_n: Decimal | None = spec(Number(least=1, whole=True), None)
    rounding: str = spec(Choice(CUTS), "down")
    ties: str = spec(Choice(LINE_TIES), "in")
    min_total: Decimal | None = spec(Number(), None)
    grades: tuple = spec(Names(), ())

    def faults(self):
        chosen = (self.top, self.top_n, self.bottom, self.bottom_n)
        if sum(one is not None for one in chosen) != 1:
            yield "top", "top（比例）、top_n（名额）、bottom（末位比例）、bottom_n（末位名额）应写且只写一个"


@frozen
class Ranking:
    scopes: tuple = spec(Scopes(), ("all",))
    ties: str = spec(Choice({"skip": "并列占位（1、1、3）", "dense": "并列不占位（1、1、2）"}), "skip")
    tie_breakers: tuple = spec(Many(TieBreaker), ())
    not_ranked: Audience | None = spec(One(Audience), None)
    lists: tuple = spec(Many(CutList), ())
    quote: str | None = spec(Text(), None)


class Ratios:
    """A list of shares."""

    def read(self, raw, path, problems):
        if not isinstance(raw, list):
            problems.add(path, f"应为列表（如 [40%, 60%]），现为“{show(raw)}”")
            return ()
        return tuple(Ratio(least=0).read(one, f"{path}[{n}]", problems) for n, one in enumerate(raw))

    def dump(self, value, number):
        return [Ratio().dump(one, number) for one in value]


@frozen
class Year:
    combine: str = spec(Choice({"sum": "相加", "average": "平均", "weights": "加权"}))
    weights: tuple = spec(Ratios(), ())
    cap: Decimal | None = spec(Number(), None)
    floor: Decimal | None = spec(Number(), None)
    one_half: str = spec(Choice({"zero": "缺的半年计 0 分", "only": "只按有成绩的半年计"}), "zero")

    def faults(self):
        if (self.combine == "weights") != (len(self.weights) == 2):
            yield "weights", "combine 为 weights 时写两个权重（上半年、下半年），否则不写"
