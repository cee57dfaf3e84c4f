"""docs/coverage.md names for each mechanism its page and a test; the test says that it covers it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("| ").split("|")]
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| S\d{3} ", line)
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_named_test_covers_the_mechanism(row):
    mechanism, _, page, test = row
    assert page
    assert f"covers {mechanism}" in (ROOT / test.strip("`")).read_text(encoding="utf-8")


def test_no_mechanism_is_listed_twice():
    assert len({row[0] for row in ROWS}) == len(ROWS)
