"""The ledger in the staff site: who organises records; nothing shown or done beyond one's scope."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actors import actor_of
from accounts.choices import Role
from core import jobs
from core.models import AuditEntry, Job
from documents.models import Attachment
from duties import exports
from duties.models import DutyKind, DutyRecord
from duties.services import certify, confirm, dispute
from members.models import Affiliation
from organizations.models import Committee
from tests.duties.helpers import make_record, meeting_kind, proposal_kind
from tests.factories import TERM, make_actor, make_membership, make_user

pytestmark = pytest.mark.django_db
LIST = "admin:duties_dutyrecord_changelist"
ADD = "admin:duties_dutyrecord_add"
TITLE = "关于完善社区养老服务的提案"


@pytest.fixture
def member(county):
    user = make_user(county, Role.MEMBER, name="乔安禾")
    membership = make_membership(
        county, "乔安禾", number="0001", user=user, pinyin="qiaoanhe", initials="qah"
    )
    membership.actor = actor_of(user, county.pk)
    return membership


@pytest.fixture
def record(operator, member):
    return make_record(operator, member, role="first")


def seat(membership, organization):
    """Into the 专委会 of the office that `make_user` makes."""
    committee = Committee.objects.filter(term__organization=organization).first()
    Affiliation.objects.create(membership=membership, kind="committee", committee=committee, during=TERM)


def entry(client, kind, **values):
    """The form as a browser sends it."""
    url = f"{reverse(ADD)}?kind={kind.pk}"
    token = re.search(r'name="token" value="(\w+)"', client.get(url).text).group(1)
    data = {"kind": kind.pk, "token": token, "members": "乔安禾", "occurred_on": "2026-3-5", "matter_title": TITLE,
            "quantity": "1", "people": "1", "expected": "1"}  # fmt: skip
    return client.post(url, data | values), token


# The list


def test_the_list_is_searched_by_pinyin_and_narrowed(client, sign_in, county, operator, member, record):
    other = make_membership(county, "柏松年", pinyin="baisongnian", initials="bsn")
    make_record(operator, other, key="other", matter_title="另一件提案", occurred_on=dt.date(2025, 9, 1))
    sign_in(county, Role.CHECKER)
    for query, seen, unseen in (
        ("q=qah", TITLE, "另一件提案"),
        ("q=baisong", "另一件提案", TITLE),
        ("q=0001", TITLE, "另一件提案"),
        ("half=2025-2", "另一件提案", TITLE),
        (f"kind={meeting_kind().pk}", "导出所列结果", TITLE),
        ("state=waiting", TITLE, "没有这句话"),
        ("state=disputed", "导出所列结果", TITLE),
    ):
        page = client.get(f"{reverse(LIST)}?{query}").text
        assert seen in page, query
        assert unseen not in page, query


def test_states_in_the_list_and_in_its_filter_agree(client, sign_in, county, operator, checker, member):
    waiting, certified, confirmed, disputed = (make_record(operator, member, key=f"k{n}") for n in range(4))
    certify(by=checker, record=certified)
    confirm(by=member.actor, record=confirmed)
    certify(by=checker, record=confirmed)
    dispute(by=member.actor, record=disputed, text="不对")
    for state, record in (
        ("waiting", waiting), ("certified", certified), ("confirmed", confirmed), ("disputed", disputed),
    ):  # fmt: skip
        assert list(exports.listed(operator, {"state": state})) == [record], state


def test_the_list_is_closed_to_strangers(client, sign_in, county, tree, record):
    for role in (Role.SYSTEM_ADMIN, Role.AUDITOR):
        sign_in(county, role)
        assert client.get(reverse(LIST)).status_code == 404
        client.logout()
    sign_in(tree.other_county, Role.OPERATOR)
    assert TITLE not in client.get(reverse(LIST)).text
    assert client.get(reverse("admin:duties_dutyrecord_change", args=[record.pk])).status_code == 404


def test_a_committee_office_sees_its_own_members_only(client, sign_in, county, operator, member, record):
    own = make_membership(county, "柏松年")
    seat(own, county)
    seen = make_record(operator, own, key="own", matter_title="本委活动")
    sign_in(county, Role.COMMITTEE_OFFICE)
    page = client.get(reverse(LIST)).text
    assert "本委活动" in page
    assert TITLE not in page
    assert client.get(reverse("admin:duties_dutyrecord_change", args=[record.pk])).status_code == 404
    assert client.get(reverse("admin:duties_dutyrecord_change", args=[seen.pk])).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    client, sign_in, county, operator, member, rows, django_assert_num_queries
):
    for number in range(rows):
        make_record(operator, member, key=f"k{number}")
    sign_in(county, Role.OPERATOR)
    client.get(reverse(LIST))
    with django_assert_num_queries(11):
        client.get(reverse(LIST))


# Entry by hand


def test_the_form_shows_only_what_the_kind_allows(client, sign_in, county, member):
    sign_in(county, Role.OPERATOR)
    assert 'name="occurred_on"' not in client.get(reverse(ADD)).text
    fields = client.get(reverse("admin:duties_dutyrecord_fields"), {"kind": proposal_kind().pk})
    assert all(f'name="{name}"' in fields.text for name in ("role", "stage", "level", "flags", "people"))
    assert 'name="result"' not in fields.text
    fields = client.get(reverse("admin:duties_dutyrecord_fields"), {"kind": meeting_kind().pk})
    assert all(f'name="{name}"' in fields.text for name in ("result", "expected"))
    assert 'name="stage"' not in fields.text
    assert "严禁上传涉密信息" in fields.text


def test_several_members_at_once_and_a_form_sent_twice(client, sign_in, county, member):
    make_membership(county, "柏松年", number="0002")
    sign_in(county, Role.OPERATOR)
    kind = proposal_kind()
    answer, token = entry(
        client, kind, members="乔安禾\n0002\n", role="joint", flags=["key"], reference="第3号"
    )
    assert answer.status_code == 302
    entry(client, kind, members="乔安禾\n0002\n", role="joint", token=token)
    records = DutyRecord.objects.order_by("source_key")
    assert [record.source_key for record in records] == [f"manual:{token}:0001", f"manual:{token}:0002"]
    assert (records[0].role, records[0].flags, records[0].matter_title) == ("joint", ["key"], TITLE)
    assert records[0].matter_ref == records[1].matter_ref == "sample-proposal:第3号"
    assert AuditEntry.objects.get(act="批量登记履职记录").after["count"] == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"members": "乔安和"}, "找不到委员“乔安和”，是否为“乔安禾”？"),
        ({"members": ""}, "请填写委员。"),
        ({"occurred_on": "3月5日"}, "看不出是哪一天"),
        ({"occurred_on": "2099-1-1"}, "发生日期应在2000年1月1日至今天"),
        ({"matter_title": ""}, "请填写事由。"),
        ({"role": "author"}, "请在所列角色中选择。"),
    ],
)
def test_errors_of_the_form(client, sign_in, county, member, values, sentence):
    sign_in(county, Role.OPERATOR)
    answer, _ = entry(client, proposal_kind(), **values)
    assert sentence in answer.text
    assert not DutyRecord.objects.exists()


def test_an_act_outside_the_tenure_is_recorded_with_a_reminder(client, sign_in, county, member):
    sign_in(county, Role.OPERATOR)
    answer, _ = entry(client, proposal_kind(), occurred_on="2020-3-5")
    assert "乔安禾在2020年3月5日不在任期内，记录已登记，请核对。" in client.get(answer.url).text
    assert DutyRecord.objects.count() == 1


def test_who_may_enter(client, sign_in, county, member):
    kind = proposal_kind()
    for role, status in ((Role.PROPOSAL_OFFICE, 302), (Role.RESEARCH_OFFICE, 302)):
        sign_in(county, role)
        assert entry(client, kind)[0].status_code == status
        client.logout()
    sign_in(county, Role.CHECKER)
    assert client.get(reverse(ADD)).status_code == 403
    client.logout()
    sign_in(county, Role.COMMITTEE_OFFICE)
    answer, _ = entry(client, kind)
    assert "您只能登记本专委会的委员，不能登记乔安禾。" in answer.text
    seat(member, county)
    assert entry(client, kind)[0].status_code == 302


def test_a_neighbours_kind_cannot_be_chosen(client, sign_in, county, tree, member):
    foreign = proposal_kind(organization=tree.other_county)
    sign_in(county, Role.OPERATOR)
    assert client.get(reverse("admin:duties_dutyrecord_fields"), {"kind": foreign.pk}).text == ""


# One record


def act(client, record, **data):
    return client.post(reverse("admin:duties_dutyrecord_change", args=[record.pk]), data, follow=True)


def test_voiding_on_the_page(client, sign_in, county, record):
    sign_in(county, Role.OPERATOR)
    assert "作废须写明理由。" in act(client, record, void="1", reason="").text
    assert "重复登记" in act(client, record, void="1", reason="重复登记").text
    record.refresh_from_db()
    assert record.void_reason == "重复登记"
    assert "作废这条记录" not in act(client, record, void="1", reason="再次").text


def test_who_may_not_void(client, sign_in, county, record):
    sign_in(county, Role.RESEARCH_OFFICE)
    assert "记录只能由经办人或登记人作废" in act(client, record, void="1", reason="x").text
    record.refresh_from_db()
    assert record.voided_at is None


def test_the_author_cannot_rule_and_another_can(client, sign_in, county, operator, member, record):
    dispute(by=member.actor, record=record, text="应为联名")
    sign_in(county, Role.CHECKER)
    assert "1 条异议待处理" in client.get(reverse(LIST)).text
    page = client.get(reverse("admin:duties_dutyrecord_change", args=[record.pk])).text
    assert "应为联名" in page
    assert "提交处理结果" in page
    assert "请写明处理意见。" in act(client, record, rule="1", accepted="no", text="").text
    assert "异议不成立" in act(client, record, rule="1", accepted="no", text="提案署名第一位").text


def test_the_author_is_told_that_another_must_rule(client, sign_in, county, member):
    author = make_user(county, Role.OPERATOR, Role.CHECKER)
    record = make_record(actor_of(author, county.pk), member, key="own")
    dispute(by=member.actor, record=record, text="应为联名")
    sign_in(county, user=author)
    page = act(client, record, rule="1", accepted="no", text="维持")
    assert "异议须由登记人以外的秘书处人员处理。" in page.text
    assert "异议须由另一位秘书处人员处理" in page.text


def test_evidence_is_checked_and_kept(client, sign_in, county, record):
    sign_in(county, Role.OPERATOR)
    assert (
        "不能接收这种文件"
        in act(client, record, attach="1", file=SimpleUploadedFile("a.html", b"<html>")).text
    )
    assert "签到表.txt" in act(client, record, attach="1", file=SimpleUploadedFile("签到表.txt", b"x")).text
    assert Attachment.objects.get().owner_id == str(record.pk)


def test_certifying_several_leaves_out_ones_own(client, sign_in, county, operator, member, record):
    checker = make_user(county, Role.CHECKER)
    own = make_record(actor_of(checker, county.pk), member, key="own")
    sign_in(county, user=checker)
    data = {"action": "certify_chosen", "_selected_action": [record.pk, own.pk]}
    assert "已核实 1 条" in client.post(reverse(LIST), data, follow=True).text
    assert list(record.reviews.values_list("kind", flat=True)) == ["certified"]
    assert not own.reviews.exists()


# Export


def test_the_export_is_what_the_list_shows(client, sign_in, county, tree, operator, member, record):
    make_record(operator, member, key="old", occurred_on=dt.date(2025, 9, 1))
    foreign = make_membership(tree.other_county)
    make_record(make_actor(tree.other_county, Role.OPERATOR), foreign, key="foreign")
    sign_in(county, Role.CHECKER)
    answer = client.get(reverse("admin:duties_dutyrecord_export"), {"half": "2026-1"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[0], row[1], row[4], row[5], row[10]) for row in rows] == [
        ("0001", "乔安禾", TITLE, "第一提案人", "待确认")
    ]
    assert AuditEntry.objects.get(act="导出履职记录").after["count"] == 1


def test_a_large_export_is_a_job_of_its_owner(client, sign_in, county, record, monkeypatch):
    monkeypatch.setattr("duties.admin.exporting.AT_ONCE", 0)
    sign_in(county, Role.CHECKER)
    answer = client.get(reverse("admin:duties_dutyrecord_export"))
    job = Job.objects.get()
    assert "正在导出" in client.get(answer.url).text
    jobs.run(job.pk)
    assert "下载履职记录" in client.get(answer.url).text
    assert client.get(f"{answer.url}?file").getvalue()[:2] == b"PK"
    client.logout()
    sign_in(county, Role.CHECKER)
    assert client.get(f"{answer.url}?file").status_code == 404


# Kinds


def kind_data(**values):
    return {"label": "乡村振兴走访", "unit": "次", "enabled": "on", "roles": "带队\n参加", "stages": "", "levels": "",
            "results": "", "flags": ""} | values  # fmt: skip


def test_a_kind_of_ones_own_is_made_by_forms(client, sign_in, county):
    sign_in(county, Role.OPERATOR)
    client.post(reverse("admin:duties_dutykind_add"), kind_data())
    kind = DutyKind.objects.get(organization=county)
    assert (kind.code, kind.roles) == ("own_xiangcunzhenxingzoufang", {"daidui": "带队", "canjia": "参加"})
    url = reverse("admin:duties_dutykind_change", args=[kind.pk])
    client.post(url, kind_data(label="走访", roles="带队\n参加\n联络"))
    kind.refresh_from_db()
    assert (kind.label, kind.code) == ("走访", "own_xiangcunzhenxingzoufang")
    assert kind.roles == {"daidui": "带队", "canjia": "参加", "lianluo": "联络"}


def test_a_word_in_use_cannot_be_removed(client, sign_in, county, operator, member):
    sign_in(county, Role.OPERATOR)
    client.post(reverse("admin:duties_dutykind_add"), kind_data())
    kind = DutyKind.objects.get(organization=county)
    make_record(operator, member, kind=kind, role="daidui")
    answer = client.post(reverse("admin:duties_dutykind_change", args=[kind.pk]), kind_data(roles="参加"))
    assert "“带队”已有履职记录使用，不能删除。" in answer.text


def test_system_kinds_are_shown_and_locked(client, sign_in, county):
    kind = DutyKind.objects.get(code="proposal", organization=None)
    sign_in(county, Role.OPERATOR)
    url = reverse("admin:duties_dutykind_change", args=[kind.pk])
    page = client.get(url).text
    assert "系统履职事项由软件维护，不能修改" in page
    client.post(url, kind_data(label="改名"))
    kind.refresh_from_db()
    assert kind.label == "提案"


def test_a_neighbours_kind_is_not_found(client, sign_in, county, tree):
    foreign = proposal_kind(organization=tree.other_county)
    sign_in(county, Role.OPERATOR)
    assert client.get(reverse("admin:duties_dutykind_change", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("admin:duties_dutykind_changelist")).status_code == 200
