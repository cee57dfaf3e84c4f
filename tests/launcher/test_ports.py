import socket

import pytest

from launcher import ports
from launcher.say import Failure


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_free_port_can_be_listened_on():
    with socket.socket() as server:
        server.bind(("127.0.0.1", ports.free_port()))


def test_a_port_with_a_listener_is_not_free_and_is_free_again_afterwards(taken):
    assert not ports.is_free(taken)


def test_a_closed_port_is_free():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not ports.is_free(port)
    assert ports.is_free(port)


def test_the_wanted_port_wins_over_the_default():
    port = ports.free_port()
    assert ports.claim(port, 8000) == port


def test_zero_means_any_free_port():
    assert ports.is_free(ports.claim(0, 8000))


def test_a_taken_port_is_named_with_another_one_to_use(taken):
    with pytest.raises(Failure, match=rf"端口 {taken} 已被占用.*--port \d+"):
        ports.claim(taken, 8000)


def test_a_taken_default_port_is_refused_too(taken):
    with pytest.raises(Failure, match=f"端口 {taken} 已被占用"):
        ports.claim(None, taken)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(Failure, match="端口应为 1 至 65535"):
        ports.claim(port, 8000)
