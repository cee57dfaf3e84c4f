"""交办 with a result for each row; 签收, 退办, clocks, contacts that count when confirmed.

covers S049
"""

import datetime as dt
from types import SimpleNamespace

import pytest

from core.clock import today
from core.jobs import run
from core.workflow import Refused
from notices.models import Message
from organizations.workdays import add_workdays
from proposals import services
from proposals.models import Contact, DispatchLine, Proposal, Task
from proposals.queries import tasks as queries
from proposals.services.chasing import remind_units
from proposals.services.dispatching import months_after
from tests.proposals.ground import DAY, accepted, actor, dispatched, filed, lay, office_of, person

pytestmark = pytest.mark.django_db
QUIET = SimpleNamespace(step=lambda *_: None)


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def housing(ground):
    return office_of(ground, "住建局")


@pytest.fixture
def finance(ground):
    return office_of(ground, "财政局")


@pytest.fixture
def proposal(ground, county):
    return filed(ground, person(county, "甲")[0])


def plan(ground, *wanted):
    return services.prepare_dispatch(
        by=ground.office, round=ground.round, name="交办会", held_on=today(), wanted=wanted
    )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-03-05", 3, "2026-06-05"), ("2026-10-31", 4, "2027-02-28"),
     ("2027-11-30", 3, "2028-02-29")],
)  # fmt: skip
def test_months_end_on_the_same_day_or_the_last_one(day, months, expected):
    assert months_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


def test_one_proposal_goes_to_several_units_each_with_its_own_clock(
    ground, county, proposal, housing, finance
):
    """P5: parallel tasks; the 会办 one has a month for its opinion, the 主办 one three for the answer."""
    plan_made = plan(ground, (proposal, housing.unit, "lead"), (proposal, finance.unit, "assist"))

    assert services.give_out(plan_made, QUIET) == {"done": 2, "failed": 0}

    lead, helper = Task.objects.order_by("pk")
    day = today()
    assert (lead.due_on, lead.longest_on) == (months_after(day, 3), months_after(day, 6))
    assert helper.due_on == day + dt.timedelta(days=30)
    assert lead.return_until == add_workdays(day, 5, county)
    assert lead.contact_due_on == add_workdays(day, 15, county)
    assert Proposal.objects.get().state == "handling"
    units = {"住建局联络员", "住建局审签人", "财政局联络员", "财政局审签人"}
    assert units <= set(Message.objects.values_list("user__display_name", flat=True))


def test_a_row_that_cannot_be_given_out_says_why_and_the_others_go_on(
    ground, proposal, housing, finance, county
):
    """P7: repeatable, with a result on each row."""
    second = filed(ground, person(county)[0])
    made = plan(
        ground,
        (proposal, housing.unit, "sole"),
        (proposal, finance.unit, "lead"),
        (second, finance.unit, "sole"),
    )

    job = services.carry_out(by=ground.office, dispatch=made)
    assert run(job.pk).result == {"done": 2, "failed": 1}

    lines = DispatchLine.objects.order_by("pk").values_list("state", "message")
    assert [state for state, _ in lines] == ["done", "failed", "done"]
    assert lines[1][1] == "该提案已有主办或单办单位"
    assert Task.objects.count() == 2
    made.refresh_from_db()
    again = services.carry_out(by=ground.office, dispatch=made)
    assert run(again.pk).result == {"done": 0, "failed": 1}
    assert Task.objects.count() == 2


def test_the_job_may_run_twice(ground, proposal, housing):
    made = plan(ground, (proposal, housing.unit, "sole"))
    services.give_out(made, QUIET)
    DispatchLine.objects.update(state="waiting")

    assert services.give_out(made, QUIET) == {"done": 1, "failed": 0}
    assert Task.objects.count() == 1


def test_signing_for_it_names_somebody_who_can_be_reached(ground, proposal, housing):
    task = dispatched(ground, proposal, housing)

    with pytest.raises(Refused, match="经办人和电话"):
        services.accept_task(by=housing.liaison, task=task, handler="王科", phone=" ")
    assert (
        services.accept_task(by=housing.liaison, task=task, handler="王科", phone="110").state == "handling"
    )


def test_another_unit_touches_nothing(ground, proposal, housing, finance):
    task = dispatched(ground, proposal, housing)

    with pytest.raises(Refused, match="没有“签收”的权限"):
        services.accept_task(by=finance.liaison, task=task, handler="某", phone="1")
    with pytest.raises(Refused, match="不是这件提案的提案者或承办人"):
        services.write_message(by=finance.liaison, task=task, text="看看")


def test_returned_in_time_it_goes_to_another_unit_with_fresh_clocks(ground, proposal, housing, finance):
    task = dispatched(ground, proposal, housing)
    services.ask_return(by=housing.liaison, task=task, reason="属财政职责")
    made = services.reassign(by=ground.office, task=task, unit=finance.unit)

    task.refresh_from_db()
    assert (task.state, made.unit, made.role, made.replaces, made.state) == (
        "reassigned", finance.unit, "sole", task, "pending",
    )  # fmt: skip


def test_returned_too_late_or_without_a_reason_it_stays(ground, proposal, housing):
    task = dispatched(ground, proposal, housing)
    with pytest.raises(Refused, match="须写明理由"):
        services.ask_return(by=housing.liaison, task=task, reason=" ")
    Task.objects.update(return_until=today() - DAY)

    with pytest.raises(Refused, match="退办期限为"):
        services.ask_return(by=housing.liaison, task=task, reason="不属职责")


def test_refused_the_unit_handles_it_after_all(ground, proposal, housing):
    task = dispatched(ground, proposal, housing)
    services.ask_return(by=housing.liaison, task=task, reason="不属职责")

    assert services.refuse_return(by=ground.office, task=task, reason="三定方案已明确").state == "pending"


def test_it_is_put_off_once_explained_and_never_beyond_the_longest(ground, proposal, housing):
    task = accepted(ground, proposal, housing)

    with pytest.raises(Refused, match="最迟期限"):
        services.extend(by=ground.office, task=task, due_on=task.longest_on + DAY, reason="难度大")
    with pytest.raises(Refused, match="延期须写明理由"):
        services.extend(by=ground.office, task=task, due_on=task.longest_on, reason="")
    assert (
        services.extend(by=ground.office, task=task, due_on=task.longest_on, reason="难度大").due_on
        == task.longest_on
    )
    assert Message.objects.filter(title__contains="延期答复").count() == 1


def test_a_contact_counts_only_when_the_member_confirms_it(ground, proposal, housing, county):
    """C1: «得到提案人肯定» is no longer said by the unit alone."""
    task = accepted(ground, proposal, housing)
    stranger = person(county)[0]
    claim = {"kind": "meeting", "stage": "before", "held_on": today(), "note": "到社区面商"}
    with pytest.raises(Refused, match="提案者中选择"):
        services.claim_contact(by=housing.liaison, task=task, membership=stranger, **claim)
    made = services.claim_contact(by=housing.liaison, task=task, membership=proposal.lead, **claim)
    assert made.confirmed is None

    with pytest.raises(Refused):
        services.answer_contact(by=housing.liaison, contact=made, confirmed=True)
    services.answer_contact(by=actor(proposal.lead), contact=made, confirmed=False, answer="没有来过")

    assert Contact.objects.get().confirmed is False
    assert Message.objects.filter(title__contains="委员否认住建局").exists()
    with pytest.raises(Refused, match="已经答复"):
        services.answer_contact(by=actor(proposal.lead), contact=made, confirmed=True)


def test_both_sides_write_inside_the_case(ground, proposal, housing):
    task = accepted(ground, proposal, housing)
    services.write_message(by=actor(proposal.lead), task=task, text="请问何时开工？")
    services.write_message(by=housing.liaison, task=task, text="下月。")

    assert list(task.messages.values_list("from_unit", "text")) == [
        (False, "请问何时开工？"),
        (True, "下月。"),
    ]


def test_what_is_late_is_listed_by_unit_and_the_unit_is_reminded(ground, proposal, housing, county):
    task = accepted(ground, proposal, housing)
    Task.objects.update(due_on=today() - DAY)

    assert [(row["unit_name"], row["count"]) for row in queries.late_by_unit(ground.office, today())] == [
        ("住建局", 1)
    ]
    assert remind_units(county, today()) == 1
    remind_units(county, today())
    assert Message.objects.filter(title__startswith="已超期", user=housing.liaison.user_id).count() == 1
    services.remind(
        by=ground.office, tasks=[Task.objects.select_related("proposal__organization").get(pk=task.pk)]
    )
    assert task.reminders.count() == 1


def test_when_everything_was_returned_the_proposal_waits_for_another_dispatch(ground, proposal, housing):
    task = dispatched(ground, proposal, housing)
    with pytest.raises(Refused, match="仍有单位在办理"):
        services.take_back_dispatch(by=ground.office, proposal=proposal)
    Task.objects.filter(pk=task.pk).update(state="reassigned", return_reason="不属职责")

    assert services.take_back_dispatch(by=ground.office, proposal=Proposal.objects.get()).state == "filed"
