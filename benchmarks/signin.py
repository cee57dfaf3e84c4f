"""Five hundred people at the door: sign-ins within a minute and within ten seconds, cold log-ins, a long roster.

Real HTTP against gunicorn as the launcher starts it, on the same machine as PostgreSQL and the phones. Every
goal is printed with `ok` or `MISS`; the exit code is 1 only when the rows are not exactly one for each member.
"""

import argparse
import os
import random
import sys
import time

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.signin")
    parser.add_argument("--members", type=int, default=500)
    parser.add_argument("--roster", type=int, default=2000)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengxie.settings")
    django.setup()
    from benchmarks import signin_ground, signin_load, signin_rounds  # noqa: PLC0415 -- models need setup first

    dice = random.Random(20260305)
    ground = signin_ground.lay(max(asked.members, asked.roster))
    with signin_load.web_server() as port:
        rounds = signin_rounds.Rounds(ground, port, asked.members, dice)
        lines = [
            *rounds.sign_in("minute", within=60, tries=3),
            *rounds.sign_in("rush", within=10, tries=3),
            *rounds.log_in(within=60),
        ]
    lines += signin_rounds.rosters(ground, asked.roster)
    print(f"signin members={asked.members} roster={asked.roster} at={time.strftime('%H:%M')}")
    for line in lines:
        print(line)
    sys.exit(1 if rounds.wrong else 0)


if __name__ == "__main__":
    main()
