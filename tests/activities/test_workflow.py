"""The lives of an activity, of leave and of 补签: every state with every step by hand; drawn in docs."""

from pathlib import Path

import pytest

from activities.choices import ActivityState, LateEntryState, LeaveState
from activities.models import Activity, LateEntry, LeaveRequest
from activities.workflow import ACTIVITY, LATE_ENTRY, LEAVE
from core.workflow import Refused, Stale
from tests.activities.ground import entry_of, held, make_member, planned
from tests.factories import make_actor

pytestmark = pytest.mark.django_db
DRAWN = Path(__file__).resolve().parents[2] / "docs" / "workflows"
OPEN = {
    "draft": {"submit", "cancel"},
    "submitted": {"send_back", "approve", "cancel"},
    "approved": {"send_back", "publish", "cancel"},
    "published": {"begin", "reschedule", "cancel"},
    "underway": {"settle", "cancel"},
    "settled": {"resettle", "archive"},
    "archived": set(),
    "cancelled": set(),
}
TARGET = {
    "submit": "submitted",
    "send_back": "draft",
    "approve": "approved",
    "publish": "published",
    "begin": "underway",
    "reschedule": "published",
    "cancel": "cancelled",
    "settle": "settled",
    "resettle": "settled",
    "archive": "archived",
}
LEAVE_OPEN = {
    "waiting": {"approve", "refuse", "withdraw"},
    "approved": {"withdraw"},
    "refused": set(),
    "withdrawn": set(),
}
LEAVE_TARGET = {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn"}
LATE_OPEN = {"waiting": {"confirm", "decline"}, "confirmed": set(), "declined": set()}
LATE_TARGET = {"confirm": "confirmed", "decline": "declined"}
BY_CHECKER = {"approve", "send_back"}


@pytest.mark.parametrize("state", ActivityState.values)
@pytest.mark.parametrize("step", sorted(TARGET))
def test_every_state_of_an_activity_with_every_step(operator, checker, state, step):
    activity = planned(operator)
    Activity.objects.filter(pk=activity.pk).update(state=state)
    activity.refresh_from_db()
    actor = checker if step in BY_CHECKER else operator
    details = {"rules": {}} if step == "publish" else {}
    if step in OPEN[state]:
        ACTIVITY.perform(activity, step, by=actor, reason="理由", **details)
        activity.refresh_from_db()
        assert activity.state == TARGET[step]
    else:
        with pytest.raises(Refused):
            ACTIVITY.perform(activity, step, by=actor, reason="理由", **details)
        activity.refresh_from_db()
        assert activity.state == state


@pytest.fixture
def leave(operator, checker, county):
    member = make_member(county, "丁一")
    activity = held(operator, checker)

    def make(state):
        done = state in ("approved", "refused")
        return LeaveRequest.objects.create(
            entry=entry_of(activity, member),
            number=1,
            reason_kind="sick",
            reason="住院",
            state=state,
            asked_by_id=operator.user_id,
            decided_by_id=checker.user_id if done else None,
        )

    return make


@pytest.fixture
def decider(county, operator):
    return make_actor(county, "operator")


@pytest.mark.parametrize("state", LeaveState.values)
@pytest.mark.parametrize("step", sorted(LEAVE_TARGET))
def test_every_state_of_leave_with_every_step(leave, operator, decider, state, step):
    """The written decision precedes the step, so the table alone is asked here for what it opens."""
    one = leave(state)
    actor = operator if step == "withdraw" else decider
    assert (step in {found.name for found in LEAVE.open_to(actor, one)}) == (step in LEAVE_OPEN[state])
    assert LEAVE.by_name[step].target == LEAVE_TARGET[step]


@pytest.mark.parametrize("state", LateEntryState.values)
@pytest.mark.parametrize("step", sorted(LATE_TARGET))
def test_every_state_of_an_entry_made_afterwards_with_every_step(operator, checker, county, state, step):
    member = make_member(county, "丁一")
    activity = held(operator, checker)
    one = LateEntry.objects.create(
        sitting=activity.sittings.get(),
        entry=entry_of(activity, member),
        reason="漏签",
        state=state,
        asked_by_id=operator.user_id,
        decided_by_id=None if state == "waiting" else checker.user_id,
    )
    assert (step in {found.name for found in LATE_ENTRY.open_to(checker, one)}) == (step in LATE_OPEN[state])
    assert LATE_ENTRY.by_name[step].target == LATE_TARGET[step]


def test_a_stale_copy_loses(operator):
    activity = planned(operator)
    same = Activity.objects.get(pk=activity.pk)
    ACTIVITY.perform(activity, "cancel", by=operator, reason="合并召开")

    with pytest.raises(Stale):
        ACTIVITY.perform(same, "submit", by=operator)


@pytest.mark.parametrize(
    ("name", "workflow"), [("activity", ACTIVITY), ("leave", LEAVE), ("late-entry", LATE_ENTRY)]
)
def test_they_are_drawn_as_they_are(name, workflow):
    assert (DRAWN / f"{name}.mmd").read_text(encoding="utf-8") == workflow.as_mermaid()
