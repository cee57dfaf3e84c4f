"""From a draft to a closed case by the verbs themselves, and what the ledger is told on the way.

covers S045 covers S065
"""

import pytest
from django.core.management import call_command

from duties.models import DutyRecord
from proposals import services
from proposals.models import Promise, Proposal, Task
from tests.proposals.ground import (
    accepted,
    actor,
    filed,
    lay,
    office_of,
    person,
    say,
    sent,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(county):
    return lay(county)


def ledger(proposal):
    rows = DutyRecord.objects.filter(matter_ref=f"proposals:{proposal.pk}", voided_at=None)
    return sorted(rows.values_list("bearer__membership__person__name", "stage", "role", "people"))


def silent(capsys):
    call_command("reconcile_duties")
    return capsys.readouterr().out.strip()


def test_a_joint_proposal_is_handed_in_filed_answered_evaluated_and_closed(ground, county, capsys):
    lead, _ = person(county, "甲")
    other, _ = person(county, "乙")
    proposal = filed(ground, lead, other)
    unit = office_of(ground, "住建局")
    task = sent(ground, accepted(ground, proposal, unit), unit)

    say(task, lead, "satisfied")
    assert Proposal.objects.get(pk=proposal.pk).state == "replied"
    say(task, other, "partly")

    proposal.refresh_from_db()
    assert (proposal.state, proposal.number, Task.objects.get().state) == ("closed", 1, "closed")
    assert sorted(Promise.objects.values_list("item__reply_class__letter", "state")) == [
        ("A", "open"),
        ("B", "open"),
    ]
    assert ledger(proposal) == [
        ("乙", "filed", "co_signer", 2),
        ("乙", "submitted", "co_signer", 2),
        ("甲", "filed", "lead", 2),
        ("甲", "submitted", "lead", 2),
    ]
    assert silent(capsys) == ""


def test_an_unsatisfied_member_has_it_handled_again_with_a_new_clock(ground, county, capsys):
    lead, _ = person(county)
    unit = office_of(ground, "住建局")
    task = sent(ground, accepted(ground, filed(ground, lead), unit), unit)

    say(task, lead, "unsatisfied", "第一条没有答复")

    task.refresh_from_db()
    assert (task.state, task.turn, task.proposal.state) == ("rehandling", 2, "handling")
    assert Promise.objects.count() == 0

    task = sent(ground, task, unit)
    say(task, lead, "satisfied")
    task.refresh_from_db()
    assert (task.state, Proposal.objects.get().state) == ("closed", "closed")
    assert silent(capsys) == ""


def test_a_withdrawn_proposal_leaves_nothing_in_the_ledger(ground, county, capsys):
    lead, _ = person(county)
    proposal = submitted(lead)
    assert [row[1] for row in ledger(proposal)] == ["submitted"]

    services.withdraw(by=actor(lead), proposal=proposal, reason="已经解决")

    assert ledger(proposal) == []
    assert silent(capsys) == ""
