"""Facts written by people: «谁组织谁记录»."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit
from core.dates import chinese_date
from core.names import pinyin
from core.workflow import Refused
from duties import policies
from duties.choices import BearerKind
from duties.facts import Fact
from duties.models import DutyKind, DutyRecord
from duties.queries import recordable
from duties.services.bearers import bearer_of
from duties.services.recording import record_duties, void_duty
from members.choices import MemberState
from members.models import Membership

AXES = ("roles", "stages", "levels", "results", "flags")


@transaction.atomic
def enter(
    *, by, kind: DutyKind, memberships: Sequence[Membership], occurred_on: dt.date, token: str, **facts
) -> list[str]:
    """Write the same fact for each member; returns what should be looked at again, as Chinese sentences.

    `token` names the form: sent twice, it writes once. Raises Refused or ValidationError.
    """
    if not policies.may_enter(by):
        raise Refused("您没有登记履职记录的权限。")
    allowed = set(
        recordable(by, occurred_on)
        .filter(pk__in=[one.pk for one in memberships])
        .values_list("pk", flat=True)
    )
    if strangers := [one.person.name for one in memberships if one.pk not in allowed]:
        raise Refused(f"您只能登记本专委会的委员，不能登记{'、'.join(strangers[:5])}。")
    record_duties(
        by=by,
        facts=[
            Fact(
                bearer=bearer_of(one),
                kind=kind,
                occurred_on=occurred_on,
                source_key=f"manual:{token}:{one.number}",
                **facts,
            )
            for one in memberships
        ],
    )
    return [sentence for one in memberships if (sentence := reminder(one, occurred_on))]


def reminder(membership: Membership, day: dt.date) -> str:
    """Why a fact of that day looks odd for the member; empty when it does not."""
    during = membership.during
    if (during.lower and day < during.lower) or (during.upper and day >= during.upper):
        return f"{membership.person.name}在{chinese_date(day)}不在任期内，记录已登记，请核对。"
    if membership.state == MemberState.SUSPENDED:
        return f"{membership.person.name}目前暂停履职，记录已登记，请核对。"
    return ""


def void(*, by, record: DutyRecord, reason: str) -> DutyRecord:
    """Take a fact back by hand: the secretariat, or whoever wrote it."""
    if not policies.may_void(by, record):
        raise Refused("记录只能由经办人或登记人作废，已作废的不能再作废。")
    return void_duty(by=by, record=record, reason=reason)


@transaction.atomic
def save_kind(
    *, by, kind: DutyKind | None = None, label: str, unit: str, is_attendance: bool, enabled: bool, **words
):
    """Add or change a kind of the organisation's own; `words`: axis → labels in order.

    A label keeps its code; a label that facts already carry cannot be removed.
    """
    if not policies.may_change_kinds(by) or (kind and kind.organization_id != by.organization_id):
        raise Refused("系统履职事项不能修改；本会自设的事项由经办人维护。")
    before = audit.snapshot(kind) if kind else {}
    kind = kind or DutyKind(
        organization_id=by.organization_id, code=_new_code(by, label), bearer_kinds=[BearerKind.MEMBER.value]
    )
    kind.label, kind.unit, kind.is_attendance, kind.enabled = label, unit, is_attendance, enabled
    for axis in AXES:
        setattr(kind, axis, _coded(kind, axis, words.get(axis, [])))
    kind.full_clean(exclude=["organization"])
    kind.save()
    old, new = audit.changed(before, audit.snapshot(kind))
    if new:
        audit.record(by, "修改履职事项" if before else "新增履职事项", kind, before=old, after=new)
    return kind


def _coded(kind: DutyKind, axis: str, labels: Sequence[str]) -> dict[str, str]:
    known = {label: code for code, label in getattr(kind, axis).items()}
    coded = {}
    for label in labels:
        code = known.get(label) or pinyin(label)[:20] or "x"
        while code in coded:
            code = f"{code[:20]}{len(coded)}"
        coded[code] = label
    for label, code in known.items():
        if code not in coded and kind.pk and _used(kind, axis, code):
            raise ValidationError({axis: f"“{label}”已有履职记录使用，不能删除。"})
    return coded


def _used(kind: DutyKind, axis: str, code: str) -> bool:
    lookup = {"flags__contains": [code]} if axis == "flags" else {axis.removesuffix("s"): code}
    return DutyRecord.objects.filter(kind=kind, **lookup).exists()


def _new_code(by, label: str) -> str:
    base = f"own_{pinyin(label)[:28]}"
    taken = set(DutyKind.objects.filter(organization_id=by.organization_id).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}_{n}" for n in range(2, 1000))) if code not in taken)
