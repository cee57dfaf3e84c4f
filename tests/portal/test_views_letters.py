"""发函登记: which letter of the year went to whom, when, and who entered it."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.choices import Role
from appraisals.models import SentLetter
from appraisals.services import enter_letters
from core.clock import today
from core.models import AuditEntry
from core.workflow import Refused
from members.models import Person
from tests.factories import make_actor
from tests.portal.ground import half_year

HOSPITAL, SCHOOL = "丙县人民医院", "丙县第一中学"


@pytest.fixture
def year(county):
    made = half_year(county, part="year", state="published", commended=(0,))
    for name, unit in (("乔安禾", SCHOOL), ("丁一", SCHOOL), ("陈明远", HOSPITAL)):
        Person.objects.filter(name=name).update(employer=unit)
    return made


def address(made):
    return reverse("portal:letters_sent", args=[made.cycle.pk])


def entry(*recipients, **values):
    return {"recipients": recipients, "sent_on": today().isoformat(), "way": "exchange", "note": ""} | values


def test_the_clerk_enters_what_went_out_and_reads_it_back(client, county, sign_in, year):
    user = sign_in(county, Role.OPERATOR)
    page = client.get(address(year)).content.decode()
    assert page.count("未登记") == 4
    assert [page.index(name) for name in ("组织部", "统战部", HOSPITAL, SCHOOL)] == sorted(
        page.index(name) for name in ("组织部", "统战部", HOSPITAL, SCHOOL)
    )

    answer = client.post(address(year), entry("组织部", SCHOOL, note="李签收"), follow=True)

    page = answer.content.decode()
    assert "已登记 2 份函件。" in page
    assert "共 4 个收函单位，还有 2 个没有登记发出" in page
    assert page.count("李签收") == 2
    assert page.count("公文交换") >= 2
    rows = SentLetter.objects.values_list("recipient", "sent_on", "entered_by")
    assert list(rows) == [("组织部", today(), user.pk), (SCHOOL, today(), user.pk)]
    assert AuditEntry.objects.filter(act="登记发函").count() == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"recipients": ()}, "请勾选收函单位。"),
        ({"recipients": ("别的单位",)}, "请从列表中选择。"),
        ({"sent_on": "昨天"}, "请按 2026-03-05 的格式填写日期。"),
        ({"sent_on": "2020-01-01"}, "发出日期应在决定日期之后，且不晚于今天"),
        ({"sent_on": "2099-01-01"}, "发出日期应在决定日期之后，且不晚于今天"),
        ({"way": "鸽子"}, "请从列表中选择。"),
    ],
)
def test_a_wrong_entry_is_told_and_nothing_is_kept(client, county, sign_in, year, values, sentence):
    sign_in(county, Role.CHECKER)

    assert sentence in client.post(address(year), entry("组织部") | values).content.decode()
    assert not SentLetter.objects.exists()


def test_the_same_letter_is_not_entered_twice(client, county, sign_in, year):
    sign_in(county, Role.OPERATOR)
    client.post(address(year), entry("组织部"))

    page = client.post(address(year), entry("统战部", "组织部")).content.decode()

    assert "致“组织部”的函件已登记过" in page
    assert SentLetter.objects.count() == 1


def test_a_unit_that_was_told_stays_in_the_list_under_its_old_name(client, county, sign_in, year):
    sign_in(county, Role.OPERATOR)
    client.post(address(year), entry(HOSPITAL))
    Person.objects.filter(name="陈明远").update(employer="丙县中心医院")

    page = client.get(address(year)).content.decode()

    assert HOSPITAL in page
    assert "丙县中心医院" in page
    assert "共 5 个收函单位" in page


def test_leaders_read_and_enter_nothing(client, county, sign_in, year):
    sign_in(county, Role.LEADER)

    assert "登记发出</button>" not in client.get(address(year)).content.decode()
    client.post(address(year), entry("组织部"))
    assert not SentLetter.objects.exists()
    with pytest.raises(Refused, match="您没有登记发函的权限"):
        enter_letters(
            by=make_actor(county, Role.LEADER),
            run=year.run,
            recipients=["组织部"],
            sent_on=today(),
            way="post",
        )


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR, Role.RESEARCH_OFFICE])
def test_others_find_nothing(client, county, sign_in, year, role):
    sign_in(county, role)

    assert client.get(address(year)).status_code == 404


def test_a_neighbour_finds_nothing(client, tree, sign_in, year):
    sign_in(tree.other_county, Role.OPERATOR)

    assert client.get(address(year)).status_code == 404


def test_before_publication_there_is_nothing_to_send(client, county, sign_in):
    made = half_year(county, part="year")
    sign_in(county, Role.OPERATOR)

    page = client.get(address(made), follow=True).content.decode()

    assert "本周期的考核结果还没有公布，公布后才能导出。" in page


@pytest.mark.parametrize("change", ["update", "delete"])
def test_an_entry_is_never_changed(operator, year, change):
    enter_letters(by=operator, run=year.run, recipients=["组织部"], sent_on=today(), way="post")

    with pytest.raises(DatabaseError, match="发函登记不能修改或删除"), transaction.atomic():
        rows = SentLetter.objects.all()
        rows.update(sent_on=dt.date(2026, 1, 1)) if change == "update" else rows.delete()


@pytest.mark.parametrize("units", [1, 3])
def test_the_page_asks_the_same_number_of_questions_for_one_unit_and_for_three(
    client, county, sign_in, year, units, django_assert_num_queries
):
    names = ["乔安禾", "丁一", "陈明远"]
    for number, name in enumerate(names):
        Person.objects.filter(name=name).update(employer=f"单位{number % units}")
    sign_in(county, Role.OPERATOR)
    recipients = ["组织部", *[f"单位{number}" for number in range(units)]]
    client.post(address(year), entry(*recipients))

    with django_assert_num_queries(14):
        client.get(address(year))
