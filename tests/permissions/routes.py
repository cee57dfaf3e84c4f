"""Every named address of the house, from the URLconf itself."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import URLPattern, get_resolver

EXCUSED = {
    "healthz": "answers everybody alike; see tests/core/test_health.py",
    "style_guide": "not there in production",
}
"""Addresses without a row in the matrix, each with the reason."""
VERBS = {"changelist": "列表", "add": "新增", "change": "查看与修改", "history": "变更记录"}


@dataclass(frozen=True)
class Route:
    """`name` as `reverse` takes it; `keys` are the parts of the address that name a row or a kind."""

    name: str
    keys: tuple[str, ...]

    @property
    def row_key(self) -> str | None:
        """The part that names a row, if any."""
        return next((key for key in self.keys if key in ("pk", "object_id") or key.endswith("_id")), None)


def all_routes() -> list[Route]:
    """Sorted by name. Unnamed patterns are the staff site's own redirects and its last catch-all."""
    named = {route for route in _walk(get_resolver()) if not route.name.endswith(":")}
    return sorted((route for route in named if route.name not in EXCUSED), key=lambda route: route.name)


def admin_model(name: str):
    """The model and the verb of a staff page of one register, or None."""
    for model in admin.site._registry:
        head = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(head):
            return model, name.removeprefix(head)
    return None


def _walk(resolver, spaces=()):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            keys = (*entry.pattern.converters, *entry.pattern.regex.groupindex)
            yield Route(":".join((*spaces, entry.name or "")), tuple(dict.fromkeys(keys)))
        else:
            yield from _walk(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
