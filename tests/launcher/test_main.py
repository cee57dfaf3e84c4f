"""The command line: every wrong use ends in one Chinese sentence and code 1, never in a traceback."""

import errno
import io
import os
import shutil
import subprocess
import sys

import pytest

from launcher import demo, main, tasks
from launcher.instance import Busy, base_environment, hold
from launcher.place import HERE, Place, read_state, write_state
from launcher.say import Failure


@pytest.fixture
def place(tmp_path):
    (tmp_path / "var" / "log").mkdir(parents=True)
    return Place(tmp_path)


def start(*args, cwd=HERE.root, **more):
    return subprocess.run(
        [sys.executable, "start.py", *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        **more,
    )


def checkout(folder):
    """A copy of what runs before anything is installed."""
    shutil.copy(HERE.root / "start.py", folder)
    shutil.copytree(HERE.root / "launcher", folder / "launcher")
    (folder / "requirements").mkdir()
    shutil.copy(HERE.root / "requirements" / "dev.txt", folder / "requirements")
    return folder


def refused(answer, *words):
    assert answer.returncode == 1
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    for word in words:
        assert word in answer.stderr
    return True


def test_help_names_every_verb_in_chinese():
    answer = start("--help")
    assert answer.returncode == 0
    for verb in ("check", "test", "code", "manage", "bench", "lint", "reset"):
        assert f"start.py {verb}" in answer.stdout
    assert "usage" not in answer.stdout


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["frobnicate"], "frobnicate"),
        (["--colour"], "--colour"),
        (["--port", "web"], "--port"),
        (["--size", "XL"], "--size"),
        (["bench", "nothing"], "请写明要运行的基准测试"),
        (["code"], "用户名"),
    ],
)
def test_a_wrong_use_is_named(args, word):
    assert refused(start(*args), word)


def test_start_is_short():
    assert len((HERE.root / "start.py").read_text().splitlines()) <= 40


def test_the_launcher_needs_nothing_but_the_standard_library():
    script = (
        "import sys; sys.path.insert(0, '.'); import launcher.main; "
        "print({name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], cwd=HERE.root, capture_output=True, text=True, check=True
    )
    assert eval(answer.stdout) <= {"launcher", "__main__"}


def test_a_python_without_ensurepip_is_told_what_to_install(tmp_path):
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None\n")
    (tmp_path / "tree").mkdir()
    tree = checkout(tmp_path / "tree")
    answer = start("check", cwd=tree, env=os.environ | {"PYTHONPATH": str(tmp_path / "hidden")})
    assert refused(answer, "缺少 ensurepip 模块", "apt-get install python3.")
    assert not (tree / ".venv").exists()


def test_without_a_network_pip_fails_with_the_way_out(tmp_path):
    tree = checkout(tmp_path)
    dead = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull}
    env = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    answer = start("check", cwd=tree, env=env | dead)
    assert refused(answer, "连接不上软件源", "镜像")
    assert not (tree / ".venv" / "zhengxie.stamp").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root 可写任何目录")
def test_a_checkout_that_is_not_writable_is_refused(tmp_path):
    tree = checkout(tmp_path)
    tree.chmod(0o555)
    assert refused(start("check", cwd=tree), "不可写")


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("runuser"), reason="需要 root 和 runuser 来换用户")
def test_a_checkout_of_another_user_is_refused():
    answer = subprocess.run(
        [
            shutil.which("runuser"),
            "-u",
            "nobody",
            "--",
            "/usr/bin/env",
            "python3",
            str(HERE.root / "start.py"),
            "check",
        ],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    if "需要 Python 3.11" in answer.stderr or answer.returncode in (126, 127):
        pytest.skip("普通用户没有可用的 Python 3.11")
    assert refused(answer, "不可写")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EACCES, "没有权限"),
        (errno.EROFS, "只读"),
        (errno.EMFILE, "ulimit"),
        (errno.EIO, "系统返回错误"),
    ],
)
def test_failed_system_calls_become_sentences(place, monkeypatch, capsys, number, sentence):
    def fail(*_):
        raise OSError(number, os.strerror(number), "/some/where")

    monkeypatch.setattr(main, "dispatch", fail)
    assert main.guarded(place, []) == 1
    assert sentence in capsys.readouterr().err


def test_a_mistake_of_our_own_goes_to_a_log_and_not_to_the_screen(place, monkeypatch, capsys):
    def fail(*_):
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(main, "dispatch", fail)
    assert main.guarded(place, []) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert "ZeroDivisionError: ours" in place.log("launcher").read_text()


def test_reset_asks_first_and_spares_everything_without_an_answer(place, monkeypatch, capsys):
    (place.data / "media").mkdir(parents=True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("no\n"))
    with pytest.raises(Failure, match="--yes"):
        tasks.reset(place, sure=False)
    assert (place.data / "media").exists()
    assert tasks.reset(place, sure=True) == 0
    assert not place.data.exists()


def test_only_one_instance_runs_per_checkout_and_reset_waits_for_it(place):
    with hold(place):
        with pytest.raises(Busy), hold(place):
            pass
        with pytest.raises(Failure, match="先停止"):
            tasks.reset(place, sure=True)
    with hold(place):
        pass


def test_a_second_start_is_told_where_the_first_one_is(place):
    write_state(place, {"pid": 42, "port": 8123, "database": "postgres://x", "broker": "redis://x"})
    with hold(place), pytest.raises(Failure, match=r"已在运行：http://127.0.0.1:8123/（进程 42）"):
        demo.serve(place, port=None, size="S")


def test_the_addresses_of_the_running_instance_are_for_its_owner_alone(place):
    assert read_state(place) == {}
    write_state(place, {"port": 8123})
    assert read_state(place) == {"port": 8123}
    assert place.state.stat().st_mode & 0o777 == 0o600


def test_no_address_or_secret_of_the_callers_own_reaches_the_tests(monkeypatch):
    for name in ("DATABASE_URL", "SECRET_KEY_FILE", "BROKER_URL", "PYTHONPATH"):
        monkeypatch.setenv(name, "from outside")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    env = base_environment(HERE, "test")
    assert "from outside" not in env.values()
    assert env["ZHENGXIE_ENV"] == "test"
    assert env["HTTPS_PROXY"] == "http://proxy"


@pytest.mark.parametrize(
    ("args", "added"),
    [
        ([], ["-n", "2"]),
        (["tests/core", "-k", "name"], ["-n", "2"]),
        (["-n", "0"], []),
        (["-n4"], []),
        (["--numprocesses=1"], []),
        (["--pdb"], []),
    ],
)
def test_two_processes_unless_the_caller_says_otherwise(args, added):
    assert tasks.parallel(args) == added


def test_health_is_told_in_words():
    parts = {"database": True, "broker": True, "worker": False, "migrations": True}
    assert (
        demo.describe({"ok": False} | parts) == "数据库 正常，消息队列 正常，后台任务 异常，数据库结构 正常"
    )
    assert demo.describe({}) == "网页服务没有回答"
