"""应到、出席、请假、缺席 and both rates, from the facts of settled activities and the labels of their day.

Expected are half-days within tenure, outside suspension and addressed to the member: settlement writes no
other. 出席率 = attended ÷ expected; the second rate leaves granted leave out of the denominator. Both are
published, leave beside absence, never inside it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection

from activities.choices import AttendanceResult
from activities.facts import outcomes_of
from activities.models import Activity
from activities.rules import Rules

NONE = Decimal(0)
TENTH = Decimal("0.1")
SUMS = """
  coalesce(sum(r.expected), 0),
  coalesce(sum(r.quantity) FILTER (WHERE r.result = 'present'), 0),
  coalesce(sum(r.expected) FILTER (WHERE r.result = 'excused'), 0),
  coalesce(sum(r.expected) FILTER (WHERE r.result = 'official_leave'), 0),
  coalesce(sum(r.expected) FILTER (WHERE r.result IN ('absent', 'leave_refused')), 0),
  coalesce(sum(r.quantity) FILTER (WHERE r.result = 'walk_in'), 0),
  count(*) FILTER (WHERE r.flags && ARRAY['late']::varchar[]),
  count(*) FILTER (WHERE r.flags && ARRAY['left_early']::varchar[])
"""
TABLES = """
FROM duties_dutyrecord r
JOIN duties_dutykind d ON d.id = r.kind_id AND d.is_attendance
JOIN activities_rosterentry e ON e.id = split_part(r.source_key, ':', 4)::bigint
JOIN activities_activity a ON a.id = e.activity_id
JOIN activities_activitykind k ON k.id = a.kind_id
JOIN members_membership m ON m.id = e.membership_id
JOIN members_person p ON p.id = m.person_id
"""
RANGE = """
WHERE r.organization_id = %(organization)s AND r.voided_at IS NULL AND r.source_key LIKE 'activities:%%'
  AND r.occurred_on BETWEEN %(start)s AND %(end)s
  AND (%(kind)s = '' OR k.code = %(kind)s)
  AND (%(activity)s::bigint IS NULL OR a.id = %(activity)s)
  AND (%(membership)s::bigint IS NULL OR m.id = %(membership)s)
"""
HALF = "extract(year FROM r.occurred_on)::int || CASE WHEN extract(month FROM r.occurred_on) < 7 THEN '-1' ELSE '-2' END"
PLACE = (
    "(SELECT min(u.position) FROM organizations_{table} u JOIN organizations_term t ON t.id = u.term_id"
    " WHERE t.organization_id = %(organization)s AND u.name = {name})"
)
"""界别 and 专委会 stand in their own order."""
BY = {
    "activity": ("a.id::text", "min(a.title)", "min(a.starts_at)"),
    "kind": ("k.code", "min(k.label)", "min(k.id)"),
    "member": ("m.id::text", "min(p.name)", "min(p.strokes), min(m.number)"),
    "sector": ("e.sector", "e.sector", f"{PLACE.format(table='sector', name='e.sector')}, e.sector"),
    "committee": ("c.name", "c.name", f"{PLACE.format(table='committee', name='c.name')}, c.name"),
    "half": (HALF, HALF, HALF),
    "all": ("''", "'合计'", "1"),
}
"""What figures may be asked by → SQL of the key, the label and the order."""
HALF_NAMES = {"1": "上半年", "2": "下半年"}


@dataclass(frozen=True)
class Figures:
    """Half-days: `official` is leave on duty or for a higher meeting, `leave` other granted leave."""

    key: str
    label: str
    expected: Decimal = NONE
    attended: Decimal = NONE
    leave: Decimal = NONE
    official: Decimal = NONE
    absent: Decimal = NONE
    walk_ins: Decimal = NONE
    late: int = 0
    left_early: int = 0

    @property
    def rate(self) -> Decimal | None:
        """出席率 in percent to one decimal, half up; None where nothing was expected."""
        return percent(self.attended, self.expected)

    @property
    def rate_without_leave(self) -> Decimal | None:
        """出席率（扣除请假）: granted leave of any kind is no part of the denominator."""
        return percent(self.attended, self.expected - self.leave - self.official)


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    if whole <= 0:
        return None
    return (part * 100 / whole).quantize(TENTH, ROUND_HALF_UP)


def figures(
    organization_id: int,
    *,
    by: str,
    start: dt.date,
    end: dt.date,
    kind: str = "",
    activity_id: int | None = None,
    membership_id: int | None = None,
) -> list[Figures]:
    """One line for each value of `by` (a key of `BY`), in one query; `end` is included.

    By 专委会 a member of two counts in both. 界别 and 专委会 are those frozen on the roster of the day.
    """
    key, label, order = BY[by]
    side = "CROSS JOIN LATERAL unnest(e.committees) AS c(name)" if by == "committee" else ""
    sql = f"SELECT {key}, {label}, {SUMS} {TABLES} {side} {RANGE} GROUP BY 1 ORDER BY {_order(by, order)}"  # noqa: S608 -- parts of this file
    asked = {
        "organization": organization_id, "start": start, "end": end, "kind": kind,
        "activity": activity_id, "membership": membership_id,
    }  # fmt: skip
    if by in ("sector", "committee", "half"):
        sql = sql.replace("GROUP BY 1", "GROUP BY 1, 2")
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return [_line(by, row) for row in cursor.fetchall()]


def total(organization_id: int, *, start: dt.date, end: dt.date, **narrowed) -> Figures:
    """All of it in one line."""
    found = figures(organization_id, by="all", start=start, end=end, **narrowed)
    return found[0] if found else Figures("", "合计")


def standing(activity: Activity) -> Figures:
    """As it stands now, settled or not: who has not signed in counts as absent."""
    sums = dict.fromkeys(AttendanceResult.values, NONE)
    expected = attended = NONE
    late = early = 0
    for one in outcomes_of(activity):
        expected += one.expected
        attended += one.quantity if one.result == AttendanceResult.PRESENT else NONE
        sums[one.result] += one.quantity if one.result == AttendanceResult.WALK_IN else one.expected
        late += "late" in one.flags
        early += "left_early" in one.flags
    return Figures(
        key=str(activity.pk),
        label=activity.title,
        expected=expected,
        attended=attended,
        leave=sums[AttendanceResult.EXCUSED],
        official=sums[AttendanceResult.OFFICIAL_LEAVE],
        absent=sums[AttendanceResult.ABSENT] + sums[AttendanceResult.LEAVE_REFUSED],
        walk_ins=sums[AttendanceResult.WALK_IN],
        late=late,
        left_early=early,
    )


@dataclass(frozen=True)
class Missed:
    """Meetings of one kind that a member was expected at and, as a whole, missed."""

    membership_id: int
    name: str
    meetings: int
    missed: int
    missed_without_leave: int


def missed(organization_id: int, *, kind: str, start: dt.date, end: dt.date) -> list[Missed]:
    """参加不足三分之二视为缺席 (or the kind's own share), for each member; official leave is no absence.

    `missed` counts with other leave, `missed_without_leave` those where some half-day was missed unasked.
    """
    sql = f"""
      SELECT m.id, min(p.name), a.id, {SUMS} {TABLES} {RANGE}
      GROUP BY m.id, a.id ORDER BY min(p.strokes), min(m.number), m.id
    """  # noqa: S608 -- parts of this file
    asked = {
        "organization": organization_id, "start": start, "end": end, "kind": kind, "activity": None,
        "membership": None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        rows = cursor.fetchall()
    activities = Activity.objects.filter(pk__in={row[2] for row in rows}).select_related("kind")
    return _missed(rows, {one.pk: Rules.of(one) for one in activities})


def _missed(rows: Iterable[tuple], rules: dict[int, Rules]) -> list[Missed]:
    counted: dict[int, list] = {}
    for membership, name, activity, expected, attended, _, official, absent, *_ in rows:
        mine = counted.setdefault(membership, [name, 0, 0, 0])
        due = expected - official
        if due <= 0:
            continue
        mine[1] += 1
        rule = rules[activity]
        if not attended or attended * rule.absent_below_den < due * rule.absent_below_num:
            mine[2] += 1
            mine[3] += absent > 0
    return [Missed(key, *values) for key, values in counted.items()]


def _order(by: str, order: str) -> str:
    return f"{order} DESC" if by == "activity" else order


def _line(by: str, row: tuple) -> Figures:
    key, label, *sums = row
    if by == "half":
        year, half = label.split("-")
        label = f"{year}年{HALF_NAMES[half]}"
    return Figures(key, label or "未编入", *sums)
