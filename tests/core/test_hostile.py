"""Every hostile file ends quickly, in little memory, with a Chinese sentence; its honest twin is read."""

import re
import resource
import socket
import tempfile
import time
from datetime import date

import pytest

from core.dates import parse_date
from core.reader import read_table, read_upload
from core.uploads import UploadRefused

from . import hostile

CHINESE = re.compile("[\u4e00-\u9fff]")


def children_mb() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def allowed_mb() -> float:
    """What a child may take; a child begins as large as this process, and browsers of other tests count too."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return max(600, children_mb(), own)


@pytest.mark.parametrize("case", hostile.HOSTILE)
def test_hostile_file_is_refused_or_its_faults_are_listed(case, tmp_path, monkeypatch):
    name, build, phrase = hostile.HOSTILE[case]
    path = hostile.write(tmp_path, name, build())
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(work))
    started, most = time.monotonic(), allowed_mb()

    with path.open("rb") as file:
        if phrase.startswith("!"):
            table = read_upload(file, max_rows=5000)
            said = "\n".join(str(error) for error in table.errors)
            assert re.search(r"第 \d+ 行“.+”：", said)
        else:
            with pytest.raises(UploadRefused) as refusal:
                read_upload(file, max_rows=5000)
            said = str(refusal.value)

    assert phrase.strip("!") in said
    assert CHINESE.search(said)
    assert time.monotonic() - started < 20
    assert children_mb() <= most
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("case", hostile.BENIGN)
def test_honest_twin_is_read(case, tmp_path):
    name, build = hostile.BENIGN[case]

    with hostile.write(tmp_path, name, build()).open("rb") as file:
        table = read_upload(file, max_rows=5000)

    assert table.header[:2] == ["姓名", "日期"]
    assert [row.cells[0] for row in table.rows] == ["甲"]
    assert parse_date(table.rows[0].cells[1], date1904=table.date1904) == date(2026, 3, 5)
    assert table.errors == []


@pytest.mark.parametrize(
    "case", ["01b lying directory", "04b far corner first", "07 billion laughs", "08 quadratic"]
)
def test_the_limited_process_holds_even_without_the_first_check(case, tmp_path):
    name, build, _ = hostile.HOSTILE[case]
    path = hostile.write(tmp_path, name, build())
    started, most = time.monotonic(), allowed_mb()

    try:
        table = read_table(path, max_rows=5000)
    except UploadRefused as refusal:
        assert CHINESE.search(str(refusal))
    else:
        assert max(len(str(cell)) for cell in table.header) < 100_000

    assert time.monotonic() - started < 20
    assert children_mb() <= most


def test_an_external_dtd_is_never_fetched(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        data = hostile.doctype(f'<!DOCTYPE x SYSTEM "http://127.0.0.1:{port}/x.dtd">')()
        path = hostile.write(tmp_path, "a.xlsx", data)
        try:
            read_table(path, max_rows=10)
        except UploadRefused as refusal:
            assert CHINESE.search(str(refusal))
        with pytest.raises(TimeoutError):
            server.accept()
