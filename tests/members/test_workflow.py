"""The declared lives of a membership and of a request, as drawn in docs/workflows."""

from pathlib import Path

import pytest

from members.workflow import CHANGE_REQUEST, MEMBERSHIP

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "workflows"


@pytest.mark.parametrize(
    ("name", "workflow"), [("membership", MEMBERSHIP), ("change-request", CHANGE_REQUEST)]
)
def test_the_drawing_in_the_documents_is_the_declared_table(name, workflow):
    drawn = (DOCS / f"{name}.mmd").read_text(encoding="utf-8")
    assert drawn == workflow.as_mermaid()
