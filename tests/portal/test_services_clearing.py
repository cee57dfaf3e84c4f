"""Old books and letters go after the days that the setting says; the newest book of what stands never."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.choices import Role
from core import audit, jobs
from core.clock import now
from core.models import AuditEntry, Job
from documents.models import Attachment
from portal.services import clear_old_files, order_book, order_letters
from tests.factories import make_actor
from tests.portal.ground import half_year


@pytest.fixture
def leader(county):
    return make_actor(county, Role.LEADER)


def made_ago(order, by, cycle, days):
    """The file of a job that ended so many days ago."""
    job = jobs.run(order(by=by, cycle=cycle).pk)
    Job.objects.filter(pk=job.pk).update(finished_at=now() - dt.timedelta(days=days))
    return Attachment.objects.get(pk=job.result["attachment"])


def left():
    return set(Attachment.objects.values_list("pk", flat=True))


def test_only_files_past_their_days_go_and_their_bytes_with_them(
    county, leader, operator, django_capture_on_commit_callbacks
):
    cycle = half_year(county, part="year", state="published", commended=(0,)).cycle
    old = made_ago(order_book, leader, cycle, 181)
    letters = made_ago(order_letters, leader, cycle, 181)
    young = made_ago(order_book, operator, cycle, 179)
    newest = made_ago(order_book, leader, cycle, 10)
    gone = [Path(one.file.path) for one in (old, letters)]
    assert all(path.exists() for path in gone)

    with django_capture_on_commit_callbacks(execute=True):
        assert clear_old_files() == 2

    assert left() == {young.pk, newest.pk}
    assert [path.exists() for path in gone] == [False, False]
    assert Path(young.file.path).exists()
    told = AuditEntry.objects.filter(act="清理过期文件")
    assert set(told.values_list("actor", "organization_path")) == {("系统", county.path)}
    assert {row.before["name"] for row in told} == {old.name, letters.name}
    assert audit.verify(county.path) == []


def test_the_newest_book_of_what_stands_stays_however_old(county, leader, operator):
    cycle = half_year(county, state="published").cycle
    made_ago(order_book, leader, cycle, 900)
    newest = made_ago(order_book, operator, cycle, 800)

    assert clear_old_files() == 1
    assert left() == {newest.pk}
    assert clear_old_files() == 0


def test_the_days_are_a_setting(county, leader, operator, settings):
    cycle = half_year(county).cycle
    made_ago(order_book, leader, cycle, 40)
    made_ago(order_book, operator, cycle, 1)
    assert clear_old_files() == 0

    settings.BOOK_DAYS = 30
    assert clear_old_files() == 1


def test_the_page_of_a_cleared_file_says_so(client, county, sign_in, operator):
    cycle = half_year(county).cycle
    user = sign_in(county, Role.LEADER)
    client.post(reverse("portal:book", args=[cycle.pk]))
    job = Job.objects.get(created_by=user.pk)
    jobs.run(job.pk)
    Job.objects.update(finished_at=now() - dt.timedelta(days=200))
    made_ago(order_book, operator, cycle, 1)
    address = reverse("documents:download", args=[Attachment.objects.first().pk])
    assert b"".join(client.get(address).streaming_content).startswith(b"PK")

    clear_old_files()

    page = client.get(reverse("portal:book_job", args=[job.pk])).content.decode()
    assert "已超过保留期限" in page
    assert "下载工作簿" not in page
    assert client.get(address).status_code == 404
