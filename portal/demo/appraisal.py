"""Two published halves and a running one, made by the same verbs that people press."""

import datetime as dt

from django.db import transaction

from accounts.actors import Actor, actor_of
from accounts.models import User
from appraisals.choices import CyclePart
from appraisals.engine.shipped import SCHEMES, slugs
from appraisals.models import Cycle, SchemeVersion, ScoringRun
from appraisals.services import (
    adopt_scheme,
    check_run,
    choose_scheme,
    compute_run,
    live,
    load_scheme,
    move_cycle,
    open_cycle,
    publish_run,
)
from core import jobs
from core.clock import today
from organizations.models import Organization
from portal.demo.calendar import days_of, halves_up_to

PARTS = {1: CyclePart.H1, 2: CyclePart.H2}
EXAMPLE = "shuangkao_example"
MEETINGS = (("五届常委会第十六次会议", 3), ("五届常委会第十九次会议", 17))
"""Meeting and running number of the 文号 that published the two halves."""


def appraise(organization: Organization) -> list[ScoringRun]:
    """Load the shipped schemes, adopt the example, publish two halves and open the third."""
    clerk, checker = _actor("jingban", organization), _actor("fuhe", organization)
    *past, (year, half) = halves_up_to(today())
    version = _adopt_example(clerk, checker, days_of(*past[0])[0] - dt.timedelta(days=10))
    runs = [_publish(clerk, checker, version, *one, *said) for one, said in zip(past, MEETINGS, strict=True)]
    with transaction.atomic():
        running = open_cycle(by=clerk, year=year, part=PARTS[half])
        running = choose_scheme(by=clerk, cycle=running, version=version)
        move_cycle(by=clerk, cycle=running, step="collect")
    live.refresh(running.pk)
    return runs


@transaction.atomic
def _adopt_example(clerk: Actor, checker: Actor, day: dt.date) -> SchemeVersion:
    for slug in slugs():
        text = (SCHEMES / f"{slug}.yaml").read_text("utf-8")
        load_scheme(by=clerk, text=text, source_note="随系统提供")
    version = SchemeVersion.objects.visible_to(clerk).get(scheme__slug=EXAMPLE)
    return adopt_scheme(
        by=checker,
        version=version,
        meeting="五届主席会议第三十次会议",
        decided_on=day,
        document_number=f"明协发〔{day.year}〕9号",
    )


def _publish(clerk, checker, version, year, half, meeting, number) -> ScoringRun:
    day = min(days_of(year, half)[1] + dt.timedelta(days=57), today())
    with transaction.atomic():
        cycle = open_cycle(by=clerk, year=year, part=PARTS[half])
        cycle = choose_scheme(by=clerk, cycle=cycle, version=version)
        move_cycle(by=clerk, cycle=cycle, step="collect")
        run = compute_run(by=clerk, cycle=cycle)
    jobs.run(run.job_id)
    with transaction.atomic():
        cycle = Cycle.objects.get(pk=cycle.pk)
        move_cycle(by=clerk, cycle=cycle, step="self_check")
        move_cycle(by=clerk, cycle=cycle, step="review")
        check_run(by=checker, run=run)
        publish_run(
            by=checker,
            run=run,
            meeting=meeting,
            decided_on=day,
            document_number=f"明协发〔{day.year}〕{number}号",
        )
    return ScoringRun.objects.get(pk=run.pk)


def _actor(username: str, organization: Organization) -> Actor:
    return actor_of(User.objects.get(username=username), organization.pk)
