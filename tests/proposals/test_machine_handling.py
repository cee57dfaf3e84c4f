"""Any step of handling in any order: a case stands where its tasks stand, nobody speaks twice, silence is no praise."""

from collections import Counter

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.clock import today
from core.workflow import Refused
from duties.reconcile import differences
from proposals import services
from proposals.models import Evaluation, Merge, Promise, Proposal, Task
from proposals.queries.figures import totals
from proposals.queries.ground import all_authors, own_authors
from proposals.queries.tasks import result_of
from tests.factories import found_tree
from tests.proposals.ground import (
    DAY,
    actor,
    brought_to_last,
    dispatched,
    filed,
    lay,
    office_of,
    person,
    submitted,
    written,
)

PICK = st.integers(min_value=0, max_value=9)
GRADES = st.sampled_from(["satisfied", "satisfied", "partly", "unsatisfied"])
ALIVE = {"pending", "return_asked", "handling", "approving", "inspecting", "rehandling", "replied", "closed"}
DONE = {"replied", "closed"}


class HandlingMachine(RuleBasedStateMachine):
    """Kept by hand: task → [case, unit's place, role, state, turn], evaluation → what was said."""

    def __init__(self):
        super().__init__()
        self.life = transaction.atomic()
        self.life.__enter__()

    def teardown(self):
        """Nothing of one life is there in the next."""
        transaction.set_rollback(True)
        self.life.__exit__(None, None, None)

    @initialize()
    def found(self):
        county = found_tree().county
        self.ground = lay(county)
        self.members = [person(county)[0] for _ in range(3)]
        self.units = [office_of(self.ground, name) for name in ("住建局", "财政局", "交通局")]
        self.cases: list[int] = []
        self.tasks: dict[int, dict] = {}
        self.said: dict[int, str] = {}
        self.joined = 0
        self.file_one(0)

    def attempt(self, verb, allowed, **details):
        """Do it; whether it succeeds is what the model says."""
        try:
            done = verb(**details)
        except Refused:
            assert not allowed
            return None
        assert allowed
        return done or True

    def pick(self, at):
        """A task with what the model knows of it, and its unit."""
        key = sorted(self.tasks)[at % len(self.tasks)]
        known = self.tasks[key]
        return Task.objects.get(pk=key), known, self.units[known["unit"]]

    def step(self, at, verb, sources, target, who, **details):
        """One step of one task; `who` is "liaison", "approver" or "office"."""
        task, known, unit = self.pick(at)
        by = self.ground.office if who == "office" else getattr(unit, who)
        if self.attempt(verb, known["state"] in sources, by=by, task=task, **details):
            known["state"] = target

    def state_of(self, case):
        """Where a case stands, as its tasks stand."""
        states = {one["state"] for one in self.tasks.values() if one["case"] == case} & ALIVE
        if not states:
            return "filed"
        if states == {"closed"}:
            return "closed"
        return "replied" if states <= DONE else "handling"

    @rule(at=PICK)
    def file_one(self, at):
        if len(self.cases) < 2:
            self.cases.append(filed(self.ground, self.members[at % 3], self.members[(at + 1) % 3]).pk)

    @rule(at=PICK)
    def join(self, at):
        case = self.cases[at % len(self.cases)]
        if self.state_of(case) == "filed" and self.joined < 1:
            other = brought_to_last(self.ground, submitted(self.members[at % 3]))
            main = Proposal.objects.get(pk=case)
            services.merge(by=self.ground.office, proposal=other, main=main, reason="同一事项")
            self.joined += 1

    @rule(at=PICK, place=st.integers(0, 2), role=st.sampled_from(["sole", "separate"]))
    def give(self, at, place, role):
        case, unit = self.cases[at % len(self.cases)], self.units[place]
        alive = [one for one in self.tasks.values() if one["case"] == case and one["state"] in ALIVE]
        twice = any(one["unit"] == place for one in alive)
        led = role == "sole" and any(one["role"] == "sole" for one in alive)
        allowed = self.state_of(case) in ("filed", "handling") and not twice and not led
        before = Task.objects.count()
        if allowed:
            self._note(dispatched(self.ground, Proposal.objects.get(pk=case), unit, role), case, place, role)
        else:
            self._refused_line(case, unit, role)
        assert Task.objects.count() == before + allowed

    def _note(self, task, case, place, role):
        self.tasks[task.pk] = {"case": case, "unit": place, "role": role, "state": "pending", "turn": 1}

    def _refused_line(self, case, unit, role):
        made = services.prepare_dispatch(
            by=self.ground.office, round=self.ground.round, name="再交办", held_on=today(),
            wanted=[(Proposal.objects.get(pk=case), unit.unit, role)],
        )  # fmt: skip
        assert services.give_out(made, _Quiet) == {"done": 0, "failed": 1}

    @precondition(lambda self: self.tasks)
    @rule(at=PICK)
    def accept(self, at):
        self.step(
            at, services.accept_task, {"pending"}, "handling", "liaison", handler="王科", phone="1234567"
        )

    @precondition(lambda self: self.tasks)
    @rule(at=PICK)
    def ask_return(self, at):
        sources = {"pending", "handling"}
        self.step(at, services.ask_return, sources, "return_asked", "liaison", reason="不属职责")

    @precondition(lambda self: self.tasks)
    @rule(at=PICK)
    def refuse_return(self, at):
        self.step(at, services.refuse_return, {"return_asked"}, "pending", "office", reason="属于职责")

    @precondition(lambda self: self.tasks)
    @rule(at=PICK, place=st.integers(0, 2))
    def reassign(self, at, place):
        task, known, _ = self.pick(at)
        same = [one for one in self.tasks.values() if one["case"] == known["case"] and one["state"] in ALIVE]
        free = all(one["unit"] != place for one in same)
        allowed = known["state"] == "return_asked" and free
        unit = self.units[place].unit
        made = self.attempt(services.reassign, allowed, by=self.ground.office, task=task, unit=unit)
        if made:
            known["state"] = "reassigned"
            self._note(made, known["case"], place, known["role"])

    @precondition(lambda self: self.tasks)
    @rule(at=PICK)
    def answer(self, at):
        task, known, unit = self.pick(at)
        if known["state"] in ("handling", "rehandling"):
            written(self.ground, task, unit, letters="AB")
            self.step(at, services.hand_up, {"handling", "rehandling"}, "approving", "liaison")

    @precondition(lambda self: self.tasks)
    @rule(at=PICK)
    def approve(self, at):
        task, known, unit = self.pick(at)
        if known["state"] != "replied" and known["state"] != "closed":
            details = {"document_number": "丙建提〔2026〕8号", "signer": "李局"}
            self.step(at, services.approve, {"approving"}, "inspecting", "approver", **details)

    @precondition(lambda self: self.tasks)
    @rule(at=PICK)
    def reject(self, at):
        self.step(at, services.reject, {"inspecting"}, "handling", "office", reason="没有逐条答复")

    @precondition(lambda self: self.tasks)
    @rule(at=PICK)
    def release(self, at):
        task, known, _ = self.pick(at)
        if known["state"] in DONE:
            return
        self.step(at, services.release, {"inspecting"}, "replied", "office")
        if known["state"] == "replied":
            asked = Evaluation.objects.filter(reply__task=task, reply__turn=known["turn"])
            authors = {one.pk for one in all_authors(task.proposal)}
            assert {one.membership_id for one in asked} == authors
            self.said |= {one.pk: "asked" for one in asked}

    @precondition(lambda self: self.said)
    @rule(at=PICK, grade=GRADES)
    def speak(self, at, grade):
        """The member says it; said already, or too late, it is refused."""
        row = self._evaluation(at)
        by, opinion = actor(row.membership), services.Opinion(grade=grade, text="第一条没有答复")
        free = self.said[row.pk] == "asked"
        code = self.attempt(services.ask_to_confirm, free, by=by, evaluation=row, opinion=opinion)
        if code:
            services.evaluate(by=by, evaluation=row, opinion=opinion, code=code)
            self._settled(row, grade)

    @precondition(lambda self: self.said)
    @rule(at=PICK, grade=GRADES)
    def speak_through_the_office(self, at, grade):
        row = self._evaluation(at)
        opinion = services.Opinion(grade=grade, text="电话里说的")
        free = self.said[row.pk] == "silent"
        if self.said[row.pk] != "asked" and self.attempt(
            services.record_evaluation, free, by=self.ground.office, evaluation=row, opinion=opinion
        ):
            self._settled(row, grade)

    @precondition(lambda self: self.said)
    @rule(at=PICK)
    def time_goes_by(self, at):
        """The days of one reply's evaluations pass."""
        row = self._evaluation(at)
        same = Evaluation.objects.filter(reply=row.reply, state="asked")
        keys = list(same.values_list("pk", flat=True))
        same.update(due_on=today() - DAY)
        services.close_silent()
        self.said |= dict.fromkeys(keys, "silent")
        if keys:
            self._settled(row, self.said[row.pk])

    @precondition(lambda self: self.tasks)
    @rule(at=PICK)
    def handle_again(self, at):
        task, known, _ = self.pick(at)
        if self.attempt(
            services.rehandle, known["state"] in DONE, by=self.ground.office, task=task, reason="回访未落实"
        ):
            known |= {"state": "rehandling", "turn": known["turn"] + 1}

    @precondition(lambda self: self.tasks)
    @rule(at=PICK)
    def close_by_the_office(self, at):
        self.step(at, services.close_task, {"replied"}, "closed", "office", reason="已与提案者协商")

    def _evaluation(self, at):
        key = sorted(self.said)[at % len(self.said)]
        return Evaluation.objects.select_related("reply__task__proposal", "membership__person__user").get(
            pk=key
        )

    def _settled(self, row, said):
        """What follows once nobody of the present reply is asked any more."""
        self.said[row.pk] = said
        known, reply = self.tasks[row.reply.task_id], row.reply
        keys = Evaluation.objects.filter(reply=reply).values_list("pk", flat=True)
        words = {self.said[key] for key in keys}
        if reply.turn != known["turn"] or known["state"] != "replied" or "asked" in words:
            return
        if "unsatisfied" not in words:
            known["state"] = "closed"
        elif known["turn"] == 1:
            known |= {"state": "rehandling", "turn": 2}

    @invariant()
    def cases_stand_where_their_tasks_stand(self):
        if not hasattr(self, "joined"):
            return
        rows = dict(Task.objects.values_list("pk", "state"))
        assert rows == {key: one["state"] for key, one in self.tasks.items()}
        assert dict(Task.objects.values_list("pk", "turn")) == {
            key: one["turn"] for key, one in self.tasks.items()
        }
        standing = Proposal.objects.filter(pk__in=self.cases)
        assert {one.pk: one.state for one in standing} == {case: self.state_of(case) for case in self.cases}
        assert sorted(standing.values_list("number", flat=True)) == list(range(1, len(self.cases) + 1))
        assert differences(self.ground.organization) == []

    @invariant()
    def silence_is_counted_apart(self):
        if not hasattr(self, "joined"):
            return
        counted, found = Counter(self.said.values()), totals(self.ground.round, today())
        for grade in ("satisfied", "partly", "unsatisfied", "silent", "asked"):
            assert getattr(found, grade) == counted[grade], grade
        praised = counted["satisfied"] + counted["partly"]
        spoken = praised + counted["unsatisfied"]
        assert found.satisfaction == (praised / spoken if spoken else None)

    @invariant()
    def authors_stay_and_units_learn_at_the_end(self):
        if not hasattr(self, "joined"):
            return
        for merge in Merge.objects.select_related("main", "merged"):
            assert {one.pk for one in own_authors(merge.merged)} <= {
                one.pk for one in all_authors(merge.main)
            }
        for task in Task.objects.select_related("proposal"):
            known = self.tasks[task.pk]
            told = result_of(self.units[known["unit"]].liaison, task) is not None
            assert told == (self.state_of(known["case"]) == "closed")
        open_now = Promise.objects.filter(state="open", item__reply__turn=F("item__reply__task__turn"))
        assert set(open_now.values_list("item__reply__task__state", flat=True)) <= {"closed"}


class _Quiet:
    @staticmethod
    def step(*_):
        """Nobody watches the progress."""


def _settings(examples: int, steps: int):
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_a_few_lives_of_handling(db):
    run_state_machine_as_test(HandlingMachine, settings=_settings(2, 30))


@pytest.mark.long
def test_many_lives_of_handling(db):
    run_state_machine_as_test(HandlingMachine, settings=_settings(80, 60))
