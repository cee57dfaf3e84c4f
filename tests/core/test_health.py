"""Is the house alive: each part is asked itself, and the answer tells nothing more."""

import datetime as dt

import pytest

from core import health
from core.clock import now
from core.models import Heartbeat
from core.services import beat_heart


@pytest.fixture
def worker(db):
    beat_heart("worker")


def test_all_is_well(client, worker):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {
        "ok": True,
        "database": True,
        "migrations": True,
        "broker": True,
        "worker": True,
    }
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("silence", "alive"), [(59, True), (61, False)])
def test_a_worker_is_missed_after_a_minute(client, worker, silence, alive):
    Heartbeat.objects.update(at=now() - dt.timedelta(seconds=silence))

    response = client.get("/healthz")

    assert response.status_code == (200 if alive else 503)
    assert response.json()["worker"] is alive


def test_a_house_without_a_worker_is_not_well(client, db):
    assert client.get("/healthz").json()["worker"] is False


def test_a_broker_that_does_not_answer_is_named(client, worker, monkeypatch):
    monkeypatch.setattr(health, "_broker", lambda: False)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["broker"], response.json()["database"]) == (
        503,
        False,
        True,
    )


def test_without_a_database_the_rest_is_not_asked(client, db, monkeypatch):
    monkeypatch.setattr(health, "_database", lambda: False)

    assert health.report() == {"database": False, "migrations": False, "worker": False, "broker": True}


def test_the_heart_beats_in_one_row(worker):
    beat_heart("worker")
    assert Heartbeat.objects.count() == 1
