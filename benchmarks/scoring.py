"""A whole run, one line's evidence and one changed fact against a bare GROUP BY over the same facts.

Times are medians over rounds in which PLAIN and the works take turns on one connection. Every goal is
printed with `ok` or `MISS`; the exit code is 1 only when a stored line differs from the engine's own score.
"""

import argparse
import os
import random
import sys

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.scoring")
    parser.add_argument("--members", type=int, default=40_000)
    parser.add_argument("--facts", type=int, default=0, help="50 for each member unless given")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengxie.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415 -- models need django.setup() first

    from benchmarks import scoring_facts, scoring_ground, scoring_rounds  # noqa: PLC0415

    dice = random.Random(20260630)
    ground = scoring_ground.lay(asked.members, dice)
    facts = scoring_facts.fill(ground, asked.facts or 50 * asked.members, dice)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"scoring members={len(ground.bearers)} facts={facts} rounds={asked.rounds}", flush=True)
    measured = scoring_rounds.measure(ground, asked.rounds, dice)
    for line in measured.lines():
        print(line)
    sys.exit(1 if measured.wrong else 0)


if __name__ == "__main__":
    main()
