"""Every table says whose it is, and every door asks for whom."""

import ast

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

from core.admin_base import ScopedModelAdmin
from core.scope import ScopedModel
from tests.architecture.sources import APPS, at, python_files, tree_of

UNSCOPED = {
    "accounts.User": "a person of several organisations; has its own visible_to",
    "accounts.OpenSession": "a person's own log-ins, reached only through the person",
    "core.Heartbeat": "of the house, not of an organisation",
}
DOORS = {"views", "api", "admin", "resources"}
WITHOUT_SCOPE: dict[str, str] = {
    "accounts/views/factor.py": "the person's own TOTP device, filtered by user",
    "appraisals/admin/runs.py": "sheets and lines of a run that was found by visible_to",
    "duties/admin/entry.py": "the actor's own organisation, by its number",
    "members/admin/acts.py": "offices of a membership that was found by visible_to",
    "members/admin/filters.py": "conditions upon a list that visible_to has narrowed",
    "members/admin/memberships.py": "columns fetched for a list that visible_to has narrowed",
    "members/admin/persons.py": "the person that the scoped form has just validated",
    "members/admin/reports.py": "the actor's own organisation, by its number",
    "notices/views.py": "one's own messages, filtered by user",
    "members/resources/": "reads and writes of one batch, each naming the batch's own organisation",
}
"""File or folder → why its reads name no actor."""


def own_models():
    return [
        model for label in APPS for model in apps.get_app_config(label).get_models() if not _hidden(model)
    ]


def _hidden(model) -> bool:
    return bool(model._meta.auto_created)


def test_every_table_is_scoped_or_excused_with_a_reason():
    unscoped = {model._meta.label for model in own_models() if not issubclass(model, ScopedModel)}

    assert unscoped == UNSCOPED.keys()


@pytest.mark.parametrize(
    "model", [m for m in own_models() if issubclass(m, ScopedModel)], ids=lambda m: m.__name__
)
def test_the_scope_leads_to_the_path_of_an_organisation(model):
    field = None
    reached = model
    for part in model.SCOPE.split("__"):
        field = reached._meta.get_field(part)
        reached = field.related_model or reached
    assert isinstance(field, models.CharField)
    assert field.name in ("path", "organization_path")


def test_every_staff_page_stands_on_the_scoped_base():
    wrong = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if not isinstance(page, ScopedModelAdmin)
    ]

    assert wrong == []


def test_every_door_asks_for_whom():
    """In views, api, admin and resources `.objects` is followed at once by `.visible_to(`."""
    open_doors = [
        at(path, node.lineno)
        for path in python_files(*APPS)
        if DOORS & {path.stem, *path.parts} and not at(path).startswith(tuple(WITHOUT_SCOPE))
        for node in _unscoped_reads(tree_of(path))
    ]
    assert open_doors == []


def test_no_excuse_is_left_over():
    needed = [at(path) for path in python_files(*APPS) if any(_unscoped_reads(tree_of(path)))]

    assert [excuse for excuse in WITHOUT_SCOPE if not any(place.startswith(excuse) for place in needed)] == []


def _unscoped_reads(tree):
    """Uses of `X.objects` whose next step is neither `visible_to` nor a tie to an outer, scoped row."""
    followed = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("visible_to", "none")
    } | {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and "OuterRef(" in ast.unparse(node)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in ("objects", "_default_manager")
            and id(node) not in followed
        ):
            yield node
