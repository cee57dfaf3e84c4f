"""Races and deaths: one publisher wins; a run killed in the middle ends with the same digest."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from appraisals import services
from appraisals.choices import RunState
from appraisals.computing import store
from appraisals.models import ScoreLine, ScoreSheet, ScoringRun
from appraisals.services import computing
from core import jobs
from core.models import Job
from core.workflow import Refused
from tests.appraisals.ground import say
from tests.appraisals.test_journey import DECISION, cycle, facts, members  # noqa: F401
from tests.factories import make_membership

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def checked(cycle, facts, operator, checker):  # noqa: F811
    run = services.compute_run(by=operator, cycle=cycle)
    computing.work_on(run.pk)
    services.move_cycle(by=operator, cycle=cycle, step="review")
    return services.check_run(by=checker, run=run)


def together(*acts) -> list[str]:
    """Run the acts at once, each on a connection of its own; what each ended with."""
    barrier, ends = threading.Barrier(len(acts)), []

    def go(act):
        barrier.wait()
        try:
            act()
            ends.append("done")
        except (Refused, IntegrityError) as error:
            ends.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_of_two_publishers_one_wins(checked, checker):
    def publish():
        services.publish_run(by=checker, run=ScoringRun.objects.get(pk=checked.pk), **DECISION)

    assert together(publish, publish) == ["Refused", "done"]


def test_without_the_guard_both_would_have_published(checked):
    """The control: two that only look before they write both find the way free."""
    seen = threading.Barrier(2)

    def careless():
        free = not ScoringRun.objects.filter(cycle=checked.cycle, state=RunState.PUBLISHED).exists()
        seen.wait()
        found.append(free)

    found = []
    together(careless, careless)
    assert found == [True, True]


def test_two_clerks_start_one_run(cycle, facts, operator):  # noqa: F811
    def start():
        services.compute_run(by=operator, cycle=cycle)

    assert together(start, start) == ["Refused", "done"]
    assert ScoringRun.objects.count() == 1


@pytest.mark.parametrize("place", ["copied_in", "_lines", "Writer.digest"])
def test_killed_in_the_middle_the_run_ends_with_the_same_digest(cycle, facts, operator, monkeypatch, place):  # noqa: F811
    whole = services.compute_run(by=operator, cycle=cycle)
    computing.work_on(whole.pk)
    whole.refresh_from_db()

    run = services.compute_run(by=operator, cycle=cycle)
    owner, name = (store.Writer, "digest") if "." in place else (store, place)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, _die)
        with pytest.raises(KeyboardInterrupt):
            computing.work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, ScoreSheet.objects.filter(run=run).count()) == (RunState.COMPUTING, 0)

    computing.work_on(run.pk)
    run.refresh_from_db()
    assert (run.output_digest, run.input_digest) == (whole.output_digest, whole.input_digest)
    assert run.sheets.count() == whole.sheets.count() == 4
    assert (
        ScoreLine.objects.filter(sheet__run=run).count() == ScoreLine.objects.filter(sheet__run=whole).count()
    )


def _die(*_):
    raise KeyboardInterrupt


def test_the_cut_drawn_before_the_death_stays(cycle, facts, members, operator, monkeypatch):  # noqa: F811
    run = services.compute_run(by=operator, cycle=cycle)
    with monkeypatch.context() as patch:
        patch.setattr(store, "copied_in", _die)
        with pytest.raises(KeyboardInterrupt):
            computing.work_on(run.pk)
    say(members["丙"], "project_service")
    computing.work_on(run.pk)
    assert run.sheets.get(profile__name="丙").total == 10


def test_the_same_job_delivered_twice_works_once(cycle, facts, operator):  # noqa: F811
    run = services.compute_run(by=operator, cycle=cycle)
    job = Job.objects.get(task="appraisals.compute_run")
    assert jobs.run(job.pk).state == "done"
    assert jobs.run(job.pk) is None
    assert run.sheets.count() == 4


def test_a_cut_waits_for_who_is_writing(cycle, operator, county):  # noqa: F811
    """A fact whose transaction began before the cut is in the run, not lost behind it."""
    member = make_membership(county, "戊")
    run = services.compute_run(by=operator, cycle=cycle)
    written, cut = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            computing.locks.shared(county.pk)
            say(member, "project_service")
            written.set()
            cut.wait(0.5)
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    written.wait()
    computing.work_on(run.pk)
    cut.set()
    thread.join()
    assert run.sheets.get(profile__name="戊").total == 30


def test_no_lock_is_taken_outside_a_transaction(county):
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError):
        computing.locks.exclusive(county.pk)
