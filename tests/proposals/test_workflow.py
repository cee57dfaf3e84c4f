"""Every state × step of a proposal, a task and a promise, against what the house rules say."""

from itertools import product
from pathlib import Path

import pytest

from accounts.actors import system_actor
from accounts.choices import Role
from core.workflow import Refused, Stale
from proposals.choices import PromiseState, ProposalState, TaskState
from proposals.models import Promise, Proposal, RefusalReason, Task
from proposals.workflow import PROMISE, PROPOSAL, TASK, WORKFLOWS
from tests.factories import make_actor
from tests.proposals.ground import accepted, filed, lay, office_of, person, say, sent

pytestmark = pytest.mark.django_db
DRAWN = Path(__file__).resolve().parents[2] / "docs" / "workflows"
REVIEW = ("submitted", "second", "consulting", "final")
OUTCOMES = {
    "send_back": "returned", "file": "filed", "merge": "merged", "convert": "converted",
    "forward": "forwarded", "decline": "not_filed",
}  # fmt: skip
LEAD, OFFICE, HOUSE = "lead", "office", "house"
LIAISON, APPROVER, INSPECTOR = "liaison", "approver", "inspector"
EVERYBODY = {LEAD, OFFICE, HOUSE, "member", "secretary"}
UNIT_EVERYBODY = {LIAISON, APPROVER, INSPECTOR, OFFICE, HOUSE, "stranger"}

PROPOSAL_STEPS = {
    ("draft", "gather"): ("signing", {LEAD}),
    ("signing", "rework"): ("draft", {LEAD}),
    ("draft", "submit"): ("submitted", {LEAD}),
    ("signing", "submit"): ("submitted", {LEAD}),
    ("returned", "submit"): ("submitted", {LEAD}),
    **{(state, "withdraw"): ("withdrawn", {LEAD}) for state in ("draft", "signing", "returned", *REVIEW)},
    ("submitted", "to_second"): ("second", {OFFICE}),
    ("submitted", "to_consultation"): ("consulting", {OFFICE}),
    ("second", "to_consultation"): ("consulting", {OFFICE}),
    ("submitted", "to_final"): ("final", {OFFICE}),
    ("second", "to_final"): ("final", {OFFICE}),
    ("consulting", "to_final"): ("final", {OFFICE}),
    **{(state, step): (target, {OFFICE}) for state in REVIEW for step, target in OUTCOMES.items()},
    ("merged", "unmerge"): ("final", {OFFICE}),
    ("filed", "dispatch"): ("handling", {OFFICE, HOUSE}),
    ("handling", "undispatch"): ("filed", {OFFICE, HOUSE}),
    ("handling", "answered"): ("replied", EVERYBODY),
    ("replied", "rehandle"): ("handling", EVERYBODY),
    ("replied", "close"): ("closed", EVERYBODY),
    ("closed", "reopen"): ("handling", {OFFICE, HOUSE}),
}
TASK_STEPS = {
    ("pending", "accept"): ("handling", {LIAISON}),
    ("pending", "ask_return"): ("return_asked", {LIAISON}),
    ("handling", "ask_return"): ("return_asked", {LIAISON}),
    ("return_asked", "reassign"): ("reassigned", {OFFICE}),
    ("return_asked", "refuse_return"): ("pending", {OFFICE}),
    ("handling", "countersign"): ("countersigning", {LIAISON}),
    ("rehandling", "countersign"): ("countersigning", {LIAISON}),
    ("countersigning", "countersigned"): ("approving", UNIT_EVERYBODY),
    ("countersigning", "objected"): ("handling", UNIT_EVERYBODY),
    ("countersigning", "recall"): ("handling", {LIAISON}),
    ("approving", "recall"): ("handling", {LIAISON}),
    ("handling", "hand_up"): ("approving", {LIAISON}),
    ("rehandling", "hand_up"): ("approving", {LIAISON}),
    ("approving", "revise"): ("handling", {APPROVER}),
    ("approving", "approve"): ("inspecting", {APPROVER}),
    ("approving", "send"): ("replied", {APPROVER}),
    ("inspecting", "reject"): ("handling", {INSPECTOR, OFFICE}),
    ("inspecting", "release"): ("replied", {INSPECTOR, OFFICE}),
    ("replied", "rehandle"): ("rehandling", {OFFICE, HOUSE}),
    ("closed", "rehandle"): ("rehandling", {OFFICE, HOUSE}),
    ("replied", "close"): ("closed", {OFFICE, HOUSE}),
}
PROMISE_STEPS = {
    ("open", "report"): ("reported", {LIAISON}),
    ("reported", "report"): ("reported", {LIAISON}),
    ("open", "keep"): ("kept", {OFFICE}),
    ("reported", "keep"): ("kept", {OFFICE}),
    ("open", "lower"): ("downgraded", {OFFICE}),
    ("reported", "lower"): ("downgraded", {OFFICE}),
    ("kept", "lower"): ("downgraded", {OFFICE}),
    ("open", "supersede"): ("superseded", UNIT_EVERYBODY),
    ("reported", "supersede"): ("superseded", UNIT_EVERYBODY),
    ("reported", "resume"): ("open", {OFFICE}),
    ("downgraded", "resume"): ("open", {OFFICE}),
}


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def case(ground, county):
    """A filed proposal with its lead, who is asked what; and other people of the county."""
    lead, writer = person(county)
    return {
        "proposal": filed(ground, lead), LEAD: writer, OFFICE: ground.office, HOUSE: system_actor(county),
        "member": person(county)[1], "secretary": make_actor(county, Role.OPERATOR, Role.CHECKER),
    }  # fmt: skip


@pytest.fixture
def handled(ground, county):
    """A task of 住建局 whose reply somebody else drafted, and people of it and of other units."""
    lead, _ = person(county)
    unit = office_of(ground, "住建局")
    task = sent(ground, accepted(ground, filed(ground, lead), unit), unit)
    return {
        "task": task, LIAISON: unit.liaison, APPROVER: unit.approver, OFFICE: ground.office,
        INSPECTOR: make_actor(county, Role.INSPECTOR), HOUSE: system_actor(county),
        "stranger": office_of(ground, "财政局").liaison, "lead": lead,
    }  # fmt: skip


def outcome(workflow, obj, step, by):
    try:
        return workflow.perform(obj, step, by=by, reason="理由").state
    except Refused:
        return None


@pytest.mark.parametrize("state", ProposalState.values)
def test_every_step_of_a_proposal_from_every_state(case, ground, state):
    reason = RefusalReason.objects.filter(organization=ground.organization).first()
    key = case["proposal"].pk
    for step, who in product(PROPOSAL.by_name, sorted(EVERYBODY)):
        Proposal.objects.filter(pk=key).update(state=state, refusal=reason)
        obj = Proposal.objects.select_related("lead__person").get(pk=key)
        target, people = PROPOSAL_STEPS.get((state, step), (None, set()))
        expected = target if who in people else None
        offered = step in {one.name for one in PROPOSAL.open_to(case[who], obj)}
        assert (step, who, offered) == (step, who, expected is not None)
        assert (step, who, outcome(PROPOSAL, obj, step, case[who])) == (step, who, expected)


@pytest.mark.parametrize("state", TaskState.values)
def test_every_step_of_a_task_from_every_state(handled, state):
    key = handled["task"].pk
    Task.objects.filter(pk=key).update(return_reason="不属职责")
    for step, who in product(TASK.by_name, sorted(UNIT_EVERYBODY)):
        Task.objects.filter(pk=key).update(state=state)
        obj = Task.objects.select_related("proposal__organization", "unit").get(pk=key)
        target, people = TASK_STEPS.get((state, step), (None, set()))
        expected = target if who in people else None
        assert (step, who, outcome(TASK, obj, step, handled[who])) == (step, who, expected)


@pytest.mark.parametrize("state", PromiseState.values)
def test_every_step_of_a_promise_from_every_state(handled, ground, state):
    say(handled["task"], handled["lead"], "satisfied")
    key = Promise.objects.first().pk
    lowest = ground.organization.replyclass_set.get(letter="C")
    for step, who in product(PROMISE.by_name, sorted(UNIT_EVERYBODY)):
        Promise.objects.filter(pk=key).update(state=state, lowered_to=lowest, finding="核查")
        obj = Promise.objects.select_related("item__reply__task__proposal__organization").get(pk=key)
        target, people = PROMISE_STEPS.get((state, step), (None, set()))
        expected = target if who in people else None
        assert (step, who, outcome(PROMISE, obj, step, handled[who])) == (step, who, expected)


def test_a_stale_copy_loses(case):
    key = case["proposal"].pk
    old = Proposal.objects.get(pk=key)
    PROPOSAL.perform(Proposal.objects.get(pk=key), "dispatch", by=case[OFFICE])

    with pytest.raises(Stale, match="刚被他人处理"):
        PROPOSAL.perform(old, "dispatch", by=case[OFFICE])


def test_nobody_reviews_the_own_proposal(ground, county):
    """提案委 staff who are members themselves leave their own proposals to others."""
    lead, writer = person(county)
    proposal = filed(ground, lead)
    Proposal.objects.filter(pk=proposal.pk).update(state="submitted")
    both = make_both(writer)

    assert outcome(PROPOSAL, Proposal.objects.get(pk=proposal.pk), "file", both) is None


def make_both(writer):
    """The same person, holding 提案委 besides."""
    return type(writer)(**{**writer.__dict__, "roles": writer.roles | {Role.PROPOSAL_OFFICE}})


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_drawing_is_the_table(name):
    assert (DRAWN / f"{name}.mmd").read_text(encoding="utf-8") == WORKFLOWS[name].as_mermaid()
