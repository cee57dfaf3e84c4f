"""Rows of the month and week sheets: what sits when, where, by whom and for whom."""

import datetime as dt
from dataclasses import dataclass

from accounts.choices import OFFICES
from activities.audience import SHOWN, UNITS
from activities.choices import TOLD, ActivityState, Half
from activities.models.activity import Sitting
from core.clock import SHANGHAI
from members.choices import OfficeTitle
from members.models import Membership

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Row:
    """One half-day of an activity, as people read it."""

    day: dt.date
    half: str
    clock: str
    title: str
    place: str
    hosts: str
    who: str
    state: str
    planned: bool

    @property
    def weekday(self) -> str:
        return f"星期{WEEKDAYS[self.day.weekday()]}"

    @property
    def shown(self) -> str:
        """In one cell: time, what, where; what is not published yet is marked."""
        place = f"（{self.place}）" if self.place else ""
        return f"{self.clock} {self.title}{place}{'〔拟〕' if self.planned else ''}"


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def month_rows(actor, first: dt.date) -> list[Row]:
    last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return rows_between(actor, first, last)


def week_rows(actor, monday: dt.date) -> list[tuple[dt.date, str, dict[str, list[Row]]]]:
    """(day, weekday, half → rows) for each of the seven days."""
    found = rows_between(actor, monday, monday + dt.timedelta(days=6))
    days = [monday + dt.timedelta(days=n) for n in range(7)]
    return [
        (day, f"星期{WEEKDAYS[day.weekday()]}",
         {half: [row for row in found if row.day == day and row.half == half] for half in Half.values})
        for day in days
    ]  # fmt: skip


def rows_between(actor, first: dt.date, last: dt.date) -> list[Row]:
    """What the actor may know of: offices also what is still prepared, chairs what is published."""
    rows = Sitting.objects.visible_to(actor).filter(
        day__range=(first, last), activity__organization=actor.organization_id
    )
    rows = rows.exclude(activity__state=ActivityState.CANCELLED)
    if not actor.holds(*OFFICES):
        rows = rows.filter(activity__state__in=TOLD)
    rows = rows.select_related("activity").prefetch_related(
        "activity__organisers__committee", "activity__organisers__group"
    )
    sittings = list(rows.order_by("starts_at", "pk"))
    names = Names([one.audience or one.activity.audience for one in sittings], actor.organization_id)
    return [_row(one, names) for one in sittings]


class Names:
    """The names behind many audiences, in at most four queries."""

    def __init__(self, specs: list[dict], organization_id: int):
        self.known = {part: self._load(part, specs, organization_id) for part in (*UNITS, "members")}

    def words(self, spec: dict) -> str:
        """«常委、教育界、张三、李四等 9 人»."""
        if spec.get("everyone"):
            return "全体委员"
        said = [OfficeTitle(code).label for code in spec.get("offices", ())]
        said += [
            self.known[part][key] for part in UNITS for key in spec.get(part, ()) if key in self.known[part]
        ]
        people = [
            self.known["members"][key] for key in spec.get("members", ()) if key in self.known["members"]
        ]
        if people:
            tail = f"等 {len(people)} 人" if len(people) > SHOWN else ""
            said.append("、".join(people[:SHOWN]) + tail)
        return "、".join(said)

    def _load(self, part: str, specs: list[dict], organization_id: int) -> dict[int, str]:
        ids = {key for spec in specs for key in spec.get(part, ())}
        if not ids:
            return {}
        if part == "members":
            rows = Membership.objects.filter(pk__in=ids, organization=organization_id)
            return dict(rows.values_list("pk", "person__name"))
        rows = UNITS[part].objects.filter(pk__in=ids, term__organization=organization_id)
        return dict(rows.values_list("pk", "name"))


def _row(one: Sitting, names: Names) -> Row:
    activity = one.activity
    start, end = (moment.astimezone(SHANGHAI) for moment in (one.starts_at, one.ends_at))
    return Row(
        day=one.day,
        half=one.half,
        clock=f"{start:%H:%M}—{end:%H:%M}",
        title=f"{activity.title}{f'·{one.title}' if one.title else ''}",
        place=one.place or activity.place,
        hosts="、".join(str(host) for host in activity.organisers.all()),
        who=names.words(one.audience or activity.audience),
        state=activity.get_state_display(),
        planned=activity.state not in TOLD,
    )
