"""The phone pages: writing with autosave, what is alike, my reports, words, files, 微建议 and its answer."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from social_info import services
from social_info.models import Report, Suggestion
from tests.factories import make_membership, make_user
from tests.social_info import ground


@pytest.fixture
def me(house, sign_in):
    """A member at the phone."""
    user = make_user(house.organization, Role.MEMBER, name="乔木")
    make_membership(house.organization, "乔木", user=user)
    sign_in(house.organization, user=user)
    return user


def post(client, name, *args, **data):
    return client.post(reverse(f"social_info:{name}", args=args), data)


def saved(answer) -> dict:
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def test_autosave_makes_one_draft_and_counts_its_revisions(client, me):
    first = saved(post(client, "save", draft_key="k1", revision=0, title="关于停车难"))
    again = saved(post(client, "save", draft_key="k1", revision=0, title="关于停车难的"))
    then = saved(
        post(client, "save", pk=first["pk"], revision=again["revision"], title="关于城区停车难的情况")
    )
    assert (first["pk"], again["pk"], then["revision"]) == (again["pk"], then["pk"], 3)
    report = Report.objects.get()
    assert (report.title, report.state) == ("关于城区停车难的情况", "draft")


def test_an_older_page_does_not_write_over_a_newer_one(client, me):
    first = saved(post(client, "save", draft_key="k1", title="一"))
    saved(post(client, "save", pk=first["pk"], revision=1, title="二"))
    stale = post(client, "save", pk=first["pk"], revision=1, title="三")
    assert stale.status_code == 409
    assert "请刷新页面" in stale.json()["error"]
    assert Report.objects.get().title == "二"


def test_writing_and_handing_in(client, me):
    page = client.get(reverse("social_info:new"))
    assert "严禁" in page.content.decode()
    answer = post(
        client,
        "new",
        draft_key="k2",
        revision=0,
        label="internal",
        submit="1",
        **ground.TEXT,
        topic="society",
    )
    report = Report.objects.get()
    assert answer["Location"] == reverse("social_info:report", args=[report.pk])
    assert (report.state, report.topic, report.number) == ("submitted", "society", 1)
    page = client.get(answer["Location"]).content.decode()
    assert "待初审" in page
    assert ground.TEXT["suggestions"] in page


def test_what_is_missing_is_said_at_its_place_and_nothing_is_lost(client, me):
    answer = post(
        client,
        "new",
        draft_key="k3",
        revision=0,
        label="internal",
        submit="1",
        title="只有标题",
        topic="other",
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "请填写情况反映。" in page
    assert "请填写意见建议。" in page
    assert Report.objects.get().title == "只有标题"
    over = "长" * 1501
    answer = post(
        client, "edit", Report.objects.get().pk, revision=1, label="internal", submit="1", title="太长", topic="other",
        situation=over, suggestions="建议",
    )  # fmt: skip
    assert "合计不超过 1500 字，现有 1503 字" in answer.content.decode()
    assert Report.objects.get().state == "draft"


def test_joint_members_are_named_and_strangers_are_not_found(client, me, house):
    data = {
        "draft_key": "k4",
        "revision": 0,
        "label": "internal",
        "submit": "1",
        "topic": "other",
    } | ground.TEXT
    wrong = post(client, "new", **data, joint="甘棠、查无此人")
    assert "找不到委员“查无此人”" in wrong.content.decode()
    post(client, "new", **data, joint="甘棠，卫风")
    report = Report.objects.get()
    assert [one.name for one in report.reporters.all()] == ["乔木", "甘棠", "卫风"]


def test_a_returned_report_shows_why_and_goes_in_again(client, me, house):
    post(client, "new", draft_key="k", revision=0, label="internal", submit="1", topic="other", **ground.TEXT)
    report = Report.objects.get()
    services.move(by=house.editor, report=report, step="return", reason="请补充小区数量")
    assert "请补充小区数量" in client.get(reverse("social_info:report", args=[report.pk])).content.decode()
    assert "1 篇退回补充" in client.get(reverse("social_info:own")).content.decode()
    report.refresh_from_db()
    data = ground.TEXT | {"situation": "共四十二个小区。"}
    post(
        client,
        "edit",
        report.pk,
        revision=report.revision,
        label="internal",
        submit="1",
        topic="other",
        **data,
    )
    report.refresh_from_db()
    assert (report.state, report.situation) == ("submitted", "共四十二个小区。")


def test_taking_back_and_deleting(client, me):
    post(client, "new", draft_key="k", revision=0, label="internal", submit="1", topic="other", **ground.TEXT)
    report = Report.objects.get()
    post(client, "take_back", report.pk)
    report.refresh_from_db()
    assert report.state == "draft"
    post(client, "delete", report.pk)
    assert Report.objects.filter(pk=report.pk).exists(), "it has a number and was handed in once"
    draft = saved(post(client, "save", draft_key="other", title="随手记"))["pk"]
    post(client, "delete", draft)
    assert not Report.objects.filter(pk=draft).exists()


def test_like_reports_are_shown_as_far_as_the_writer_may_know(client, me, house):
    ground.handed_in(house.member)
    page = post(client, "similar", **ground.TEXT).content.decode()
    assert "另有 1 篇他人报送的信息与此相近" in page
    assert ground.TEXT["title"] not in page
    post(client, "new", draft_key="k", revision=0, label="internal", submit="1", topic="other", **ground.TEXT)
    page = post(client, "similar", **ground.TEXT).content.decode()
    assert ground.TEXT["title"] in page


def test_a_labelled_report_is_not_even_counted_as_alike(client, me, house):
    ground.handler(house.editor)
    ground.handed_in(house.member, label="sensitive")
    assert post(client, "similar", **ground.TEXT).content.decode().strip() == ""


def test_a_word_reaches_the_desk(client, me, house):
    post(client, "new", draft_key="k", revision=0, label="internal", submit="1", topic="other", **ground.TEXT)
    report = Report.objects.get()
    post(client, "speak", report.pk, text="又有三个小区反映同样问题")
    comment = report.comments.get()
    assert (comment.internal, comment.text) == (False, "又有三个小区反映同样问题")
    services.speak(by=house.editor, report=report, text="先核实数字", internal=True)
    assert "先核实数字" not in client.get(reverse("social_info:report", args=[report.pk])).content.decode()


def test_files_belong_to_the_draft_and_are_ten_at_most(client, me):
    pk = saved(post(client, "save", draft_key="k", title="有附件"))["pk"]
    files = [SimpleUploadedFile(f"{n}.txt", b"text") for n in range(50)]
    answer = client.post(reverse("social_info:attach", args=[pk]), {"file": files}, follow=True)
    assert "每条信息最多 10 个附件" in answer.content.decode()
    client.post(reverse("social_info:attach", args=[pk]), {"file": SimpleUploadedFile("说明.txt", b"text")})
    page = client.get(reverse("social_info:edit", args=[pk])).content.decode()
    assert "说明.txt" in page


def test_a_suggestion_is_answered_by_a_unit(client, me, house, sign_in):
    """covers S134"""
    post(client, "suggest", text="广场路灯不亮", topic="society", label="internal", place="广场")
    row = Suggestion.objects.get()
    referral = services.assign(by=house.editor, suggestion=row, unit=house.unit)
    sign_in(house.organization, user=liaison_user(house))
    page = client.get(reverse("social_info:referrals")).content.decode()
    assert "广场路灯不亮" in page
    post(client, "referral", referral.pk, reply="已更换灯泡十二盏。")
    row.refresh_from_db()
    assert row.state == "answered"
    sign_in(house.organization, user=me)
    page = client.get(reverse("social_info:suggestion", args=[row.pk])).content.decode()
    assert "已更换灯泡十二盏" in page
    assert me.messages_received.filter(title__contains="住房和城乡建设局答复").exists()


def liaison_user(house):
    return User.objects.get(pk=house.liaison.user_id)


@pytest.mark.parametrize("rows", [1, 3])
def test_my_list_asks_the_same_number_of_questions(client, me, house, rows, django_assert_num_queries):
    actor = ground.actor_of(me, house.organization.pk)
    for n in range(rows):
        ground.issued(house, ground.editing(house, actor, title=f"第{n}篇"))
    client.get(reverse("social_info:own"))
    with django_assert_num_queries(16):
        client.get(reverse("social_info:own"))
