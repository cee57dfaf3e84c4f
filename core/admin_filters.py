"""List filters that offer and accept only what the actor may see."""

from functools import cache

from django.contrib.admin import FieldListFilter, RelatedFieldListFilter

LOOKUPS = frozenset(
    {"", "exact", "in", "isnull", "gt", "gte", "lt", "lte", "range", "year", "month", "day"}
    | {"id__exact", "pk__exact", "id__in", "pk__in", "from", "to"}
)
"""What may follow a declared filter's name in the address; nothing reaches past it into other columns."""


class _OwnChoices:
    """Offers related rows of the actor's organisation only."""

    def field_choices(self, field, request, model_admin):
        rows = field.remote_field.model._default_manager.all()
        if not hasattr(rows, "visible_to"):
            return super().field_choices(field, request, model_admin)
        return [(row.pk, str(row)) for row in rows.visible_to(request.actor)]


def narrowed(model, list_filter) -> list:
    """`list_filter` with every filter over a relation narrowed to the actor's rows."""
    return [_narrow(model, entry) for entry in list_filter]


def declared(list_filter, date_hierarchy: str | None) -> set[str]:
    """The field names that addresses may filter by."""
    names = {entry if isinstance(entry, str) else entry[0] for entry in list_filter if not callable(entry)}
    names |= {entry.parameter_name for entry in list_filter if hasattr(entry, "parameter_name")}
    return names | ({date_hierarchy} if date_hierarchy else set())


def is_declared(lookup: str, names: set[str]) -> bool:
    """Whether `lookup` is a declared field with one of the plain suffixes."""
    return any(
        lookup == name or (lookup.startswith(f"{name}__") and lookup[len(name) + 2 :] in LOOKUPS)
        for name in names
    )


def _narrow(model, entry):
    if callable(entry):
        return entry
    name, kind = (entry, None) if isinstance(entry, str) else entry
    if kind is None:
        kind = FieldListFilter if not _is_relation(model, name) else RelatedFieldListFilter
        if kind is FieldListFilter:
            return entry
    return (name, _with_own_choices(kind)) if issubclass(kind, RelatedFieldListFilter) else entry


def _is_relation(model, name: str) -> bool:
    field = None
    for part in name.split("__"):
        field = model._meta.get_field(part)
        model = field.related_model or model
    return bool(field.remote_field)


@cache
def _with_own_choices(kind):
    return type(kind.__name__, (_OwnChoices, kind), {})
