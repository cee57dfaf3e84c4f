"""Search among many proposals, the review queue at a thousand, and a dispatch of 880 rows.

Prints one line for each goal, with `ok` or `MISS`; everything is undone at the end.
"""

import argparse
import os
import statistics
import time
from types import SimpleNamespace

import django
from django.core.management import call_command

SEARCH_MS, QUEUE_QUERIES, ROW_MS = 50, 15, 100
WORDS = (
    "停车",
    "养老服务",
    "课后服务",
    "河道治理",
    "乡村医生",
    "特色产业",
    "夜间公交",
    "雨污分流",
    "托育",
    "古树保护",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.proposals")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--tasks", type=int, default=880)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengxie.settings")
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.db import transaction  # noqa: PLC0415 -- models need django.setup() first

    from benchmarks import proposals_ground as ground  # noqa: PLC0415

    with transaction.atomic():
        house = ground.lay(WORDS)
        queue(ground, house)
        dispatch(ground, house, asked.tasks)
        search(ground, house, asked.rows, asked.rounds)
        transaction.set_rollback(True)


def search(ground, house, rows: int, rounds: int) -> None:
    """The first page of what a member may read, by words of two to four characters."""
    ground.fill(house, rows)
    taken = []
    for _ in range(rounds):
        for words in WORDS:
            began = time.perf_counter()
            ground.page(house, words)
            taken.append((time.perf_counter() - began) * 1000)
    median = statistics.median(taken)
    said(
        f"proposals_search rows={rows} worst={max(taken):.0f}ms",
        f"value={median:.1f}ms goal={SEARCH_MS}",
        median <= SEARCH_MS,
    )


def queue(ground, house) -> None:
    """The review desk at a thousand waiting."""
    ground.wait_for_review(house, 1_000)
    began = time.perf_counter()
    count = ground.queries_of_desk(house)
    seconds = time.perf_counter() - began
    said(
        f"proposals_queue waiting=1000 page={seconds * 1000:.0f}ms",
        f"value={count} goal={QUEUE_QUERIES}",
        count <= QUEUE_QUERIES,
    )


def dispatch(ground, house, tasks: int) -> None:
    """One job that gives out so many rows, each in a transaction of its own."""
    made = ground.prepare(house, tasks)
    began = time.perf_counter()
    result = ground.give_out(made, SimpleNamespace(step=lambda *_: None))
    each = (time.perf_counter() - began) * 1000 / tasks
    ok = each <= ROW_MS and result == {"done": tasks, "failed": 0}
    said(
        f"proposals_dispatch rows={tasks} done={result['done']}", f"value={each:.1f}ms/row goal={ROW_MS}", ok
    )


def said(what: str, measured: str, ok: bool) -> None:
    print(f"{what} {measured} {'ok' if ok else 'MISS'}", flush=True)


if __name__ == "__main__":
    main()
