"""The doors of the exports: who comes in, what a neighbour finds, what the page says."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from core import jobs
from core.models import Job
from tests.portal.ground import half_year


def test_a_leader_orders_the_book_sees_it_made_and_downloads_it(client, county, sign_in):
    made = half_year(county)
    sign_in(county, Role.LEADER)
    answer = client.post(reverse("portal:book", args=[made.cycle.pk]))
    job = Job.objects.get()
    assert answer.url == reverse("portal:book_job", args=[job.pk])
    page = client.get(answer.url).content.decode()
    assert "2026年上半年 第1批考核工作簿" in page
    assert "下载工作簿" not in page
    jobs.run(job.pk)
    page = client.get(answer.url).content.decode()
    attachment = Job.objects.get().result["attachment"]
    assert f'href="{reverse("documents:download", args=[attachment])}"' in page
    file = client.get(reverse("documents:download", args=[attachment]))
    assert b"".join(file.streaming_content).startswith(b"PK")


def test_the_book_is_asked_for_by_a_button_not_by_an_address(client, county, sign_in):
    made = half_year(county)
    sign_in(county, Role.LEADER)
    assert client.get(reverse("portal:book", args=[made.cycle.pk])).status_code == 405


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR, Role.RESEARCH_OFFICE])
def test_others_find_nothing(client, county, sign_in, role):
    made = half_year(county)
    sign_in(county, role)
    assert client.post(reverse("portal:book", args=[made.cycle.pk])).status_code == 404
    assert not Job.objects.exists()


def test_a_neighbour_finds_nothing(client, tree, sign_in):
    made = half_year(tree.county)
    sign_in(tree.other_county, Role.LEADER)
    assert client.post(reverse("portal:book", args=[made.cycle.pk])).status_code == 404


def test_the_progress_of_anothers_book_is_not_shown(client, county, sign_in):
    made = half_year(county)
    sign_in(county, Role.LEADER)
    client.post(reverse("portal:book", args=[made.cycle.pk]))
    sign_in(county, Role.LEADER)
    assert client.get(reverse("portal:book_job", args=[Job.objects.get().pk])).status_code == 404
