"""The verbs of cycles: open, choose the scheme, move on, lock."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.actors import system_actor
from appraisals.choices import CyclePart, CycleState, ObjectionState, SchemeState
from appraisals.models import Cycle, SchemeVersion
from appraisals.policies import is_operator, may_run_cycle
from appraisals.workflow import CYCLE
from core import audit
from core.clock import today
from core.workflow import Refused
from organizations.models import Organization

OBJECTION_DAYS = 15
"""Days for objections from the day the cycle goes to the members, unless another day is entered."""


@transaction.atomic
def open_cycle(*, by, year: int, part: str, starts_on=None, ends_on=None) -> Cycle:
    """Open a half, a year or any span for the actor's organisation; the same again is the same cycle."""
    starts_on, ends_on = (starts_on, ends_on) if part == CyclePart.SPAN else days_of(year, part)
    if starts_on is None or ends_on is None or ends_on < starts_on:
        raise Refused("自定区间须写明开始和结束日期，且结束不早于开始")
    cycle, created = Cycle.objects.get_or_create(
        organization_id=by.organization_id, starts_on=starts_on, ends_on=ends_on,
        defaults={"year": year, "part": part, "scheme_version": _last_version(by.organization_id, part)},
    )  # fmt: skip
    if created:
        audit.record(by, "开考", cycle, after=audit.snapshot(cycle))
    return cycle


def open_by_hand(*, by, **fields) -> Cycle:
    """`open_cycle` for a clerk."""
    if not is_operator(by, by.organization_id):
        raise PermissionDenied("只有经办人能开考")
    return open_cycle(by=by, **fields)


def open_cycles(day: dt.date | None = None) -> list[Cycle]:
    """What the beat asks on 1 January (first half and year) and 1 July (second half), for everyone in a term."""
    day = day or today()
    parts = (CyclePart.H1, CyclePart.YEAR) if day.month < 7 else (CyclePart.H2,)
    holding = Organization.objects.filter(terms__during__contains=day).distinct()
    return [
        open_cycle(by=system_actor(organization), year=day.year, part=part)
        for organization in holding
        for part in parts
    ]


def days_of(year: int, part: str) -> tuple[dt.date, dt.date]:
    """First and last day of a half or a year."""
    first = dt.date(year, 7 if part == CyclePart.H2 else 1, 1)
    last = dt.date(year, 6, 30) if part == CyclePart.H1 else dt.date(year, 12, 31)
    return first, last


@transaction.atomic
def choose_scheme(*, by, cycle: Cycle, version: SchemeVersion) -> Cycle:
    """By which adopted version the cycle is scored; only until it goes to review."""
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if not may_run_cycle(by, cycle):
        raise Refused("只有经办人能选定计分方案")
    if cycle.state not in (CycleState.OPEN, CycleState.COLLECTING):
        raise Refused(f"当前状态为“{cycle.get_state_display()}”，不能更换计分方案")
    if version.state != SchemeState.ADOPTED or version.scheme.organization_id != cycle.organization_id:
        raise Refused("只能选用本会已通过的方案版本")
    before = {"scheme_version_id": cycle.scheme_version_id}
    cycle.scheme_version = version
    cycle.save(update_fields=["scheme_version"])
    audit.record(by, "选定计分方案", cycle, before=before, after={"scheme_version_id": version.pk})
    return cycle


@transaction.atomic
def move_cycle(
    *, by, cycle: Cycle, step: str, reason: str = "", objections_until: dt.date | None = None
) -> Cycle:
    """Take one step of the cycle's table; going to the members sets the day until which they may object."""
    if step == "announce":
        raise Refused("公布批次时周期自动转为“已通报”")
    if step == "lock":
        refuse_open_objections(cycle)
    moved = CYCLE.perform(cycle, step, by=by, reason=reason)
    if step == "self_check" or objections_until:
        until = objections_until or today() + dt.timedelta(days=OBJECTION_DAYS)
        if until < today():
            raise Refused("申诉截止日期不能早于今天")
        Cycle.objects.filter(pk=cycle.pk).update(objections_until=until)
        cycle.objections_until = until
    return moved


def refuse_open_objections(cycle: Cycle) -> None:
    waiting = cycle.objections.filter(state=ObjectionState.ASKED).count()
    if waiting:
        raise Refused(f"还有 {waiting} 件申诉未答复，请先答复")


def _last_version(organization_id: int, part: str) -> SchemeVersion | None:
    """What the cycle of the same sort used last, if it still holds."""
    last = (
        Cycle.objects.filter(organization_id=organization_id, part=part, scheme_version__isnull=False)
        .select_related("scheme_version")
        .order_by("-starts_on")
        .first()
    )
    return last.scheme_version if last and last.scheme_version.state == SchemeState.ADOPTED else None
