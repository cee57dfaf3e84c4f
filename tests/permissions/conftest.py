"""One set of rows for the whole room: built once, rolled back at the end."""

import logging

import pytest
from django.db import transaction
from django.test import override_settings

from tests.permissions import objects


@pytest.fixture(scope="package")
def db(django_db_setup, django_db_blocker):
    """Takes the place of the usual fixture of this name, whose rows last for one test only."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package", autouse=True)
def own_folder(tmp_path_factory):
    """Files of the shared rows outlive the test that wrote them."""
    folder = tmp_path_factory.mktemp("data")
    anchor = folder / "anchors" / "audit.jsonl"
    with override_settings(DATA_DIR=folder, MEDIA_ROOT=folder / "media", ANCHOR_FILE=anchor):
        yield


@pytest.fixture(scope="package")
def house(db, own_folder):
    logging.disable(logging.WARNING)
    yield objects.build()
    logging.disable(logging.NOTSET)
