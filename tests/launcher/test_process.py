"""Nothing that the launcher starts outlives it; each fence is shown with and without."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from launcher import process
from launcher.place import HERE
from launcher.say import Failure

pytestmark = pytest.mark.skipif(not process.LINUX, reason="进程看护依赖 Linux")

# A launcher whose child starts a grandchild that leaves its session, its group and its parent.
LAUNCHER = """
    import os, subprocess, sys, time
    from pathlib import Path
    from launcher.process import Child, supervised

    RUNAWAY = '''
    import os, time
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            print("runaway", os.getpid(), flush=True)
            time.sleep(60)
        os._exit(0)
    print("child", os.getpid(), flush=True)
    time.sleep(60)
    '''
    import textwrap

    def work():
        folder = Path(sys.argv[1])
        Child("x", [sys.executable, "-c", textwrap.dedent(RUNAWAY)], log=folder / "log", env=dict(os.environ),
              cwd=folder)
        (folder / "supervisor").write_text(str(os.getpid()))
        try:
            time.sleep(60)
        finally:
            (folder / "ended").write_text("in order")
        return 0

    sys.exit(WRAP(work))
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def launch(folder, wrap="supervised"):
    script = textwrap.dedent(LAUNCHER).replace("WRAP", wrap)
    launcher = subprocess.Popen([sys.executable, "-c", script, str(folder)], cwd=HERE.root)
    log = folder / "log"
    assert process.wait_for(lambda: log.exists() and len(log.read_text().splitlines()) == 2, limit=20)
    assert process.wait_for((folder / "supervisor").exists, limit=20)
    pids = {line.split()[0]: int(line.split()[1]) for line in log.read_text().splitlines()}
    return launcher, pids | {"supervisor": int((folder / "supervisor").read_text())}


def all_gone(pids, limit=10):
    return process.wait_for(lambda: not any(alive(pid) for pid in pids.values()), limit=limit)


@pytest.mark.parametrize(
    ("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGHUP, 130)]
)
def test_a_stopped_launcher_ends_in_order_and_takes_everything_along(tmp_path, signum, code):
    launcher, pids = launch(tmp_path)
    launcher.send_signal(signum)
    assert launcher.wait(10) == code
    assert all_gone(pids)
    assert (tmp_path / "ended").read_text() == "in order"


def test_a_killed_launcher_is_followed_by_everything_below_it(tmp_path):
    launcher, pids = launch(tmp_path)
    launcher.kill()
    launcher.wait(10)
    assert all_gone(pids)
    assert (tmp_path / "ended").read_text() == "in order"


def test_control_without_the_supervisor_a_runaway_grandchild_stays(tmp_path):
    launcher, pids = launch(tmp_path, wrap="(lambda work: work())")
    launcher.kill()
    launcher.wait(10)
    try:
        assert not all_gone(pids, limit=2)
        assert alive(pids["runaway"])
        assert not alive(pids["child"])
    finally:
        os.kill(pids["runaway"], signal.SIGKILL)


def test_a_supervisor_killed_together_with_the_launcher_still_takes_its_children_along(tmp_path):
    launcher, pids = launch(tmp_path)
    os.kill(pids["supervisor"], signal.SIGKILL)
    launcher.wait(10)
    try:
        assert process.wait_for(lambda: not alive(pids["child"]), limit=10)
    finally:
        os.kill(pids["runaway"], signal.SIGKILL)


def test_a_child_that_ignores_the_signal_is_killed_after_its_time(tmp_path):
    stubborn = (
        "import signal,time\nfor s in (15, 3): signal.signal(s, signal.SIG_IGN)\nprint('up', flush=True)\n"
    )
    child = process.Child(
        "x", [sys.executable, "-c", stubborn + "time.sleep(60)"], log=tmp_path / "log", env={}, cwd=tmp_path
    )
    assert process.wait_for(lambda: process.tail(tmp_path / "log") == "up", limit=20)
    begun = time.monotonic()
    child.stop(limit=0.3)
    assert not child.alive
    assert time.monotonic() - begun < 5


def test_a_command_that_takes_too_long_is_ended_with_a_sentence():
    with pytest.raises(Failure, match="sleep 在 1 秒内没有完成"):
        process.run(["sleep", "30"], limit=1)


def test_waiting_ends(monkeypatch):
    assert process.wait_for(lambda: True, limit=0)
    assert not process.wait_for(lambda: False, limit=0.2)


def test_a_large_log_is_put_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "LOG_LIMIT", 10)
    log = tmp_path / "web.log"
    log.write_text("x" * 11)
    process.Child("x", ["true"], log=log, env={}, cwd=tmp_path).process.wait(10)
    assert (tmp_path / "web.old.log").read_text() == "x" * 11
    assert log.read_text() == ""
