"""System kinds come from kinds.yaml; an organisation adds its own."""

from pathlib import Path

import yaml
from django.core.exceptions import ImproperlyConfigured

from duties.choices import BearerKind
from duties.models import DutyKind

SYSTEM_KINDS = Path(__file__).resolve().parent.parent / "kinds.yaml"
AXES = ("roles", "stages", "levels", "results", "flags")
KNOWN = {"code", "label", "unit", "is_attendance", "bearer_kinds", *AXES}


def seed_kinds(path: Path = SYSTEM_KINDS) -> int:
    """Insert or bring up to date the system kinds of the file; returns how many it holds."""
    kinds = [_kind(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    DutyKind.objects.bulk_create(
        kinds,
        update_conflicts=True,
        unique_fields=["organization", "code"],
        update_fields=["label", "unit", "is_attendance", "bearer_kinds", *AXES],
    )
    return len(kinds)


def _kind(entry: dict) -> DutyKind:
    if unknown := entry.keys() - KNOWN:
        raise ImproperlyConfigured(f"kinds.yaml {entry.get('code')}: {sorted(unknown)}")
    return DutyKind(**{"bearer_kinds": [BearerKind.MEMBER.value], "unit": "次"} | entry)
