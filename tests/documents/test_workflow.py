"""The life of a table handed in: every state with every step, by hand; a stale copy loses; drawn in docs."""

from pathlib import Path

import pytest

from core.workflow import Refused, Stale
from documents.choices import BatchState
from documents.models import ImportBatch
from documents.workflow import BATCH

pytestmark = pytest.mark.django_db
DRAWN = Path(__file__).resolve().parents[2] / "docs" / "workflows" / "import-batch.mmd"
OPEN = {
    "checking": {"found_wrong", "found_right", "decline"},
    "wrong": {"decline"},
    "ready": {"confirm", "decline"},
    "storing": {"stored", "failed"},
    "stored": set(),
    "declined": set(),
}


@pytest.fixture
def batch(operator, checker, county):
    def make(state):
        return ImportBatch.objects.create(
            organization=county,
            kind="sample",
            name="名单.xlsx",
            sha256="0" * 64,
            state=state,
            created_by_id=operator.user_id,
            decided_by_id=checker.user_id,
        )

    return make


@pytest.mark.parametrize("state", BatchState.values)
@pytest.mark.parametrize("step", sorted(BATCH.by_name))
def test_every_state_with_every_step(batch, checker, state, step):
    one = batch(state)
    if step in OPEN[state]:
        BATCH.perform(one, step, by=checker, reason="理由")
        one.refresh_from_db()
        assert one.state == BATCH.by_name[step].target
    else:
        with pytest.raises(Refused):
            BATCH.perform(one, step, by=checker, reason="理由")
        one.refresh_from_db()
        assert one.state == state


def test_of_two_who_decide_at_once_one_loses(batch, checker):
    one = batch("ready")
    same = ImportBatch.objects.get(pk=one.pk)
    BATCH.perform(one, "decline", by=checker, reason="少了第三组")
    with pytest.raises(Stale):
        BATCH.perform(same, "confirm", by=checker)


def test_it_is_drawn_as_it_is():
    assert DRAWN.read_text(encoding="utf-8") == BATCH.as_mermaid()
