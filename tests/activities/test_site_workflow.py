"""Every state × step of a reception day and of a town's task; of two who act at once one loses.

covers S144
covers S163
"""

import datetime as dt
from pathlib import Path

import pytest

from accounts.choices import Role
from activities.models import ReceptionDay, Town, TownTask
from activities.site_choices import ReceptionState, TaskState
from activities.site_workflow import RECEPTION, TASK, WORKFLOWS
from core.clock import today
from core.workflow import Refused, Stale
from tests.activities.site_ground import make_sites
from tests.activities.speech_ground import make_member
from tests.factories import make_actor

DRAWN = Path(__file__).resolve().parents[2] / "docs" / "workflows"
MEMBER, OPERATOR, OFFICE = "member", Role.OPERATOR, Role.COMMITTEE_OFFICE
WHO = (MEMBER, OPERATOR, OFFICE, Role.CHECKER, Role.RESEARCH_OFFICE, Role.LEADER, "other member")
RECEPTION_STEPS = {
    ("planned", "hold"): ("held", {MEMBER, OPERATOR, OFFICE}),
    ("planned", "cancel"): ("cancelled", {OPERATOR, OFFICE}),
    ("held", "correct"): ("planned", {OPERATOR, OFFICE}),
}
TASK_STEPS = {
    ("posted", "take"): ("taken", {MEMBER, OPERATOR, OFFICE}),
    ("posted", "withdraw"): ("withdrawn", {OPERATOR, OFFICE}),
    ("taken", "answer"): ("answered", {MEMBER, OPERATOR, OFFICE}),
    ("taken", "withdraw"): ("withdrawn", {OPERATOR, OFFICE}),
    ("answered", "accept"): ("done", {OPERATOR, OFFICE}),
    ("answered", "send_back"): ("taken", {OPERATOR, OFFICE}),
}


@pytest.fixture
def member(county):
    return make_member(county, "江予白")


@pytest.fixture
def site(county, member):
    return make_sites(county, 1, lead=member.membership)[0]


def reception_in(site, state, n=0):
    visitors = 3 if state == "held" else None
    return ReceptionDay.objects.create(
        organization=site.organization, site=site, host=site.lead, day=today() - dt.timedelta(days=n), state=state,
        visitors=visitors,
    )  # fmt: skip


def task_in(site, state):
    done = {"answer": "已协调", "answered_on": today()} if state in ("answered", "done") else {}
    town = Town.objects.get(pk=site.town_id)
    return TownTask.objects.create(
        organization=site.organization,
        town=town,
        site=site,
        title="停车难",
        due_on=today(),
        state=state,
        **done,
    )


def act(workflow, obj, step, by):
    try:
        workflow.perform(obj, step, by=by, reason="理由")
    except Refused:
        return "refused"
    obj.refresh_from_db()
    return obj.state


def person(county, member, who):
    if who == MEMBER:
        return member.actor
    return make_member(county, "林知远").actor if who == "other member" else make_actor(county, who)


@pytest.mark.parametrize("who", WHO)
def test_every_state_with_every_step_of_a_reception_day(county, member, site, who):
    by, seen, wanted = person(county, member, who), {}, {}
    for n, (state, step) in enumerate((s, t) for s in ReceptionState.values for t in RECEPTION.by_name):
        target, allowed = RECEPTION_STEPS.get((state, step), ("refused", set()))
        wanted[state, step] = target if who in allowed else "refused"
        row = reception_in(site, state, n)
        if step == "hold":
            ReceptionDay.objects.filter(pk=row.pk).update(visitors=3)
        seen[state, step] = act(RECEPTION, row, step, by)

    assert seen == wanted


@pytest.mark.parametrize("who", WHO)
def test_every_state_with_every_step_of_a_task(county, member, site, who):
    by, seen, wanted = person(county, member, who), {}, {}
    for state in TaskState.values:
        for step in TASK.by_name:
            target, allowed = TASK_STEPS.get((state, step), ("refused", set()))
            wanted[state, step] = target if who in allowed else "refused"
            row = task_in(site, state)
            if step == "answer":
                TownTask.objects.filter(pk=row.pk).update(answer="已协调", answered_on=today())
            seen[state, step] = act(TASK, row, step, by)

    assert seen == wanted


def test_a_stale_copy_loses(site, operator):
    first = task_in(site, "posted")
    second = TownTask.objects.get(pk=first.pk)
    TASK.perform(first, "withdraw", by=operator, reason="镇里已解决")
    with pytest.raises(Stale):
        TASK.perform(second, "take", by=operator)


def test_the_neighbour_may_do_nothing(site, neighbour):
    for workflow, steps, make in ((RECEPTION, RECEPTION_STEPS, reception_in), (TASK, TASK_STEPS, task_in)):
        for n, (state, step) in enumerate(steps):
            row = make(site, state, n) if make is reception_in else make(site, state)
            with pytest.raises(Refused):
                workflow.perform(row, step, by=neighbour, reason="理由")


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_the_drawing_is_the_table(name):
    assert (DRAWN / f"{name}.mmd").read_text(encoding="utf-8") == WORKFLOWS[name].as_mermaid()
