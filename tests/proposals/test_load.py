"""Two hundred at once: numbers without a gap or a duplicate; and what happens where the row is not locked."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from core.clock import now
from proposals import services
from proposals.models import Proposal, Round
from tests.proposals.ground import TEXT, actor, drafted, lay, person

AT_ONCE = 200
WORKERS = 20


def each(function, things):
    """`function` of every thing, in threads of its own connections; what failed is returned."""

    def run(thing):
        try:
            function(thing)
        except IntegrityError as error:
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(WORKERS) as pool:
        return [failure for failure in pool.map(run, things) if failure]


def drafts(ground, members):
    """Drafts of the members in one go; what is measured is the handing in."""
    first = drafted(members[0])
    rows = [
        Proposal(
            organization=ground.organization, round=ground.round, lead=one, title=TEXT.title, situation=TEXT.situation,
            analysis=TEXT.analysis, revision=1,
        )
        for one in [members[at % len(members)] for at in range(AT_ONCE - 1)]
    ]  # fmt: skip
    Proposal.objects.bulk_create(rows)
    for row in Proposal.objects.exclude(pk=first.pk):
        row.suggestions.create(position=1, text="建议")
    return list(Proposal.objects.select_related("lead__person__user").order_by("pk"))


@pytest.mark.django_db(transaction=True)
def test_two_hundred_handed_in_at_once_are_numbered_one_to_two_hundred(county):
    ground = lay(county)
    rows = drafts(ground, [person(county)[0] for _ in range(10)])
    people = {row.lead_id: actor(row.lead) for row in rows}

    assert each(lambda row: services.submit(by=people[row.lead_id], proposal=row), rows) == []

    numbers = sorted(Proposal.objects.values_list("serial", flat=True))
    assert numbers == list(range(1, AT_ONCE + 1))
    assert Round.objects.get().last_serial == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_without_the_counters_lock_numbers_collide(county):
    """The control run: read the highest number, add one, write; the unique constraint catches what it can."""
    ground = lay(county)
    rows = drafts(ground, [person(county)[0]])[:40]
    ready = threading.Barrier(WORKERS)

    def unlocked(row):
        with transaction.atomic():
            last = Proposal.objects.filter(serial__isnull=False).order_by("-serial").first()
            ready.wait(20)
            Proposal.objects.filter(pk=row.pk).update(
                serial=(last.serial if last else 0) + 1, submitted_at=now()
            )

    assert len(each(unlocked, rows)) > 0
