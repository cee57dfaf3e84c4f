"""The whole start on a clean clone, with real processes; minutes long, so only with `start.py test --long`."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from launcher import process
from launcher.place import HERE
from launcher.ports import free_port
from launcher.process import wait_for

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (HERE.root / ".git").exists(), reason="不是 git 克隆，无法再克隆一份"),
    pytest.mark.xdist_group("start"),
]


@pytest.fixture(scope="module")
def clone():
    """A clean clone outside pytest's closed directories, started once so that its `.venv` and data exist."""
    folder = Path(tempfile.mkdtemp(prefix="zhengxie-clone-"))
    folder.chmod(0o755)
    tree = folder / "zhengxie"
    subprocess.run(["git", "clone", "-q", HERE.root, tree], check=True, timeout=60)
    yield tree
    shutil.rmtree(folder, ignore_errors=True)


def outside() -> dict[str, str]:
    """The environment of a person at the keyboard."""
    ours = ("DATABASE_URL", "BROKER_URL", "DATA_DIR", "ZHENGXIE_", "PYTEST_", "VIRTUAL_ENV", "DJANGO_")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}


def start(tree, *args, limit=1800, **env):
    return subprocess.run(
        [sys.executable, "start.py", *args],
        cwd=tree,
        env=outside() | env,
        capture_output=True,
        text=True,
        timeout=limit,
        stdin=subprocess.DEVNULL,
    )


def of(tree) -> list[str]:
    """Every process that runs out of this clone, and the servers that lie in it."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_text().replace("\0", " ")
            place = os.readlink(entry / "cwd")
        except OSError:
            continue
        if str(tree) in line or place.startswith(str(tree)):
            found.append(f"{entry.name} {line}")
    return found


def worker_of(tree) -> int:
    """The worker itself: its pool processes carry the same command line, and pids begin anew at pid_max."""
    workers = {int(line.split()[0]) for line in of(tree) if "/celery -A zhengxie worker" in line}
    return next(pid for pid in workers if not any(pid in process.descendants(other) for other in workers))


def patience() -> float:
    """Times are promised for a machine with a free core: where others compute as well, ours takes its share."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


class Running:
    """`start.py` up and answering; whatever a test does, it is gone afterwards."""

    def __init__(self, tree):
        self.port, self.log = free_port(), tree / "var" / "screen.txt"
        begun = time.monotonic()
        with open(self.log, "w") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "start.py", "--port", str(self.port)],
                cwd=tree,
                env=outside(),
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        ready = wait_for(
            lambda: "按 Ctrl-C 停止" in self.screen or self.process.poll() is not None, limit=600
        )
        self.seconds = time.monotonic() - begun
        if not ready or self.process.poll() is not None:
            self.__exit__()
            pytest.fail(self.screen)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(120)

    @property
    def screen(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status


def members(tree) -> str:
    answer = start(
        tree,
        "manage",
        "shell",
        "-c",
        "from members.models import Membership as M; print('n', M.objects.count())",
    )
    return answer.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def ready(clone):
    answer = start(clone, "check")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.strip().splitlines()[-1].startswith("检查通过")
    assert of(clone) == []
    return clone


def test_the_second_start_is_quick_and_ctrl_c_leaves_nothing_but_the_data(ready):
    before = members(ready)
    assert before not in ("n 0", "")
    with Running(ready) as running:
        assert running.seconds <= 15 * patience()
        assert running.get("/healthz") == 200
        assert f"http://127.0.0.1:{running.port}/" in running.screen
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(120) == 0
    assert of(ready) == []
    assert members(ready) == before


@pytest.mark.parametrize("both", [False, True], ids=["launcher", "launcher and supervisor"])
def test_after_kill_9_nothing_is_left_and_the_next_start_works(ready, both):
    with Running(ready) as running:
        assert of(ready)
        pid = running.process.pid
        if both:
            for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                os.kill(int(child), signal.SIGKILL)
        running.process.kill()
        running.process.wait(30)
    assert wait_for(lambda: of(ready) == [], limit=60), of(ready)
    assert start(ready, "check").returncode == 0


def test_beside_a_running_instance(ready):
    """A second start is refused, check asks the first, code and manage use its database."""
    with Running(ready) as running:
        second = start(ready)
        assert second.returncode == 1
        assert f"已在运行：http://127.0.0.1:{running.port}/" in second.stderr
        assert start(ready, "check").stdout.startswith("检查通过")
        assert members(ready) != "n 0"
    assert of(ready) == []


def test_a_worker_that_dies_is_reported_and_everything_ends(ready):
    with Running(ready) as running:
        os.kill(worker_of(ready), signal.SIGKILL)
        assert running.process.wait(120) == 1, running.screen
        assert "后台任务意外结束" in running.screen
    assert of(ready) == []


def test_a_taken_port_is_refused_at_once(ready):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        answer = start(ready, "--port", str(server.getsockname()[1]))
    assert answer.returncode == 1
    assert "已被占用" in answer.stderr
    assert of(ready) == []


def test_it_works_without_redis(ready):
    answer = start(ready, "check", ZHENGXIE_BROKER="files")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_suite_runs_on_a_cluster_of_its_own_and_cleans_up(ready):
    before = set(Path(tempfile.gettempdir()).glob("zhengxie-*"))
    answer = start(ready, "test", "tests/launcher/test_ports.py")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.strip().splitlines()[-1].startswith("9 passed")
    assert set(Path(tempfile.gettempdir()).glob("zhengxie-*")) == before


def ordinary_python() -> str | None:
    """A Python 3.11 or later that is not root's own."""
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        found = Path("/usr/bin") / name
        if found.exists():
            check = "import sys, ensurepip; sys.exit(sys.version_info < (3, 11))"
            if subprocess.run([found, "-c", check], capture_output=True).returncode == 0:
                return str(found)
    return None


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("runuser"), reason="需要 root 和 runuser 来换用户")
@pytest.mark.skipif(ordinary_python() is None, reason="没有普通用户可用的 Python 3.11")
def test_an_ordinary_user_needs_nothing_but_python():
    folder = Path(tempfile.mkdtemp(prefix="zhengxie-user-"))
    try:
        subprocess.run(["git", "clone", "-q", HERE.root, folder / "zhengxie"], check=True, timeout=60)
        shutil.chown(folder, "nobody")
        subprocess.run(["chown", "-R", "nobody", folder], check=True)
        answer = subprocess.run(
            [shutil.which("runuser"), "-u", "nobody", "--", ordinary_python(), "start.py", "check"],
            cwd=folder / "zhengxie",
            env=outside() | {"HOME": str(folder), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=1800,
            stdin=subprocess.DEVNULL,
        )
        assert answer.returncode == 0, answer.stdout + answer.stderr
        assert of(folder) == []
    finally:
        shutil.rmtree(folder, ignore_errors=True)
