"""Proposals through the real doors: search, the review desk, a 交办会 in one job, many handed in at one moment.

Every goal is printed with `ok` or `MISS`; the exit code is 1 only when a count is wrong: a number with a gap, a
sub-task twice or not at all, a page that does not open. The rows stay: for a temporary cluster.
"""

import argparse
import os
import random
import sys
import time

import django
from django.core.management import call_command


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.proposals")
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--members", type=int, default=300)
    parser.add_argument("--review", type=int, default=1_000)
    parser.add_argument("--tasks", type=int, default=880)
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengxie.settings")
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    from benchmarks import proposals_history, proposals_rounds  # noqa: PLC0415 -- models need setup first

    dice, began = random.Random(20260305), time.perf_counter()
    ground = proposals_history.lay(asked.members)
    given_out = proposals_rounds.GIVEN_OUT
    waiting = [("submitted", asked.review // 2), ("second", asked.review // 4)]
    waiting.append(("final", asked.review - sum(count for _, count in waiting)))
    history = proposals_history.states_of(asked.size - asked.review - given_out)
    size = proposals_history.fill(ground, [*history, *waiting, ("filed", given_out)], dice)
    proposals_history.analyze()
    laid = time.perf_counter() - began
    print(
        f"proposals size={size} members={asked.members} laid={laid:.0f}s at={time.strftime('%H:%M')}",
        flush=True,
    )
    rounds = proposals_rounds.Rounds(ground)
    for line in rounds.all(asked.rounds, asked.tasks, asked.at_once):
        print(line, flush=True)
    sys.exit(1 if rounds.wrong else 0)


if __name__ == "__main__":
    main()
