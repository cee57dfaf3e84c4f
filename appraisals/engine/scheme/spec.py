"""How a plain document becomes frozen dataclasses and back: one reader for each sort of value.

Every field of the scheme's dataclasses carries its reader. Reading never stops at the first fault:
each fault is noted with the path of the place («sections[0].name») and one Chinese sentence.
"""

import dataclasses
import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from ..words import closest, code_of

REQUIRED = object()
_KEY = re.compile(r"^[a-z0-9_]+$")
LARGEST = 10**9
"""No count or value of a scoring document comes near this; a larger number is a slip."""
PLACES = 6


class Problems:
    """Faults found so far, in reading order."""

    def __init__(self):
        self.found: list[tuple[str, str]] = []

    def add(self, path: str, message: str) -> None:
        self.found.append((path, message))


def join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def show(raw) -> str:
    """A raw value as quoted in a message."""
    text = "空" if raw is None else str(raw)
    return text if len(text) <= 40 else text[:40] + "…"


def spec(reader, default=REQUIRED):
    """A dataclass field that reads itself; without a default the key must be present."""
    if default is REQUIRED:
        return field(metadata={"read": reader})
    return field(default=default, metadata={"read": reader})


class Text:
    def read(self, raw, path, problems):
        if isinstance(raw, int | Decimal | datetime.date) and not isinstance(raw, bool):
            raw = str(raw)
        if not isinstance(raw, str) or not raw.strip():
            problems.add(path, f"应为文字，现为“{show(raw)}”")
            return None
        return raw.strip()

    def dump(self, value, number):
        return value


class Key(Text):
    """A short name used by other parts of the document: small Latin letters, digits, underline, or Chinese."""

    def read(self, raw, path, problems):
        text = super().read(raw, path, problems)
        if text and not _KEY.match(text) and not code_of(text, {}):
            problems.add(path, f"代号只能用小写字母、数字、下划线或中文，现为“{show(raw)}”")
        return text


def to_decimal(raw) -> Decimal | None:
    """An exact number from what YAML or JSON gives, or None."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        return None
    try:
        value = Decimal(str(raw).strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


class Number:
    """An exact decimal; `least` and `most` are inclusive bounds."""

    def __init__(self, least=None, most=None, above=None, whole=False):
        self.least, self.most, self.above, self.whole = least, most, above, whole

    def read(self, raw, path, problems):
        value = to_decimal(raw)
        if value is None:
            problems.add(path, f"应为数字，现为“{show(raw)}”")
            return None
        fault = self.fault(value)
        if fault:
            problems.add(path, f"{fault}，现为“{show(raw)}”")
        return value

    def fault(self, value):
        if abs(value) > LARGEST:
            return "数字过大"
        if isinstance(value, Decimal) and value.normalize().as_tuple().exponent < -PLACES:
            return f"小数至多 {PLACES} 位"
        if self.whole and value != value.to_integral_value():
            return "应为整数"
        if self.least is not None and value < self.least:
            return f"不能小于 {self.least}"
        if self.above is not None and value <= self.above:
            return f"应大于 {self.above}"
        if self.most is not None and value > self.most:
            return f"不能大于 {self.most}"
        return None

    def dump(self, value, number):
        return number(value)


class Ratio(Number):
    """A share: 0.6, 60% or 2/3, kept exactly."""

    def read(self, raw, path, problems):
        value = to_fraction(raw)
        if value is None:
            problems.add(path, f"应为比例（如 60%、2/3 或 0.6），现为“{show(raw)}”")
            return None
        fault = self.fault(value)
        if fault:
            problems.add(path, f"{fault}，现为“{show(raw)}”")
        return value

    def dump(self, value, number):
        as_decimal = exact_decimal(value)
        if as_decimal is None:
            return f"{value.numerator}/{value.denominator}"
        return number(as_decimal)


def to_fraction(raw) -> Fraction | None:
    if isinstance(raw, str):
        text = raw.strip().replace("\uff05", "%")
        if len(text) > 20 or "e" in text.lower():
            return None
        try:
            return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
        except (ValueError, ZeroDivisionError):
            return None
    value = to_decimal(raw)
    return None if value is None or value.adjusted() > 20 else Fraction(value)


def exact_decimal(value: Fraction) -> Decimal | None:
    """The decimal equal to a fraction, or None if it does not end."""
    left = value.denominator
    for prime in (2, 5):
        while left % prime == 0:
            left //= prime
    return Decimal(value.numerator) / Decimal(value.denominator) if left == 1 else None


class YesNo:
    def read(self, raw, path, problems):
        table = {True: True, False: False, "是": True, "否": False}
        if isinstance(raw, bool | str) and raw in table:
            return table[raw]
        problems.add(path, f"应为 true 或 false，现为“{show(raw)}”")
        return None

    def dump(self, value, number):
        return value


class Day:
    def read(self, raw, path, problems):
        if isinstance(raw, datetime.datetime):
            raw = raw.date()
        if isinstance(raw, datetime.date):
            return raw
        try:
            return datetime.date.fromisoformat(raw)
        except (TypeError, ValueError):
            problems.add(path, f"应为日期（如 2026-03-05），现为“{show(raw)}”")
            return None

    def dump(self, value, number):
        return value.isoformat()


class Choice:
    """One word of a closed list, as code or label."""

    def __init__(self, table):
        self.table = table

    def read(self, raw, path, problems):
        code = code_of(raw, self.table) if isinstance(raw, str) else None
        if code not in self.table:
            problems.add(path, unknown_word(raw, self.table))
            return None
        return code

    def dump(self, value, number):
        return value


def unknown_word(raw, table) -> str:
    hint = closest(str(raw), [*table, *table.values()])
    listed = "、".join(f"{code}（{label}）" for code, label in table.items())
    tail = f"；是否想写“{hint}”？" if hint else ""
    return f"不认识“{show(raw)}”{tail}" if hint else f"不认识“{show(raw)}”，可选：{listed}"


class Words:
    """One word or a list of words; a Chinese word outside the list stands for itself."""

    def __init__(self, table, open_=True):
        self.table, self.open = table, open_

    def read(self, raw, path, problems):
        many = raw if isinstance(raw, list) else [raw]
        if not many:
            problems.add(path, "不能为空：至少写一个")
        return tuple(self.one(word, path, index, raw, problems) for index, word in enumerate(many))

    def one(self, word, path, index, raw, problems):
        place = f"{path}[{index}]" if isinstance(raw, list) else path
        if isinstance(word, int) and not isinstance(word, bool):
            word = str(word)
        code = code_of(word.strip(), self.table) if isinstance(word, str) and word.strip() else None
        if code is None or (not self.open and code not in self.table):
            problems.add(place, unknown_word(word, self.table))
        return code

    def dump(self, value, number):
        return list(value)


class Names(Words):
    """Free names (of committees, sectors, indicators): one or a list."""

    def __init__(self):
        super().__init__({})

    def one(self, word, path, index, raw, problems):
        place = f"{path}[{index}]" if isinstance(raw, list) else path
        return Text().read(word, place, problems)


class Kinds(Names):
    """Codes of duty kinds; which exist is checked for the scheme as a whole."""

    def one(self, word, path, index, raw, problems):
        place = f"{path}[{index}]" if isinstance(raw, list) else path
        return Key().read(word, place, problems)


class One:
    """A nested object."""

    def __init__(self, cls):
        self.cls = cls

    def read(self, raw, path, problems):
        return read_object(self.cls, raw, path, problems)

    def dump(self, value, number):
        return dump_object(value, number)


class Many:
    """A list of nested objects; one alone may stand without the list."""

    def __init__(self, cls, least=0):
        self.cls, self.least = cls, least

    def read(self, raw, path, problems):
        expand = getattr(self.cls, "expand", None)
        raw = expand(raw) if expand else raw
        raw = [raw] if isinstance(raw, dict) else raw
        if not isinstance(raw, list):
            problems.add(path, f"应为列表，现为“{show(raw)}”")
            return ()
        if len(raw) < self.least:
            problems.add(path, f"不能为空：至少写 {self.least} 项")
        return tuple(
            read_object(self.cls, item, f"{path}[{index}]", problems) for index, item in enumerate(raw)
        )

    def dump(self, value, number):
        collapse = getattr(self.cls, "collapse", None)
        short = collapse(value, number) if collapse else None
        return short if short is not None else [dump_object(item, number) for item in value]


class Tagged:
    """One of several objects, told apart by its key `type`."""

    def __init__(self, classes: dict):
        self.classes = classes

    def read(self, raw, path, problems):
        if not isinstance(raw, dict):
            problems.add(path, f"应为一组键值（含 type），现为“{show(raw)}”")
            return None
        if "type" not in raw:
            problems.add(join(path, "type"), "缺少这一项")
            return None
        tag = Choice({code: cls.label for code, cls in self.classes.items()}).read(
            raw["type"], join(path, "type"), problems
        )
        rest = {key: value for key, value in raw.items() if key != "type"}
        return read_object(self.classes[tag], rest, path, problems) if tag else None

    def dump(self, value, number):
        tag = next(code for code, cls in self.classes.items() if cls is type(value))
        return {"type": tag, **dump_object(value, number)}


def unknown_key(key, known) -> str:
    if any(mark in key for mark in "\uff1a\uff0c\u3001"):
        return "没有这一项；冒号和逗号请用半角（: 和 ,），后面空一格"
    hint = closest(key, known)
    return f"没有这一项{f'；是否想写“{hint}”？' if hint else ''}"


def read_object(cls, raw, path, problems):
    """An instance of a spec dataclass, or None with the faults noted."""
    if hasattr(cls, "widen"):
        raw = cls.widen(raw)
    if not isinstance(raw, dict):
        problems.add(path, f"应为一组键值，现为“{show(raw)}”")
        return None
    before = len(problems.found)
    known = {item.name.rstrip("_"): item for item in dataclasses.fields(cls)}
    for key in raw:
        if key not in known:
            problems.add(join(path, str(key)), unknown_key(str(key), known))
    values = {item.name: _field(item, key, raw, path, problems) for key, item in known.items()}
    if len(problems.found) > before:
        return None
    made = cls(**values)
    if hasattr(made, "faults"):
        for key, message in made.faults():
            problems.add(join(path, key) if key else path, message)
    return made


def _field(item, key, raw, path, problems):
    if raw.get(key) is None:
        if item.default is dataclasses.MISSING:
            problems.add(join(path, key), "缺少这一项")
            return None
        return item.default
    return item.metadata["read"].read(raw[key], join(path, key), problems)


def dump_object(value, number) -> dict:
    """The document of a spec dataclass; keys at their default are left out."""
    return {
        item.name.rstrip("_"): item.metadata["read"].dump(getattr(value, item.name), number)
        for item in dataclasses.fields(value)
        if getattr(value, item.name) != item.default
    }


frozen = dataclass(frozen=True, slots=True, kw_only=True)
