"""Every state × step of a scheme version, a cycle and a run, against what the house rules say.

covers S001
"""

import datetime as dt
from pathlib import Path

import pytest

from accounts.actors import system_actor
from accounts.choices import Role
from appraisals.choices import CycleState, RunState, SchemeState
from appraisals.models import Cycle, Scheme, SchemeVersion, ScoringRun
from appraisals.workflow import CYCLE, RUN, SCHEME, WORKFLOWS
from core.workflow import Refused
from tests.factories import make_actor, make_user

DRAWN = Path(__file__).resolve().parents[2] / "docs" / "workflows"
DOCUMENT = {
    "slug": "x", "name": "测试", "sections": [{"key": "s1", "name": "板块"}], "period": "year", "bearers": ["member"],
}  # fmt: skip
HOUSE = "house"

SCHEME_STEPS = {
    ("draft", "adopt"): ("adopted", {Role.CHECKER}),
    ("adopted", "retire"): ("retired", {Role.CHECKER}),
}
CYCLE_STEPS = {
    ("open", "collect"): ("collecting", {Role.OPERATOR}),
    ("collecting", "self_check"): ("self_check", {Role.OPERATOR}),
    ("collecting", "review"): ("review", {Role.OPERATOR}),
    ("self_check", "ratings"): ("ratings", {Role.OPERATOR}),
    ("self_check", "review"): ("review", {Role.OPERATOR}),
    ("self_check", "reopen"): ("collecting", {Role.CHECKER}),
    ("ratings", "review"): ("review", {Role.OPERATOR}),
    ("ratings", "reopen"): ("collecting", {Role.CHECKER}),
    ("review", "reopen"): ("collecting", {Role.CHECKER}),
    ("review", "announce"): ("announced", {Role.CHECKER}),
    ("announced", "lock"): ("locked", {Role.CHECKER}),
}
RUN_STEPS = {
    ("computing", "finish"): ("draft", {HOUSE}),
    ("computing", "fail"): ("failed", {HOUSE}),
    ("failed", "retry"): ("computing", {Role.OPERATOR}),
    ("draft", "check"): ("checked", {Role.CHECKER}),
    ("checked", "publish"): ("published", {Role.CHECKER}),
    ("published", "supersede"): ("superseded", {Role.CHECKER}),
}
WHO = (Role.OPERATOR, Role.CHECKER, Role.LEADER, Role.RESEARCH_OFFICE, Role.MEMBER, HOUSE)


def actor(county, who):
    return system_actor(county) if who == HOUSE else make_actor(county, who)


@pytest.fixture
def version(county):
    scheme = Scheme.objects.create(organization=county, slug="x", name="测试")
    return SchemeVersion.objects.create(
        scheme=scheme, number=1, document=DOCUMENT, digest="0" * 64, state="adopted", meeting="会",
        decided_on=dt.date(2026, 1, 5), adopted_by=make_user(county, Role.CHECKER),
    )  # fmt: skip


def cycle_in(county, version, state, part="year") -> Cycle:
    return Cycle.objects.create(
        organization=county, year=2026, part=part, starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31),
        state=state, scheme_version=version,
    )  # fmt: skip


def run_in(county, version, state) -> ScoringRun:
    return ScoringRun.objects.create(
        cycle=cycle_in(county, version, "review"), number=1, state=state, scheme_version=version,
        created_by=make_user(county, Role.OPERATOR), checked_by=make_user(county, Role.CHECKER), output_digest="1" * 64,
    )  # fmt: skip


def expect(workflow, obj, step, by, table, who, reload):
    state = obj.state
    target, allowed = table.get((state, step), (None, set()))
    if target and who in allowed:
        workflow.perform(obj, step, by=by, reason="写明理由")
        assert reload().state == target
    else:
        with pytest.raises(Refused):
            workflow.perform(obj, step, by=by, reason="写明理由")
        assert reload().state == state


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("step", list(CYCLE.by_name))
@pytest.mark.parametrize("state", CycleState.values)
def test_cycle(county, version, state, step, who):
    cycle = cycle_in(county, version, state)
    expect(CYCLE, cycle, step, actor(county, who), CYCLE_STEPS, who, lambda: Cycle.objects.get(pk=cycle.pk))


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("step", list(RUN.by_name))
@pytest.mark.parametrize("state", RunState.values)
def test_run(county, version, state, step, who):
    run = run_in(county, version, state)
    expect(RUN, run, step, actor(county, who), RUN_STEPS, who, lambda: ScoringRun.objects.get(pk=run.pk))


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("step", list(SCHEME.by_name))
@pytest.mark.parametrize("state", SchemeState.values)
def test_scheme_version(county, version, state, step, who):
    own = SchemeVersion.objects.create(
        scheme=version.scheme, number=2, document=DOCUMENT, digest="2" * 64, state=state, meeting="会",
        decided_on=dt.date(2026, 1, 5), adopted_by=version.adopted_by,
    )  # fmt: skip
    expect(
        SCHEME, own, step, actor(county, who), SCHEME_STEPS, who, lambda: SchemeVersion.objects.get(pk=own.pk)
    )


def test_a_neighbour_takes_no_step(county, version, tree):
    stranger = make_actor(tree.other_county, Role.OPERATOR, Role.CHECKER)
    assert CYCLE.open_to(stranger, cycle_in(county, version, "collecting")) == []


def test_a_cycle_without_an_adopted_scheme_does_not_start(county, operator):
    cycle = cycle_in(county, None, "open")
    with pytest.raises(Refused, match="请先为本周期选定已通过的计分方案"):
        CYCLE.perform(cycle, "collect", by=operator)
    assert Cycle.objects.get().state == "open"


def test_a_stale_copy_loses(county, version, operator):
    cycle = cycle_in(county, version, "collecting")
    stale = Cycle.objects.get(pk=cycle.pk)
    CYCLE.perform(cycle, "self_check", by=operator)
    with pytest.raises(Refused, match="刚被他人处理"):
        CYCLE.perform(stale, "review", by=operator)


@pytest.mark.parametrize("name", list(WORKFLOWS))
def test_diagrams_are_drawn_from_the_tables(name):
    assert (DRAWN / f"{name}.mmd").read_text("utf-8") == WORKFLOWS[name].as_mermaid()
