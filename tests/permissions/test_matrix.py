"""Every address × every role, compared with the reviewed table; neighbours see nothing at all."""

import re

import pytest

from tests.permissions import matrix
from tests.permissions.routes import all_routes

REQUEST_NUMBER = re.compile(rb"[0-9a-f]{12}")


def test_every_address_has_a_row_and_every_row_an_address():
    table, routes = matrix.read().keys(), matrix.expected_keys()

    assert sorted(routes - table) == [], (
        "run: pytest tests/permissions/propose.py, then review the difference"
    )
    assert sorted(table - routes) == []


@pytest.mark.parametrize("column", matrix.COLUMNS)
def test_each_role_is_answered_as_the_table_says(house, column):
    table = matrix.read()
    seen = matrix.observe(house, column, table.keys() & matrix.expected_keys())

    assert {key: value for key, value in seen.items() if table[key][column] != value} == {}


def test_nobody_is_answered_with_a_failure():
    failures = [(key, c) for key, row in matrix.read().items() for c in matrix.COLUMNS if row[c][:1] == "5"]

    assert failures == []


@pytest.mark.parametrize("column", matrix.NEIGHBOURS)
def test_a_neighbour_cannot_tell_a_row_of_ours_from_one_that_does_not_exist(house, column):
    client = matrix.client_of(house, column)
    known = {name for name, _ in matrix.read()}
    different = []
    for route in all_routes():
        if route.row_key is None or route.name not in known:
            continue
        ours = client.get(matrix.address_of(house, route, column))
        nothing = client.get(matrix.address_of(house, route, column, absent=True))
        same = REQUEST_NUMBER.sub(b"", ours.content) == REQUEST_NUMBER.sub(b"", nothing.content)
        if ours.status_code == 200 or ours.status_code != nothing.status_code or not same:
            different.append((route.name, ours.status_code, nothing.status_code))
    assert different == []


def test_the_document_is_the_table():
    assert matrix.DOCUMENT.read_text(encoding="utf-8") == matrix.as_document(matrix.read())
