"""双考(示例): two halves and the year out of them; every number worked out by hand from the scheme.

甲, H1: 全体会议 2 of 2 half-days → 12; not of the 常委会 → 10; 提案 1 certified → 6; 小结 4; 口头发言 6 → 38.
甲, H2: 10 and 小结 4 → 14. Year: (38 + 14) ÷ 2 = 26.
乙, H1: 10. H2: 10 and 小结 4 → 14. Year: 12.
丙, H1: 10. H2: 10 and 3 summaries, of which one counts, 4 → 14; 社情民意信息 省级采用 5 → 19. Year: 14.5.

covers S008
"""

import datetime as dt
from decimal import Decimal

import pytest

from appraisals import services
from appraisals.choices import RunState
from appraisals.engine.shipped import SCHEMES
from appraisals.services import live
from appraisals.services.computing import work_on
from core.workflow import Refused
from duties.models import DutyReview
from tests.appraisals.ground import say
from tests.factories import make_membership

DECIDED = {
    "meeting": "常委会会议",
    "decided_on": dt.date(2026, 11, 20),
    "document_number": "丙政协〔2026〕9号",
}


@pytest.fixture
def version(operator, checker):
    text = (SCHEMES / "shuangkao_example.yaml").read_text("utf-8")
    version = services.load_scheme(by=operator, text=text)
    return services.adopt_scheme(by=checker, version=version, meeting="会", decided_on=dt.date(2026, 1, 5))


@pytest.fixture
def facts(county):
    one, two, three = (make_membership(county, name) for name in "甲乙丙")
    for day in ("2026-02-01", "2026-02-02"):
        say(one, "plenary_attendance", day, result="present", expected=1, quantity=1)
    proposal = say(one, "proposal", "2026-02-03", stage="filed", role="lead", matter_ref="提1")
    DutyReview.objects.create(record=proposal, kind="certified")
    say(one, "half_year_summary", "2026-06-20")
    say(one, "plenary_speech", "2026-02-03", result="oral")
    say(one, "half_year_summary", "2026-11-01")
    say(two, "half_year_summary", "2026-11-01")
    for _ in range(3):
        say(three, "half_year_summary", "2026-11-01")
    say(three, "social_info", "2026-10-01", stage="adopted", level="province", matter_ref="信1")


def totals(run) -> dict:
    return {sheet.profile["name"]: sheet.total for sheet in run.sheets.all()}


def ready(operator, version, part):
    cycle = services.open_by_hand(by=operator, year=2026, part=part)
    cycle = services.choose_scheme(by=operator, cycle=cycle, version=version)
    return services.move_cycle(by=operator, cycle=cycle, step="collect")


def publish(operator, checker, version, part):
    cycle = ready(operator, version, part)
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    services.move_cycle(by=operator, cycle=cycle, step="review")
    run = services.check_run(by=checker, run=run)
    services.publish_run(by=checker, run=run, **DECIDED)
    return run


def test_the_year_is_the_average_of_its_published_halves(operator, checker, version, facts):
    first = publish(operator, checker, version, "h1")
    second = publish(operator, checker, version, "h2")
    assert totals(first) == {"甲": 38, "乙": 10, "丙": 10}
    assert totals(second) == {"甲": 14, "乙": 14, "丙": 19}
    year = publish(operator, checker, version, "year")
    assert totals(year) == {"甲": 26, "乙": 12, "丙": Decimal("14.5")}
    assert [sheet.profile["name"] for sheet in year.sheets.order_by("position")] == ["甲", "丙", "乙"]
    assert set(year.sheets.values_list("grade", flat=True)) == {"不称职"}


def test_the_half_announces_the_first_sixty_percent_and_the_year_the_first_tenth(
    operator, checker, version, facts
):
    first = publish(operator, checker, version, "h1")
    lists = {one["name"]: one["units"] for one in first.publication.lists}
    assert [row[2] for row in lists["通报名单"][0]["rows"]] == ["甲", "乙", "丙"]
    assert not lists.get("表扬建议名单", [{"rows": []}])[0]["rows"]
    publish(operator, checker, version, "h2")
    year = publish(operator, checker, version, "year")
    lists = {one["name"]: one["units"] for one in year.publication.lists}
    assert [row[2] for row in lists["表扬建议名单"][0]["rows"]] == ["甲"]


def test_a_year_waits_for_its_halves(operator, checker, version, facts):
    publish(operator, checker, version, "h1")
    cycle = ready(operator, version, "year")
    with pytest.raises(Refused, match="下半年还没有公布"):
        services.compute_run(by=operator, cycle=cycle)


def test_a_correction_of_a_half_is_what_the_next_year_run_takes(operator, checker, version, facts):
    first = publish(operator, checker, version, "h1")
    publish(operator, checker, version, "h2")
    first.sheets.get(profile__name="乙").bearer.records.get(kind__code="half_year_summary")
    say(first.sheets.get(profile__name="乙").bearer.membership, "half_year_summary", "2026-06-29")
    run = services.correct_run(by=operator, run=first, reason="补记上半年小结")
    work_on(run.pk)
    services.publish_run(by=checker, run=services.check_run(by=checker, run=run), **DECIDED)
    year = publish(operator, checker, version, "year")
    assert (run.cycle.runs.get(state=RunState.PUBLISHED).pk, totals(year)["乙"]) == (run.pk, 14)


def test_a_year_made_of_halves_has_no_live_score_of_its_own(operator, version, facts):
    half, year = ready(operator, version, "h2"), ready(operator, version, "year")
    assert [cycle.pk for cycle in live.running_cycles()] == [half.pk]
    assert year.scheme_version_id == half.scheme_version_id
