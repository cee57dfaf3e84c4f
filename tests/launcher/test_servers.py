from pathlib import Path

import pytest

from launcher import servers
from launcher.place import HERE, Place
from launcher.say import Failure
from launcher.servers import Server

PINNED = Server(Path("/venv/bin"), (18, 6))
DEBIAN = Server(Path("/usr/lib/postgresql/15/bin"), (15, 14))


def pretend(folder: Path, version: str) -> Path:
    """Programs that say they are PostgreSQL `version`."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("postgres (PostgreSQL) 18.6", (18, 6)),
        ("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", (15, 14)),
        ("postgres (PostgreSQL) 19devel", (19, 0)),
        ("postgres: not found", ()),
    ],
)
def test_the_version_is_read_from_what_the_program_says(text, version):
    assert servers.read_version(text) == version


def test_the_oldest_accepted_server_is_15(tmp_path):
    assert servers.inspect(pretend(tmp_path / "a", "15.1")) == Server(tmp_path / "a", (15, 1))
    assert servers.inspect(pretend(tmp_path / "b", "14.20")) is None


def test_programs_that_do_not_run_here_are_passed_over(tmp_path):
    folder = pretend(tmp_path / "bin", "18.6")
    (folder / "postgres").write_bytes(b"\x7fELF made for another machine")
    assert servers.inspect(folder) is None


def test_a_server_without_initdb_is_passed_over(tmp_path):
    folder = pretend(tmp_path / "bin", "18.6")
    (folder / "initdb").unlink()
    assert servers.inspect(folder) is None


def test_the_pinned_programs_are_found_in_the_venv():
    assert [server.major for server in servers.embedded(HERE)] == [18]


def test_a_venv_without_them_offers_none(tmp_path):
    assert servers.embedded(Place(tmp_path)) == []


def test_the_newest_system_server_comes_first(tmp_path, monkeypatch):
    for version in ("15.3", "17.2", "16.9", "14.1"):
        pretend(tmp_path / version.partition(".")[0] / "bin", version)
    monkeypatch.setattr(servers, "SYSTEM_PATTERNS", (f"{tmp_path}/*/bin",))
    monkeypatch.setenv("PATH", "/nowhere")
    assert [server.major for server in servers.system()] == [17, 16, 15]


def test_the_pinned_server_is_preferred_and_the_environment_may_ask_for_one_kind(monkeypatch):
    monkeypatch.setattr(servers, "embedded", lambda place: [PINNED])
    monkeypatch.setattr(servers, "system", lambda: [DEBIAN])
    assert servers.candidates(HERE) == [PINNED, DEBIAN]
    monkeypatch.setenv("ZHENGXIE_POSTGRES", "system")
    assert servers.candidates(HERE) == [DEBIAN]
    monkeypatch.setenv("ZHENGXIE_POSTGRES", "embedded")
    assert servers.candidates(HERE) == [PINNED]


def test_existing_data_keep_their_major_version():
    assert servers.pick([PINNED, DEBIAN], None) == PINNED
    assert servers.pick([PINNED, DEBIAN], 15) == DEBIAN


def test_data_of_a_version_that_is_gone_are_not_touched():
    with pytest.raises(Failure, match="由 PostgreSQL 15 建立.*只有 18.*reset"):
        servers.pick([PINNED], 15)


def test_no_server_at_all_names_the_ways_out():
    with pytest.raises(Failure, match="apt-get install postgresql.*DATABASE_URL"):
        servers.pick([], None)
