import shutil
import socket

import pytest

from launcher import broker

NEEDS_REDIS = pytest.mark.skipif(
    not any(shutil.which(name) for name in broker.PROGRAMS), reason="本机没有 redis-server 或 valkey-server"
)


@pytest.fixture(autouse=True)
def no_given_broker(monkeypatch):
    for name in ("BROKER_URL", "REDIS_URL", "ZHENGXIE_BROKER"):
        monkeypatch.delenv(name, raising=False)


def ask(port: int, *commands: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        answers = b""
        for command in commands:
            connection.sendall(f"{command}\r\n".encode())
            answers += connection.recv(200)
        return answers


def test_a_broker_named_by_the_environment_wins(monkeypatch):
    assert broker.given() == ""
    monkeypatch.setenv("REDIS_URL", "redis://10.0.0.1/0")
    assert broker.given() == "redis://10.0.0.1/0"
    monkeypatch.setenv("BROKER_URL", "redis://10.0.0.2/0")
    assert broker.given() == "redis://10.0.0.2/0"


def test_valkey_serves_where_redis_is_missing(tmp_path, monkeypatch):
    (tmp_path / "valkey-server").write_text("#!/bin/sh\n")
    (tmp_path / "valkey-server").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert broker.program() == str(tmp_path / "valkey-server")
    monkeypatch.setenv("ZHENGXIE_BROKER", "files")
    assert broker.program() is None


def test_files_carry_messages_where_no_server_is_installed(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert broker.program() is None
    assert broker.files(tmp_path / "broker") == f"filesystem://{tmp_path}/broker"
    assert (tmp_path / "broker" / "control").is_dir()


@NEEDS_REDIS
def test_the_server_answers_only_with_the_password_which_no_process_list_shows(tmp_path):
    address, child = broker.start_redis(
        broker.program(), folder=tmp_path, log=tmp_path / "redis.log", password="f00d"
    )
    try:
        port = int(address.rpartition(":")[2].partition("/")[0])
        assert address == f"redis://:f00d@127.0.0.1:{port}/0"
        assert ask(port, "PING").startswith(b"-NOAUTH")
        assert ask(port, "AUTH f00d", "PING") == b"+OK\r\n+PONG\r\n"
        assert "f00d" not in " ".join(child.process.args)
    finally:
        child.stop()
    assert not child.alive
