"""Background work: the row is the record, the broker only a bell; everything may arrive twice."""

import datetime as dt
import threading

import pytest
from celery import current_app
from django.db import connection, transaction

from core import jobs
from core.choices import JobState
from core.clock import now
from core.jobs import JobFailed
from core.models import Job


@pytest.fixture
def bells(monkeypatch):
    """The messages that went out, as numbers of jobs."""
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, kwargs, **_: sent.append(kwargs["job_id"]))
    return sent


@pytest.fixture
def work(monkeypatch):
    """Register `work.function` under the name `trial`; counts its calls."""

    class Work:
        calls = 0

        def __call__(self, job, progress):
            self.calls += 1
            return self.function(job, progress)

        def function(self, job, progress):
            return {"rows": 3}

    one = Work()
    monkeypatch.setitem(jobs._work, "trial", one)
    return one


def ask(key="one", **arguments):
    return jobs.enqueue("trial", key=key, label="试算", organization_path="43/", **arguments)


def test_the_bell_rings_after_the_commit_and_not_before(db, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = ask()
        assert bells == []
    assert len(callbacks) == 1
    assert bells == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_work_that_was_rolled_back_is_never_rung_for(bells):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask()
        raise RuntimeError
    assert (bells, Job.objects.count()) == ([], 0)


def test_the_same_key_is_the_same_job(db, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = ask(cycle=1), ask(cycle=2)

    assert first == second
    assert (Job.objects.get().arguments, bells) == ({"cycle": 1}, [first.pk])


def test_work_is_done_once_however_often_the_message_comes(db, bells, work):
    job = ask()
    for _ in range(100):
        jobs.run_job(job_id=job.pk)

    job.refresh_from_db()
    assert (work.calls, job.state, job.result, job.attempts) == (1, JobState.DONE, {"rows": 3}, 1)
    assert job.finished_at is not None
    assert job.percent == 100


@pytest.mark.django_db(transaction=True)
def test_five_workers_with_the_same_message_do_it_once(bells, work):
    job = ask()
    ready = threading.Barrier(5)

    def deliver():
        try:
            ready.wait(timeout=10)
            jobs.run(job.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (work.calls, Job.objects.get().state) == (1, JobState.DONE)


def test_a_job_that_cannot_be_done_says_why_and_is_not_tried_again(db, bells, work):
    def refuse(job, progress):
        progress.step(3, 10)
        raise JobFailed("第 4 行的日期无法识别")

    work.function = refuse
    job = ask()

    assert jobs.run(job.pk).state == JobState.FAILED
    job.refresh_from_db()
    assert (job.message, job.done, job.total, job.percent) == ("第 4 行的日期无法识别", 3, 10, 30)
    assert jobs.run(job.pk) is None


def test_an_accident_is_tried_three_times_and_then_parked(db, bells, work):
    def crash(job, progress):
        raise ZeroDivisionError

    work.function = crash
    job = ask()
    for state in (JobState.QUEUED, JobState.QUEUED, JobState.FAILED):
        with pytest.raises(ZeroDivisionError):
            jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == state

    assert "请把请求编号告诉系统管理员" in job.message
    assert (jobs.run(job.pk), work.calls) == (None, 3)


@pytest.mark.parametrize(("silence", "taken"), [(29, False), (31, True)])
def test_a_job_whose_worker_died_is_taken_over_after_the_lease(db, bells, work, silence, taken):
    job = ask()
    Job.objects.update(state=JobState.RUNNING, attempts=1, heartbeat_at=now() - dt.timedelta(seconds=silence))

    assert (jobs.run(job.pk) is not None) is taken
    assert work.calls == int(taken)


def test_the_sweep_rings_for_lost_bells_and_dead_workers_alone(db, bells):
    lost, dead, fresh, busy, done = (ask(key) for key in ("lost", "dead", "fresh", "busy", "done"))
    long_ago = now() - dt.timedelta(minutes=5)
    Job.objects.filter(pk=lost.pk).update(rung_at=long_ago)
    Job.objects.filter(pk=dead.pk).update(state="running", heartbeat_at=long_ago, rung_at=long_ago)
    Job.objects.filter(pk=busy.pk).update(state="running", heartbeat_at=now(), rung_at=long_ago)
    Job.objects.filter(pk=done.pk).update(state="done", finished_at=now(), rung_at=long_ago)

    assert jobs.sweep() == 2

    assert sorted(bells) == sorted([lost.pk, dead.pk])
    assert fresh.pk not in bells


def test_the_sweep_parks_what_has_killed_three_workers(db, bells):
    job = ask()
    Job.objects.update(state="running", attempts=3, heartbeat_at=now() - dt.timedelta(minutes=5))

    assert jobs.sweep() == 0

    job.refresh_from_db()
    assert (job.state, bells) == (JobState.FAILED, [])
    assert job.finished_at is not None


def test_a_broker_that_is_away_is_no_error(db, monkeypatch):
    def away(*_, **__):
        raise ConnectionError

    monkeypatch.setattr(current_app, "send_task", away)
    jobs.ring(ask().pk)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_runs(bells, work, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.02)
    seen = []

    def slow(job, progress):
        with transaction.atomic():
            progress.step(1, 4, "第 1 组")
            for _ in range(200):
                threading.Event().wait(0.02)
                seen.append(_from_outside(job.pk))
                if seen[-1] == (1, 4, "第 1 组"):
                    return {}
        return {}

    work.function = slow
    jobs.run(ask().pk)

    assert seen[-1] == (1, 4, "第 1 组")


def _from_outside(pk):
    """What another connection reads now."""
    found = []

    def look():
        found.append(Job.objects.values_list("done", "total", "message").get(pk=pk))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]
