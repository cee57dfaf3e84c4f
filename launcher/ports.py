"""Ports of this machine's loopback."""

import contextlib
import socket

from launcher.say import Failure

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind((LOOPBACK, port))
            return True
    return False


def claim(port: int | None, default: int) -> int:
    """The port to serve on: 0 means any free one; a taken one is refused with the way out."""
    wanted = default if port is None else port
    if wanted == 0:
        return free_port()
    if not 1 <= wanted <= 65535:
        raise Failure(f"端口应为 1 至 65535 之间的整数，现为 {wanted}。")
    if not is_free(wanted):
        raise Failure(
            f"端口 {wanted} 已被占用或无权使用：请关闭占用它的程序，"
            f"或换一个端口，例如 python3 start.py --port {free_port()}"
        )
    return wanted
