"""The doors of the exports: who comes in, what a neighbour finds, what the page says."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from accounts.choices import Role
from core import jobs
from core.models import AuditEntry, Job
from documents.models import LetterTemplate
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


def test_the_announcement_of_a_published_run_is_downloaded(client, county, sign_in):
    made = half_year(county, state="published")
    sign_in(county, Role.CHECKER)
    answer = client.get(reverse("portal:announcement", args=[made.cycle.pk]))
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert quote("关于2026年上半年委员履职考核情况的通报.docx") in answer["Content-Disposition"]
    assert AuditEntry.objects.first().act == "导出通报"
    page = client.get(reverse("portal:dashboard")).content.decode()
    assert reverse("portal:announcement", args=[made.cycle.pk]) in page


def test_a_lost_template_is_told_and_nothing_else_happens(client, county, sign_in):
    made = half_year(county, state="published")
    LetterTemplate.objects.create(
        organization=county, kind="announcement", name="通报.docx", file="letters/lost.docx", sha256="0" * 64
    )
    sign_in(county, Role.CHECKER)
    answer = client.get(reverse("portal:announcement", args=[made.cycle.pk]), follow=True)
    assert (
        "本会的通报模板不能使用，请更换模板。模板文件已不在服务器上，请重新上传模板。"
        in answer.content.decode()
    )


def test_the_bundle_of_a_published_run_is_downloaded(client, county, sign_in):
    made = half_year(county, state="published")
    sign_in(county, Role.CHECKER)
    answer = client.get(reverse("portal:bundle", args=[made.cycle.pk]))
    assert quote("2026年上半年考核结果复算包（第1批）.zip", safe="") in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert AuditEntry.objects.first().act == "导出复算包"


def test_the_letters_of_a_published_year_are_ordered_from_the_dashboard(client, county, sign_in):
    made = half_year(county, part="year", state="published")
    sign_in(county, Role.CHECKER)
    assert "生成告知函" in client.get(reverse("portal:dashboard")).content.decode()
    answer = client.post(reverse("portal:letters", args=[made.cycle.pk]))
    jobs.run(Job.objects.get().pk)
    assert "下载告知函" in client.get(answer.url).content.decode()


def test_a_half_year_has_no_letters(client, county, sign_in):
    made = half_year(county, state="published")
    sign_in(county, Role.CHECKER)
    assert "生成告知函" not in client.get(reverse("portal:dashboard")).content.decode()
    answer = client.post(reverse("portal:letters", args=[made.cycle.pk]), follow=True)
    assert "告知函只用于全年考核结果。" in answer.content.decode()


def test_before_publication_there_is_no_announcement(client, county, sign_in):
    made = half_year(county)
    sign_in(county, Role.CHECKER)
    answer = client.get(reverse("portal:announcement", args=[made.cycle.pk]), follow=True)
    assert "本周期的考核结果还没有公布，公布后才能导出。" in answer.content.decode()
    assert "下载通报" not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR, Role.RESEARCH_OFFICE])
def test_others_find_no_announcement(client, county, sign_in, role):
    made = half_year(county, state="published")
    sign_in(county, role)
    for name in ("portal:announcement", "portal:bundle"):
        assert client.get(reverse(name, args=[made.cycle.pk])).status_code == 404


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
