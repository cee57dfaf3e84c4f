"""Staff pages of what passes between matters: recorded from the matter, read by label, taken back."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import Role
from documents import instructions as instruction_hooks
from documents import matters
from documents.models import Handoff, Instruction
from documents.services import handoffs, record_instruction, references
from tests.factories import make_actor

pytestmark = pytest.mark.django_db
INSTRUCTIONS = "/admin/documents/instruction/"
HANDOFFS = "/admin/documents/handoff/"
REFERENCES = "/admin/documents/reference/"
FORM = {
    "leader_name": "尚一鸣",
    "leader_post": "县委书记",
    "level": "county",
    "given_on": "2026-03-05",
    "text": "请住建局研究。",
    "source": "县委办批示抄清单〔2026〕12号",
    "label": "internal",
}


@pytest.fixture(autouse=True)
def sample(monkeypatch, county):
    """Matters `sample:…` that everybody of the county may open, but `sample:9` nobody."""
    monkeypatch.setattr(matters, "_kinds", {})
    monkeypatch.setattr(instruction_hooks, "_told", {})
    matters.register_matter(
        "sample",
        title_of=lambda ref: f"第 {ref.partition(':')[2]} 号信息",
        url_for=lambda actor, ref: (
            f"/sample/{ref}/" if actor.organization_id == county.pk and ref != "sample:9" else None
        ),
    )


def recorded(by, **changes) -> Instruction:
    values = FORM | {"given_on": dt.date(2026, 3, 5), "matter_ref": "sample:1", "matter_title": "积水点信息"}
    return record_instruction(by=by, **(values | changes))


def offered(by, **changes) -> Handoff:
    values = {
        "source_ref": "sample:1", "source_title": "积水点提案", "target_kind": "report", "title": "积水点线索",
        "body": "第一段\n第二段", "authors": [1, 2], "consented": True,
    }  # fmt: skip
    return handoffs.offer(by=by, **(values | changes))


def test_an_instruction_is_recorded_from_its_matters_page(client, sign_in, county):
    sign_in(county, Role.RESEARCH_OFFICE)
    scan = SimpleUploadedFile("批示.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")

    page = client.get(f"{INSTRUCTIONS}add/?matter=sample:12").content.decode()
    assert "第 12 号信息" in page
    assert "严禁上传涉密信息" in page
    assert 'type="date"' in page
    shown = client.post(
        f"{INSTRUCTIONS}add/?matter=sample:12", FORM | {"scan": scan}, follow=True
    ).content.decode()

    instruction = Instruction.objects.get()
    assert (instruction.matter_ref, instruction.matter_title) == ("sample:12", "第 12 号信息")
    for words in (
        "尚一鸣（县委书记）",
        "2026年3月5日",
        "批示.pdf",
        'href="/sample/sample:12/"',
        "批示已登记",
    ):
        assert words in shown


@pytest.mark.parametrize("matter", ["", "sample:9", "unknown:1"])
def test_without_a_readable_matter_nothing_is_recorded(client, sign_in, county, matter):
    sign_in(county, Role.OPERATOR)

    page = client.post(f"{INSTRUCTIONS}add/?matter={matter}", FORM).content.decode()

    assert "批示总是对某件提案或某篇信息作出的" in page
    assert not Instruction.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "前\0后"}, "空字符"),
        ({"given_on": "2099-01-01"}, "批示日期不能晚于今天"),
        ({"leader_name": ""}, "该字段是必填项"),
        ({"level": "town"}, "town"),
    ],
)
def test_what_is_wrong_is_told_on_the_form(client, sign_in, county, changes, sentence):
    sign_in(county, Role.OPERATOR)

    page = client.post(f"{INSTRUCTIONS}add/?matter=sample:12", FORM | changes)

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Instruction.objects.exists()


def test_a_bad_scan_is_told_beside_the_file(client, sign_in, county):
    sign_in(county, Role.OPERATOR)
    scan = SimpleUploadedFile("批示.exe", b"MZ")

    page = client.post(f"{INSTRUCTIONS}add/?matter=sample:12", FORM | {"scan": scan}).content.decode()

    assert "不能接收这种文件" in page
    assert not Instruction.objects.exists()


def test_the_same_instruction_twice_is_told(client, sign_in, county, operator):
    recorded(operator, matter_ref="sample:12")
    sign_in(county, Role.OPERATOR)

    page = client.post(f"{INSTRUCTIONS}add/?matter=sample:12", FORM).content.decode()

    assert "该领导当日对此事项的批示已经登记" in page
    assert Instruction.objects.count() == 1


def test_offices_read_the_register_as_its_labels_let_them(client, sign_in, county, operator):
    recorded(operator, leader_name="公开领导")
    hidden = recorded(operator, leader_name="敏感领导", label="sensitive")
    sign_in(county, Role.COMMITTEE_OFFICE)

    page = client.get(INSTRUCTIONS).content.decode()
    assert "公开领导" in page
    assert "敏感领导" not in page
    assert client.get(f"{INSTRUCTIONS}{hidden.pk}/change/").status_code == 404
    assert client.get(f"{INSTRUCTIONS}{hidden.pk}/history/").status_code == 404
    assert client.get(f"{INSTRUCTIONS}add/?matter=sample:1").status_code == 403
    sign_in(county, Role.CHECKER)
    assert "敏感领导" in client.get(INSTRUCTIONS).content.decode()


def test_an_instruction_is_voided_with_a_reason(client, sign_in, county, operator):
    page = f"{INSTRUCTIONS}{recorded(operator).pk}/change/"
    sign_in(county, Role.CHECKER)

    assert "作废须写明理由" in client.post(page, {"void": "1", "reason": ""}).content.decode()
    shown = client.post(page, {"void": "1", "reason": "登记到了别的信息"}, follow=True).content.decode()

    assert "登记到了别的信息" in shown
    assert "作废这条批示" not in shown
    assert Instruction.objects.get().void_reason == "登记到了别的信息"


def test_who_may_not_void_finds_no_button_and_is_refused(client, sign_in, county, operator):
    page = f"{INSTRUCTIONS}{recorded(operator).pk}/change/"
    sign_in(county, Role.PROPOSAL_OFFICE)

    assert "作废这条批示" not in client.get(page).content.decode()
    client.post(page, {"void": "1", "reason": "误登"})
    assert Instruction.objects.get().voided_at is None


def test_each_office_sees_the_handoffs_it_receives_and_its_own(client, sign_in, county):
    proposals = make_actor(county, Role.PROPOSAL_OFFICE)
    report = offered(proposals, title="转信息的线索")
    offered(proposals, title="转协商的线索", target_kind="topic")
    sign_in(county, Role.RESEARCH_OFFICE)

    page = client.get(HANDOFFS).content.decode()
    assert "转信息的线索" in page
    assert "转协商的线索" not in page
    one = client.get(f"{HANDOFFS}{report.pk}/change/").content.decode()
    for words in ("第二段", "2 位委员，已征得同意", 'href="/sample/sample:1/"', "待接收"):
        assert words in one
    sign_in(county, Role.PROPOSAL_OFFICE)
    assert "转信息的线索" not in client.get(HANDOFFS).content.decode()
    sign_in(county, Role.OPERATOR)
    page = client.get(HANDOFFS).content.decode()
    assert "转信息的线索" in page
    assert "转协商的线索" in page


@pytest.mark.parametrize(("role", "state"), [(Role.OPERATOR, "withdrawn"), (Role.RESEARCH_OFFICE, "offered")])
def test_the_secretariat_takes_back_for_others(client, sign_in, county, role, state):
    handoff = offered(make_actor(county, Role.PROPOSAL_OFFICE))
    sign_in(county, role)

    client.post(HANDOFFS, {"action": "take_back", "_selected_action": [handoff.pk]})

    assert Handoff.objects.get().state == state


def test_what_is_decided_is_not_taken_back(client, sign_in, county):
    handoff = offered(make_actor(county, Role.PROPOSAL_OFFICE))
    handoffs.decline(handoff, by=make_actor(county, Role.RESEARCH_OFFICE), reason="已有同类信息")
    sign_in(county, Role.OPERATOR)

    page = client.post(HANDOFFS, {"action": "take_back", "_selected_action": [handoff.pk]}, follow=True)

    assert "当前状态为“未接收”，不能撤回转交" in page.content.decode()


def test_the_secretariat_reads_all_references(client, sign_in, county, operator):
    reference = references.link(
        by=operator,
        source_ref="sample:1",
        source_title="甲",
        target_ref="sample:9",
        target_title="乙",
        relation="follows",
    )
    sign_in(county, Role.OPERATOR)

    assert "继续追问" in client.get(REFERENCES).content.decode()
    page = client.get(f"{REFERENCES}{reference.pk}/change/").content.decode()
    assert 'href="/sample/sample:1/"' in page
    assert "sample:9/" not in page
    sign_in(county, Role.PROPOSAL_OFFICE)
    assert client.get(REFERENCES).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", [INSTRUCTIONS, HANDOFFS, REFERENCES])
def test_queries_of_the_lists_do_not_grow(
    client, sign_in, county, operator, rows, address, django_assert_num_queries
):
    for number in range(rows):
        recorded(operator, leader_name=f"领导{number}")
        offered(operator, source_ref=f"sample:{number}")
        references.link(
            by=operator, source_ref=f"sample:{number}", source_title="甲", target_ref="sample:9", target_title="乙",
            relation="follows",
        )  # fmt: skip
    sign_in(county, Role.CHECKER)
    client.get(address)

    with django_assert_num_queries({INSTRUCTIONS: 10, HANDOFFS: 8, REFERENCES: 8}[address]):
        client.get(address)
