"""A real worker killed by `kill -9` between the sheets and the lines of a run: the sweep starts it again."""
# ruff: noqa: F811

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys

import pytest
from django.db import connection, transaction

from appraisals import services
from appraisals.choices import RunState
from appraisals.models import ScoreLine, ScoreSheet
from appraisals.services import computing
from core.choices import JobState
from core.clock import now
from core.models import AuditEntry, Job
from launcher import broker
from launcher.process import wait_for
from tests.appraisals.test_journey import cycle, facts, members  # noqa: F401
from tests.architecture.sources import ROOT

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

HELD = """
    SELECT waiting.pid, writing.pid IS NOT NULL
    FROM pg_locks waiting
    LEFT JOIN pg_locks writing
      ON writing.pid = waiting.pid AND writing.granted AND writing.mode = 'RowExclusiveLock'
         AND writing.relation = 'appraisals_scoresheet'::regclass
    WHERE NOT waiting.granted AND waiting.relation = 'appraisals_scoreline'::regclass
"""
"""Who waits to write lines, and whether sheets have been written in the same, unfinished transaction."""


@pytest.fixture
def surroundings(tmp_path):
    """The environment of a worker on this test's database, with a broker of files."""
    found = connection.settings_dict
    login = f"{found['USER']}:{found['PASSWORD']}" if found["PASSWORD"] else found["USER"]
    address = f"postgres://{login}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
    return os.environ | {
        "ZHENGXIE_ENV": "test",
        "DATABASE_URL": address,
        "BROKER_URL": broker.files(tmp_path / "broker"),
        "DATA_DIR": str(tmp_path / "data"),
    }


def celery(*arguments) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "zhengxie", *arguments]


@contextlib.contextmanager
def worker(surroundings, log):
    """A worker with its child processes, in a group of its own."""
    command = celery("worker", "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle")
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def sweep(surroundings):
    """What the beat does every ten seconds."""
    subprocess.run(celery("call", "core.sweep_jobs"), cwd=ROOT, env=surroundings, check=True, timeout=60)


def held() -> list[tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return cursor.fetchall()


def gone(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = %s)", [pid])
        return cursor.fetchone()[0]


def killed_between_sheets_and_lines(surroundings, log) -> int:
    """Hold the worker where only the sheets are written, kill it there; the number of its database session."""
    with worker(surroundings, log) as process:
        with transaction.atomic():
            connection.cursor().execute("LOCK TABLE appraisals_scoreline IN SHARE MODE")
            sweep(surroundings)
            assert wait_for(held, limit=60), log.read_text()
            (session, sheets_written), *others = held()
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
    assert (sheets_written, others, process.returncode) == (True, [], -signal.SIGKILL)
    assert wait_for(lambda: gone(session), limit=20)
    return session


def test_a_run_killed_between_sheets_and_lines_ends_as_if_nothing_had_happened(
    cycle,
    facts,
    operator,
    surroundings,
    tmp_path,
):
    whole = services.compute_run(by=operator, cycle=cycle)
    computing.work_on(whole.pk)
    whole.refresh_from_db()
    Job.objects.all().delete()
    run = services.compute_run(by=operator, cycle=cycle)
    Job.objects.update(rung_at=now() - dt.timedelta(minutes=1))
    log = tmp_path / "worker.log"

    killed_between_sheets_and_lines(surroundings, log)

    # The control: the worker had begun, and of what it wrote nothing is left.
    job = Job.objects.get()
    run.refresh_from_db()
    assert (job.state, job.attempts, run.state) == (JobState.RUNNING, 1, RunState.COMPUTING)
    assert not ScoreSheet.objects.filter(run=run).exists()

    Job.objects.update(heartbeat_at=now() - dt.timedelta(seconds=31))
    with worker(surroundings, log):
        sweep(surroundings)
        assert wait_for(lambda: Job.objects.get().state == JobState.DONE, limit=60), log.read_text()

    run.refresh_from_db()
    assert (run.state, Job.objects.get().attempts) == (RunState.DRAFT, 2)
    assert (run.output_digest, run.input_digest) == (whole.output_digest, whole.input_digest)
    assert sheets_of(run) == sheets_of(whole)
    assert lines_of(run) == lines_of(whole)
    assert len(sheets_of(run)) == 4
    finished = AuditEntry.objects.filter(object_type="appraisals.scoringrun", object_id=str(run.pk))
    assert list(finished.filter(after={"state": "draft"}).values_list("actor", flat=True)) == ["系统"]


def sheets_of(run):
    return list(run.sheets.order_by("position").values_list("bearer", "position", "total", "rank", "grade"))


def lines_of(run):
    rows = ScoreLine.objects.filter(sheet__run=run).order_by("sheet__position", "indicator")
    return list(rows.values_list("sheet__bearer", "indicator", "count", "counted_points"))
