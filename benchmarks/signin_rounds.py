"""What `benchmarks.signin` measures, one line for each goal."""

import random
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_totp.models import TOTPDevice

from activities.models import Presence
from activities.services import signing_keys
from activities.signin import codes
from activities.signin.codes import Purpose
from benchmarks import signin_ground
from benchmarks.signin_load import Phone, Seen, arrive

MINUTE_GOAL, RUSH_GOAL, LOGIN_GOAL, ROSTER_GOAL = 0.3, 2.0, 75.0, 12
"""Seconds for 95 of 100 presses, within a minute and within ten seconds; seconds; statements."""
CHANGED, MOST_SCANS = 410, 10
"""The answer to a code that changed before the server came to read it: people scan again."""


def line(name: str, met: bool, value: str, goal: str, more: str = "") -> str:
    return f"signin.{name} value={value} goal={goal} {'ok' if met else 'MISS'}" + (
        f" ({more})" if more else ""
    )


class Rounds:
    """Rounds of the same members against one web server."""

    def __init__(self, ground, port: int, members: int, dice: random.Random):
        self.ground, self.port, self.members, self.dice = ground, port, members, dice
        self.wrong = False

    def sign_in(self, name: str, *, within: float, tries: int) -> list[str]:
        """Everybody opens the code of the moment and presses, the press sent `tries` times."""
        sitting = signin_ground.meeting(self.ground, self.ground.memberships[: self.members])
        opened, pressed = Seen(), Seen()
        acts = [self._visit(sitting, session, tries, opened, pressed) for session in self._sessions()]
        arrive(acts, within, self.dice)
        rows = Presence.objects.filter(sitting=sitting).count()
        self.wrong |= rows != self.members
        p95, failures = pressed.share(0.95), pressed.failures + opened.failures
        goal = MINUTE_GOAL if name == "minute" else RUSH_GOAL
        refused = sum(status != 200 for status in pressed.statuses)
        more = f"p99={1000 * pressed.share(0.99):.0f}ms opening p95={1000 * opened.share(0.95):.0f}ms"
        again = len(opened.seconds) - self.members
        more += f" presses={len(pressed.seconds)} refused={refused} scanned_again={again}"
        return [
            line(f"{name}_p95", p95 <= goal, f"{1000 * p95:.0f}ms", f"{1000 * goal:.0f}ms", more),
            line(f"{name}_rows", rows == self.members, str(rows), str(self.members)),
            line(f"{name}_failures", failures == 0, str(failures), "0"),
        ]

    def _sessions(self) -> list[str]:
        return self.ground.sessions[: self.members]

    def _visit(self, sitting, session: str, tries: int, opened: Seen, pressed: Seen):
        organization = sitting.activity.organization_id
        key = signing_keys.secret_of(sitting.sign_key)

        def now_shown() -> str:
            step = codes.step_of(time.time())
            text = codes.write(
                key, Purpose.ARRIVE, organization=organization, subject=sitting.pk, moment=step
            )
            return f"/activities/sign/{text}/"

        def visit():
            phone = Phone(self.port, session)
            for _ in range(MOST_SCANS):
                address = now_shown()
                if phone.ask("GET", address, opened) != CHANGED:
                    break
            for _ in range(tries):
                phone.ask("POST", address, pressed)

        return visit

    def log_in(self, *, within: float) -> list[str]:
        """Everybody with password, nobody with a session."""
        seen = Seen()

        def enter(user):
            return lambda: Phone(self.port).ask(
                "POST", "/accounts/login/", seen, username=user.username, password=signin_ground.PASSWORD
            )

        took = arrive([enter(user) for user in self.ground.users[: self.members]], within, self.dice)
        inside = sum(status == 302 for status in seen.statuses)
        more = f"p95={1000 * seen.share(0.95):.0f}ms inside={inside} failures={seen.failures}"
        met = took <= LOGIN_GOAL and inside == self.members and not seen.failures
        return [line("logins", met, f"{took:.1f}s", f"{LOGIN_GOAL:.0f}s", more)]


def rosters(ground, members: int) -> list[str]:
    """Statements with which the pages of a long roster open, and how long they take."""
    sitting = signin_ground.meeting(ground, ground.memberships[:members])
    client = _clerk(ground.clerk)
    pages = {
        "roster": f"/admin/activities/activity/{sitting.activity_id}/roster/",
        "door_roster": f"/activities/door/{sitting.pk}/roster/",
        "hall_live": f"/activities/hall/{sitting.pk}/live/",
    }
    return [_opened(client, name, address) for name, address in pages.items()]


def _clerk(user) -> Client:
    """Logged in with the second factor passed; the first request of the session is behind."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    device = TOTPDevice.objects.create(user=user, name="手机", confirmed=True)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    client.get("/activities/door/worker.js")
    return client


def _opened(client: Client, name: str, address: str) -> str:
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
    took = 1000 * (time.perf_counter() - began)
    met = status == 200 and len(queries) <= ROSTER_GOAL
    return line(f"{name}_queries", met, str(len(queries)), str(ROSTER_GOAL), f"status={status} {took:.0f}ms")
