"""The sign-in benchmark on a few members: its meetings are open, its lines say what was reached, rosters open."""

import random

import pytest
from django.contrib.sessions.backends.db import SessionStore

from activities.models import RosterEntry
from benchmarks import signin_ground, signin_rounds
from benchmarks.signin_load import Seen


@pytest.fixture
def ground(db):
    return signin_ground.lay(6)


def test_everybody_is_logged_in_and_expected_at_an_open_meeting(ground):
    sitting = signin_ground.meeting(ground, ground.memberships[:4])

    assert (len(ground.users), len(set(ground.sessions))) == (6, 6)
    assert SessionStore(ground.sessions[5])["_auth_user_id"] == str(ground.users[5].pk)
    assert list(RosterEntry.objects.values_list("expected", flat=True)) == [[sitting.pk]] * 4
    assert sitting.sign_key is not None


def test_a_long_rosters_pages_open_with_few_statements(ground):
    lines = signin_rounds.rosters(ground, 6)

    assert [line.split()[0] for line in lines] == [
        "signin.roster_queries", "signin.door_roster_queries", "signin.hall_live_queries",
    ]  # fmt: skip
    assert all("status=200" in line for line in lines), lines


def test_what_was_seen_is_told_by_shares_and_statuses():
    dice = random.Random(1)
    seconds = [number / 1000 for number in range(1, 101)]
    dice.shuffle(seconds)
    seen = Seen(seconds, [200] * 97 + [410, 503, 599])

    assert (seen.share(0.5), seen.share(0.95), seen.share(0.99), seen.failures) == (0.051, 0.096, 0.1, 2)


def test_a_goal_not_met_is_said():
    assert signin_rounds.line("rush_rows", False, "499", "500") == "signin.rush_rows value=499 goal=500 MISS"
    assert signin_rounds.line("logins", True, "61.0s", "75s", "p95=2s").endswith("goal=75s ok (p95=2s)")
