"""The one history: who did what to which object, in the transaction of the act."""

import datetime as dt
from decimal import Decimal

from django.db import connection, models

from core import bulk
from core.context import request_id
from core.models import AuditEntry

MASK = "***"
PAGE = "page"
"""In place of a table's name: the entry is about an address, not about a row."""
MOST_HISTORY = 200


def snapshot(obj: models.Model, fields=None) -> dict:
    """Values of the object's own columns as JSON; fields named in `model.PERSONAL` are masked."""
    personal = getattr(obj, "PERSONAL", frozenset())
    names = fields or [field.attname for field in obj._meta.concrete_fields]
    return {name: MASK if name in personal else _plain(getattr(obj, name)) for name in names}


def changed(before: dict, after: dict) -> tuple[dict, dict]:
    """Both sides reduced to the keys that differ."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def record(actor, act: str, obj: models.Model, *, before=None, after=None, reason="", organization_path=None):
    """Append one entry to the chain of the actor's organisation (or of `organization_path`)."""
    made = entry(
        actor, act, obj, before=before, after=after, reason=reason, organization_path=organization_path
    )
    made.save(force_insert=True)
    return made


def record_many(entries: list[AuditEntry]) -> None:
    """Append entries made by `entry`, in their order: for acts on thousands of objects."""
    bulk.insert(entries, leave_out=("seq", "at", "previous", "digest"))


def entry(actor, act: str, obj: models.Model, *, before=None, after=None, reason="", organization_path=None):
    """An entry that is not written yet; see `record_many`."""
    return AuditEntry(
        organization_path=organization_path or actor.organization_path,
        actor=actor.label,
        role=actor.role_labels,
        act=act,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:200],
        before=before or {},
        after=after or {},
        reason=reason,
        request_id=request_id.get(),
    )


def verify(organization_path: str | None = None) -> list[tuple[str, int]]:
    """Recompute every digest in the database; the (organisation, number) of each broken link."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_path, seq FROM audit_broken(%s)", [organization_path])
        return cursor.fetchall()


def history(obj: models.Model, actor) -> list[dict]:
    """The acts on `obj` in the chain of the actor's organisation, newest first, fields by their labels."""
    entries = AuditEntry.objects.visible_to(actor).filter(
        object_type=obj._meta.label_lower, object_id=str(obj.pk)
    )
    labels = labels_of(type(obj))
    return [{"entry": entry, "changes": _changes(entry, labels)} for entry in entries[:MOST_HISTORY]]


def labels_of(model) -> dict[str, str]:
    """Column name → the label that people know."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {name: str(field.verbose_name) for field in fields for name in (field.name, field.attname)}


def _changes(entry: AuditEntry, labels: dict[str, str]) -> list[tuple]:
    return [
        (labels.get(name, name), entry.before.get(name), value)
        for name, value in entry.after.items()
        if name in labels
    ]


def _plain(value):
    if isinstance(value, Decimal | dt.date | dt.datetime):
        return str(value)
    if isinstance(value, str | int | bool | list | dict | None):
        return value
    return str(value)
