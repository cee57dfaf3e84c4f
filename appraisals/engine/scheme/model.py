"""A whole scheme as frozen dataclasses. docs/scoring.md explains every key by example."""

from decimal import Decimal
from fractions import Fraction

from .. import words
from .methods import Penalty, method_reader
from .outcomes import PERIOD_KINDS, Consequence, Grades, Ranking, Require, Year
from .parts import Audience, Condition, Limits, Meeting, Selector, Share, amounts
from .spec import Choice, Key, Many, Names, Number, One, Ratio, Text, Words, YesNo, frozen, spec

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
            yield "method", "缺少这一项（暂无分值的指标请写 enabled: false）"
        refers = hasattr(self.method, "gate") or hasattr(self.method, "of")
        if self.enabled and not self.select and not refers and self.method:
            yield "select", "没有选择任何履职事项"
        if self.select and refers:
            yield "select", "这种计分方法不看履职记录，不能写 select"
        if self.limits.per and getattr(self.method, "step", 1) != 1:
            yield "limits.per", "每满几个单位计一次（step）时不能再写 per"
        if self.points_outside is not None and self.audience is None:
            yield "points_outside", "没有写 audience（适用对象），此项无意义"


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
    weight: Fraction = spec(Ratio(above=0), Fraction(1))
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
            yield "require", f"只有 {len(self.conditions)} 个条件，不能要求 {self.require} 个"


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
