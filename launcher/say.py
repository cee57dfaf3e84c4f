"""What the launcher tells the person who started it: one line a step, one sentence a failure."""

import errno
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

STARTED = time.monotonic()
DISK_FULL = "磁盘空间不足：请清理出至少 2 GB 空间后重新运行。"


class Failure(Exception):
    """A reason to stop, as one Chinese sentence that says what to do."""


class Stop(KeyboardInterrupt):
    """Someone asked the launcher to end (Ctrl-C, SIGTERM, a closed terminal, a killed parent)."""


def line(text: str) -> None:
    """Print one line at once, whatever the terminal's encoding."""
    print(text, flush=True)


@contextmanager
def step(name: str, *, slow: str = "") -> Iterator[None]:
    """Print `name` with the seconds since the start and of this step; `slow` announces a long one beforehand."""
    begun = time.monotonic()
    if slow:
        line(f"[{begun - STARTED:6.1f} 秒] {name}……（{slow}）")
    elif sys.stdout.isatty():
        print(f"[{begun - STARTED:6.1f} 秒] {name}……", end="\r", flush=True)
    yield
    now = time.monotonic()
    line(f"[{now - STARTED:6.1f} 秒] {name}：完成，用时 {now - begun:.1f} 秒")


def sentence(error: OSError) -> str:
    """What a failed system call means for the person at the keyboard."""
    where = error.filename or "运行目录"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"没有权限访问 {where}：请用拥有该目录的用户运行，或把项目复制到自己的目录下再运行。"
    if error.errno == errno.EROFS:
        return f"{where} 所在的磁盘只读：请把项目复制到可写的目录下再运行。"
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "可同时打开的文件数不足：请执行 ulimit -n 4096 后重新运行。"
    return f"系统返回错误（{where}：{error.strerror}），请排除后重新运行。"
