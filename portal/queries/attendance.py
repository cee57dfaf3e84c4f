"""Attendance as the ledger holds it: expected, present, on leave and absent units of a span.

出席率 = 出席单元 ÷ 应出席单元. Settlement writes one fact per roster person and unit, and only for units inside
tenure and outside suspension; approved leave is counted apart and never as an absence.
"""

from decimal import Decimal

from django.db.models import Q, Sum

from duties.choices import Attendance
from duties.models import DutyRecord

EXPECTED = Sum("expected")
PRESENT = Sum("quantity")
EXCUSED = Sum("expected", filter=Q(result=Attendance.EXCUSED))
ABSENT = Sum("expected", filter=Q(result__in=[Attendance.ABSENT, Attendance.LEAVE_REFUSED]))
FIGURES = {"units": EXPECTED, "present": PRESENT, "excused": EXCUSED, "absent": ABSENT}


def attendance_facts(actor, cycle):
    """Valid attendance facts of the cycle's span in the actor's organisation."""
    return DutyRecord.objects.visible_to(actor).filter(
        kind__is_attendance=True,
        voided_at=None,
        expected__gt=0,
        occurred_on__range=(cycle.starts_on, cycle.ends_on),
    )


def by_kind(actor, cycle) -> list[dict]:
    """One row per kind of meeting: code, label, units, present, excused, absent, rate."""
    rows = attendance_facts(actor, cycle).values("kind__code", "kind__label").annotate(**FIGURES)
    return [_with_rate(row) for row in rows.order_by("kind_id")]


def by_bearer(actor, cycle) -> dict[int, dict]:
    """The same per 计分对象, keyed by its id."""
    rows = attendance_facts(actor, cycle).values("bearer_id").annotate(**FIGURES)
    return {row["bearer_id"]: _with_rate(row) for row in rows.order_by("bearer_id")}


def rate(present, expected) -> Decimal | None:
    """Share of expected units that were attended; None when nothing was expected."""
    return Decimal(present or 0) / Decimal(expected) if expected else None


def _with_rate(row: dict) -> dict:
    zeros = {name: row[name] or Decimal(0) for name in FIGURES}
    return row | zeros | {"rate": rate(zeros["present"], zeros["units"])}
