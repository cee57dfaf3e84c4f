"""Phones in threads against the product's own web server; every request is timed and its status kept."""

import contextlib
import http.client
import os
import random
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from launcher.commands import COLLECTSTATIC, WEB

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60


@dataclass
class Seen:
    """Seconds and statuses of every request of one kind."""

    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def add(self, began: float, status: int) -> None:
        self.seconds.append(time.perf_counter() - began)
        self.statuses.append(status)

    def share(self, part: float) -> float:
        """The time within which `part` of the requests were answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

    @property
    def failures(self) -> int:
        return sum(status >= 500 for status in self.statuses)


@contextlib.contextmanager
def web_server() -> Iterator[int]:
    """gunicorn as the launcher starts it, on a free port of this machine."""
    subprocess.run(
        [sys.executable, *COLLECTSTATIC, "--verbosity=0"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program, *options = WEB
    options = [option for option in options if not option.startswith("--access-logfile")]
    command = [
        Path(sys.executable).with_name(program),
        *options,
        f"--bind=127.0.0.1:{port}",
        "--log-level=error",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"LOG_LEVEL": "ERROR"})
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the web server does not answer")


class Phone:
    """A browser with its cookies; no connection is kept between requests, as on a crowded network."""

    def __init__(self, port: int, session: str = ""):
        self.port = port
        self.cookies = {settings.CSRF_COOKIE_NAME: secrets.token_hex(16)}
        if session:
            self.cookies[settings.SESSION_COOKIE_NAME] = session

    def ask(self, method: str, path: str, seen: Seen, **form: str) -> int:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies[settings.CSRF_COOKIE_NAME],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request(method, path, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
            self._keep(answer)
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 599
        finally:
            connection.close()
        seen.add(began, status)
        return status

    def _keep(self, answer) -> None:
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')


def arrive(acts: list[Callable[[], None]], within: float, dice: random.Random) -> float:
    """Do each act in a thread of its own at a random moment `within` so many seconds; how long it all took."""
    began = time.perf_counter()
    moments = [dice.uniform(0, within) for _ in acts]

    def run(act, moment):
        time.sleep(max(0.0, moment - (time.perf_counter() - began)))
        act()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(acts, moments, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began
