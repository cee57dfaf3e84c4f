"""Pages of the house: errors that quote a number, progress of one's own jobs."""

import re

import pytest
from django.test import Client, override_settings
from django.urls import path

from accounts.choices import Role
from core.models import Job
from zhengxie import urls


def crash(request):
    raise ZeroDivisionError


urlpatterns = [*urls.urlpatterns, path("crash/", crash)]
handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)


@pytest.fixture
def job(county, sign_in):
    user = sign_in(county, Role.OPERATOR)
    return Job.objects.create(
        organization_path=county.path,
        task="x",
        label="计算得分",
        key="one",
        created_by=user.pk,
        done=3,
        total=10,
    )


def test_progress_is_a_part_of_a_page_that_asks_again(client, job):
    response = client.get(f"/jobs/{job.pk}/")

    text = response.content.decode()
    assert "计算得分" in text
    assert "hx-get" in text
    assert "HX-Refresh" not in response


def test_a_finished_job_loads_the_page_anew(client, job):
    job.state = "failed"
    job.message = "第 3 行有误"
    job.save()

    response = client.get(f"/jobs/{job.pk}/")

    assert response["HX-Refresh"] == "true"
    assert "第 3 行有误" in response.content.decode()


def test_the_job_of_a_colleague_is_not_there(client, job):
    Job.objects.update(created_by=None)
    assert client.get(f"/jobs/{job.pk}/").status_code == 404


def test_the_job_of_a_neighbour_is_not_there(client, job, tree, sign_in):
    sign_in(tree.other_county, Role.OPERATOR)
    assert client.get(f"/jobs/{job.pk}/").status_code == 404


def number_on(response):
    return re.search(r"请求编号.*?([0-9a-f]{12})", response.content.decode(), re.DOTALL)[1]


def test_an_absent_page_quotes_the_number_of_the_request(client, county, sign_in):
    sign_in(county, Role.MEMBER)
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert number_on(response) == response["X-Request-Id"]


@override_settings(ROOT_URLCONF=__name__)
def test_an_accident_quotes_the_number_of_the_request(county, sign_in, client):
    sign_in(county, Role.MEMBER)
    client.raise_request_exception = False

    response = client.get("/crash/")

    assert response.status_code == 500
    assert number_on(response) == response["X-Request-Id"]
    assert "ZeroDivisionError" not in response.content.decode()


def test_a_form_from_elsewhere_is_refused_in_chinese(db):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/accounts/login/", {"username": "x", "password": "x"})

    assert response.status_code == 403
    assert re.search("[\u4e00-\u9fff]", response.content.decode())


def test_each_request_has_a_number_of_its_own(client, db):
    numbers = {client.get("/accounts/login/")["X-Request-Id"] for _ in range(5)}

    assert len(numbers) == 5
    assert all(re.fullmatch("[0-9a-f]{12}", number) for number in numbers)
