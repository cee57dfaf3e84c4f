"""System kinds come from kinds.yaml; an organisation edits its own copy of one, or adds kinds."""

from pathlib import Path

import yaml
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.db.models import Q

from activities import policies
from activities.models import ActivityKind
from core import audit
from core.workflow import Refused
from duties.models import DutyKind

SYSTEM_KINDS = Path(__file__).resolve().parent.parent / "kinds.yaml"
RULES = (
    "label",
    "family",
    "duty_kind",
    "group_duty_kind",
    "must_attend",
    "unit",
    "leave_notice_days",
    "leave_approver",
    "max_leave_requests",
    "late_after",
    "early_before",
    "absent_below_num",
    "absent_below_den",
    "opens_before",
    "closes_after",
    "basis",
)
KNOWN = {"code", *RULES}


def seed_kinds(path: Path = SYSTEM_KINDS) -> int:
    """Insert or bring up to date the system kinds of the file; returns how many it holds."""
    kinds = [_kind(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    ActivityKind.objects.bulk_create(
        kinds, update_conflicts=True, unique_fields=["organization", "code"], update_fields=list(RULES)
    )
    return len(kinds)


@transaction.atomic
def save_kind(*, by, kind: ActivityKind | None = None, code: str = "", **rules) -> ActivityKind:
    """Change the organisation's own kind, make its copy of a system kind, or add one with a new `code`.

    `rules` are fields of `RULES` and `enabled`. Raises Refused, or ValidationError naming the field.
    """
    if not policies.may_change_kinds(by):
        raise Refused("您没有维护活动类型的权限")
    own = _own(by, kind, code)
    before = audit.snapshot(own) if own.pk else {}
    for name, value in rules.items():
        setattr(own, name, value)
    _refuse_unknown_duties(by, own)
    own.full_clean()
    own.save()
    old, new = audit.changed(before, audit.snapshot(own))
    if new:
        audit.record(by, "修改活动类型" if before else "新增活动类型", own, before=old, after=new)
    return own


def _own(by, kind: ActivityKind | None, code: str) -> ActivityKind:
    if kind is None:
        return ActivityKind(organization_id=by.organization_id, code=code)
    if kind.organization_id == by.organization_id:
        return ActivityKind.objects.select_for_update().get(pk=kind.pk)
    if kind.organization_id is not None:
        raise Refused("该活动类型属于其他政协组织")
    copied = {name: getattr(kind, name) for name in (*RULES, "enabled")}
    return ActivityKind(organization_id=by.organization_id, code=kind.code, **copied)


def _refuse_unknown_duties(by, kind: ActivityKind) -> None:
    own = Q(organization=None) | Q(organization_id=by.organization_id)
    known = set(DutyKind.objects.filter(own, enabled=True).values_list("code", flat=True))
    for name in ("duty_kind", "group_duty_kind"):
        value = getattr(kind, name)
        if value and value not in known:
            raise ValidationError({name: "没有这个履职事项，或已停用。"})


def _kind(entry: dict) -> ActivityKind:
    if unknown := entry.keys() - KNOWN:
        raise ImproperlyConfigured(f"kinds.yaml {entry.get('code')}: {sorted(unknown)}")
    return ActivityKind(**entry)
