"""A member on the phone: score → line → records → objection; nobody else's can be reached."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.choices import Role
from appraisals.models import Cycle, Objection, ScoreSheet
from core.clock import today
from notices.models import Message
from tests.portal.ground import computed


@pytest.fixture
def made(county):
    """A published half; 乔安禾 has an account and may object for another week."""
    made = computed(county, account="乔安禾")
    person = made.bearers[0].membership.person
    person.refresh_from_db()
    Cycle.objects.filter(pk=made.cycle.pk).update(objections_until=today() + dt.timedelta(days=7))
    made.member = person.user
    made.sheet = ScoreSheet.objects.get(run=made.run, bearer=made.bearers[0])
    return made


def test_the_score_is_told_down_to_the_records(client, county, sign_in, made):
    sign_in(county, user=made.member)
    page = client.get(reverse("appraisals:own")).content.decode()
    assert "59.5" in page
    sheet = client.get(reverse("appraisals:sheet", args=[made.sheet.pk])).content.decode()
    assert "3 件 × 5 分 = 15 分，封顶 12 分" in sheet
    assert "至少提交一件提案" in sheet
    line = client.get(reverse("appraisals:line", args=[made.sheet.pk, 1])).content.decode()
    assert line.count('class="row-link"') == 3


def test_the_member_objects_to_a_line_once_in_time(client, county, sign_in, made):
    sign_in(county, user=made.member)
    address = reverse("appraisals:line", args=[made.sheet.pk, 1])
    assert client.post(address, {"text": "  "}).status_code == 200
    assert not Objection.objects.exists()
    answer = client.post(address, {"text": "三月还有一件提案没有登记"}, follow=True)
    objection = Objection.objects.get()
    assert (objection.indicator, objection.state) == ("proposal", "asked")
    assert "已对“提交提案”提出申诉" in answer.content.decode()


def test_after_the_deadline_the_form_is_gone_and_refused(client, county, sign_in, made):
    Cycle.objects.filter(pk=made.cycle.pk).update(objections_until=today() - dt.timedelta(days=1))
    sign_in(county, user=made.member)
    address = reverse("appraisals:line", args=[made.sheet.pk, 1])
    assert "提交申诉" not in client.get(address).content.decode()
    assert "现在不在申诉期内" in client.post(address, {"text": "迟到的申诉"}).content.decode()
    assert not Objection.objects.exists()


def test_another_member_and_a_stranger_find_nothing(client, tree, county, sign_in, made):
    address = reverse("appraisals:sheet", args=[made.sheet.pk])
    for place in (county, tree.other_county):
        sign_in(place, Role.MEMBER)
        assert client.get(address).status_code == 404
        assert client.get(reverse("appraisals:line", args=[made.sheet.pk, 1])).status_code == 404


def test_a_line_that_the_scheme_does_not_have(client, county, sign_in, made):
    sign_in(county, user=made.member)
    assert client.get(reverse("appraisals:line", args=[made.sheet.pk, 99])).status_code == 404


def test_the_member_is_told_once_without_a_number(made):
    message = Message.objects.get(user=made.member)
    assert message.title == "2026年上半年得分已公布"
    assert message.url == "/score/"
    assert "59.5" not in message.body
