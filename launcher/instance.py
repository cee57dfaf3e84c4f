"""The demo instance of this checkout: its environment, its database and broker, one at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from launcher import broker, postgres, process
from launcher.keys import django_keys, keep
from launcher.place import Place, read_state
from launcher.process import Child
from launcher.say import Failure, step

OUR_KEYS = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "DATABASE_URL", "BROKER_URL", "DATA_DIR", "ALLOWED_HOSTS")


class Busy(Exception):
    """Another launcher holds this checkout's instance."""


@contextlib.contextmanager
def hold(place: Place) -> Iterator[None]:
    """The right to run this checkout's instance; the kernel frees it however the holder ends."""
    with open(place.var / "instance.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield


def base_environment(place: Place, mode: str) -> dict[str, str]:
    """The caller's environment without any address or secret of another instance."""
    dropped = {*OUR_KEYS, *(f"{key}_FILE" for key in OUR_KEYS), "DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    return kept | {
        "ZHENGXIE_ENV": mode,
        "PATH": f"{place.venv / 'bin'}:{kept.get('PATH', os.defpath)}",
        "VIRTUAL_ENV": str(place.venv),
        "PYTHONUNBUFFERED": "1",
        "PYTHONNOUSERSITE": "1",
    }


def demo_environment(place: Place, database: str, bell: str) -> dict[str, str]:
    """Everything the settings ask for, on loopback."""
    return (
        base_environment(place, "demo")
        | django_keys(place.var / "secrets")
        | {
            "DATABASE_URL": database,
            "BROKER_URL": bell,
            "DATA_DIR": str(place.data),
            "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        }
    )


@dataclass
class Ground:
    """What the product stands on: the environment that names it, the children to watch, and where a cluster of our
    own remembers that the demo data are in it (inside the cluster, so that the two go together)."""

    env: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    loaded: Path | None = None


@contextlib.contextmanager
def foundations(place: Place) -> Iterator[Ground]:
    """Database and broker up; both ended at the end."""
    with contextlib.ExitStack() as ending:
        ground = Ground()
        database = os.environ.get("DATABASE_URL") or _own_database(place, ending, ground)
        bell = broker.given() or _own_broker(place, ending, ground.children)
        place.data.mkdir(parents=True, exist_ok=True)
        ground.env = demo_environment(place, database, bell)
        yield ground


def _own_database(place: Place, ending: contextlib.ExitStack, ground: Ground) -> str:
    with step("启动数据库"):
        cluster = postgres.demo(place)
        cluster.ensure()
        ending.callback(lambda: cluster.child and cluster.child.stop(limit=15))
        cluster.start()
    ground.children.append(cluster.child)
    ground.loaded = cluster.folder / "demo.loaded"
    return cluster.url


def _own_broker(place: Place, ending: contextlib.ExitStack, children: list[Child]) -> str:
    binary = broker.program()
    if binary is None:
        return broker.files(place.var / "broker")
    with step("启动消息队列"):
        password = keep(place.var / "secrets", "broker")
        address, child = broker.start_redis(
            binary, folder=place.var / "redis", log=place.log("redis"), password=password
        )
    ending.callback(child.stop)
    children.append(child)
    return address


@contextlib.contextmanager
def environment(place: Place) -> Iterator[dict[str, str]]:
    """The environment of the running instance, or of one whose database and broker live just as long as this."""
    with contextlib.ExitStack() as ending:
        try:
            ending.enter_context(hold(place))
        except Busy:
            yield _running(place)
            return
        yield ending.enter_context(foundations(place)).env


def _running(place: Place) -> dict[str, str]:
    process.wait_for(lambda: "database" in read_state(place), limit=60)
    state = read_state(place)
    if "database" not in state:
        raise Failure("系统正在启动或停止，请稍候再试。")
    return demo_environment(place, state["database"], state["broker"])


def manage(place: Place, args: list[str], env: dict[str, str], *, title: str, limit: float = 900) -> str:
    """Run one manage.py command to its end; its output goes to a log, a failure becomes one sentence."""
    log = place.log(args[1].replace("_", "-"))
    answer = process.run([place.python, *args], limit=limit, env=env, cwd=place.root)
    log.write_text(answer.stdout, encoding="utf-8")
    if answer.returncode == 0:
        return answer.stdout
    if "could not connect" in answer.stdout or "connection to server" in answer.stdout:
        raise Failure(f"{title}失败：连接不上数据库，请检查 DATABASE_URL 或 {place.log('postgres')}。")
    raise Failure(f"{title}失败：请按 {log} 末尾的说明处理后重新运行。")
