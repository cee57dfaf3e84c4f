"""The proposals benchmark on a small heap: each goal has its line, and a wrong count is not hidden."""

import random

import pytest

from benchmarks import proposals_history, proposals_rounds
from proposals.models import Merge, Proposal, ProposalWords, Signature

pytestmark = pytest.mark.django_db(transaction=True)
STATES = [
    ("closed", 60),
    ("merged", 3),
    ("not_filed", 2),
    ("submitted", 6),
    ("second", 2),
    ("final", 2),
    ("filed", 5),
]


@pytest.fixture
def ground(db):
    dice = random.Random(5)
    made = proposals_history.lay(8)
    assert proposals_history.fill(made, STATES, dice) == 80
    return made


def test_the_heap_has_what_was_asked_for_with_its_words(ground):
    assert Proposal.objects.count() == ProposalWords.objects.count() == 80
    assert Merge.objects.count() == 3
    assert Signature.objects.filter(state="accepted").exists()
    assert Proposal.objects.filter(round=ground.opened).count() == 0


def test_every_goal_has_its_line_and_no_count_is_wrong(ground):
    rounds = proposals_rounds.Rounds(ground)
    lines = list(rounds.all(1, 12, 9))

    assert [line.split()[0] for line in lines] == [
        "proposals.search_member", "proposals.search_office", "proposals.queue_queries", "proposals.tasks",
        "proposals.task_results", "proposals.tasks_again", "proposals.jobs_refused",
        "proposals.submitted_numbers", "proposals.submit_failures",
    ]  # fmt: skip
    assert rounds.wrong is False
    assert [" ".join(line.split()[1:4]) for line in lines[3:]] == [
        "value=12 goal=12 ok", "value=12 goal=12 ok", "value=12 goal=12 ok", "value=1 goal=1 ok",
        "value=9 goal=9 ok", "value=0 goal=0 ok",
    ]  # fmt: skip


def test_a_lost_number_is_said(ground):
    strange = Proposal.objects.filter(state="closed").order_by("pk").first()
    Proposal.objects.filter(pk=strange.pk).update(round=ground.opened)
    rounds = proposals_rounds.Rounds(ground)

    lines = rounds.submit(3)

    assert rounds.wrong is True
    assert "proposals.submitted_numbers value=-1 goal=3 MISS" in lines[0]
