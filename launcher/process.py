"""Child processes that never outlive the launcher.

Three fences: an orderly stop; the supervisor, which as sub-reaper inherits every orphan below it and kills what is
left; and PR_SET_PDEATHSIG on each child, should the supervisor itself be killed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from launcher.say import Failure, Stop

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)
LOG_LIMIT = 10 * 1024 * 1024


def die_with_parent(parent: int, signum: int) -> None:
    """Ask the kernel for `signum` when the parent goes; leave at once if it has gone already."""
    if LINUX:
        _libc.prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def in_child(signum: int, enter: Callable[[], None] | None = None) -> Callable[[], None]:
    """What a child does between fork and exec; `enter` changes its identity, which would clear the death signal."""
    parent = os.getpid()

    def prepare() -> None:
        if enter:
            enter()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        die_with_parent(parent, signum)

    return prepare


class Child:
    """One long-running child in its own session, writing to its own log."""

    def __init__(self, title: str, args: list, *, log: Path, env: dict, cwd: Path, **more) -> None:
        """`ending`: the signal that stops it in good order; `orphaned`: the one that it gets when the launcher is
        killed, where nobody is left to lose patience; `enter`: see `in_child`; `feed`: its stdin."""
        self.title, self.log, self.asked = title, log, False
        self.ending = more.get("ending", signal.SIGTERM)
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".old.log"))
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                [str(arg) for arg in args],
                stdin=subprocess.PIPE if "feed" in more else subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=in_child(more.get("orphaned", self.ending), more.get("enter")),
            )
        if "feed" in more:
            with contextlib.suppress(BrokenPipeError), self.process.stdin as stdin:
                stdin.write(more["feed"].encode())

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def ask(self) -> None:
        """Send the signal that ends it in good order, once."""
        if self.alive and not self.asked:
            self.asked = True
            self.process.send_signal(self.ending)

    def stop(self, limit: float = 5.0) -> None:
        """End it in good order; after `limit` seconds by force."""
        self.ask()
        for patience, force in ((limit, signal.SIGQUIT), (2.0, signal.SIGKILL), (5.0, None)):
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                if force:
                    self.process.send_signal(force)


def stop_together(children: list[Child], limit: float) -> None:
    """End several at the same time, the last started first; `limit` holds for all of them."""
    until = time.monotonic() + limit
    for child in reversed(children):
        child.ask()
    for child in reversed(children):
        child.stop(max(0.0, until - time.monotonic()))


def tail(path: Path, lines: int = 1) -> str:
    """The last lines of a log that say something."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join([entry for entry in text.splitlines() if entry.strip()][-lines:])


def run(args: list, *, limit: float, **more) -> subprocess.CompletedProcess:
    """Run to the end with a time limit, output captured; dies with the launcher like any child."""
    enter = more.pop("enter", None)
    if "input" not in more:
        more["stdin"] = subprocess.DEVNULL
    try:
        return subprocess.run(
            [str(arg) for arg in args],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=limit,
            preexec_fn=in_child(signal.SIGTERM, enter),
            **more,
        )
    except subprocess.TimeoutExpired as error:
        raise Failure(
            f"{Path(str(args[0])).name} 在 {limit:.0f} 秒内没有完成，请检查机器负载后重新运行。"
        ) from error


def foreground(args: list, *, env: dict, cwd: Path) -> int:
    """Hand the terminal to a command (tests, manage.py, benchmarks) and return its exit code; Ctrl-C is its own."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    process = subprocess.Popen(
        [str(arg) for arg in args], env=env, cwd=cwd, preexec_fn=in_child(signal.SIGTERM)
    )
    try:
        return process.wait()
    except Stop:
        process.terminate()
        process.wait(10)
        raise
    finally:
        signal.signal(signal.SIGINT, before)


def wait_for(what: Callable[[], bool], *, limit: float, pause: float = 0.1) -> bool:
    """Ask until it is true; False after `limit` seconds."""
    until = time.monotonic() + limit
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(pause)
    return True


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
                if stat[0] != "Z":
                    yield int(entry.name), int(stat[1])


def descendants(ancestor: int) -> set[int]:
    """Every living process below `ancestor`."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents():
        children.setdefault(parent, []).append(pid)
    found, edge = set(), [ancestor]
    while edge:
        fresh = children.get(edge.pop(), [])
        found.update(fresh)
        edge.extend(fresh)
    return found


def kill_descendants(limit: float = 5.0) -> None:
    """Nothing below this process stays alive, however it was orphaned."""
    until = time.monotonic() + limit
    while LINUX and (left := descendants(os.getpid())) and time.monotonic() < until:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.05)


_stopped = [float("-inf")]


def _raise_stop(signum: int, _frame: object) -> None:
    """One Ctrl-C may arrive twice (from the terminal and from the parent): a second within a second is the same."""
    now = time.monotonic()
    if now - _stopped[0] > 1:
        _stopped[0] = now
        raise Stop(signum)


def supervised(work: Callable[[], int]) -> int:
    """Do `work` in a second process that outlives a `kill -9` of this one just long enough to end everything."""
    parent = os.getpid()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os._exit(_supervise(parent, work))
    signal.signal(signal.SIGINT, lambda *_: os.kill(pid, signal.SIGINT))
    for signum in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(signum, lambda *_: os.kill(pid, signal.SIGTERM))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _supervise(parent: int, work: Callable[[], int]) -> int:
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, _raise_stop)
    if LINUX:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        die_with_parent(parent, signal.SIGTERM)
        return work()
    except KeyboardInterrupt:
        return 130
    finally:
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signum, signal.SIG_IGN)
        kill_descendants()
        sys.stdout.flush()
        sys.stderr.flush()
