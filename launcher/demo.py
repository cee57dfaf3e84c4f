"""`start.py` and `start.py check`: the whole house on one machine, from an empty directory to a page."""

import contextlib
import hashlib
import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from launcher import commands, ports, venv
from launcher.instance import Busy, Ground, foundations, hold, manage
from launcher.place import Place, read_state, write_state
from launcher.process import Child, stop_together, tail, wait_for
from launcher.say import Failure, Stop, line, step

HEALTH_LIMIT = 90.0
STOP_LIMIT = 3.0
DEFAULT_PORT = 8000
NAMES = {"database": "数据库", "broker": "消息队列", "worker": "后台任务", "migrations": "数据库结构"}


def health(port: int) -> dict:
    """What `/healthz` answers; empty while nobody answers. Not by urllib, which would ask the user's proxy."""
    connection = http.client.HTTPConnection(ports.LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()


def describe(answer: dict) -> str:
    """«数据库 正常，后台任务 异常» from the answer of `/healthz`."""
    if not answer:
        return "网页服务没有回答"
    return "，".join(
        f"{name} {'正常' if answer.get(key) in (True, 'ok') else '异常'}" for key, name in NAMES.items()
    )


def _installed(place: Place, command: tuple[str, ...]) -> list:
    return [place.venv / "bin" / command[0], *command[1:]]


def web_command(place: Place, port: int) -> list:
    """The web server on loopback alone."""
    return [*_installed(place, commands.WEB), f"--bind={ports.LOOPBACK}:{port}"]


def _start_all(place: Place, env: dict, port: int, ending: contextlib.ExitStack) -> list[Child]:
    """Orphaned, none of them waits for running requests and tasks: gunicorn gets SIGQUIT; Celery's worker, which can
    hang in its own shutdown when the broker goes with it, SIGKILL (its pool processes follow it by themselves)."""
    children: list[Child] = []
    ending.callback(stop_together, children, STOP_LIMIT)
    for title, name, args, orphaned in (
        ("网页服务", "web", web_command(place, port), signal.SIGQUIT),
        ("后台任务", "worker", _installed(place, commands.WORKER), signal.SIGKILL),
        ("定时任务", "beat", _installed(place, commands.BEAT), signal.SIGKILL),
    ):
        child = Child(title, args, log=place.log(name), env=env, cwd=place.root, orphaned=orphaned)
        children.append(child)
    return children


def _prepare_data(place: Place, ground: Ground, size: str) -> None:
    with step("更新数据库结构"):
        manage(place, [*commands.MIGRATE, "--skip-checks"], ground.env, title="更新数据库结构")
    _collect_static(place, ground.env)
    if ground.loaded and ground.loaded.exists():
        return
    with step("准备演示数据"):
        manage(place, ["manage.py", "load_demo", "--size", size], ground.env, title="准备演示数据")
        if ground.loaded:
            ground.loaded.touch()


def static_stamp(place: Place) -> str:
    """Changes with any static file of ours and with the packages installed."""
    digest = hashlib.sha256(venv.stamp_of(place).encode())
    for path in sorted((place.root / "static").rglob("*")):
        status = path.stat()
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _collect_static(place: Place, env: dict) -> None:
    stamp, wanted = place.data / "static.stamp", static_stamp(place)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step("整理网页文件"):
        stamp.unlink(missing_ok=True)
        manage(place, list(commands.COLLECTSTATIC), env, title="整理网页文件")
        stamp.write_text(wanted)


def _wait_healthy(port: int, children: list[Child]) -> dict:
    answer: dict = {}

    def settled() -> bool:
        nonlocal answer
        answer = health(port)
        return bool(answer.get("ok")) or any(not child.alive for child in children)

    wait_for(settled, limit=HEALTH_LIMIT, pause=0.3)
    _refuse_dead(children)
    return answer


def _refuse_dead(children: list[Child]) -> None:
    for child in children:
        if not child.alive:
            raise Failure(f"{child.title}意外结束：{_reason(child.log)}详见 {child.log}，处理后重新运行。")


def _reason(log: Path) -> str:
    last = tail(log, 20)
    if "Address already in use" in last or "Connection in use" in last:
        return "端口已被占用，可用 --port 换一个端口；"
    return "磁盘空间不足；" if "No space left on device" in last else ""


@contextlib.contextmanager
def running(place: Place, port: int, size: str) -> Iterator[tuple[Ground, dict]]:
    """Everything up: (what it stands on, last health answer); ended in order at the end."""
    with hold(place), foundations(place) as ground, contextlib.ExitStack() as ending:
        env = ground.env
        ending.callback(place.state.unlink, missing_ok=True)
        state = {
            "pid": os.getppid(),
            "port": port,
            "database": env["DATABASE_URL"],
            "broker": env["BROKER_URL"],
        }
        write_state(place, state)
        _prepare_data(place, ground, size)
        with step("启动网页服务和后台任务"):
            ground.children += _start_all(place, env, port, ending)
            answer = _wait_healthy(port, ground.children)
        try:
            yield ground, answer
        finally:
            place.state.unlink(missing_ok=True)


def serve(place: Place, *, port: int | None, size: str) -> int:
    """Run until Ctrl-C."""
    port = _claim(place, port)
    venv.ensure(place)
    try:
        with running(place, port, size) as (ground, answer):
            if not answer.get("ok"):
                raise Failure(f"系统未能就绪（{describe(answer)}）：请查看 {place.logs} 下的日志。")
            _welcome(place, ground.env, port)
            try:
                _watch(ground.children)
            finally:
                line("正在停止……")
    except Busy:
        raise Failure(_already(place)) from None
    except Stop:
        line("已停止，数据保留在 var/ 下。")
        return 0


def _claim(place: Place, port: int | None) -> int:
    try:
        with hold(place):
            return ports.claim(port, DEFAULT_PORT)
    except Busy:
        raise Failure(_already(place)) from None


def _already(place: Place) -> str:
    state = read_state(place)
    if not state:
        return "系统正在启动或停止，请稍候再试。"
    return f"系统已在运行：http://127.0.0.1:{state['port']}/（进程 {state['pid']}）。请直接打开，或先停止它再启动。"


def _welcome(place: Place, env: dict, port: int) -> None:
    line(f"\n系统已启动：http://127.0.0.1:{port}/\n")
    line(manage(place, ["manage.py", "demo_accounts"], env, title="读取演示账号").rstrip())
    line("\n需要动态口令时，另开一个终端执行：python3 start.py code 用户名")
    line("按 Ctrl-C 停止。")


def _watch(children: list[Child]) -> None:
    while True:
        time.sleep(1)
        _refuse_dead(children)


def check(place: Place, *, port: int | None, size: str) -> int:
    """Start, ask `/healthz`, stop; an instance that runs already is asked as it is."""
    venv.ensure(place)
    try:
        with running(place, ports.claim(port or 0, 0), size) as (_, answer):
            pass
    except Busy:
        answer = health(read_state(place).get("port", 0))
    except Stop:
        return 130
    ok = bool(answer.get("ok"))
    line(f"检查{'通过' if ok else '未通过'}：{describe(answer)}")
    return 0 if ok else 1
