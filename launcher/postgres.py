"""One PostgreSQL cluster of our own: loopback, free port, password; made whole or not at all."""

import contextlib
import locale
import os
import secrets
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path

from launcher import identity, process, servers
from launcher.keys import keep
from launcher.place import Place
from launcher.ports import free_port
from launcher.say import DISK_FULL, Failure

ROLE = "zhengxie"
START_LIMIT = 120.0
COMMON = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "random_page_cost": "1.1",
    "max_connections": "60",
    "work_mem": "16MB",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
}
LARGE = {
    "shared_buffers": "512MB",
    "effective_cache_size": "4GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
}
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
}


@dataclass
class Cluster:
    """A data directory and, once started, its server."""

    server: servers.Server
    identity: identity.Identity
    folder: Path
    log: Path
    password: str
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0
    child: process.Child | None = None

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}:{self.password}@127.0.0.1:{self.port}/{ROLE}"

    def ensure(self) -> None:
        """Make the cluster beside its place and move it there when it is complete."""
        if (self.folder / "PG_VERSION").exists():
            return
        fresh = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.identity.adopt(fresh)
        self._initdb(fresh)
        self._provision(fresh)
        fresh.replace(self.folder)

    def _tool(self, args: list, **more) -> None:
        answer = process.run(args, limit=120, enter=self.identity.enter, cwd="/", **more)
        if answer.returncode or "ERROR:" in answer.stdout:
            self.log.write_text(answer.stdout, encoding="utf-8")
            raise Failure(explain(answer.stdout, self.log))

    def _initdb(self, folder: Path) -> None:
        """The superuser can log in from nowhere; the application's role only with its password."""
        args = [self.server.bindir / "initdb", "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        hurry = ["--no-sync"] if self.settings.get("fsync") == "off" else []
        self._tool([*args, f"--locale={utf8_locale()}", *hurry])
        (folder / "pg_hba.conf").write_text(f"host all {ROLE} 127.0.0.1/32 scram-sha-256\n")

    def _provision(self, folder: Path) -> None:
        """The application's role and database, by the stand-alone backend: no port is open before they exist."""
        statements = (
            f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{self.password}'\n"
            f"CREATE DATABASE {ROLE} OWNER {ROLE}\n"
            f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}\n"
        )
        self._tool([self.server.bindir / "postgres", "--single", "-D", folder, "postgres"], input=statements)

    def start(self) -> None:
        """Start the server on a free port and wait until it accepts connections."""
        take_over(self.folder)
        for _ in range(3):
            self.port = free_port()
            self.child = self._launch()
            process.wait_for(lambda: not self.child.alive or self._ready(), limit=START_LIMIT)
            if self.child.alive and self._ready():
                return
            self.child.stop()
            if "Address already in use" not in process.tail(self.log, 5):
                break
        raise Failure(explain(process.tail(self.log, 20), self.log))

    def _launch(self) -> process.Child:
        options = COMMON | self.settings | {"port": str(self.port)} | shared_memory()
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return process.Child(
            "PostgreSQL",
            [self.server.bindir / "postgres", "-D", self.folder, *flags],
            log=self.log,
            env=os.environ | {"LC_MESSAGES": "C"},
            cwd=Path("/"),
            ending=signal.SIGINT,
            enter=self.identity.enter,
        )

    def _ready(self) -> bool:
        status = pid_file(self.folder)
        return len(status) > 7 and status[7].strip() == "ready" and int(status[0]) == self.child.process.pid


def pid_file(folder: Path) -> list[str]:
    """The lines of postmaster.pid; none where there is no such file."""
    with contextlib.suppress(OSError):
        return (folder / "postmaster.pid").read_text().splitlines()
    return []


def owner_of(folder: Path) -> int | None:
    """The living postmaster of this data directory; a pid that means another process by now does not count."""
    lines = pid_file(folder)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    try:
        return pid if Path(os.readlink(f"/proc/{pid}/cwd")) == folder.resolve() else None
    except OSError:
        return None


def take_over(folder: Path) -> None:
    """End a server left over from a killed launcher and clear away the stale pid file."""
    for signum, patience in ((0, 5.0), (signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0)):
        pid = owner_of(folder)
        if pid is None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signum)
        process.wait_for(lambda: owner_of(folder) is None, limit=patience)
    if pid := owner_of(folder):
        raise Failure(f"上次的 PostgreSQL（进程 {pid}）还没有结束：请等待片刻或结束该进程后重新运行。")
    if pid_file(folder):
        (folder / "postmaster.pid").unlink(missing_ok=True)


def explain(output: str, log: Path) -> str:
    """Why PostgreSQL did not start, in one sentence."""
    if "No space left on device" in output:
        return DISK_FULL
    if "Cannot allocate memory" in output:
        return "内存不足，PostgreSQL 未能启动：请关闭其他程序后重新运行。"
    return f"PostgreSQL 未能启动，请按 {log} 末尾的说明处理后重新运行。"


def utf8_locale() -> str:
    """C.UTF-8 where the machine has it: sorting by code point, letters beyond ASCII known as letters."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def shared_memory() -> dict[str, str]:
    """Containers often have 64 MB of /dev/shm, too little for parallel queries: use files there."""
    try:
        small = shutil.disk_usage("/dev/shm").total < 256 * 1024 * 1024
    except OSError:
        small = True
    return {"dynamic_shared_memory_type": "mmap"} if small else {}


def demo(place: Place) -> Cluster:
    """The cluster of the demo, in `var/postgres` or where the server's identity can reach it."""
    offered = servers.candidates(place)
    who = identity.choose(servers.pick(offered, None).bindir / "postgres", place.var)
    folder = identity.home(place, who) / "postgres"
    version = folder / "PG_VERSION"
    server = servers.pick(offered, int(version.read_text()) if version.exists() else None)
    server = servers.Server(identity.reachable(place, who, server.bindir), server.version)
    return Cluster(server, who, folder, place.log("postgres"), keep(place.var / "secrets", "database"))


def temporary(
    place: Place, folder: Path, settings: dict[str, str], server: servers.Server | None = None
) -> Cluster:
    """A cluster below `folder`, which the caller removes."""
    server = server or servers.pick(servers.candidates(place), None)
    who = identity.choose(server.bindir / "postgres", folder)
    server = servers.Server(identity.reachable(place, who, server.bindir), server.version)
    who.adopt(folder)
    return Cluster(
        server, who, folder / "postgres", folder / "postgres.log", secrets.token_hex(16), dict(settings)
    )
