"""The desk in the staff site: queue, both texts, every act by its button, issues with their Word file."""

import io

import pytest
from django.urls import reverse
from docx import Document

from accounts.choices import Role
from accounts.models import User
from core.clock import today
from documents.services import handoffs
from members.queries import membership_of
from social_info import services
from social_info.models import Issue, Report
from tests.factories import make_actor, make_user
from tests.social_info import ground

LIST = "admin:social_info_report_changelist"


def page_of(report):
    return reverse("admin:social_info_report_change", args=[report.pk])


@pytest.fixture
def editor(house, sign_in):
    user = User.objects.get(pk=house.editor.user_id)
    sign_in(house.organization, user=user)
    return user


@pytest.fixture
def head(house, sign_in):
    return lambda: sign_in(house.organization, user=User.objects.get(pk=house.head.user_id))


def press(client, report, act, **data):
    return client.post(page_of(report), {act: "1"} | data, follow=True).content.decode()


def test_from_first_review_to_an_issue_by_the_buttons(client, house, editor, head):
    """covers S129"""
    report = ground.handed_in(house.member)
    assert "已通过初审" in press(client, report, "accept")
    page = client.get(page_of(report)).content.decode()
    assert ground.TEXT["causes"] in page
    press(
        client,
        report,
        "version",
        seen=0,
        title="电梯资金缺口",
        body="县城有老旧小区四十二个，每部电梯缺口约十万元，亟待解决。",
        note="压缩",
    )
    page = client.get(page_of(report)).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert "已送审核" in press(client, report, "send")
    assert "审核通过" not in buttons(client, report)
    head()
    assert "待签发" in press(client, report, "check")
    assert "可以编发" in press(client, report, "sign", signed_by="副主席甲", signed_on=f"{today():%Y-%m-%d}")
    answer = client.post(
        reverse("admin:social_info_issue_add"),
        {"series": house.series.pk, "reports": [report.pk], "main": "县委办公室\n省政协研究室（省政协）", "copy": "县政府办公室", "order": ""},
    )  # fmt: skip
    issue = Issue.objects.get()
    assert answer["Location"] == reverse("admin:social_info_issue_change", args=[issue.pk])
    assert "（期号待编发时产生）" in words(client, issue)
    client.post(answer["Location"], {"publish": "1", "issued_on": f"{today():%Y-%m-%d}"})
    issue.refresh_from_db()
    report.refresh_from_db()
    assert (issue.number, report.state, report.sent_up) == (1, "issued", True)
    text = words(client, issue)
    assert f"{today().year}年第1期" in text
    assert "电梯资金缺口" in text
    assert "反映人：甘棠" in text
    assert "主送：县委办公室，省政协研究室" in text


def buttons(client, report):
    page = client.get(page_of(report)).content.decode()
    return [act for act in ("初审通过，转采编", "审核通过", "登记签发") if f">{act}<" in page]


def words(client, issue) -> str:
    content = b"".join(client.get(reverse("admin:social_info_issue_word", args=[issue.pk])).streaming_content)
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def test_a_reason_is_asked_for_and_reaches_the_reporter(client, house, editor):
    """covers S131"""
    report = ground.handed_in(house.member)
    assert "请填写意见" in press(client, report, "decline", reason="")
    assert "已登记不采用" in press(client, report, "decline", reason="与已编发信息重复")
    report.refresh_from_db()
    assert (report.state, report.reason) == ("not_adopted", "与已编发信息重复")
    told = house_user(house.member).messages_received.order_by("-id").first()
    assert "未采用" in told.title
    assert "重复" not in told.title + told.body


def house_user(actor):
    return User.objects.get(pk=actor.user_id)


def test_adoption_and_instruction_are_entered_here(client, house, editor):
    """covers S136"""
    report = ground.issued(house)
    day = f"{today():%Y-%m-%d}"
    adopted = {"level": "province", "kind": "single", "body": "省政协", "adopted_on": day}
    assert "采用已登记" in press(client, report, "adopt", **adopted)
    assert "已经登记过" in press(client, report, "adopt", **adopted)
    written = {
        "leader_name": "某某",
        "leader_post": "省长",
        "level": "province",
        "text": "请研究",
        "given_on": day,
    }
    assert "批示已登记" in press(client, report, "instruct", **written)
    assert ("甘棠", "instructed", "sole", "province", "", 1) in ground.facts(report)
    assert ground.agrees(house.organization)


def test_an_adoption_is_taken_back_on_its_own_page(client, house, editor):
    report = ground.issued(house)
    adoption = report.adoptions.get()
    url = reverse("admin:social_info_adoption_change", args=[adoption.pk])
    assert "请填写撤销理由" in client.post(url, {"reason": ""}).content.decode()
    client.post(url, {"reason": "录错"})
    adoption.refresh_from_db()
    assert adoption.void_reason == "录错"


def test_entry_for_others_names_units_and_citizens(client, house, editor):
    """covers S133 covers S137"""
    data = ground.TEXT | {
        "members": "甘棠", "unit_kind": "party", "units": "民盟某县总支", "citizen": "群众甲", "phone": "", "topic": "society",
        "origin": "clue", "label": "internal", "source_note": "某街道社情民意信息站",
    }  # fmt: skip
    url = reverse("admin:social_info_report_add")
    assert "请登记群众的电话" in client.post(url, data).content.decode()
    assert Report.objects.count() == 0
    client.post(url, data | {"phone": "13800000000"})
    report = Report.objects.get()
    assert [one.name for one in report.reporters.all()] == ["甘棠", "民盟某县总支", "群众甲"]
    assert (report.state, report.source_note) == ("submitted", "某街道社情民意信息站")


def test_compiling_from_the_queue(client, house, editor):
    rows = [ground.editing(house), ground.editing(house, house.other)]
    url = reverse("admin:social_info_report_compile") + f"?of={rows[0].pk}-{rows[1].pk}"
    assert ground.TEXT["title"] in client.get(url).content.decode()
    answer = client.post(url, {"title": "关于电梯的综合情况"})
    main = Report.objects.get(origin="compiled")
    assert answer["Location"] == page_of(main)
    page = client.get(page_of(main)).content.decode()
    assert "综合的原始信息" in page
    assert "甘棠" in page
    assert "卫风" in page


def test_a_proposal_that_became_a_report_is_received(client, house, editor):
    office = make_actor(house.organization, Role.PROPOSAL_OFFICE)
    author = membership_of(house.member)
    handoffs.offer(
        by=office, source_ref="proposals:7", source_title="关于路灯的提案", target_kind="report", title="关于路灯的情况",
        body="路灯坏了十盏。", authors=[author.pk], consented=True,
    )  # fmt: skip
    page = client.get(reverse("admin:social_info_report_handed_over")).content.decode()
    assert "关于路灯的提案" in page
    handoff = author.organization.handoff_set.get()
    client.post(reverse("admin:social_info_report_handed_over"), {"handoff": handoff.pk, "take": "1"})
    report = Report.objects.get()
    assert (report.origin, report.state) == ("converted", "submitted")
    assert ground.facts(report) == {("甘棠", "converted", "sole", "", "", 1)}
    handoff.refresh_from_db()
    assert handoff.target_ref == report.matter_ref
    assert ground.agrees(house.organization)


def test_the_outcome_is_told(client, house, editor):
    """covers S135"""
    report = ground.issued(house)
    press(client, report, "outcome", outcome="已增设公交站两处。")
    report.refresh_from_db()
    assert report.outcome == "已增设公交站两处。"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_few_questions(client, house, editor, rows, django_assert_max_num_queries):
    for n in range(rows):
        ground.handed_in(house.member, title=f"第{n}篇", urgent=True)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(15):
        page = client.get(reverse(LIST)).content.decode()
    assert f"第{rows - 1}篇" in page
    assert "还剩 24 小时" in page


def test_the_fast_lane_comes_first_and_its_hours_are_counted(client, house, editor):
    """covers S132"""
    ground.handed_in(house.member, title="普通信息")
    ground.handed_in(house.other, title="紧急信息", urgent=True)
    page = client.get(reverse(LIST)).content.decode()
    assert page.index("紧急信息") < page.index("普通信息")
    told = house_user(house.editor).messages_received.get(title__contains="直通车")
    assert "紧急信息" in told.title


def test_the_desk_is_not_there_for_others(client, house, sign_in):
    report = ground.handed_in(house.member)
    for role in (Role.OPERATOR, Role.PROPOSAL_OFFICE, Role.LEADER, Role.MEMBER):
        sign_in(house.organization, user=make_user(house.organization, role))
        assert client.get(page_of(report)).status_code == 404
        assert client.get(reverse(LIST)).status_code == 404


def test_words_find_reports_in_the_queue(client, house, editor):
    ground.handed_in(house.member)
    ground.handed_in(house.other, title="关于水渠清淤", situation="水渠多年没有清淤", suggestions="建议清淤")
    page = client.get(reverse(LIST) + "?q=清淤").content.decode()
    assert "关于水渠清淤" in page
    assert ground.TEXT["title"] not in page


def test_suggestions_become_reports_in_their_authors_name(client, house, editor):
    row = services.suggest(by=house.member, text="公交站牌看不清", topic="society")
    client.post(
        reverse("admin:social_info_suggestion_change", args=[row.pk]), {"raise": "1", "title": "关于公交站牌"}
    )
    row.refresh_from_db()
    assert row.state == "raised"
    assert ground.facts(row.raised_to) == {("甘棠", "submitted", "sole", "", "", 1)}


def test_who_sits_at_the_desk_and_is_a_member_does_not_sign_what_others_reported(house):
    both = ground.member(house.organization, "双肩挑", Role.MEMBER)
    user = house_user(both)
    user.grants.create(
        role=Role.RESEARCH_OFFICE, organization=house.organization, during=user.grants.get().during
    )
    actor = ground.actor_of(user, house.organization.pk)
    names = [services.Name("member", membership=membership_of(house.member))]
    report = services.enter(by=actor, names=names, **ground.TEXT)
    assert [one.name for one in report.reporters.all()] == ["甘棠"]
    assert [one.name for one in ground.handed_in(actor).reporters.all()] == ["双肩挑"]
