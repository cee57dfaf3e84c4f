"""One set of rows for the whole room: built once, rolled back at the end."""

import logging

import pytest
from django.db import transaction

from tests.permissions import objects


@pytest.fixture(scope="package")
def db(django_db_setup, django_db_blocker):
    """Takes the place of the usual fixture of this name, whose rows last for one test only."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def house(db):
    logging.disable(logging.WARNING)
    yield objects.build()
    logging.disable(logging.NOTSET)
