"""`pytest tests/permissions/propose.py`: write the observed answers for review; not part of the suite.

`PROPOSE=admin:duties,duties` looks again only at addresses that begin so, and drops those that are gone.
"""

import os

from tests.permissions import matrix

BEGINNINGS = tuple(os.environ.get("PROPOSE", "").split(","))


def test_propose(house):
    """Rewrites matrix.csv and docs/permissions.md; every changed cell is to be read before it is committed."""
    known = matrix.read() if matrix.FILE.exists() else {}
    keys = matrix.expected_keys()
    again = {key for key in keys if key[0].startswith(BEGINNINGS)}
    columns = {column: matrix.observe(house, column, again) for column in matrix.COLUMNS}
    fresh = {key: {c: columns[c][key] for c in matrix.COLUMNS} for key in again}
    table = {key: fresh.get(key) or known[key] for key in keys & (fresh.keys() | known.keys())}
    matrix.write(table)
    matrix.DOCUMENT.write_text(matrix.as_document(table), encoding="utf-8")
