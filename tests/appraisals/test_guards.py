"""What is decided stays: by ORM, by page, by raw SQL; two people; one published run.

covers S012
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from accounts.choices import Role
from appraisals import services
from appraisals.choices import RunState
from appraisals.models import Adjustment, Objection, Publication, ScoreLine, ScoreSheet, ScoringRun
from appraisals.services.computing import work_on
from core.workflow import Refused
from tests.appraisals.test_journey import DECISION, cycle, facts, members, published  # noqa: F401

pytestmark = pytest.mark.usefixtures("db")


def refused(act) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def sql(statement, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_published_run_is_frozen_for_the_orm(published):  # noqa: F811
    sheet = published.sheets.first()
    refused(lambda: ScoringRun.objects.filter(pk=published.pk).update(output_digest="0" * 64))
    refused(lambda: ScoreSheet.objects.filter(pk=sheet.pk).update(total=999))
    refused(lambda: ScoreLine.objects.filter(sheet=sheet).update(counted_points=9))
    refused(lambda: ScoreLine.objects.filter(sheet=sheet)._raw_delete("default"))
    refused(lambda: Publication.objects.update(meeting="别的会议"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE appraisals_scoringrun SET summary = '{}'",
        "UPDATE appraisals_scoringrun SET state = 'checked'",
        "DELETE FROM appraisals_scoringrun",
        "UPDATE appraisals_scoresheet SET total = total + 1",
        "DELETE FROM appraisals_scoresheet",
        "TRUNCATE appraisals_scoresheet CASCADE",
        "UPDATE appraisals_scoreline SET raw_points = 0",
        "DELETE FROM appraisals_scoreline",
        "TRUNCATE appraisals_scoreline",
        "INSERT INTO appraisals_scoreline SELECT sheet_id, 30::smallint, 1, 1, 1, NULL FROM appraisals_scoreline LIMIT 1",
        "DELETE FROM appraisals_publication",
        "UPDATE appraisals_publication SET document_number = '1'",
        "UPDATE appraisals_schemeversion SET document = '{}'",
        "UPDATE appraisals_schemeversion SET state = 'draft'",
        "DELETE FROM appraisals_schemeversion",
    ],
)
def test_raw_sql_is_refused(published, statement):  # noqa: F811
    refused(lambda: sql(statement))


def test_a_line_needs_its_sheet(published):  # noqa: F811
    refused(lambda: sql("INSERT INTO appraisals_scoreline VALUES (%s, 0, 1, 1, 1, NULL)", 999_999))


def test_pages_offer_no_way_to_change_a_score(client, county, published, sign_in):  # noqa: F811
    sign_in(county, Role.OPERATOR, Role.CHECKER)
    address = reverse("admin:appraisals_scoringrun_change", args=[published.pk])
    for act in ("check", "retry", "publish", "finish", "fail", "supersede"):
        client.post(address, {"act": act, "total": "999"})
    published.refresh_from_db()
    assert (published.state, published.sheets.get(profile__name="甲").total) == (RunState.PUBLISHED, 108)
    text = client.get(address).content.decode()
    assert "公布…" not in text
    assert "复核通过</button>" not in text


def test_two_runs_of_a_cycle_are_never_published_together(published):  # noqa: F811
    def second():
        ScoringRun.objects.create(
            cycle=published.cycle, number=9, state="published", scheme_version=published.scheme_version,
            checked_by_id=published.checked_by_id, output_digest="1" * 64,
        )  # fmt: skip

    with pytest.raises(IntegrityError, match="run_one_published"), transaction.atomic():
        second()


def test_the_checker_is_another_by_the_database_too(cycle, facts, operator):  # noqa: F811
    run = services.compute_run(by=operator, cycle=cycle)
    refused(lambda: ScoringRun.objects.filter(pk=run.pk).update(checked_by_id=operator.user_id))


def adjustment(operator, cycle, bearer, **fields) -> Adjustment:  # noqa: F811
    fields = {
        "points": Decimal("2.5"),
        "reason": "抗洪救灾表现突出，主席会议同意",
        "indicator": "project",
    } | fields
    file = SimpleUploadedFile("依据.txt", "主席会议纪要".encode())
    return services.adjust(by=operator, cycle=cycle, bearer=bearer, file=file, **fields)


@pytest.fixture
def bearer(cycle, facts, operator):  # noqa: F811
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    return run.sheets.get(profile__name="丙").bearer


def test_an_adjustment_counts_only_when_a_second_person_agrees(cycle, bearer, operator, checker):  # noqa: F811
    row = adjustment(operator, cycle, bearer)
    assert total(operator, cycle, bearer) == 10
    services.decide_adjustment(by=checker, adjustment=row, agreed=True)
    assert total(operator, cycle, bearer) == Decimal("12.5")


def test_an_adjustment_of_a_section_adds_to_the_section(cycle, bearer, operator, checker):  # noqa: F811
    row = adjustment(operator, cycle, bearer, indicator="", section="duty", points=Decimal(-3))
    services.decide_adjustment(by=checker, adjustment=row, agreed=True)
    assert total(operator, cycle, bearer) == 7


def total(operator, cycle, bearer):  # noqa: F811
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    return run.sheets.get(bearer=bearer).total


def test_an_adjustment_needs_ten_characters_a_place_and_another_person(cycle, bearer, operator, checker):  # noqa: F811
    with pytest.raises(Refused, match="至少写 10 个字"):
        adjustment(operator, cycle, bearer, reason="表现好")
    with pytest.raises(Refused, match="没有代号为“nothing”的指标"):
        adjustment(operator, cycle, bearer, indicator="nothing")
    row = adjustment(operator, cycle, bearer)
    with pytest.raises(Refused, match="不能是提出人本人"):
        services.decide_adjustment(by=operator, adjustment=row, agreed=True)
    refused(
        lambda: Adjustment.objects.filter(pk=row.pk).update(
            state="approved", approved_by=operator.user_id, approved_at=dt.datetime.now(dt.UTC)
        )
    )


def test_a_decided_adjustment_is_frozen(cycle, bearer, operator, checker):  # noqa: F811
    row = adjustment(operator, cycle, bearer)
    services.decide_adjustment(by=checker, adjustment=row, agreed=False)
    refused(lambda: Adjustment.objects.filter(pk=row.pk).update(points=50))
    refused(lambda: sql("DELETE FROM appraisals_adjustment"))


def test_publication_wants_a_meeting_and_a_number(cycle, facts, operator, checker):  # noqa: F811
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    services.move_cycle(by=operator, cycle=cycle, step="review")
    run = services.check_run(by=checker, run=run)
    with pytest.raises(Refused, match="请填写决定会议和文号"):
        services.publish_run(by=checker, run=run, **{**DECISION, "document_number": " "})
    assert not Publication.objects.exists()


def test_a_cycle_out_of_review_publishes_nothing(cycle, facts, operator, checker):  # noqa: F811
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    run = services.check_run(by=checker, run=run)
    with pytest.raises(Refused, match="须转入“汇总审核”"):
        services.publish_run(by=checker, run=run, **DECISION)


def test_nobody_answers_an_objection_to_a_record_he_wrote(cycle, bearer, operator, checker):  # noqa: F811
    record = bearer.organization.dutyrecord_set.filter(recorded_by=None).first()
    row = Objection.objects.create(
        cycle=cycle, bearer=record.bearer, record=record, text="不是我", deadline=dt.date(2026, 12, 1),
        asked_by_id=operator.user_id,
    )  # fmt: skip
    with pytest.raises(Refused, match="答复人不能是申诉人"):
        services.answer(by=operator, objection=row, accepted=True, text="同意")
    services.answer(by=checker, objection=row, accepted=True, text="已核实")
    refused(lambda: Objection.objects.filter(pk=row.pk).update(answer="改口"))
