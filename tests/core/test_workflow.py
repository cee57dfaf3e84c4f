"""The engine of states: refuses, moves, performs and notes as one; of two who race one wins."""

import threading

import pytest
from django.db import connection

from core.choices import JobState
from core.models import AuditEntry, Job
from core.workflow import Refused, Stale, Transition, Workflow


def clerks_only(actor, job):
    return "operator" in actor.roles


def anybody(actor, job):
    return True


def note(job, *, by, reason, **details):
    Job.objects.filter(pk=job.pk).update(message=f"{by.label}：{details.get('message', '')}")


LIFE = Workflow(
    states=JobState,
    transitions=(
        Transition("start", "开始", (JobState.QUEUED,), JobState.RUNNING, clerks_only, effect=note),
        Transition(
            "stop",
            "中止",
            (JobState.QUEUED, JobState.RUNNING),
            JobState.FAILED,
            anybody,
            reason_required=True,
        ),
        Transition("again", "重做", (JobState.FAILED,), JobState.QUEUED, clerks_only),
    ),
)


class Unguarded(Workflow):
    """The control: moves whatever the state in the database has become."""

    def _move(self, obj, step, seen):
        type(obj).objects.filter(pk=obj.pk).update(state=step.target)
        obj.state = step.target


@pytest.fixture
def job(county):
    return Job.objects.create(organization_path=county.path, task="x", label="任务", key="one")


OPEN = {
    (JobState.QUEUED, "start"): True,
    (JobState.QUEUED, "stop"): True,
    (JobState.QUEUED, "again"): False,
    (JobState.RUNNING, "start"): False,
    (JobState.RUNNING, "stop"): True,
    (JobState.RUNNING, "again"): False,
    (JobState.FAILED, "start"): False,
    (JobState.FAILED, "stop"): False,
    (JobState.FAILED, "again"): True,
    (JobState.DONE, "start"): False,
    (JobState.DONE, "stop"): False,
    (JobState.DONE, "again"): False,
}


@pytest.mark.parametrize(("state", "step"), OPEN)
def test_every_step_from_every_state(job, operator, state, step):
    job.state = state
    job.finished_at = "2026-01-01T00:00Z"
    job.save()

    offered = step in {one.name for one in LIFE.open_to(operator, job)}
    assert offered is OPEN[state, step]
    if OPEN[state, step]:
        LIFE.perform(job, step, by=operator, reason="理由")
    else:
        with pytest.raises(Refused, match=f"当前状态为“{state.label}”，不能"):
            LIFE.perform(job, step, by=operator, reason="理由")
        assert Job.objects.get().state == state


def test_a_step_moves_performs_and_notes(job, operator):
    LIFE.perform(job, "start", by=operator, message="午后")

    stored = Job.objects.get()
    assert (job.state, stored.state) == ("running", "running")
    assert stored.message == f"{operator.label}：午后"
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.actor, entry.before, entry.after) == (
        "开始",
        operator.label,
        {"state": "queued"},
        {"state": "running"},
    )


def test_who_may_not_is_refused_and_leaves_no_trace(job, checker):
    entries = AuditEntry.objects.count()

    with pytest.raises(Refused, match="您没有“开始”的权限"):
        LIFE.perform(job, "start", by=checker)

    assert (Job.objects.get().state, AuditEntry.objects.count()) == ("queued", entries)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_required_reason_is_asked_for(job, operator, reason):
    with pytest.raises(Refused, match="中止须写明理由"):
        LIFE.perform(job, "stop", by=operator, reason=reason)


def test_a_failing_effect_takes_everything_back(job, operator):
    def fail(*_, **__):
        raise RuntimeError

    life = Workflow(
        JobState, (Transition("start", "开始", (JobState.QUEUED,), JobState.RUNNING, anybody, effect=fail),)
    )
    entries = AuditEntry.objects.count()

    with pytest.raises(RuntimeError):
        life.perform(job, "start", by=operator)

    assert (Job.objects.get().state, AuditEntry.objects.count()) == ("queued", entries)


def test_an_unknown_step_is_a_mistake_of_the_programmer(job, operator):
    with pytest.raises(KeyError):
        LIFE.perform(job, "fly", by=operator)


def test_a_stale_copy_loses(job, operator):
    old = Job.objects.get()
    LIFE.perform(job, "start", by=operator)

    with pytest.raises(Stale, match="刚被他人处理"):
        LIFE.perform(old, "start", by=operator)


def race(workflow, job_pk, operator):
    """Two threads with a fresh copy each take the same step at once; returns how many succeeded."""
    ready, won = threading.Barrier(2), []

    def run():
        try:
            copy = Job.objects.get(pk=job_pk)
            ready.wait(timeout=10)
            workflow.perform(copy, "start", by=operator)
            won.append(1)
        except Stale:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(won)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_race_exactly_one_wins_and_without_the_guard_both_do():
    def wins(workflow):
        return {race(workflow, new_job(f"{type(workflow).__name__} {n}").pk, Racer()) for n in range(10)}

    assert wins(LIFE) == {1}
    assert wins(Unguarded(LIFE.states, LIFE.transitions)) == {2}


def new_job(key):
    return Job.objects.create(organization_path="1/", task="x", label="任务", key=key)


class Racer:
    """An actor without rows in the database."""

    label, role_labels, organization_path, roles = "某人", "", "1/", frozenset({"operator"})


def test_the_table_draws_itself():
    assert LIFE.as_mermaid() == (
        "stateDiagram-v2\n"
        "    queued : 排队中\n"
        "    running : 进行中\n"
        "    done : 已完成\n"
        "    failed : 未完成\n"
        "    queued --> running : 开始\n"
        "    queued --> failed : 中止\n"
        "    running --> failed : 中止\n"
        "    failed --> queued : 重做\n"
    )
