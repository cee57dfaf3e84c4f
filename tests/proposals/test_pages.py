"""Pages: what each person finds, how many queries it takes, and what bad input and wrong hands get.

covers S048 covers S054 covers S057 covers S062
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from core.clock import today
from proposals import services
from proposals.models import Evaluation, Proposal, Signature, Task
from proposals.policies import may_read
from proposals.queries.reading import readable
from tests.factories import make_actor, make_user
from tests.proposals.ground import (
    DAY,
    TEXT,
    accepted,
    actor,
    drafted,
    filed,
    lay,
    office_of,
    person,
    sent,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def lead(ground, county):
    return person(county, "甲")[0]


@pytest.fixture
def as_lead(client, lead, county):
    enter(client, lead.person.user, county)
    return client


def enter(client, user, organization):
    client.force_login(user)
    session = client.session
    session["organization"] = organization.pk
    device = user.totpdevice_set.first()
    if device:
        session["otp_device_id"] = device.persistent_id
    session.save()


def fields(**more):
    return {"kind": "member", "title": "关于增设校车的建议", "situation": "山区学生上学远。", "analysis": "班次少。",
            "suggestion": ["增设两条校车线路"], "open_text": "on", "revision": "0", **more}  # fmt: skip


def test_a_member_writes_hands_in_and_finds_it_in_the_list(as_lead):
    page = as_lead.post(reverse("proposals:start"))
    address = page["Location"]
    saved = as_lead.post(address.replace("write", "autosave"), fields())
    assert saved.json()["revision"] == 1
    done = as_lead.post(address, fields(revision="1", submit="1"))

    proposal = Proposal.objects.get()
    assert done["Location"] == reverse("proposals:detail", args=[proposal.pk])
    assert (proposal.state, proposal.serial) == ("submitted", 1)
    assert "关于增设校车的建议" in as_lead.get(reverse("proposals:own")).content.decode()


def test_an_autosave_that_comes_late_gets_409_and_changes_nothing(as_lead, lead):
    draft = drafted(lead)

    answer = as_lead.post(reverse("proposals:autosave", args=[draft.pk]), fields(revision="0"))

    assert (answer.status_code, answer.json()["revision"]) == (409, 1)
    assert "没有覆盖它" in answer.json()["said"]
    assert Proposal.objects.get().title == "关于改善城南停车的建议"


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"title": "坏\0"}, 400), ({"situation": "长" * 20_001}, 400), ({"revision": "-1"}, 404), ({"revision": "x"}, 404),
     ({"state": "filed", "number": "9"}, 200)],
)  # fmt: skip
def test_what_is_posted_by_hand_is_refused_clearly_or_ignored(as_lead, lead, changes, status):
    draft = drafted(lead)

    answer = as_lead.post(
        reverse("proposals:autosave", args=[draft.pk]), fields(**{"revision": "1", **changes})
    )

    assert answer.status_code == status
    draft.refresh_from_db()
    assert (draft.state, draft.number) == ("draft", None)


def test_a_form_that_is_not_complete_keeps_every_word(as_lead, lead):
    draft = drafted(lead)

    page = as_lead.post(
        reverse("proposals:write", args=[draft.pk]),
        fields(revision="1", analysis="", suggestion=["甲", "乙"], submit="1"),
    )

    text = page.content.decode()
    assert page.status_code == 400
    assert "请填写分析" in text
    assert "增设校车" in text and ">乙</textarea>" in text
    assert 'name="revision" value="2"' in text


def test_three_megabytes_of_text_are_refused(as_lead, lead):
    draft = drafted(lead)

    answer = as_lead.post(reverse("proposals:autosave", args=[draft.pk]), fields(situation="x" * 3_200_000))

    assert answer.status_code == 400
    assert Proposal.objects.get().revision == 1


def test_markup_is_shown_as_text(as_lead, lead):
    text = services.Text(
        **{**TEXT.__dict__, "situation": "<script>alert(1)</script><a href='javascript:x'>点</a>"}
    )
    proposal = drafted(lead, text)

    shown = as_lead.get(reverse("proposals:detail", args=[proposal.pk])).content.decode()

    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown


def test_a_file_is_added_and_a_wrong_one_refused(as_lead, lead):
    draft = drafted(lead)
    address = reverse("proposals:attach", args=[draft.pk])
    as_lead.post(address, {"file": SimpleUploadedFile("调研.txt", "内容".encode())})
    as_lead.post(address, {"file": SimpleUploadedFile("坏.exe", b"MZ")})

    shown = as_lead.get(reverse("proposals:write", args=[draft.pk])).content.decode()
    assert "调研.txt" in shown and "坏.exe" not in shown
    assert "不能接收这种文件" in shown


@pytest.mark.parametrize("page", ["detail", "write", "autosave", "similar", "invite", "withdraw", "submit"])
def test_nobody_else_finds_a_draft(client, ground, lead, county, page):
    """P6: neither another member nor 提案委, 秘书处 or a chair."""
    draft = drafted(lead)
    address = reverse(f"proposals:{page}", args=[draft.pk])
    verb = client.post if page in ("autosave", "submit") else client.get
    for role in (Role.MEMBER, Role.PROPOSAL_OFFICE, Role.OPERATOR, Role.LEADER, Role.UNIT_LIAISON):
        enter(client, make_user(county, role), county)
        assert verb(address).status_code == 404


def test_the_invited_reads_and_signs(client, ground, lead, county):
    other = person(county, "乙")[0]
    draft = drafted(lead)
    services.invite(by=actor(lead), proposal=draft, members=[other])
    enter(client, other.person.user, county)
    address = reverse("proposals:answer", args=[Signature.objects.get().pk])

    assert "利用城南空地" in client.get(address).content.decode()
    client.post(address, {"act": "accept", "comment": "赞成"})
    assert Signature.objects.get().state == "accepted"


def test_who_reads_what_is_the_same_in_the_list_and_by_the_policy(ground, county, lead):
    signer, stranger = person(county)[0], person(county)[0]
    unit, other_unit = office_of(ground, "住建局"), office_of(ground, "财政局")
    handled = accepted(ground, filed(ground, lead, signer), unit).proposal
    rows = [drafted(lead), submitted(lead), handled]
    actors = [actor(lead), actor(signer), actor(stranger), ground.office, unit.liaison, other_unit.liaison]
    actors += [
        make_actor(county, role)
        for role in (Role.OPERATOR, Role.LEADER, Role.RESEARCH_OFFICE, Role.INSPECTOR, Role.AUDITOR)
    ]

    for by in actors:
        listed = set(readable(by).values_list("pk", flat=True))
        assert listed == {row.pk for row in rows if may_read(by, row)}
    seen = [len(readable(by)) for by in actors]
    assert seen == [3, 1, 1, 2, 1, 0, 2, 2, 1, 1, 0]


@pytest.fixture
def asked(ground, lead):
    unit = office_of(ground, "住建局")
    return sent(ground, accepted(ground, filed(ground, lead), unit), unit), unit


GIVEN = {"visit": "visited", "attitude": "good", "targeted": "yes", "grade": "satisfied", "text": ""}


def test_an_evaluation_is_looked_over_then_confirmed_and_its_link_works_once(as_lead, asked):
    """C2: two steps, one answer."""
    address = reverse("proposals:evaluate", args=[Evaluation.objects.get().key])
    first = as_lead.post(address, GIVEN)
    assert Evaluation.objects.get().state == "asked"
    code = first.context["code"]

    as_lead.post(address, {**GIVEN, "code": code, "confirm": "1"})
    again = as_lead.post(
        address, {**GIVEN, "grade": "unsatisfied", "text": "改", "code": code, "confirm": "1"}
    )

    assert Evaluation.objects.get().grade == "satisfied"
    assert "您已经评价过" in again.content.decode()


def test_the_link_of_an_evaluation_is_nothing_in_other_hands(client, asked, county):
    _, unit = asked
    address = reverse("proposals:evaluate", args=[Evaluation.objects.get().key])
    for user in (
        county.accounts.get(pk=unit.liaison.user_id),
        person(county)[0].person.user,
        make_user(county, Role.PROPOSAL_OFFICE),
    ):
        enter(client, user, county)
        assert client.get(address).status_code == 404
        assert client.post(address, GIVEN).status_code == 404


def test_a_unit_finds_its_own_tasks_and_not_anothers(client, ground, asked, county):
    task, unit = asked
    stranger = office_of(ground, "财政局")
    enter(client, county.accounts.get(pk=unit.liaison.user_id), county)
    assert client.get(reverse("proposals:task", args=[task.pk])).status_code == 200
    assert "关于改善城南停车" in client.get(reverse("proposals:inbox") + "?show=closed").content.decode()
    shown = client.get(reverse("proposals:task", args=[task.pk])).content.decode()
    assert "评价结果" not in shown

    enter(client, county.accounts.get(pk=stranger.liaison.user_id), county)
    for page in ("task", "reply"):
        assert client.get(reverse(f"proposals:{page}", args=[task.pk])).status_code == 404
    assert client.post(reverse("proposals:act", args=[task.pk, "accept"])).status_code == 404


def test_a_unit_answers_each_suggestion_on_its_page(client, ground, lead, county):
    unit = office_of(ground, "住建局")
    task = accepted(ground, filed(ground, lead), unit)
    enter(client, county.accounts.get(pk=unit.liaison.user_id), county)
    classes = {one.letter: one.pk for one in county.replyclass_set.all()}
    data = {"revision": "0", "text": "现答复如下。", "reply_class": classes["A"], "contact": "王科", "contact_phone": "1",
            "publicity": "full"}  # fmt: skip
    for at, one in enumerate(task.proposal.suggestions.all()):
        data |= {f"s{one.pk}-text": "已办", f"s{one.pk}-reply_class": classes["AB"[at]], f"s{one.pk}-evidence": "见照片",
                 f"s{one.pk}-due_on": str(today() + 30 * DAY)}  # fmt: skip
    short = {**data, "contact": "", "hand_up": "1"}

    page = client.post(reverse("proposals:reply", args=[task.pk]), short)
    assert "请填写联系人和联系电话" in page.content.decode()
    client.post(reverse("proposals:reply", args=[task.pk]), {**data, "revision": "1", "hand_up": "1"})

    assert Task.objects.get().state == "approving"


def test_strangers_read_what_was_published_and_nothing_else(client, ground, asked, county):
    task, _ = asked
    listed = reverse("proposals:published", args=[county.code])
    assert "还没有公开的提案" in client.get(listed).content.decode()
    made = services.publish(
        by=ground.office,
        proposal=task.proposal,
        publicity="abstract",
        reason="涉及个人",
        body="摘要内容",
        reply_body="答复摘要",
    )
    page = reverse("proposals:published_one", args=[county.code, made.pk])

    assert "摘要内容" in client.get(page).content.decode()
    assert "消防通道常被占用" not in client.get(page).content.decode()
    assert client.get(listed + "?q=停车").context["rows"] == [made]
    assert client.get(listed + "?q=夜间共享").context["rows"] == []
    services.publish(by=ground.office, proposal=task.proposal, publicity="none", reason="撤下")
    assert client.get(page).status_code == 404
    assert client.get(reverse("proposals:published", args=["000000"])).status_code == 404


def test_the_review_desk_takes_the_same_queries_however_long_the_queue(
    client, ground, county, django_assert_max_num_queries
):
    """330 a day by three people: at most fifteen queries."""
    for _ in range(3):
        submitted(person(county)[0])
    enter(client, county.accounts.get(pk=ground.office.user_id), county)
    client.get(reverse("admin:proposals_proposal_review"))

    with django_assert_max_num_queries(30) as seen:
        page = client.get(reverse("admin:proposals_proposal_review"))

    assert page.context["total"] == 3
    assert len([one for one in seen.captured_queries if "proposals_" in one["sql"]]) <= 15


def test_the_desk_decides_and_leads_to_the_next(client, ground, county):
    first, second = submitted(person(county)[0]), submitted(person(county)[0])
    enter(client, county.accounts.get(pk=ground.office.user_id), county)
    desk = reverse("admin:proposals_proposal_review") + f"?stage=submitted&pk={first.pk}"

    done = client.post(desk, {"verdict": "pass_on", "text": "同意", "decide": "1"})

    assert done["Location"].endswith(f"?stage=submitted&pk={second.pk}")
    assert Proposal.objects.get(pk=first.pk).state == "second"


def test_a_reviewer_takes_proposals_over_from_the_list(client, ground, county):
    rows = [submitted(person(county)[0]) for _ in range(2)]
    enter(client, county.accounts.get(pk=ground.office.user_id), county)

    client.post(
        reverse("admin:proposals_proposal_changelist"),
        {"action": "take_over", "_selected_action": [row.pk for row in rows]},
    )

    assert set(Proposal.objects.values_list("reviewer", flat=True)) == {ground.office.user_id}


@pytest.mark.parametrize(
    "name",
    ["proposal", "dispatch", "task", "promise", "keyproposal", "electionentry", "publication", "callback",
     "recommendation", "unitvisit", "unitballot", "round", "proposalrules", "category", "refusalreason", "replyclass",
     "phrasetemplate", "regulation"],
)  # fmt: skip
def test_every_register_opens_for_the_office(client, ground, asked, county, name):
    enter(client, county.accounts.get(pk=ground.office.user_id), county)

    assert client.get(reverse(f"admin:proposals_{name}_changelist")).status_code == 200


@pytest.mark.parametrize("act", ["key", "nominate", "recommend", "publish", "call_back"])
def test_every_act_shows_its_form(client, ground, asked, county, act):
    enter(client, county.accounts.get(pk=ground.office.user_id), county)
    key = asked[0].proposal_id

    assert client.get(reverse("admin:proposals_proposal_act", args=[key, act])).status_code == 200


def test_book_compilation_and_letter_leave_the_house(client, ground, asked, county):
    task, _ = asked
    enter(client, county.accounts.get(pk=ground.office.user_id), county)
    assert client.get(reverse("admin:proposals_proposal_export"))["Content-Type"].endswith("sheet")
    assert client.get(reverse("admin:proposals_proposal_compilation"))["Content-Type"].endswith("document")
    letter = reverse("admin:proposals_task_letter", args=[task.unit_id])
    assert client.get(letter).status_code == 404
    Task.objects.update(state="handling", due_on=today() - DAY)
    assert client.get(letter)["Content-Type"].endswith("document")
    assert "超期未办" in client.get(reverse("admin:proposals_task_late")).content.decode()


def test_chairs_see_the_figures_and_members_do_not(client, ground, asked, county, lead):
    enter(client, make_user(county, Role.LEADER), county)
    shown = client.get(reverse("proposals:figures")).content.decode()
    assert "承诺兑现" in shown and "未评价 0" in shown

    enter(client, lead.person.user, county)
    assert client.get(reverse("proposals:figures")).status_code == 404
