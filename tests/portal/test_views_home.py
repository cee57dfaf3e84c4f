"""A member's first page tells of meetings: sign-in that is open, answers asked for, the next few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities import services
from tests.activities.ground import as_member, entry_of, make_member, published, session
from tests.activities.own_ground import at, moved

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    return make_member(county, "丁一")


@pytest.fixture
def home(client, sign_in, county, member):
    sign_in(county, user=member.person.user)
    return lambda: client.get("/").content.decode()


def test_meetings_that_wait_for_an_answer_come_first(home, operator, checker, member):
    activity = published(operator, checker, session(10), title="三季度协商会")
    text = home()
    assert "1 项会议活动等您答复" in text and "近期会议活动" in text

    services.answer(by=as_member(member), entry=entry_of(activity, member), answer="attend")
    text = home()
    assert "等您答复" not in text and "将出席" in text


def test_open_sign_in_stands_on_top(home, operator, checker):
    moved(published(operator, checker, at(4), title="正在开的会"), 3.5)
    text = home()

    assert text.index("现在可以签到") < text.index("近期会议活动")


def test_no_more_than_the_next_three(home, operator, checker):
    for number in range(1, 6):
        published(operator, checker, session(number), title=f"第{number}次会")
    text = home().split("近期会议活动", 1)[1]

    assert [number for number in range(1, 6) if f"第{number}次会" in text] == [1, 2, 3]


def test_without_meetings_nothing_is_said_of_them(home):
    text = home()
    assert "近期会议活动" not in text and "等您答复" not in text
    for door in ("duties:own", "appraisals:own", "activities:speeches", "activities:own_code"):
        assert f'href="{reverse(door)}"' in text


def test_the_foot_of_the_phone_has_five_doors(home):
    foot = home().split('class="tab-bar"', 1)[1].split("</nav>", 1)[0]

    assert foot.count("<li>") == 5
    assert [word for word in ("首页", "会议", "提案", "信息", "我的") if f"<span>{word}</span>" in foot] == [
        "首页", "会议", "提案", "信息", "我的",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client, home, operator, checker, count):
    for number in range(count):
        published(operator, checker, session(number + 2))
    client.get("/")

    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert len(asked) == 20
