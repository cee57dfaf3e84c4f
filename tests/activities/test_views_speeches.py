"""Papers on the phone: from the call to the draft, the submission, the marks and the clock.

covers S140
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from activities.models import Speech, SpeechScore
from activities.services import speeches
from documents.services import attach
from duties.models import DutyRecord
from tests.activities.speech_ground import TEXT, make_call, make_member, put
from tests.factories import make_user


@pytest.fixture
def call(county):
    return make_call(county, topics="一老一小、乡村全面振兴")


@pytest.fixture
def author(county, sign_in):
    member = make_member(county, "乔安禾", sector="教育界")
    sign_in(county, user=member.user)
    return member


def text_of(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_open_calls_and_my_papers(client, county, call, author):
    put(call, author.membership, "returned", reason="补充数据")
    put(call, make_member(county, "江予白").membership, "submitted", title="别人的发言")
    page = text_of(client, "activities:speeches")
    assert call.title in page and "口头发言不超过 8 分钟，正文不超过 2000 字" in page
    assert "补齐社区托育短板" in page and "退回修改" in page and "别人的发言" not in page


def test_a_member_writes_and_submits(client, call, author):
    other = make_member(call.organization, "江予白")
    data = {
        "kind": "speech",
        "title": "补齐托育短板",
        "text": TEXT,
        "author_kind": "member",
        "co_authors": "江予白",
        "consents": "on",
    }
    response = client.post(reverse("activities:speech_start", args=[call.pk]), data)
    paper = Speech.objects.get()
    assert response["Location"] == reverse("activities:speech", args=[paper.pk])
    assert (paper.lead, list(paper.co_authors.all()), paper.consents) == (
        author.membership,
        [other.membership],
        True,
    )
    assert "提交" in text_of(client, "activities:speech", paper.pk)
    client.post(
        reverse("activities:speech_revise", args=[paper.pk]),
        {"title": "补齐托育短板", "text": TEXT + "好。", "note": "润色"},
    )
    client.post(reverse("activities:speech_submit", args=[paper.pk]))
    paper.refresh_from_db()
    assert (paper.state, paper.versions.count()) == ("submitted", 2)
    client.post(reverse("activities:speech_withdraw", args=[paper.pk]))
    paper.refresh_from_db()
    assert paper.state == "draft"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"co_authors": "无此人"}, "找不到委员“无此人”。"),
        ({"co_authors": "乔安禾"}, "联名委员中不必再列第一作者。"),
        ({"text": "字" * 2001}, "正文 2001 字，超过 2000 字的篇幅上限。"),
        ({"author_kind": "party"}, "请填写党派或团体名称。"),
        ({"author_kind": "sector"}, "请选择界别。"),
        ({"title": ""}, "请填写题目。"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client, call, author, wrong, sentence):
    data = {
        "kind": "speech",
        "title": "题目",
        "text": TEXT,
        "author_kind": "member",
        "co_authors": "",
    } | wrong
    response = client.post(reverse("activities:speech_start", args=[call.pk]), data)
    assert sentence in response.content.decode()
    assert Speech.objects.count() == 0


def test_two_members_of_one_name_are_told_apart_by_number(client, call, author, county):
    first, second = (make_member(county, "江予白").membership for _ in range(2))
    data = {"kind": "speech", "title": "题目", "text": TEXT, "author_kind": "member"}
    address = reverse("activities:speech_start", args=[call.pk])
    assert "有 2 位委员叫“江予白”" in client.post(address, data | {"co_authors": "江予白"}).content.decode()
    client.post(address, data | {"co_authors": f"{first.number}、{second.number}"})
    assert set(Speech.objects.get().co_authors.all()) == {first, second}


def test_a_paper_of_another_is_not_there(client, county, call, author):
    paper = put(call, make_member(county, "江予白").membership, "submitted")
    for name in ("speech", "speech_revise"):
        assert client.get(reverse(f"activities:{name}", args=[paper.pk])).status_code == 404
    for name in ("speech_submit", "speech_withdraw", "speech_score"):
        assert client.post(reverse(f"activities:{name}", args=[paper.pk])).status_code == 404


def test_a_co_author_reads_but_does_not_change(client, county, call, author):
    paper = put(call, make_member(county, "江予白").membership, "draft")
    paper.co_authors.add(author.membership)
    assert "修改</a>" not in text_of(client, "activities:speech", paper.pk)
    assert client.get(reverse("activities:speech_revise", args=[paper.pk])).status_code == 404


def test_files_of_a_version_are_read_by_those_who_read_the_paper(client, county, call, author, sign_in):

    paper = put(call, author.membership, "draft")
    file = attach(
        by=author.actor,
        owner_type=speeches.OWNER,
        owner_id=paper.versions.get().pk,
        file=SimpleUploadedFile("稿.txt", b"text"),
    )
    address = reverse("documents:download", args=[file.pk])
    assert b"".join(client.get(address).streaming_content) == b"text"
    sign_in(county, Role.MEMBER)
    assert client.get(address).status_code == 404


def test_a_reviewer_marks_before_seeing_the_others(client, county, call, sign_in):
    reviewers = [make_user(county, Role.LEADER, name=f"评委{n}") for n in (1, 2)]
    call.reviewers.set(reviewers)
    paper = put(call, make_member(county, "江予白").membership, "shortlisted")
    SpeechScore.objects.create(speech=paper, reviewer=reviewers[0], points=91, note="立意高")
    sign_in(county, user=reviewers[1])
    assert "待我评分" in text_of(client, "activities:speeches")
    before = text_of(client, "activities:speech", paper.pk)
    assert "91" not in before and "立意高" not in before and "已有 1 位评委评分（共 2 位）" in before
    client.post(reverse("activities:speech_score", args=[paper.pk]), {"points": "86"})
    after = text_of(client, "activities:speech", paper.pk)
    assert "平均 88.50 分" in after and "立意高" in after
    assert client.get(reverse("activities:speeches")).status_code == 404


def test_the_author_sees_no_marks(client, call, author):
    paper = put(call, author.membership, "shortlisted")
    SpeechScore.objects.create(speech=paper, reviewer=make_user(call.organization, Role.LEADER), points=91)
    assert "91" not in text_of(client, "activities:speech", paper.pk)


def test_a_call_that_is_over_offers_no_form(client, county, author):
    closed = make_call(county, state="closed")
    assert client.get(reverse("activities:speech_start", args=[closed.pk])).status_code == 404


def test_the_clock_writes_down_only_for_the_operator(client, county, call, sign_in):
    paper = put(call, make_member(county, "江予白").membership, "oral")
    sign_in(county, Role.LEADER)
    page = text_of(client, "activities:timer", call.pk)
    assert 'data-minutes="8"' in page and "江予白" in page and "timer/spoken" not in page
    assert (
        client.post(reverse("activities:timer_spoken", args=[paper.pk]), {"seconds": "480"}).status_code
        == 404
    )
    sign_in(county, Role.OPERATOR)
    assert reverse("activities:timer_spoken", args=[paper.pk]) in text_of(client, "activities:timer", call.pk)
    answer = client.post(
        reverse("activities:timer_spoken", args=[paper.pk]),
        {"seconds": "465"},
        headers={"Accept": "application/json"},
    )
    assert answer.json() == {"spoken": paper.pk}
    paper.refresh_from_db()
    assert (paper.state, paper.spoken_seconds, DutyRecord.objects.count()) == ("spoken", 465, 1)


@pytest.mark.parametrize("seconds", ["86400", "-1", "12x", ""])
def test_a_strange_time_is_not_written_down_as_such(client, county, call, sign_in, seconds):
    paper = put(call, make_member(county, "江予白").membership, "oral")
    sign_in(county, Role.OPERATOR)
    client.post(reverse("activities:timer_spoken", args=[paper.pk]), {"seconds": seconds})
    paper.refresh_from_db()
    assert paper.spoken_seconds is None


def test_the_clock_tells_who_comes_second_that_it_is_done(client, county, call, sign_in):
    paper = put(call, make_member(county, "江予白").membership, "spoken")
    sign_in(county, Role.OPERATOR)
    answer = client.post(
        reverse("activities:timer_spoken", args=[paper.pk]),
        {"seconds": "3"},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["refused"]) == (409, "当前状态为“已发言”，不能登记已发言")


@pytest.mark.parametrize(("count", "queries"), [(1, 14), (3, 14)])
def test_the_list_takes_as_many_queries_for_three_papers_as_for_one(
    client, call, author, django_assert_num_queries, count, queries
):
    for number in range(count):
        put(call, author.membership, "submitted", title=f"发言{number}")
    client.get(reverse("activities:speeches"))
    with django_assert_num_queries(queries):
        client.get(reverse("activities:speeches"))
