"""Reports at the size of a province: search, the queue, what is alike while writing, clusters of a year.

Prints one line a goal; times are medians over rounds on one connection.
"""

import argparse
import datetime as dt
import os
import statistics
import time

import django

SEARCH_MS, ALIKE_MS, CLUSTER_S, QUEUE_QUERIES = 50, 300, 60, 15


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.social_info")
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengxie.settings")
    django.setup()
    from benchmarks import social_info_ground as ground  # noqa: PLC0415 -- models need django.setup() first

    place = ground.fill(asked.reports)
    search(ground, place, asked)
    queue(ground, place, asked)
    alike(ground, place, asked)
    clusters(ground, place, asked)


def search(ground, place, asked) -> None:
    """The first page of a search by two words, as a chair asks it."""
    took = [
        timed(lambda word=word: ground.first_page(place.chair, word))
        for word in ground.WORDS
        for _ in range(asked.rounds)
    ]
    line(
        "search",
        statistics.median(took) * 1000,
        "ms",
        SEARCH_MS,
        f"reports={asked.reports} worst={max(took) * 1000:.0f}ms",
    )


def queue(ground, place, asked) -> None:
    """The desk's list through the staff site."""
    queries, took = ground.open_queue(place, asked.rounds)
    line("queue_queries", queries, "", QUEUE_QUERIES, f"median={statistics.median(took) * 1000:.0f}ms")


def alike(ground, place, asked) -> None:
    """What a member is shown beside the form."""
    texts = [ground.sentence(place.chance, 12) for _ in range(asked.rounds)]
    took = [timed(lambda text=text: ground.like(place.member, text)) for text in texts]
    line("alike", statistics.median(took) * 1000, "ms", ALIKE_MS, f"worst={max(took) * 1000:.0f}ms")


def clusters(ground, place, asked) -> None:
    """A year of reports, by the job's own function."""
    scan = ground.scan_of(place, dt.date(ground.YEAR, 1, 1), dt.date(ground.YEAR, 12, 31))
    began = time.perf_counter()
    groups = ground.work(scan)
    line("clusters", time.perf_counter() - began, "s", CLUSTER_S, f"groups={groups} planted={place.planted}")


def timed(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def line(name: str, value: float, unit: str, goal: float, more: str) -> None:
    print(
        f"social_info.{name} value={value:.1f}{unit} goal={goal}{unit} {more} {'ok' if value <= goal else 'MISS'}"
    )


if __name__ == "__main__":
    main()
