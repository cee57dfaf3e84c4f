"""Real clusters: made whole or not at all, locked by password, taken over from the dead."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
import pytest

from launcher import identity, postgres, servers
from launcher.place import HERE, Place
from launcher.say import Failure


def cluster(folder, server=None, **settings):
    server = server or servers.embedded(HERE)[0]
    who = identity.choose(server.bindir / "postgres", folder)
    return postgres.Cluster(
        server, who, folder / "postgres", folder / "log", "s3cret", postgres.THROWAWAY | settings
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    made = cluster(tmp_path_factory.mktemp("cluster"))
    made.ensure()
    made.start()
    yield made
    made.child.stop()


def query(url, sql):
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()
    finally:
        connection.close()


def test_the_role_of_the_application_is_no_superuser_but_may_install_what_it_needs(running):
    assert query(running.url, "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user") == (
        "zhengxie",
        False,
    )
    for extension in ("pg_trgm", "btree_gist", "unaccent"):
        query(running.url, f"CREATE EXTENSION {extension}; SELECT 1")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", "127.0.0.1"),
        ("jit", "off"),
        ("server_encoding", "UTF8"),
    ],
)
def test_settings(running, setting, value):
    assert query(running.url, f"SHOW {setting}") == (value,)


def test_no_socket_file_is_left_for_others_to_try(running):
    assert not Path(f"/tmp/.s.PGSQL.{running.port}").exists()


def test_letters_beyond_ascii_are_letters(running):
    assert query(running.url, "SELECT upper('é'), lower('É')") == ("É", "é")


def test_a_wrong_password_and_the_superuser_are_refused(running):
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(running.url.replace("s3cret", "guess"))
    with pytest.raises(psycopg2.OperationalError, match="no pg_hba.conf entry"):
        psycopg2.connect(running.url.replace("zhengxie:s3cret", "postgres:s3cret"))


@pytest.mark.skipif(os.geteuid() != 0, reason="只在以 root 运行时适用")
def test_root_does_not_run_the_server_as_root(running):
    proc = Path("/proc") / str(running.child.process.pid)
    inside = (proc / "uid_map").read_text().split()[0]
    outside = (proc / "status").read_text().partition("Uid:")[2].split()[0]
    assert "65534" in (inside, outside)


def test_an_interrupted_creation_is_done_over(tmp_path):
    made = cluster(tmp_path)
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    made.ensure()
    assert not (tmp_path / "postgres.new").exists()
    made.start()
    assert query(made.url, "SELECT 1") == (1,)
    made.child.stop()


def test_data_outlive_their_server_and_are_not_made_anew(tmp_path):
    made = cluster(tmp_path)
    made.ensure()
    made.start()
    connection = psycopg2.connect(made.url)
    connection.cursor().execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")
    connection.commit()
    connection.close()
    made.child.stop()
    again = cluster(tmp_path)
    again.ensure()
    again.start()
    assert query(again.url, "SELECT id FROM kept") == (7,)
    again.child.stop()


def test_a_killed_server_leaves_a_pid_file_that_the_next_start_clears(tmp_path):
    made = cluster(tmp_path)
    made.ensure()
    made.start()
    os.kill(made.child.process.pid, signal.SIGKILL)
    made.child.process.wait()
    assert postgres.pid_file(made.folder)
    made.start()
    assert query(made.url, "SELECT 1") == (1,)
    made.child.stop()


def test_a_pid_that_means_another_process_by_now_is_stale(tmp_path):
    made = cluster(tmp_path)
    made.ensure()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        lines = [str(bystander.pid), str(made.folder), "1700000000", "5432", "", "127.0.0.1", "0 0", "ready"]
        (made.folder / "postmaster.pid").write_text("\n".join(lines))
        made.start()
        assert query(made.url, "SELECT 1") == (1,)
        assert bystander.poll() is None
        made.child.stop()
        bystander.stdin.close()


def test_a_living_server_of_a_dead_launcher_is_ended_first(tmp_path):
    made = cluster(tmp_path)
    made.ensure()
    made.start()
    assert postgres.owner_of(made.folder) == made.child.process.pid
    other = cluster(tmp_path)
    other.start()
    assert not made.child.alive
    assert query(other.url, "SELECT 1") == (1,)
    other.child.stop()


def test_a_broken_data_directory_is_refused_with_its_log(tmp_path):
    made = cluster(tmp_path)
    made.ensure()
    shutil.rmtree(made.folder / "global")
    with pytest.raises(Failure, match=f"未能启动.*{tmp_path / 'log'}"):
        made.start()
    assert not made.child.alive


def test_a_full_disk_is_named():
    assert "磁盘空间不足" in postgres.explain(
        "FATAL: could not write: No space left on device", HERE.log("x")
    )


@pytest.mark.skipif(not servers.system(), reason="本机没有安装 PostgreSQL 15 或更高版本")
def test_a_system_server_does_the_same(tmp_path):
    made = cluster(tmp_path, server=servers.system()[0])
    made.ensure()
    made.start()
    version = query(made.url, "SHOW server_version")[0]
    made.child.stop()
    assert int(version.partition(".")[0]) >= 15


@pytest.fixture
def open_folder():
    """A directory that everyone can reach; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="zhengxie-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)
    shutil.rmtree(identity.foreign_home(Place(folder)), ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="只在以 root 运行时适用")
def test_where_namespaces_are_refused_the_server_runs_as_nobody(open_folder, monkeypatch):
    def refused():
        raise PermissionError("unshare")

    monkeypatch.setattr(identity, "enter_namespace", refused)
    made = postgres.temporary(Place(open_folder), open_folder, postgres.THROWAWAY, servers.embedded(HERE)[0])
    made.ensure()
    made.start()
    status = Path(f"/proc/{made.child.process.pid}/status").read_text()
    assert query(made.url, "SELECT 1") == (1,)
    made.child.stop()
    assert status.partition("Uid:")[2].split()[:3] == ["65534", "65534", "65534"]
