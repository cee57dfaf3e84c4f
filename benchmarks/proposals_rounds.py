"""What `benchmarks.proposals` measures, one line for each goal."""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actors import actor_of
from benchmarks.proposals_history import Ground, drafts
from core import jobs
from core.clock import today
from core.workflow import Refused
from proposals import services
from proposals.choices import LineState, TaskRole
from proposals.models import DispatchLine, Proposal, Task

SEARCH_GOAL, QUEUE_GOAL = 0.050, 15
"""Seconds for a page of found proposals, in the median; statements for a page of the review desk."""
WORKERS = 20
GIVEN_OUT = 236
"""How many proposals the sub-tasks belong to (莆田: 236 件, 880 件分办件)."""
ASKED = {
    "all": "", "topic": "停车位", "two words": "停车位 南山镇", "title": "关于改善东河村养老服务的建议",
    "in every one": "建议", "one character": "桥", "number": "1234", "in none": "麒麟海港",
}  # fmt: skip
"""What readers type, by kind; all kinds are asked equally often."""


def line(name: str, met: bool, value: str, goal: str, more: str = "") -> str:
    return f"proposals.{name} value={value} goal={goal} {'ok' if met else 'MISS'}" + (
        f" ({more})" if more else ""
    )


@dataclass
class Rounds:
    """`wrong` says that a count was not what it must be; a goal of speed missed is no mistake."""

    ground: Ground
    wrong: bool = False

    def all(self, rounds: int, tasks: int, at_once: int) -> Iterator[str]:
        """Line after line, as each is measured."""
        yield from self.search(rounds)
        yield self.queue(rounds)
        yield from self.dispatch(tasks)
        yield from self.submit(at_once)

    def counted(self, name: str, value: int, goal: int, more: str = "") -> str:
        self.wrong |= value != goal
        return line(name, value == goal, str(value), str(goal), more)

    def search(self, rounds: int) -> list[str]:
        """The page of found proposals, opened by a member and by 提案委."""
        member = self.ground.members[0].person.user
        return [self._search("search_member", _client(member), rounds),
                self._search("search_office", _client(self.ground.office), rounds)]  # fmt: skip

    def _search(self, name: str, client: Client, rounds: int) -> str:
        seen: dict[str, list[float]] = {kind: [] for kind in ASKED}
        for _ in range(rounds):
            for kind, words in ASKED.items():
                began = time.perf_counter()
                status = client.get(reverse("proposals:search"), {"q": words}).status_code
                seen[kind].append(time.perf_counter() - began)
                self.wrong |= status != 200
        median = statistics.median(second for seconds in seen.values() for second in seconds)
        more = ", ".join(f"{kind} {1000 * statistics.median(seconds):.0f}" for kind, seconds in seen.items())
        return line(
            name, median <= SEARCH_GOAL, f"{1000 * median:.0f}ms", f"{1000 * SEARCH_GOAL:.0f}ms", more
        )

    def queue(self, rounds: int) -> str:
        """The review desk with everything under review behind it."""
        client, address, took = _client(self.ground.office), reverse("admin:proposals_proposal_review"), []
        for _ in range(rounds):
            began = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                status = client.get(address).status_code
            took.append(time.perf_counter() - began)
        self.wrong |= status != 200
        more = f"status={status} {1000 * statistics.median(took):.0f}ms"
        return line("queue_queries", len(queries) <= QUEUE_GOAL, str(len(queries)), str(QUEUE_GOAL), more)

    def dispatch(self, tasks: int) -> list[str]:
        """A 交办会 with so many rows in one job, done again as if the worker had died before noting a result."""
        office = actor_of(self.ground.office, self.ground.organization.pk)
        made = services.prepare_dispatch(
            by=office,
            round=self.ground.opened,
            name="基准交办会",
            held_on=today(),
            wanted=self._wanted(tasks),
        )
        began = time.perf_counter()
        jobs.run(services.carry_out(by=office, dispatch=made).pk)
        took = time.perf_counter() - began
        done = made.lines.filter(state=LineState.DONE).exclude(message="").count()
        first = set(Task.objects.filter(dispatch=made).values_list("pk", flat=True))
        DispatchLine.objects.filter(dispatch=made).update(state=LineState.WAITING, message="")
        jobs.run(services.carry_out(by=office, dispatch=made).pk)
        again = set(Task.objects.filter(dispatch=made).values_list("pk", flat=True))
        return [
            self.counted(
                "tasks", len(first), tasks, f"one job of {took:.1f}s, {1000 * took / tasks:.0f}ms each"
            ),
            self.counted("task_results", done, tasks),
            self.counted("tasks_again", len(again & first) if again == first else -1, tasks),
            self.counted("jobs_refused", self._refused(office, made), 1),
        ]

    def _wanted(self, tasks: int) -> list[tuple]:
        """The first row of each proposal is its 主办 unit, the others assist."""
        rows = list(
            Proposal.objects.filter(organization=self.ground.organization, state="filed")
            .select_related("organization")
            .order_by("pk")[: min(GIVEN_OUT, tasks)]
        )
        units, wanted = cycle(self.ground.units), []
        for place in range(tasks):
            proposal, role = rows[place % len(rows)], TaskRole.LEAD if place < len(rows) else TaskRole.ASSIST
            used = {unit.pk for other, unit, _ in wanted[place % len(rows) :: len(rows)] if other == proposal}
            wanted.append((proposal, next(unit for unit in units if unit.pk not in used), role))
        return wanted

    def _refused(self, office, made) -> int:
        """Asked for once more when every row is done."""
        try:
            services.carry_out(by=office, dispatch=made)
        except Refused:
            return 1
        return 0

    def submit(self, count: int) -> list[str]:
        """So many proposals handed in by threads of their own connections."""
        rows = drafts(self.ground, count)
        people = {
            one.pk: actor_of(one.person.user, self.ground.organization.pk) for one in self.ground.members
        }

        def hand_in(row: Proposal) -> None:
            try:
                services.submit(by=people[row.lead_id], proposal=row)
            finally:
                connection.close()

        began = time.perf_counter()
        with ThreadPoolExecutor(WORKERS) as pool:
            failed = [one for one in pool.map(lambda row: _failure(hand_in, row), rows) if one]
        took = time.perf_counter() - began
        serials = Proposal.objects.filter(round=self.ground.opened, serial__isnull=False).values_list(
            "serial", flat=True
        )
        gapless = len(set(serials) & set(range(1, count + 1))) if len(serials) == count else -1
        more = f"{WORKERS} at a time, {took:.1f}s" + (f", first failure: {failed[0]}" if failed else "")
        return [self.counted("submitted_numbers", gapless, count, more),
                self.counted("submit_failures", len(failed), 0)]  # fmt: skip


def _failure(act, row) -> str:
    try:
        act(row)
    except Exception as failure:  # noqa: BLE001 -- counted and printed
        return f"{type(failure).__name__}: {failure}"
    return ""


def _client(user) -> Client:
    """Logged in, with the second factor passed; the first request of the session is behind."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    device, _ = TOTPDevice.objects.get_or_create(user=user, name="手机", defaults={"confirmed": True})
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    client.get(reverse("proposals:search"))
    return client
