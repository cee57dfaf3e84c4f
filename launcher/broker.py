"""The bell between web and worker: the user's own, else a Redis or Valkey on loopback, else files."""

import os
import shutil
import socket
from pathlib import Path

from launcher.ports import LOOPBACK, free_port
from launcher.process import Child, wait_for
from launcher.say import Failure

PROGRAMS = ("redis-server", "valkey-server")


def given() -> str:
    """The broker named by the environment."""
    return os.environ.get("BROKER_URL") or os.environ.get("REDIS_URL") or ""


def program() -> str | None:
    """A Redis-speaking server on PATH; ZHENGXIE_BROKER=files does without."""
    if os.environ.get("ZHENGXIE_BROKER") == "files":
        return None
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def config(port: int, password: str, folder: Path) -> str:
    """Nothing is written to disk: the Job table is the record, the broker may forget."""
    return (
        f"bind {LOOPBACK}\nport {port}\nrequirepass {password}\ndir {folder}\n"
        'save ""\nappendonly no\ndaemonize no\nmaxmemory 256mb\nmaxmemory-policy noeviction\n'
    )


def files(folder: Path) -> str:
    """Address of kombu's transport by files; its folders exist afterwards."""
    (folder / "control").mkdir(parents=True, exist_ok=True)
    return f"filesystem://{folder}"


def start_redis(binary: str, *, folder: Path, log: Path, password: str) -> tuple[str, Child]:
    """Start a server on a free port; its password comes by stdin so that no process list shows it."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    child = Child(
        "Redis",
        [binary, "-"],
        log=log,
        env=dict(os.environ),
        cwd=folder,
        feed=config(port, password, folder),
    )
    answers = wait_for(lambda: not child.alive or _answers(port), limit=15)
    if not answers or not child.alive:
        child.stop()
        raise Failure(
            f"Redis 未能启动，请按 {log} 末尾的说明处理，或设置 ZHENGXIE_BROKER=files 不用 Redis 启动。"
        )
    return f"redis://:{password}@{LOOPBACK}:{port}/0", child


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith((b"+PONG", b"-NOAUTH"))
    except OSError:
        return False
