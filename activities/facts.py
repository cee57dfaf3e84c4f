"""From what a settled activity means to facts of the ledger, and what the tables imply for the reconciler."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import yaml
from django.db.models import Q

from activities.choices import ActivityState
from activities.models import Activity, LeaveRequest, Presence, RosterEntry
from activities.settlement import Outcome, outcomes, units
from core.workflow import Refused
from duties.facts import Fact
from duties.models import Bearer, DutyKind
from duties.reconcile import register_expected
from duties.services import bearers_for
from organizations.models import Organization

PREFIX = "activities:"
SETTLED = (ActivityState.SETTLED, ActivityState.ARCHIVED)


def parent_ref(activity: Activity) -> str:
    return f"{PREFIX}{activity.pk}"


def outcomes_of(activity: Activity) -> list[Outcome]:
    """Read everything that settlement needs: four queries."""
    sittings = list(activity.sittings.order_by("starts_at", "id"))
    entries = list(RosterEntry.objects.filter(activity=activity).order_by("position", "pk"))
    presences = list(Presence.objects.filter(sitting__activity=activity, withdrawn_at=None))
    leaves = list(LeaveRequest.objects.filter(entry__activity=activity).order_by("-number"))
    return outcomes(activity, units(activity, sittings, entries, presences, leaves))


def facts_of(activity: Activity, kinds: Mapping[str, DutyKind], bearers: Mapping[int, Bearer]) -> list[Fact]:
    """One fact for each outcome. A kind of the ledger that is no attendance is told only of who was there."""
    found = []
    for one in outcomes_of(activity):
        kind = kinds.get(one.duty_kind)
        if kind is None:
            raise Refused(f"没有代码为“{one.duty_kind}”的履职事项，请先在履职事项中添加或修改活动类型")
        if kind.is_attendance:
            found.append(_attendance(activity, one, kind, bearers))
        elif one.quantity:
            found.append(_participation(activity, one, kind, bearers))
    return found


def duty_kinds(organization_id: int) -> dict[str, DutyKind]:
    """Code → kind, the organisation's own before the system's."""
    rows = DutyKind.objects.filter(Q(organization=None) | Q(organization_id=organization_id))
    return {kind.code: kind for kind in sorted(rows, key=lambda kind: kind.organization_id or 0)}


def bearers_of(organization: Organization) -> dict[int, Bearer]:
    """Membership id → its bearer, made where it was missing."""
    bearers_for(organization)
    rows = Bearer.objects.filter(organization=organization, membership__isnull=False)
    return {bearer.membership_id: bearer for bearer in rows}


def implied(organization: Organization, code: str) -> Iterator[Fact]:
    """Every fact of this kind that the settled activities of the organisation imply."""
    kinds, bearers = duty_kinds(organization.pk), bearers_of(organization)
    for activity in _writing(organization, code):
        for fact in facts_of(activity, kinds, bearers):
            if fact.kind.code == code:
                yield fact


def register_attendance(kinds_file: Path) -> None:
    """Tell the reconciler of every kind of the ledger that system kinds of activities write."""
    kinds = yaml.safe_load(kinds_file.read_text(encoding="utf-8"))
    codes = {kind[name] for kind in kinds for name in ("duty_kind", "group_duty_kind") if kind.get(name)}
    for code in sorted(codes):
        register_expected(code, partial(implied, code=code), prefix=PREFIX)


def _writing(organization: Organization, code: str) -> Iterable[Activity]:
    """Settled activities whose frozen rules write facts of this kind."""
    writes = Q(rules__duty_kind=code) | Q(rules__group_duty_kind=code)
    rows = Activity.objects.filter(writes, organization=organization, state__in=SETTLED)
    return rows.select_related("kind").order_by("pk")


def _attendance(activity: Activity, one: Outcome, kind: DutyKind, bearers: Mapping[int, Bearer]) -> Fact:
    return Fact(
        **_common(activity, one, kind, bearers),
        result=one.result,
        flags=one.flags,
        expected=one.expected,
        quantity=one.quantity,
    )


def _participation(activity: Activity, one: Outcome, kind: DutyKind, bearers: Mapping[int, Bearer]) -> Fact:
    return Fact(**_common(activity, one, kind, bearers), quantity=one.quantity)


def _common(activity: Activity, one: Outcome, kind: DutyKind, bearers: Mapping[int, Bearer]) -> dict:
    return {
        "bearer": bearers[one.entry.membership_id],
        "kind": kind,
        "occurred_on": one.day,
        "source_key": one.key(activity.pk),
        "matter_ref": parent_ref(activity),
        "matter_title": activity.title,
        "parent_ref": parent_ref(activity),
    }
