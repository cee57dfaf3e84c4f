"""Ordering and making the book: who may, once at a time, and for whom it is kept."""

import openpyxl
import pytest

from accounts.choices import Role
from core import jobs
from core.choices import JobState
from core.models import AuditEntry, Job
from core.workflow import Refused
from documents.models import Attachment
from documents.services import open_for
from portal.services import order_book
from tests.factories import make_actor
from tests.portal.ground import half_year


@pytest.fixture
def leader(county):
    return make_actor(county, Role.LEADER)


def test_the_book_is_made_kept_and_read_by_who_asked(county, leader):
    made = half_year(county)
    job = jobs.run(order_book(by=leader, cycle=made.cycle).pk)
    assert job.state == JobState.DONE
    attachment = Attachment.objects.get(pk=job.result["attachment"])
    assert attachment.name == "丙县政协2026年上半年委员履职考核结果（第1批）.xlsx"
    assert (attachment.owner_type, attachment.owner_id, attachment.label) == ("core.job", str(job.pk), "own")
    kept = open_for(by=leader, pk=attachment.pk)
    with kept.file.open() as file:
        assert openpyxl.load_workbook(file)["得分排名"]["C5"].value == "乔安禾"
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))
    assert acts[-3:] == ["生成考核工作簿", "导出文件", "下载附件"]


@pytest.mark.parametrize("role", [Role.LEADER, Role.CHECKER, Role.AUDITOR, Role.MEMBER])
def test_nobody_else_reads_it_not_even_another_leader(county, leader, role):
    made = half_year(county)
    job = jobs.run(order_book(by=leader, cycle=made.cycle).pk)
    assert open_for(by=make_actor(county, role), pk=job.result["attachment"]) is None


def test_a_second_press_waits_for_the_same_book_and_a_later_one_makes_another(county, leader):
    made = half_year(county)
    first = order_book(by=leader, cycle=made.cycle)
    assert order_book(by=leader, cycle=made.cycle).pk == first.pk
    jobs.run(first.pk)
    assert order_book(by=leader, cycle=made.cycle).pk != first.pk


def test_two_people_have_their_own_books(county, leader, operator):
    made = half_year(county)
    assert order_book(by=leader, cycle=made.cycle).pk != order_book(by=operator, cycle=made.cycle).pk


@pytest.mark.parametrize("role", [Role.MEMBER, Role.RESEARCH_OFFICE, Role.AUDITOR])
def test_others_are_refused(county, role):
    made = half_year(county)
    with pytest.raises(Refused, match="没有导出考核工作簿的权限"):
        order_book(by=make_actor(county, role), cycle=made.cycle)
    assert not Job.objects.exists()


def test_a_cycle_without_a_checked_run_has_no_book(county, leader):
    made = half_year(county)
    other = type(made.cycle).objects.create(
        organization=county, year=2025, part="h2", starts_on="2025-07-01", ends_on="2025-12-31"
    )
    with pytest.raises(Refused, match="还没有已复核的考核批次"):
        order_book(by=leader, cycle=other)


def test_who_lost_the_role_meanwhile_gets_no_file(county, leader):
    made = half_year(county)
    job = order_book(by=leader, cycle=made.cycle)
    type(made.checker).objects.filter(pk=leader.user_id).update(is_active=False)
    job = jobs.run(job.pk)
    assert (job.state, job.message) == (JobState.FAILED, "申请导出的账号已停用。")
    assert not Attachment.objects.exists()


def test_a_job_done_twice_keeps_one_file(county, leader):
    made = half_year(county)
    job = jobs.run(order_book(by=leader, cycle=made.cycle).pk)
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    assert jobs.run(job.pk).result == job.result
    assert Attachment.objects.count() == 1
