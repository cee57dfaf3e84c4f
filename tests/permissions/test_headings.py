"""Every page has exactly one first heading, whoever opens it."""

import re

import pytest

from accounts.choices import Role
from tests.permissions import matrix
from tests.permissions.routes import all_routes

PEOPLE = (Role.OPERATOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.MEMBER)
PARTS = {
    "job_progress": "a part of a page, not a page",
    "admin:appraisals_schemeversion_sentence": "one sentence inside the editor",
}


def pages_of(column: str, table) -> list:
    """The addresses that open for the person of the column and for nobody before them in `PEOPLE`."""
    before = PEOPLE[: PEOPLE.index(column)]
    return [
        route
        for route in all_routes()
        if (row := table.get((route.name, "GET")))
        and row[column] == "200"
        and route.name not in PARTS
        and not any(row[other] == "200" for other in before)
    ]


@pytest.mark.parametrize("column", PEOPLE)
def test_every_page_has_one_first_heading(house, column):
    client, found = matrix.client_of(house, column), {}
    for route in pages_of(column, matrix.read()):
        response = client.get(matrix.address_of(house, route, column))
        page = b"".join(response)
        headings = len(re.findall(rb"<h1[ >]", page))
        if headings != 1 and b"<body" in page:
            found[route.name] = headings
    assert found == {}
