"""A whole scheme as frozen dataclasses. docs/scoring.md explains every key by example."""

import datetime
from decimal import Decimal
from fractions import Fraction

from .. import words
from .methods import FromGate, Penalty, method_reader
from .parts import MEASURES, Audience, Condition, Limits, Meeting, Selector, Share, amounts
from .spec import Choice, Key, Many, Names, Number, One, Ratio, Text, Words, YesNo, frozen, show, spec

PERIOD_KINDS = {"h1": "上半年", "h2": "下半年", "half": "半年", "year": "全年", "any": "不限"}
ROUNDINGS = {"half_up": "四舍五入", "half_even": "四舍六入五成双", "up": "进位", "down": "舍去"}


@frozen
class Indicator:
    key: str = spec(Key())
    name: str = spec(Text())
    exam: str | None = spec(Choice(words.EXAMS), None)
    unit: str = spec(Text(), "次")
    quote: str | None = spec(Text(), None)
    note: str | None = spec(Text(), None)
    enabled: bool = spec(YesNo(), True)
    periods: tuple = spec(Words(PERIOD_KINDS, open_=False), ())
    audience: Audience | None = spec(One(Audience), None)
    points_outside: Decimal | None = spec(Number(), None)
    select: tuple = spec(Many(Selector, least=1), ())
    meeting: Meeting | None = spec(One(Meeting), None)
    method: object = spec(method_reader, None)
    share: Share = spec(One(Share), Share())
    limits: Limits = spec(One(Limits), Limits())

    def faults(self):
        if self.enabled and self.method is None:
            yield "method", "缺少这一项(暂无分值的指标请写 enabled: false)"
        refers = hasattr(self.method, "gate") or hasattr(self.method, "of")
        if self.enabled and not self.select and not refers and self.method:
            yield "select", "没有选择任何履职事项"
        if self.select and refers:
            yield "select", "这种计分方法不看履职记录,不能写 select"
        if self.points_outside is not None and self.audience is None:
            yield "points_outside", "没有写 audience(适用对象),此项无意义"


@frozen
class SharedCap:
    """One cap over several indicators, or over other shared caps of the section."""

    key: str = spec(Key())
    name: str | None = spec(Text(), None)
    of: tuple = spec(Names())
    cap: Decimal = spec(Number(least=0))


@frozen
class Section:
    key: str = spec(Key())
    name: str = spec(Text())
    exam: str | None = spec(Choice(words.EXAMS), None)
    start: tuple = amounts(())
    cap: tuple = amounts(())
    floor: Decimal | None = spec(Number(), None)
    bonus: bool = spec(YesNo(), False)
    note: str | None = spec(Text(), None)
    quote: str | None = spec(Text(), None)
    shared_caps: tuple = spec(Many(SharedCap), ())
    indicators: tuple = spec(Many(Indicator), ())

    def faults(self):
        for row in self.cap:
            if self.floor is not None and row.points < self.floor:
                yield "cap", f"上限 {row.points} 低于下限 {self.floor}"


@frozen
class OncePerWork:
    """Indicators among which the same matter counts once."""

    name: str | None = spec(Text(), None)
    indicators: tuple = spec(Names())
    under: tuple = spec(Names(), ("highest",))
    by: str = spec(Choice({"matter": "同一事由", "meeting": "同一会议"}), "matter")
    quote: str | None = spec(Text(), None)

    def faults(self):
        if len(self.indicators) < 2:
            yield "indicators", "至少写两个指标"
        for key in self.under:
            if self.under != ("highest",) and key not in self.indicators:
                yield "under", f"“{key}”不在本组 indicators 中"


class Require:
    """all, any, or how many of the conditions."""

    def read(self, raw, path, problems):
        table = {"all": "all", "any": "any", "全部": "all", "任一": "any"}
        if isinstance(raw, str) and raw in table:
            return table[raw]
        value = Number(least=1, whole=True).read(raw, path, type(problems)())
        if value is None or value < 1 or value != int(value):
            problems.add(path, f"应为 all(全部)、any(任一)或条件个数,现为“{show(raw)}”")
            return None
        return int(value)

    def dump(self, value, number):
        return value


@frozen
class Gate:
    """A minimum requirement and what happens when it is not met."""

    key: str = spec(Key())
    name: str = spec(Text())
    quote: str | None = spec(Text(), None)
    audience: Audience | None = spec(One(Audience), None)
    periods: tuple = spec(Words(PERIOD_KINDS, open_=False), ())
    require: object = spec(Require(), "all")
    conditions: tuple = spec(Many(Condition, least=1))
    grade_ceiling: str | None = spec(Text(), None)
    total_cap: Decimal | None = spec(Number(), None)
    section: str | None = spec(Key(), None)
    section_cap: Decimal | None = spec(Number(), None)

    def faults(self):
        if (self.section is None) != (self.section_cap is None):
            yield "section_cap", "section 与 section_cap 应同时写"
        if isinstance(self.require, int) and self.require > len(self.conditions):
            yield "require", f"只有 {len(self.conditions)} 个条件,不能要求 {self.require} 个"


@frozen
class Band:
    name: str = spec(Text())
    min: Decimal | None = spec(Number(), None)
    max: Decimal | None = spec(Number(), None)
    quota: Fraction | None = spec(Ratio(above=0, most=1), None)

    def faults(self):
        if None not in (self.min, self.max) and self.max < self.min:
            yield "max", f"不能小于 min({self.min})"


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
            if band.min is None and band.quota is None:
                yield f"bands[{index}].min", "除最后一等外,每一等都要写 min(最低分)或 quota(比例)"
        for (_, upper), (index, lower) in zip(scored, scored[1:], strict=False):
            if lower.min >= upper.min:
                yield f"bands[{index}].min", f"应从高到低排列:“{lower.name}”不低于“{upper.name}”"
        gap = False
        for (upper, lower), index in zip(
            zip(self.bands, self.bands[1:], strict=False), range(1, len(self.bands)), strict=False
        ):
            if upper.min is None or lower.max is None:
                continue
            if lower.max >= upper.min:
                yield (
                    f"bands[{index}].max",
                    f"等次区间重叠:“{lower.name}”到 {lower.max} 分,“{upper.name}”从 {upper.min} 分起",
                )
            gap = True
        if gap and self.between is None:
            yield "between", "两等之间的小数(如 84.5)归哪一等?请写 lower、higher 或 round"
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
            yield "grades", "grades(等次)与 conditions(条件)应写且只写一种"
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
            yield "by", "板块只能比得分(points)"


@frozen
class CutList:
    name: str = spec(Text())
    periods: tuple = spec(Words(PERIOD_KINDS, open_=False), ())
    scope: str = spec(ScopeName(), "all")
    top: Fraction | None = spec(Ratio(above=0, most=1), None)
    top_n: Decimal | None = spec(Number(least=1, whole=True), None)
    rounding: str = spec(Choice(CUTS), "down")
    ties: str = spec(Choice(LINE_TIES), "in")
    min_total: Decimal | None = spec(Number(), None)
    grades: tuple = spec(Names(), ())

    def faults(self):
        if (self.top is None) == (self.top_n is None):
            yield "top", "top(比例)与 top_n(名额)应写且只写一个"


@frozen
class Ranking:
    scopes: tuple = spec(Scopes(), ("all",))
    ties: str = spec(Choice({"skip": "并列占位(1、1、3)", "dense": "并列不占位(1、1、2)"}), "skip")
    tie_breakers: tuple = spec(Many(TieBreaker), ())
    not_ranked: Audience | None = spec(One(Audience), None)
    lists: tuple = spec(Many(CutList), ())
    quote: str | None = spec(Text(), None)


@frozen
class Year:
    combine: str = spec(Choice({"sum": "相加", "average": "平均", "weights": "加权"}))
    weights: tuple = spec(Names(), ())
    cap: Decimal | None = spec(Number(), None)
    floor: Decimal | None = spec(Number(), None)
    one_half: str = spec(Choice({"zero": "缺的半年计 0 分", "only": "只按有成绩的半年计"}), "zero")

    def faults(self):
        if (self.combine == "weights") != (len(self.weights) == 2):
            yield "weights", "combine 为 weights 时写两个权重(上半年、下半年),否则不写"
        for index, weight in enumerate(self.weights):
            if Ratio(least=0).read(weight, "", _Silent()) is None:
                yield f"weights[{index}]", f"应为比例,现为“{weight}”"

    @property
    def shares(self):
        return tuple(Ratio().read(weight, "", _Silent()) for weight in self.weights)


class _Silent:
    found: tuple = ()

    def add(self, path, message):
        """Faults are told by the caller."""


@frozen
class Rounding:
    line: Decimal = spec(Number(least=0, most=6, whole=True), Decimal(2))
    total: Decimal = spec(Number(least=0, most=6, whole=True), Decimal(2))
    mode: str = spec(Choice(ROUNDINGS), "half_up")


@frozen
class Reading:
    """A question the published text leaves open, and how this scheme answers it."""

    question: str = spec(Text())
    choice: str = spec(Text())
    note: str | None = spec(Text(), None)


@frozen
class KindDefinition:
    """A duty kind of this committee's own."""

    code: str = spec(Key())
    label: str = spec(Text())
    unit: str = spec(Text(), "次")


OFFICE_AT = {"period_end": "按期末职务", "longest": "按任职最长的职务", "pro_rata": "按任职天数折算"}
JOINERS = {"none": "不折算", "denominators": "只折算应到次数", "full_marks": "折算满分"}


@frozen
class Scheme:
    slug: str = spec(Key())
    name: str = spec(Text())
    issuer: str | None = spec(Text(), None)
    adopted: str | None = spec(Text(), None)
    source: str | None = spec(Text(), None)
    note: str | None = spec(Text(), None)
    example: bool = spec(YesNo(), False)
    period: str = spec(Choice(PERIOD_KINDS), "year")
    bearers: tuple = spec(Words(words.BEARERS), ("member",))
    kinds: tuple = spec(Many(KindDefinition), ())
    start: tuple = amounts(())
    cap: tuple = amounts(())
    cap_with_bonus: Decimal | None = spec(Number(), None)
    floor: Decimal | None = spec(Number(), None)
    rounding: Rounding = spec(One(Rounding), Rounding())
    office_at: str = spec(Choice(OFFICE_AT), "period_end")
    affiliation_at: str = spec(
        Choice({key: OFFICE_AT[key] for key in ("period_end", "longest")}), "period_end"
    )
    joiners: str = spec(Choice(JOINERS), "none")
    sections: tuple = spec(Many(Section, least=1))
    once_per_work: tuple = spec(Many(OncePerWork), ())
    gates: tuple = spec(Many(Gate), ())
    grades: Grades | None = spec(One(Grades), None)
    consequences: tuple = spec(Many(Consequence), ())
    ranking: Ranking = spec(One(Ranking), Ranking())
    year: Year | None = spec(One(Year), None)
    readings: tuple = spec(Many(Reading), ())

    def faults(self):
        for row in self.cap:
            if self.floor is not None and row.points < self.floor:
                yield "cap", f"上限 {row.points} 低于下限 {self.floor}"

    @property
    def indicators(self) -> tuple:
        """All indicators in the order of the document."""
        return tuple(item for section in self.sections for item in section.indicators)

    def active(self, period) -> tuple:
        """(section, indicator) pairs that are switched on and meant for this sort of period.

        Where the year is made of its halves, the year itself scores only what names `year`."""
        halves_made = self.year is not None and period.kind == "year"
        return tuple(
            (section, item)
            for section in self.sections
            for item in section.indicators
            if item.enabled and fits_period(item, period) and not (halves_made and not item.periods)
        )


def fits_period(item, period) -> bool:
    """Whether something with a key `periods` is meant for this sort of period."""
    wanted = {period.kind, "any"} | ({"half"} if period.kind in ("h1", "h2") else set())
    return not item.periods or bool(wanted & set(item.periods))


def takes_from_total(indicator) -> bool:
    return isinstance(indicator.method, Penalty) and indicator.method.from_ == "total"


def gate_of(indicator) -> str | None:
    return indicator.method.gate if isinstance(indicator.method, FromGate) else None


Date = datetime.date
