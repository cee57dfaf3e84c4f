"""From facts to a published ranking, by 广水 2017; every number is worked out by hand from the document.

甲: 2 filed proposals as lead (2 × 20 = 40), 3 reports (3 × 20 = 60) → 履职 100, capped at 80; no attendance
deductions → 10; notes and article → 10; province and city commendations → the higher, 8. Total 108.
乙: 1 filed as co-signer 15, 1 converted as lead 15 → 30; plenary late 1, group absent 1.5 → 10 − 2.5 = 7.5;
notes 5. Total 42.5.
丙: nothing at all → attendance 10. Total 10.
丁: 1 household 20; standing committee absent 4 times → 10 − 12, floored at 0. Total 20.
"""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.actors import actor_of
from accounts.choices import Role
from appraisals import services
from appraisals.choices import CycleState, RunState
from appraisals.engine.shipped import SCHEMES
from appraisals.models import ScoreLine
from appraisals.services.computing import work_on
from core.workflow import Refused
from tests.appraisals.ground import say
from tests.factories import make_actor, make_membership, make_user

DECISION = {
    "meeting": "十届三次常委会会议",
    "decided_on": dt.date(2026, 11, 20),
    "document_number": "丙政协〔2026〕8号",
}
MARCH = dt.date(2026, 3, 1)


@pytest.fixture
def members(county):
    return {name: make_membership(county, name) for name in "甲乙丙丁"}


@pytest.fixture
def facts(members):
    one, two, four = members["甲"], members["乙"], members["丁"]
    for number in (1, 2):
        say(one, "proposal", role="lead", stage="filed", matter_ref=f"提{number}")
    for _ in range(3):
        say(one, "social_info", stage="submitted")
    say(one, "study_notes")
    say(one, "study_article")
    say(one, "commendation", level="province")
    say(one, "commendation", level="city")
    say(two, "proposal", role="co_signer", stage="filed", matter_ref="提1")
    say(two, "proposal", role="lead", stage="converted", matter_ref="提3")
    say(two, "plenary_attendance", result="present", flags=["late"], expected=1, quantity=1)
    say(two, "plenary_group_attendance", result="absent", expected=1, quantity=0)
    say(two, "study_notes")
    say(four, "household_support")
    for day in (1, 2, 3, 4):
        say(four, "standing_committee_attendance", f"2026-04-0{day}", result="absent", expected=1, quantity=0)


@pytest.fixture
def cycle(county, operator, checker):
    text = (SCHEMES / "guangshui_2017.yaml").read_text("utf-8")
    version = services.load_scheme(by=operator, text=text, source_note="测试")
    services.adopt_scheme(by=checker, version=version, meeting="十届二次常委会会议", decided_on=MARCH)
    cycle = services.open_by_hand(by=operator, year=2026, part="year")
    version.refresh_from_db()
    cycle = services.choose_scheme(by=operator, cycle=cycle, version=version)
    return services.move_cycle(by=operator, cycle=cycle, step="collect")


@pytest.fixture
def published(cycle, facts, operator, checker):
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    services.move_cycle(by=operator, cycle=cycle, step="review")
    run = services.check_run(by=checker, run=run)
    services.publish_run(by=checker, run=run, **DECISION)
    run.refresh_from_db()
    return run


def totals(run) -> dict:
    return {sheet.profile["name"]: sheet.total for sheet in run.sheets.all()}


def test_totals_are_those_of_the_document(published):
    assert totals(published) == {
        "甲": Decimal(108),
        "乙": Decimal("42.5"),
        "丁": Decimal(20),
        "丙": Decimal(10),
    }
    assert [(sheet.profile["name"], sheet.rank) for sheet in published.sheets.order_by("position")] == [
        ("甲", 1), ("乙", 2), ("丁", 3), ("丙", 4),
    ]  # fmt: skip


def test_lines_tell_count_raw_and_counted(published):
    sheet = published.sheets.get(profile__name="甲")
    first = ScoreLine.objects.get(sheet=sheet, indicator=0)
    assert (first.count, first.raw_points, first.counted_points) == (2, 40, 40)
    third = ScoreLine.objects.get(sheet=sheet, indicator=2)
    assert (third.count, third.counted_points) == (3, 60)
    assert sheet.sections == {"duty": "80", "attendance": "10", "study": "10", "bonus": "8"}


def test_publication_moves_the_cycle_and_keeps_every_digest(published):
    published.cycle.refresh_from_db()
    assert (published.state, published.cycle.state) == (RunState.PUBLISHED, CycleState.ANNOUNCED)
    assert published.publication.counts["runs"] == [[1, "published", published.output_digest]]
    assert len(published.output_digest) == 64


def test_the_same_facts_give_the_same_digest(cycle, facts, operator):
    digests = set()
    for _ in range(3):
        run = services.compute_run(by=operator, cycle=cycle)
        work_on(run.pk)
        run.refresh_from_db()
        digests.add((run.input_digest, run.output_digest))
    assert len(digests) == 1
    assert [run.number for run in cycle.runs.order_by("number")] == [1, 2, 3]


def test_work_done_twice_adds_nothing(cycle, facts, operator):
    run = services.compute_run(by=operator, cycle=cycle)
    first = work_on(run.pk)
    assert work_on(run.pk)["digest"] == first["digest"]
    assert run.sheets.count() == 4


def test_a_late_fact_stays_out_until_a_correction(published, members, operator, checker):
    say(members["丙"], "project_service", "2026-05-01")
    run = services.correct_run(by=operator, run=published, reason="补记漏登的项目服务")
    work_on(run.pk)
    assert totals(published)["丙"] == 10
    assert totals(run)["丙"] == 30
    run = services.check_run(by=checker, run=run)
    services.publish_run(by=checker, run=run, **DECISION)
    published.refresh_from_db()
    run.refresh_from_db()
    assert (published.state, run.state, run.supersedes_id) == (
        RunState.SUPERSEDED,
        RunState.PUBLISHED,
        published.pk,
    )


def test_one_person_is_never_both_sides(county, cycle, facts):
    both = make_actor(county, Role.OPERATOR, Role.CHECKER)
    run = services.compute_run(by=both, cycle=cycle)
    work_on(run.pk)
    with pytest.raises(Refused, match="没有“复核通过”的权限"):
        services.check_run(by=both, run=run)
    version = services.copy_version(by=both, version=cycle.scheme_version)
    with pytest.raises(Refused, match="没有“通过方案”的权限"):
        services.adopt_scheme(by=both, version=version, meeting="会", decided_on=MARCH)


def test_an_unanswered_objection_holds_back_publication(cycle, facts, members, operator, checker, county):
    user = make_user(county, Role.MEMBER)
    members["乙"].person.user = user
    members["乙"].person.save()
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    services.move_cycle(by=operator, cycle=cycle, step="self_check")
    bearer = run.sheets.get(profile__name="乙").bearer
    from_member = services.object_to(
        by=actor_of(user, county.pk),
        cycle=cycle,
        bearer=bearer,
        indicator="proposal_filed",
        text="提1 我是第一提案人",
    )
    services.move_cycle(by=operator, cycle=cycle, step="review")
    run = services.check_run(by=checker, run=run)
    with pytest.raises(Refused, match="还有 1 件申诉未答复"):
        services.publish_run(by=checker, run=run, **DECISION)
    services.answer(by=checker, objection=from_member, accepted=False, text="登记簿上为联名")
    assert services.publish_run(by=checker, run=run, **DECISION).run_id == run.pk
