"""My attendance: figures of one membership, and the facts behind each figure."""

import datetime as dt
from dataclasses import dataclass

from activities.choices import AttendanceResult
from activities.facts import PREFIX
from activities.models import Activity
from activities.queries.figures import Figures, figures
from duties.queries import Half, halves, own_records
from members.models import Membership

ALWAYS = (dt.date(1900, 1, 1), dt.date(2100, 12, 31))
SHOWN = {
    "present": ("出席", (AttendanceResult.PRESENT,)),
    "leave": ("请假", (AttendanceResult.EXCUSED, AttendanceResult.OFFICIAL_LEAVE)),
    "absent": ("缺席", (AttendanceResult.ABSENT, AttendanceResult.LEAVE_REFUSED)),
    "walk_in": ("名单外到会", (AttendanceResult.WALK_IN,)),
}
"""What a figure is called in the address → its words, and the results that it counts."""


@dataclass(frozen=True)
class Mine:
    """`total` over the span, and the same by kind and by half-year."""

    total: Figures
    by_kind: list[Figures]
    by_half: list[Figures]


def of_membership(membership: Membership, half: Half | None) -> Mine:
    """Three queries; `half` None is everything since taking office."""
    start, end = half.span if half else ALWAYS
    asked = {"start": start, "end": end, "membership_id": membership.pk}
    found = figures(membership.organization_id, by="all", **asked)
    return Mine(
        total=found[0] if found else Figures("", "合计"),
        by_kind=figures(membership.organization_id, by="kind", **asked),
        by_half=[] if half else list(reversed(figures(membership.organization_id, by="half", **asked))),
    )


def own_facts(actor, membership: Membership, *, half: Half | None = None, kind: str = "", shown: str = ""):
    """The standing facts that the figures count, newest first."""
    rows = own_records(actor).filter(
        organization_id=membership.organization_id, bearer__membership=membership, voided_at=None,
        kind__is_attendance=True, source_key__startswith=PREFIX,
    )  # fmt: skip
    if half:
        rows = rows.filter(occurred_on__range=half.span)
    if shown in SHOWN:
        rows = rows.filter(result__in=SHOWN[shown][1])
    if kind:
        of_kind = Activity.objects.visible_to(actor).filter(kind__code=kind, entries__membership=membership)
        rows = rows.filter(parent_ref__in=[f"{PREFIX}{pk}" for pk in of_kind.values_list("pk", flat=True)])
    return rows.select_related("kind").order_by("-occurred_on", "-id")


def halves_of(actor, membership: Membership) -> list[Half]:
    return halves(own_facts(actor, membership).order_by())
