"""Where things lie: one checkout, its `.venv`, and `var/` for everything that is made while running."""

import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from launcher.say import Failure


@dataclass(frozen=True)
class Place:
    """The directories of one checkout."""

    root: Path

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def data(self) -> Path:
        return self.var / "data"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def state(self) -> Path:
        """What a running instance tells its neighbours: addresses, process, port."""
        return self.var / "run.json"

    @property
    def tag(self) -> str:
        """Eight characters that tell this checkout from another on the same machine."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:8]

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


HERE = Place(Path(__file__).resolve().parent.parent)


def prepare(place: Place) -> None:
    """Make `var/`; refuse a checkout that cannot be written to, a full disk, and systems it does not run on."""
    if os.name != "posix":
        raise Failure("本程序在 Linux 上运行：Windows 请先安装 WSL，再在其中运行 python3 start.py。")
    try:
        place.logs.mkdir(parents=True, exist_ok=True)
        probe = place.var / f".probe-{os.getpid()}"
        probe.write_bytes(b"x" * 65536)
        probe.unlink()
    except PermissionError as error:
        raise Failure(
            f"目录 {place.root} 不可写：请用拥有它的用户运行，或把项目复制到自己的目录下再运行。"
        ) from error


def write_state(place: Place, state: dict) -> None:
    """Leave the running instance's addresses for `manage` and `code`, readable by its owner alone."""
    fresh = place.state.with_suffix(".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(state, file)
    fresh.replace(place.state)


def read_state(place: Place) -> dict:
    """The running instance's addresses; empty when none has left any."""
    try:
        return json.loads(place.state.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def python_name() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"
