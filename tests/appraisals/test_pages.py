"""Staff pages: who sees what, the acts, the number of queries."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from appraisals import services
from appraisals.models import Cycle, SchemeVersion, ScoringRun
from appraisals.services.computing import work_on
from tests.appraisals.test_journey import DECISION, cycle, facts, members, published  # noqa: F401
from tests.factories import make_membership

pytestmark = pytest.mark.django_db


def page(name, *args) -> str:
    return reverse(f"admin:appraisals_{name}", args=args)


@pytest.fixture
def clerk(client, county, sign_in):
    sign_in(county, Role.OPERATOR)
    return client


def test_every_page_of_a_published_run_answers_the_clerk(clerk, published):  # noqa: F811
    sheet = published.sheets.get(profile__name="甲")
    for address in (
        page("cycle_changelist"), page("cycle_add"), page("cycle_change", published.cycle_id),
        page("scoringrun_change", published.pk), page("scoringrun_lists", published.pk),
        page("scoringrun_records", published.pk, "late"), page("scoringrun_records", published.pk, "voided"),
        page("scoringrun_correct", published.pk), page("scoringrun_sheet", published.pk, sheet.pk),
        page("scoringrun_line", published.pk, sheet.pk, 0), page("schemeversion_changelist"),
        page("schemeversion_add"), page("schemeversion_upload"),
        page("schemeversion_change", published.scheme_version_id), page("schemeversion_yaml", published.scheme_version_id),
        page("schemeversion_compare", published.scheme_version_id), page("adjustment_changelist"),
        page("adjustment_add"), page("objection_changelist"), page("trialrun_changelist"), page("trialrun_add"),
    ):  # fmt: skip
        assert clerk.get(address).status_code == 200, address


def test_a_sheet_tells_each_line_in_a_sentence(clerk, published):  # noqa: F811
    sheet = published.sheets.get(profile__name="甲")
    text = clerk.get(page("scoringrun_sheet", published.pk, sheet.pk)).content.decode()
    assert "2 件 × 20 分 = 40 分" in text
    assert "108" in text


def test_the_records_behind_a_line_are_those_of_its_rule(clerk, published):  # noqa: F811
    sheet = published.sheets.get(profile__name="乙")
    text = clerk.get(page("scoringrun_line", published.pk, sheet.pk, 0)).content.decode()
    assert text.count("提案") >= 1
    assert "提1" in text
    assert "提3" not in text


def test_a_neighbour_finds_nothing(client, tree, published, sign_in):  # noqa: F811
    sign_in(tree.other_county, Role.OPERATOR, Role.CHECKER)
    sheet = published.sheets.first()
    for address in (
        page("cycle_change", published.cycle_id), page("scoringrun_change", published.pk),
        page("scoringrun_progress", published.pk), page("scoringrun_publish", published.pk),
        page("scoringrun_sheet", published.pk, sheet.pk), page("scoringrun_line", published.pk, sheet.pk, 0),
        page("schemeversion_change", published.scheme_version_id), page("schemeversion_yaml", published.scheme_version_id),
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_leaders_see_a_run_only_once_it_is_checked(client, county, cycle, facts, operator, checker, sign_in):  # noqa: F811
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    sign_in(county, Role.RESEARCH_OFFICE)
    assert client.get(page("scoringrun_change", run.pk)).status_code == 404
    services.check_run(by=checker, run=run)
    assert client.get(page("scoringrun_change", run.pk)).status_code == 200


def test_the_clerk_computes_and_the_checker_publishes_by_pages(client, county, cycle, facts, sign_in):  # noqa: F811
    sign_in(county, Role.OPERATOR)
    client.post(page("cycle_change", cycle.pk), {"act": "compute"})
    run = ScoringRun.objects.get()
    assert client.get(page("scoringrun_progress", run.pk)).status_code == 200
    work_on(run.pk)
    client.post(page("cycle_change", cycle.pk), {"act": "review"})
    assert Cycle.objects.get().state == "review"
    sign_in(county, Role.CHECKER)
    client.post(page("scoringrun_change", run.pk), {"act": "check"})
    answer = client.get(page("scoringrun_publish", run.pk)).content.decode()
    assert "本批不能撤回、不能修改" in answer
    client.post(page("scoringrun_publish", run.pk), {**DECISION, "decided_on": "2026-11-20"})
    run.refresh_from_db()
    assert run.state == "published"


def test_the_clerk_builds_a_rule_by_forms(clerk, county):
    clerk.post(page("schemeversion_add"), {"slug": "new", "name": "新方案", "period": "year"})
    version = SchemeVersion.objects.get()
    clerk.post(page("schemeversion_change", version.pk), {"act": "add:sections.0.indicators"})
    address = page("schemeversion_edit", version.pk, "sections.0.indicators.0")
    assert clerk.get(address).status_code == 200
    typed = {
        "key": "proposal", "name": "提案", "exam": "merit", "unit": "件", "enabled": "true", "act": "save",
        "select.0.kinds": ["proposal"], "select.0.stages": "立案", "method.type": "per_unit",
        "method.points.0.points": "5", "limits.cap.0.points": "12", "share.split": "each_full",
    }  # fmt: skip
    sentence = clerk.post(page("schemeversion_sentence", version.pk, "sections.0.indicators.0"), typed)
    assert "封顶 12 分" in sentence.content.decode() or "12 分" in sentence.content.decode()
    assert clerk.post(address, typed).status_code == 302
    version.refresh_from_db()
    item = version.document["sections"][0]["indicators"][0]
    assert (item["method"], item["limits"]) == ({"type": "per_unit", "points": 5}, {"cap": 12})
    assert item["select"] == [{"kinds": ["proposal"], "stages": ["filed"]}]


def test_a_fault_keeps_the_draft_and_names_the_field(clerk):
    clerk.post(page("schemeversion_add"), {"slug": "new", "name": "新方案", "period": "year"})
    version = SchemeVersion.objects.get()
    clerk.post(page("schemeversion_change", version.pk), {"act": "add:sections.0.indicators"})
    version.refresh_from_db()
    address = page("schemeversion_edit", version.pk, "sections.0.indicators.0")
    typed = {
        "key": "a",
        "name": "提案",
        "unit": "件",
        "enabled": "true",
        "method.type": "per_unit",
        "act": "save",
    }
    answer = clerk.post(address, typed).content.decode()
    assert "没有保存，请改正" in answer
    before = version.digest
    version.refresh_from_db()
    assert version.digest == before


def test_a_row_is_added_without_saving(clerk):
    clerk.post(page("schemeversion_add"), {"slug": "new", "name": "新方案", "period": "year"})
    version = SchemeVersion.objects.get()
    clerk.post(page("schemeversion_change", version.pk), {"act": "add:sections.0.indicators"})
    address = page("schemeversion_edit", version.pk, "sections.0.indicators.0")
    text = clerk.post(address, {"key": "a", "name": "b", "act": "add:select"}).content.decode()
    assert 'name="select.0.kinds"' in text


def test_a_file_with_faults_is_refused_with_every_place_named(clerk, tmp_path):

    bad = "slug: x\nname: 测试\nsections:\n  - {key: s, name: 板块, cap: 5, floor: 9}\n".encode()
    answer = clerk.post(page("schemeversion_upload"), {"file": SimpleUploadedFile("x.yaml", bad)})
    assert "板块 1 › 上限" in answer.content.decode()
    assert not SchemeVersion.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_as_often_for_three_cycles_as_for_one(clerk, operator, rows):
    for year in range(2024, 2024 + rows):
        services.open_by_hand(by=operator, year=year, part="year")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        clerk.get(page("cycle_changelist"))
    assert len([one for one in queries if "appraisals_" in one["sql"]]) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ranking_asks_as_often_for_three_members_as_for_one(clerk, county, cycle, operator, rows):  # noqa: F811
    for _ in range(rows):
        make_membership(county)
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    with CaptureQueriesContext(connection) as queries:
        clerk.get(page("scoringrun_change", run.pk))
    assert len([one for one in queries if "appraisals_" in one["sql"]]) == 5
