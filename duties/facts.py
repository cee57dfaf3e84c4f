"""What a fact may say: checked against its kind before it enters the ledger."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from core.dates import chinese_date
from core.similar import suggest
from duties.choices import Attendance
from duties.models import Bearer, DutyKind

EARLIEST = dt.date(2000, 1, 1)
MOST = Decimal("999999.99")
FLAGS = {"late": "迟到", "left_early": "早退", "late_entry": "补签"}
"""Flags of attendance facts where the kind names none of its own."""
RESULTS = ("present", "walk_in", "official_leave", "excused", "leave_refused", "absent")
"""Results of attendance in the order in which people choose them; the database keeps them in none."""
AXES = {"role": "角色", "stage": "阶段", "level": "层级", "result": "结果"}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact to be said. Signs live in the scheme: every number here is zero or more.

    `expected` and `quantity` count the kind's unit; `entered_points` is for kinds whose points are decided
    outside (ratings). `source_key` says the fact once: app:id:stage:role:occurrence.
    """

    bearer: Bearer
    kind: DutyKind
    occurred_on: dt.date
    source_key: str
    matter_ref: str = ""
    matter_title: str = ""
    parent_ref: str = ""
    stage: str = ""
    role: str = ""
    level: str = ""
    result: str = ""
    flags: tuple[str, ...] = ()
    people: int = 1
    expected: Decimal = Decimal(0)
    quantity: Decimal = Decimal(1)
    entered_points: Decimal | None = None
    note: str = ""


def allowed(kind: DutyKind, axis: str) -> dict[str, str]:
    """Code → label of what facts of this kind may carry as role, stage, level, result or flags."""
    named = getattr(kind, axis if axis == "flags" else f"{axis}s")
    if axis == "result" and kind.is_attendance and named:
        return dict(sorted(named.items(), key=lambda pair: _place(pair[0])))
    if named or not kind.is_attendance:
        return named
    return {"result": dict(Attendance.choices), "flags": FLAGS}.get(axis, {})


def _place(result: str) -> tuple[int, str]:
    """Where a result stands among the choices; those of a place's own come last."""
    return (RESULTS.index(result), "") if result in RESULTS else (len(RESULTS), result)


def check(fact: Fact, today: dt.date) -> None:
    """Raises ValidationError: field → Chinese sentences, for everything wrong at once."""
    wrong = {axis: said for axis in AXES if (said := _axis_error(fact, axis))}
    wrong |= {
        name: said
        for name, said in (
            ("kind", _kind_error(fact)),
            ("flags", _flags_error(fact)),
            ("occurred_on", date_error(fact.occurred_on, today)),
            ("source_key", "" if fact.source_key.strip() else "来源键不能为空。"),
            *_number_errors(fact),
        )
        if said
    }
    if wrong:
        raise ValidationError(wrong)


def matter_of(kind: DutyKind, reference: str, title: str) -> tuple[str, str]:
    """(matter_ref, parent_ref) of a fact written by people.

    A reference names the matter, or the meeting where the kind is attendance. Without one, the same title
    is the same meeting, and the same work where the kind passes several stages; else each fact stands alone.
    """
    if not reference and not (title and (kind.is_attendance or kind.stages)):
        return "", ""
    key = reference or "title:" + hashlib.sha256(title.encode()).hexdigest()[:16]
    named = f"{kind.code}:{key}"[:80]
    return ("", named) if kind.is_attendance else (named, "")


def date_error(day: dt.date, today: dt.date) -> str:
    """Why a fact cannot have happened on `day`; empty when it can."""
    if EARLIEST <= day <= today:
        return ""
    return f"发生日期应在{chinese_date(EARLIEST)}至今天（{chinese_date(today)}）之间。"


def unknown(kind: DutyKind, what: str, value: str, labels) -> str:
    """«“提案”没有角色“主笔”，可填：第一提案人、联名。»."""
    labels = list(labels)
    if not labels:
        return f"“{kind.label}”不登记{what}，请删去“{value}”。"
    near = suggest(value, labels)
    tail = f"是否为“{near}”？" if near else f"可填：{'、'.join(labels)}。"
    return f"“{kind.label}”没有{what}“{value}”，{tail}"


def _axis_error(fact: Fact, axis: str) -> str:
    value, named = getattr(fact, axis), allowed(fact.kind, axis)
    if value and value not in named:
        return unknown(fact.kind, AXES[axis], value, named.values())
    if axis == "result" and fact.kind.is_attendance and not value:
        return f"“{fact.kind.label}”须填写结果：{'、'.join(named.values())}。"
    return ""


def _kind_error(fact: Fact) -> str:
    kind, bearer = fact.kind, fact.bearer
    if not kind.enabled:
        return f"履职事项“{kind.label}”已停用。"
    if kind.organization_id and kind.organization_id != bearer.organization_id:
        return "该履职事项属于其他政协组织。"
    if kind.bearer_kinds and bearer.kind not in kind.bearer_kinds:
        return f"“{kind.label}”不计给{bearer.get_kind_display()}。"
    return ""


def _flags_error(fact: Fact) -> str:
    named = allowed(fact.kind, "flags")
    wrong = next((flag for flag in fact.flags if flag not in named), None)
    return unknown(fact.kind, "标记", wrong, named.values()) if wrong else ""


def _number_errors(fact: Fact):
    for name, label in (("expected", "应计"), ("quantity", "实计"), ("entered_points", "录入分值")):
        value = getattr(fact, name)
        if value is None:
            continue
        if not 0 <= value <= MOST:
            yield name, f"{label}应在 0 至 {MOST} 之间。"
        elif value != round(value, 2):
            yield name, f"{label}最多两位小数。"
    if not 1 <= fact.people <= 32767:
        yield "people", "署名人数至少为 1。"
