"""Real Chromium against the live server; background jobs run at once in a thread instead of by a worker."""

import os
import threading

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

from core import jobs
from duties.services.kinds import seed_kinds
from tests.conftest import CHROMIUM
from tests.journeys.visitor import Visitor


@pytest.fixture(scope="module")
def browser():
    """Playwright keeps an event loop in this thread; Django must not mistake our calls for asynchronous ones."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def worker(monkeypatch):
    """Does every job that is rung for, each in a thread of its own, as a worker would."""
    threads = []

    def work(job_id):
        try:
            jobs.run(job_id)
        finally:
            connection.close()

    def ring(job_id):
        threads.append(threading.Thread(target=work, args=(job_id,)))
        threads[-1].start()

    monkeypatch.setattr(jobs, "ring", ring)
    yield
    for thread in threads:
        thread.join(30)


@pytest.fixture
def arrive(browser, live_server, worker):
    """`arrive(phone=True)` → a Visitor with a browser of their own; what broke on the way is told at the end."""
    visitors = []

    def enter(*, phone: bool = False) -> Visitor:
        visitors.append(Visitor(browser, live_server.url, phone=phone))
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def house(transactional_db, county):
    """丙县政协 with its term, 界别, 专委会 and groups, and the system's duty kinds."""
    seed_kinds()
    return county
