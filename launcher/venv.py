"""The `.venv` with everything of the hashed lock in it, made anew only when the lock, the place or Python changes."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from launcher.place import Place, python_name
from launcher.process import run
from launcher.say import DISK_FULL, Failure, step

LIMIT = 1800.0
ROOM = 2 * 1024**3
NO_NETWORK = (
    "下载依赖失败：连接不上软件源。请检查网络后重新运行；内网请先配置镜像，"
    "例如 pip config set global.index-url https://pypi.tuna.tsinghua.edu.cn/simple"
)
CONNECTION_SIGNS = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Connection refused",
    "connection timed out",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Network is unreachable",
    "ProxyError",
    "Failed to establish a new connection",
)


def lock_file(place: Place) -> Path:
    return place.root / "requirements" / "dev.txt"


def stamp_of(place: Place) -> str:
    """What the venv was made from: the lock, this checkout's path, Python's version."""
    digest = hashlib.sha256(lock_file(place).read_bytes())
    digest.update(f"{place.root}\n{python_name()}".encode())
    return digest.hexdigest()


def stamp_file(place: Place) -> Path:
    return place.venv / "zhengxie.stamp"


def is_ready(place: Place) -> bool:
    """Whether the venv holds exactly what the lock names."""
    try:
        return stamp_file(place).read_text() == stamp_of(place) and place.python.exists()
    except OSError:
        return False


@contextlib.contextmanager
def alone(place: Place) -> Iterator[None]:
    """Two launchers never install at once; the second waits for the first."""
    with open(place.var / "install.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with step("等待另一个启动程序装好依赖"):
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure(place: Place) -> None:
    """Make the venv ready; one sentence when the machine does not allow it."""
    with alone(place):
        if is_ready(place):
            return
        _check_machine(place)
        with step("安装依赖到 .venv", slow="首次约需 1 至 3 分钟"):
            stamp_file(place).unlink(missing_ok=True)
            _create(place)
            _install(place)
            stamp_file(place).write_text(stamp_of(place))


def _check_machine(place: Place) -> None:
    if shutil.disk_usage(place.root).free < ROOM:
        raise Failure(DISK_FULL)
    if missing := [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]:
        raise Failure(_incomplete("、".join(missing)))


def _incomplete(module: str) -> str:
    return (
        f"这个 Python 缺少 {module} 模块：请安装后重新运行，"
        f"Debian、Ubuntu 上执行 apt-get install python{python_name()}-venv"
    )


def _create(place: Place) -> None:
    """An interrupted venv of the same Python and place is completed, any other is made anew."""
    if place.venv.exists() and not _belongs(place):
        shutil.rmtree(place.venv)
    answer = run([sys.executable, "-m", "venv", place.venv], limit=300)
    if answer.returncode:
        _refuse(place, answer.stdout, "建立 .venv 失败")


def _belongs(place: Place) -> bool:
    """Scripts carry the absolute path of their Python; a moved or foreign venv shows there."""
    try:
        shebang = (place.venv / "bin" / "pip").read_text().partition("\n")[0]
        config = (place.venv / "pyvenv.cfg").read_text()
    except OSError:
        return False
    return str(place.venv) in shebang and f"version = {sys.version.split()[0]}" in config


def _install(place: Place) -> None:
    """By pip, which reads the user's mirror, proxy and certificates; the hashes leave no choice of content."""
    options = ["--disable-pip-version-check", "--no-input", "--require-hashes", "-r", lock_file(place)]
    if "PIP_RETRIES" not in os.environ:
        options = ["--retries", "2", *options]
    answer = run([place.python, "-m", "pip", "install", *options], limit=LIMIT)
    place.log("pip").write_text(answer.stdout, encoding="utf-8")
    if answer.returncode:
        _refuse(place, answer.stdout, "安装依赖失败")


def _refuse(place: Place, output: str, what: str) -> None:
    log = place.log("pip")
    log.write_text(output, encoding="utf-8")
    if "No space left on device" in output or "Disk quota exceeded" in output:
        raise Failure(DISK_FULL)
    if "ensurepip is not available" in output:
        raise Failure(_incomplete("ensurepip"))
    if any(sign in output for sign in CONNECTION_SIGNS):
        raise Failure(NO_NETWORK)
    if "DO NOT MATCH THE HASHES" in output:
        raise Failure(f"{what}：软件源给出的文件与锁定的校验值不符，请换一个软件源后重新运行（详见 {log}）。")
    if "No matching distribution found" in output:
        raise Failure(
            f"{what}：软件源里没有所需的版本，请换用完整的镜像，或检查 Python {python_name()} "
            f"与本机系统是否受支持（详见 {log}）。"
        )
    raise Failure(f"{what}：请按 {log} 末尾的说明处理后重新运行。")
