"""A machine that takes any step in any order: numbers stay without gaps, the ledger stays the tables' own."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.workflow import Refused
from duties.reconcile import differences
from proposals import services
from proposals.models import Merge, Proposal, RefusalReason, Signature
from tests.factories import found_tree
from tests.proposals.ground import actor, category, drafted, lay, person

PICK = st.integers(min_value=0, max_value=9)
STATES_WITH_NUMBER = {"filed", "handling", "replied", "closed"}


class ProposalMachine(RuleBasedStateMachine):
    """`model` is kept by hand: proposal → its state, and how many numbers were given."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def found(self):
        county = found_tree().county
        self.ground = lay(county, second_review=False)
        self.members = [person(county)[0] for _ in range(3)]
        self.model: dict[int, str] = {}
        self.serials = self.numbers = 0

    def pick(self, at, *states):
        keys = sorted(key for key, state in self.model.items() if not states or state in states)
        return Proposal.objects.get(pk=keys[at % len(keys)]) if keys else None

    def attempt(self, verb, allowed, **details):
        """Do it; that it succeeded must be what the model says."""
        try:
            verb(**details)
        except (Refused, ValidationError):
            assert not allowed
            return False
        assert allowed
        return True

    @rule(at=PICK)
    def write(self, at):
        lead = self.members[at % 3]
        started = services.start_draft(by=actor(lead))
        if started.revision == 0 and len(self.model) < 6:
            self.model[drafted(lead).pk] = "draft"

    @rule(at=PICK, who=PICK)
    def invite(self, at, who):
        proposal = self.pick(at)
        if proposal is None:
            return
        member = self.members[who % 3]
        allowed = self.model[proposal.pk] in ("draft", "signing") and member.pk != proposal.lead_id
        if self.attempt(
            services.invite, allowed, by=actor(proposal.lead), proposal=proposal, members=[member]
        ):
            self.model[proposal.pk] = "signing"

    @rule(at=PICK)
    def sign(self, at):
        row = Signature.objects.filter(state="invited").order_by("pk").first()
        if row is not None:
            allowed = self.model[row.proposal_id] == "signing"
            self.attempt(
                services.answer_invitation,
                allowed,
                by=actor(row.membership),
                signature=row,
                accepted=bool(at % 2),
            )

    @rule(at=PICK)
    def submit(self, at):
        proposal = self.pick(at)
        if proposal is None:
            return
        first = self.model[proposal.pk] in ("draft", "signing")
        allowed = first or self.model[proposal.pk] == "returned"
        if self.attempt(services.submit, allowed, by=actor(proposal.lead), proposal=proposal):
            self.serials += first
            self.model[proposal.pk] = "submitted"

    @rule(at=PICK)
    def withdraw(self, at):
        proposal = self.pick(at)
        if proposal is None:
            return
        allowed = self.model[proposal.pk] in ("draft", "signing", "returned", "submitted", "final")
        if self.attempt(
            services.withdraw, allowed, by=actor(proposal.lead), proposal=proposal, reason="已解决"
        ):
            self.model[proposal.pk] = "withdrawn"

    @rule(at=PICK)
    def pass_on(self, at):
        self.review(at, services.pass_on, "final", ("submitted",))

    @rule(at=PICK)
    def send_back(self, at):
        self.review(at, services.send_back, "returned", ("submitted", "final"), text="请补充")

    @rule(at=PICK)
    def file(self, at):
        chosen = category(self.ground, "社会建设")
        self.numbers += self.review(at, services.file, "filed", ("final",), category=chosen)

    @rule(at=PICK)
    def decline(self, at):
        reason = RefusalReason.objects.filter(organization=self.ground.organization).first()
        self.review(at, services.decline, "not_filed", ("final",), refusal=reason)

    def review(self, at, verb, target, sources, **details):
        proposal = self.pick(at)
        if proposal is None:
            return False
        allowed = self.model[proposal.pk] in sources
        done = self.attempt(verb, allowed, by=self.ground.office, proposal=proposal, **details)
        if done:
            self.model[proposal.pk] = target
        return done

    @rule(at=PICK)
    def merge(self, at):
        proposal, main = self.pick(at, "final"), self.pick(at, "filed")
        if proposal and main:
            self.attempt(
                services.merge, True, by=self.ground.office, proposal=proposal, main=main, reason="同一事项"
            )
            self.model[proposal.pk] = "merged"

    @rule()
    def unmerge(self):
        merge = Merge.objects.filter(undone_at=None).first()
        if merge is not None:
            self.attempt(services.unmerge, True, by=self.ground.office, merge=merge, reason="分开")
            self.model[merge.merged_id] = "final"

    @invariant()
    def everything_agrees(self):
        if not hasattr(self, "model"):
            return
        rows = {row.pk: row for row in Proposal.objects.exclude(revision=0)}
        assert {key: row.state for key, row in rows.items()} == self.model
        serials = sorted(row.serial for row in rows.values() if row.serial)
        assert serials == list(range(1, self.serials + 1))
        numbers = sorted(row.number for row in rows.values() if row.number)
        assert numbers == list(range(1, self.numbers + 1))
        assert all(row.number for row in rows.values() if row.state in STATES_WITH_NUMBER)
        assert differences(self.ground.organization) == []


TestProposalMachine = pytest.mark.django_db(ProposalMachine.TestCase)
TestProposalMachine.settings = settings(
    max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
