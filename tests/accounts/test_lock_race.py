"""A hundred tries at once: not more than five passwords are checked; without the lock many more are."""

import threading
from contextlib import contextmanager

import pytest
from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.services import entrance

TRIES = 100
AT_ONCE = 10


@pytest.fixture
def checked(monkeypatch):
    """The passwords that were really compared."""
    seen = []

    def authenticate(self, request, username=None, password=None, **kwargs):
        seen.append(password)
        threading.Event().wait(0.03)

    monkeypatch.setattr(ModelBackend, "authenticate", authenticate)
    return seen


def try_in_parallel() -> set[int]:
    """The answers to `TRIES` log-ins with wrong passwords by `AT_ONCE` browsers at one address."""
    answers, ready = [], threading.Barrier(AT_ONCE)

    def run():
        try:
            ready.wait(timeout=20)
            for number in range(TRIES // AT_ONCE):
                data = {"username": "target", "password": f"wrong {number}"}
                answers.append(Client().post("/accounts/login/", data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == TRIES
    return set(answers)


@contextmanager
def no_lock(key):
    yield


@pytest.mark.django_db(transaction=True)
def test_a_hundred_tries_at_once_check_five_passwords(checked):
    User.objects.create(username="target", display_name="某人")

    assert try_in_parallel() == {200, 429}
    assert len(checked) == 5


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_lock_checks_more(checked, monkeypatch):
    User.objects.create(username="target", display_name="某人")
    monkeypatch.setattr(entrance, "_one_at_a_time", no_lock)

    try_in_parallel()

    assert len(checked) > 5
