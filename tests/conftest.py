"""Shared ground of the suite: real PostgreSQL, and the tree 省 → 市 → 县 with two siblings each."""

import os
import shutil
from pathlib import Path

import pytest
from django.core.management.commands import flush
from django.db import connection

from accounts.choices import Role
from tests.factories import found_tree, make_actor, make_user

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("long") and os.environ.get("ZHENGXIE_LONG") != "1":
            item.add_marker(pytest.mark.skip(reason="耗时较长，用 start.py test --long 运行"))
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="本机没有 Chromium 浏览器"))


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_guards():
    """The append-only triggers refuse TRUNCATE; only the flush after a transactional test may pass them."""
    original = flush.Command.handle

    def handle(self, **options):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        try:
            return original(self, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = DEFAULT")

    flush.Command.handle = handle
    yield
    flush.Command.handle = original


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path):
    """Files of a test stay in its own folder."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ANCHOR_FILE = tmp_path / "anchors" / "audit.jsonl"


@pytest.fixture
def tree(db):
    """`tree.province, tree.city, tree.other_city, tree.county, tree.other_county`, each with a term."""
    return found_tree()


@pytest.fixture
def county(tree):
    return tree.county


@pytest.fixture
def operator(county):
    """秘书处经办人 of the county."""
    return make_actor(county, Role.OPERATOR)


@pytest.fixture
def checker(county):
    """秘书处复核人 of the county: the other pair of eyes."""
    return make_actor(county, Role.CHECKER)


@pytest.fixture
def neighbour(tree):
    """经办人 of the county next door: a stranger here."""
    return make_actor(tree.other_county, Role.OPERATOR)


@pytest.fixture
def sign_in(client):
    """Log `client` in as a user holding `roles` at `organization`, second factor passed."""

    def enter(organization, *roles, user=None):
        user = user or make_user(organization, *roles)
        client.force_login(user)
        session = client.session
        session["organization"] = organization.pk
        device = user.totpdevice_set.first()
        if device:
            session["otp_device_id"] = device.persistent_id
        session.save()
        return user

    return enter
