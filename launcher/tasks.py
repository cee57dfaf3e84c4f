"""The launcher's other verbs: test, lint, bench, manage, code, reset."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from launcher import broker, commands, identity, postgres, venv
from launcher.instance import Busy, base_environment, environment, hold, manage
from launcher.keys import MAKERS, django_keys
from launcher.place import Place
from launcher.process import foreground
from launcher.say import Failure, line, step

LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("mypy",),
    ("djlint", "templates", "--lint", "--quiet"),
)


@contextlib.contextmanager
def scratch(place: Place, settings: dict[str, str]) -> Iterator[tuple[Path, str]]:
    """A directory of its own with a running cluster in it, both gone afterwards: (directory, database address)."""
    folder = Path(tempfile.mkdtemp(prefix="zhengxie-"))
    folder.chmod(0o711)
    try:
        with contextlib.ExitStack() as ending:
            with step("建立临时数据库"):
                cluster = postgres.temporary(place, folder, settings)
                cluster.ensure()
                ending.callback(lambda: cluster.child and cluster.child.stop(limit=10))
                cluster.start()
            yield folder, cluster.url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test(place: Place, args: list[str]) -> int:
    """The suite on a temporary cluster; everything after `test` goes to pytest, `--long` adds the long tests."""
    venv.ensure(place)
    env = base_environment(place, "test")
    if "--long" in args:
        args = [arg for arg in args if arg != "--long"]
        env["ZHENGXIE_LONG"] = "1"
    with scratch(place, postgres.THROWAWAY) as (folder, database):
        env |= {"DATABASE_URL": database, "DATA_DIR": str(folder / "data")}
        return foreground(
            [place.python, "-m", "pytest", "-rs", *parallel(args), *args], env=env, cwd=place.root
        )


def parallel(args: list[str]) -> list[str]:
    """Two processes unless the caller says otherwise or wants to talk to the debugger."""
    own = ("-n", "--numprocesses", "--pdb", "--trace", "--collect-only", "--co", "-h", "--help")
    chosen = any(arg in own or arg.startswith(("-n", "--numprocesses=")) for arg in args)
    return [] if chosen else ["-n", "2"]


def lint(place: Place) -> int:
    """Style, import contracts, types, templates, missing migrations, the deployment check; any failure fails."""
    venv.ensure(place)
    plain = base_environment(place, "test")
    codes = [_spoken(place, [place.venv / "bin" / program, *rest], plain) for program, *rest in LINTERS]
    with scratch(place, postgres.THROWAWAY) as (folder, database):
        for args, mode in (
            (["makemigrations", "--check", "--dry-run"], "test"),
            (["check", "--deploy", "--fail-level", "WARNING"], "production"),
        ):
            env = base_environment(place, mode) | production_like(folder, database)
            codes.append(_spoken(place, [place.python, "manage.py", *args], env))
    return 1 if any(codes) else 0


def production_like(folder: Path, database: str) -> dict[str, str]:
    """Every setting that production demands, made up on the spot."""
    keys = {name: MAKERS[name]() for name in ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY")}
    return keys | {
        "DATABASE_URL": database,
        "BROKER_URL": "redis://127.0.0.1:6379/0",
        "ALLOWED_HOSTS": "zhengxie.example.org",
        "CSRF_TRUSTED_ORIGINS": "https://zhengxie.example.org",
        "DATA_DIR": str(folder / "data"),
    }


def _spoken(place: Place, args: list, env: dict[str, str]) -> int:
    line("$ " + " ".join(Path(str(part)).name if i == 0 else str(part) for i, part in enumerate(args)))
    return foreground(args, env=env, cwd=place.root)


def bench(place: Place, args: list[str]) -> int:
    """One benchmark on a temporary cluster with the settings of a real one."""
    names = sorted(path.stem for path in (place.root / "benchmarks").glob("[a-z]*.py"))
    if not args or args[0] not in names:
        raise Failure(f"请写明要运行的基准测试：{'、'.join(names) or '目前没有'}。")
    venv.ensure(place)
    with scratch(place, postgres.LARGE) as (folder, database):
        env = base_environment(place, "demo") | django_keys(folder / "secrets")
        env |= {"DATABASE_URL": database, "BROKER_URL": broker.files(folder / "broker")}
        env |= {"DATA_DIR": str(folder / "data"), "ALLOWED_HOSTS": "localhost,127.0.0.1"}
        with step("建立数据库结构"):
            manage(place, list(commands.MIGRATE), env, title="建立数据库结构")
        module, *rest = args
        return foreground([place.python, "-m", f"benchmarks.{module}", *rest], env=env, cwd=place.root)


def run_manage(place: Place, args: list[str]) -> int:
    """manage.py against the demo instance, running or not."""
    venv.ensure(place)
    with environment(place) as env:
        return foreground([place.python, "manage.py", *args], env=env, cwd=place.root)


def code(place: Place, args: list[str]) -> int:
    """The current one-time code of a demo account."""
    if len(args) != 1:
        raise Failure("请写明用户名，例如 python3 start.py code clerk")
    return run_manage(place, ["demo_code", args[0]])


def reset(place: Place, *, sure: bool) -> int:
    """Delete the demo's data after asking; secrets and logs go with it."""
    if not place.var.exists():
        line("没有演示数据。")
        return 0
    if not (sure or _confirmed()):
        raise Failure("未删除任何数据：确认清空请输入 yes，或运行 python3 start.py reset --yes。")
    try:
        with hold(place):
            for folder in _data_folders(place):
                postgres.take_over(folder)
                shutil.rmtree(folder)
    except Busy:
        raise Failure("系统正在运行，请先停止再清空。") from None
    line("演示数据已清空；下次启动会重新建立。")
    return 0


def _confirmed() -> bool:
    line("将删除全部演示数据，不能恢复。确认请输入 yes：")
    return sys.stdin.readline().strip() == "yes"


def _data_folders(place: Place) -> list[Path]:
    names = ("postgres", "postgres.new", "programs", "data", "redis", "broker", "secrets")
    foreign = identity.foreign_home(place)
    homes = [place.var] + ([foreign] if foreign.exists() and os.geteuid() == 0 else [])
    return [home / name for home in homes for name in names if (home / name).exists()]
