"""Live scores, trials, the beat's cycles, and evidence."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisals import services
from appraisals.models import Cycle, LiveScore, TrialRun
from appraisals.queries.evidence import evidence_of
from appraisals.queries.ranking import differences, page_after, page_before, sheets_of
from appraisals.queries.watch import late_facts, voided_since
from appraisals.services import live, trials
from appraisals.services.computing import work_on
from core import jobs
from core.models import Job
from duties.services import void_duty
from tests.appraisals.ground import say
from tests.appraisals.test_journey import cycle, facts, members, published  # noqa: F401


def live_totals() -> dict:
    rows = LiveScore.objects.select_related("bearer__membership__person")
    return {str(row.bearer): row.total for row in rows}


def test_live_scores_are_those_of_the_scheme_and_follow_a_change(cycle, facts, members):  # noqa: F811
    assert live.refresh_changed() == 3
    assert live_totals() == {"甲": 108, "乙": 42.5, "丁": 20}
    say(members["丙"], "project_service")
    assert live.refresh_changed() >= 1
    assert live_totals()["丙"] == 30


def test_a_voided_fact_lowers_the_live_score(cycle, facts, members, operator):  # noqa: F811
    live.refresh(cycle.pk)
    record = members["丁"].bearer.records.get(kind__code="household_support")
    live.refresh_changed()
    void_duty(by=operator, record=record, reason="重复登记")
    live.refresh_changed()
    assert live_totals()["丁"] == 0


def test_a_second_look_without_changes_recomputes_nobody(cycle, facts):  # noqa: F811
    live.refresh_changed()
    live.refresh_changed()
    assert live.refresh_changed() == 0


def test_the_night_asks_once_for_each_running_cycle(cycle):  # noqa: F811
    assert (live.enqueue_all(), live.enqueue_all()) == (1, 1)
    assert Job.objects.filter(task="appraisals.live_cycle").count() == 1
    job = Job.objects.get(task="appraisals.live_cycle")
    assert jobs.run(job.pk).state == "done"


@pytest.mark.parametrize(("day", "parts"), [("2026-01-01", {"h1", "year"}), ("2026-07-01", {"h2"})])
def test_the_beat_opens_cycles_once_for_every_organisation(tree, day, parts):
    for _ in range(2):
        services.open_cycles(dt.date.fromisoformat(day))
    assert set(Cycle.objects.filter(organization=tree.county).values_list("part", flat=True)) == parts
    assert Cycle.objects.count() == 5 * len(parts)


def test_the_first_half_runs_from_january_to_june(tree):
    services.open_cycles(dt.date(2026, 1, 1))
    first = Cycle.objects.get(organization=tree.city, part="h1")
    assert (first.starts_on, first.ends_on, str(first)) == (
        dt.date(2026, 1, 1),
        dt.date(2026, 6, 30),
        "2026年上半年",
    )


def test_a_trial_tells_who_crosses_and_leaves_nothing_behind(cycle, facts, operator):  # noqa: F811
    draft = services.copy_version(by=operator, version=cycle.scheme_version)
    document = draft.document | {"ranking": {"lists": [{"name": "通报名单", "top": "50%"}]}}
    document["sections"] = [
        {**section, "cap": 5} if section["key"] == "duty" else section for section in document["sections"]
    ]
    draft = services.save_document(by=operator, version=draft, document=document)
    trial = services.try_scheme(by=operator, version=draft, cycle=cycle)
    trials.work_on(trial.pk)
    trial.refresh_from_db()
    rows = {row[1]: row[2:6] for row in trial.results["rows"]}
    assert rows["甲"] == ["108", "33", 1, 1]
    assert rows["丁"] == ["20", "5", 3, 4]
    services.delete_trial(by=operator, trial=trial)
    assert not TrialRun.objects.exists()


def test_evidence_is_what_the_run_saw_in_two_queries(published, members, operator):  # noqa: F811
    sheet = published.sheets.get(profile__name="甲")
    record = members["甲"].bearer.records.filter(kind__code="social_info").first()
    void_duty(by=operator, record=record, reason="误登")
    say(members["甲"], "social_info", stage="submitted")
    with CaptureQueriesContext(connection) as queries:
        found = evidence_of(sheet.pk, 2)
    assert len(queries) == 2
    assert len(found.records) == 3
    assert record.pk in {one.pk for one in found.records}


def test_late_and_voided_facts_are_listed(published, members, operator):  # noqa: F811
    late = say(members["甲"], "social_info", "2026-12-01", stage="submitted")
    void_duty(by=operator, record=members["丁"].bearer.records.first(), reason="误登")
    say(members["甲"], "social_info", "2025-12-31", stage="submitted")
    assert [one.pk for one in late_facts(published)] == [late.pk]
    assert [one.void_reason for one in voided_since(published)] == ["误登"]


def test_pages_of_a_ranking_are_cut_by_position(published):  # noqa: F811
    rows = sheets_of(published)
    first, following = page_after(rows, 0, size=3)
    assert ([one.position for one in first], following) == ([1, 2, 3], 3)
    last, end = page_after(rows, following, size=3)
    assert ([one.position for one in last], end, page_before(rows, 4, size=3)) == ([4], None, 0)


def test_a_correction_names_only_who_changed(published, members, operator):  # noqa: F811
    say(members["丙"], "project_service", "2026-05-01")
    run = services.correct_run(by=operator, run=published, reason="补记漏登的项目服务")
    work_on(run.pk)
    assert [(one.profile["name"], one.old_total, one.total, one.old_rank, one.rank) for one in differences(run, published)] == [
        ("丙", 10, 30, 4, 3), ("丁", 20, 20, 3, 4),
    ]  # fmt: skip
