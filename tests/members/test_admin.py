"""Staff pages of the register: who sees what, the acts, the queue, the reports, a fixed number of queries.

covers S022 covers S023
"""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from core.models import AuditEntry
from documents.models import Attachment
from members import services
from members.demo import make_members
from members.models import Affiliation, ChangeRequest, Membership, Office, Person, StatusChange
from organizations.models import Committee, Sector
from tests.factories import give_office, make_actor, make_membership, make_user

LIST = reverse("admin:members_membership_changelist")


def url(name, *args):
    return reverse(f"admin:members_{name}", args=args)


def page(client, address, **data):
    response = client.get(address, data)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


@pytest.fixture
def member(county):
    return make_membership(
        county, "单晓禾", number="0007", sector="教育界", phone="19900001234", pinyin="shanxiaohe",
        initials="sxh", strokes="08",
    )  # fmt: skip


@pytest.fixture
def clerk(sign_in, county):
    return sign_in(county, Role.OPERATOR)


DECISION = {
    "reason": "本人请辞", "body": "standing_committee", "meeting": "第十次常委会会议",
    "decided_on": "2024-03-01", "effective_on": "2024-03-01",
}  # fmt: skip


@pytest.mark.parametrize("words", ["单晓", "shanxiao", "SXH", "0007", "1234"])
def test_a_member_is_found_by_name_pinyin_initials_number_and_end_of_phone(
    client, clerk, member, county, words
):
    make_membership(county, "丁川", number="0008", pinyin="dingchuan", initials="dc")
    shown = page(client, LIST, q=words)
    assert "单晓禾" in shown and "丁川" not in shown


def test_phones_are_masked_and_their_end_is_no_way_in_for_others(client, sign_in, county, member):
    sign_in(county, Role.PROPOSAL_OFFICE)
    shown = page(client, LIST)
    assert "199****1234" in shown and "19900001234" not in shown
    assert "单晓禾" not in page(client, LIST, q="1234")


def test_the_list_is_in_printed_order(client, clerk, county, member):
    make_membership(county, "丁川", number="0008", strokes="02")
    give_office(make_membership(county, "魏末", strokes="17"), "chair", protocol_order=1)
    shown = page(client, LIST)
    assert shown.index("魏末") < shown.index("丁川") < shown.index("单晓禾")


def test_filters_by_what_holds_today(client, clerk, county, member):
    farmer = make_membership(county, "丁川", sector="农业界")
    committee = Committee.objects.get(term=farmer.term, name="经济委员会")
    Affiliation.objects.create(membership=farmer, kind="committee", committee=committee, during=farmer.during)
    give_office(farmer, "standing")
    farming = Sector.objects.get(term=farmer.term, name="农业界")
    for query in ({"sector": farming.pk}, {"committee": committee.pk}, {"office": "standing"}):
        shown = page(client, LIST, **query)
        assert "丁川" in shown and "单晓禾" not in shown, query
    shown = page(client, LIST, committee="none")
    assert "单晓禾" in shown and "丁川" not in shown


def test_neighbours_see_nothing_and_find_nothing(client, sign_in, tree, member):
    sign_in(tree.other_county, Role.OPERATOR)
    assert "单晓禾" not in page(client, LIST)
    for name in ("change", "status", "move", "leave", "office", "end_office", "personal_file", "reveal"):
        assert client.get(url(f"membership_{name}", member.pk)).status_code == 404, name
    assert client.get(url("person_change", member.person_id)).status_code == 404


def test_the_organisation_above_reads_the_public_part_and_changes_nothing(client, sign_in, tree, member):
    sign_in(tree.city, Role.OVERSEER)
    shown = page(client, LIST)
    assert "单晓禾" in shown and "19900001234" not in shown
    assert client.get(url("membership_change", member.pk)).status_code == 200
    for name in ("status", "move", "reveal"):
        assert client.get(url(f"membership_{name}", member.pk)).status_code == 403, name


@pytest.mark.parametrize("role", [Role.PROPOSAL_OFFICE, Role.COMMITTEE_OFFICE, Role.RESEARCH_OFFICE])
def test_other_offices_read_and_do_not_act(client, sign_in, county, member, role):
    sign_in(county, role)
    assert client.get(url("membership_change", member.pk)).status_code == 200
    for name in ("status", "move", "office", "end_office", "personal_file", "reveal"):
        assert client.get(url(f"membership_{name}", member.pk)).status_code == 403, name
    assert client.get(url("membership_appoint")).status_code == 403
    assert client.get(url("person_changelist")).status_code == 404
    assert client.get(url("changerequest_changelist")).status_code == 404


def test_a_change_of_status_names_its_consequence_and_is_carried_out(client, clerk, member):
    address = url("membership_status", member.pk)
    assert "自生效之日起终止任职、所属、职务和委员账号的权限，不能撤回" in page(client, address)
    response = client.post(address, DECISION | {"step": "resigned"}, follow=True)
    assert "已登记单晓禾的状态变动。" in response.content.decode()
    assert Membership.objects.get().state == "resigned"
    assert StatusChange.objects.get().meeting == "第十次常委会会议"
    shown = page(client, url("membership_change", member.pk))
    assert "第十次常委会会议" in shown and "辞去" in shown


def test_the_paper_behind_a_decision_is_kept_and_read_by_the_house_only(
    client, clerk, sign_in, county, tree, member
):
    paper = SimpleUploadedFile("决定.txt", "同意辞去".encode())
    client.post(url("membership_status", member.pk), DECISION | {"step": "resigned", "file": paper})
    attachment = Attachment.objects.get()
    address = reverse("documents:download", args=[attachment.pk])
    assert address in page(client, url("membership_change", member.pk))
    opened = client.get(address)
    assert opened.getvalue().decode() == "同意辞去"
    for organization, role in ((county, Role.MEMBER), (tree.other_county, Role.OPERATOR)):
        sign_in(organization, role)
        assert client.get(address).status_code == 404


def test_a_file_that_is_none_stops_the_whole_change(client, clerk, member):
    paper = SimpleUploadedFile("决定.pdf", b"MZ not a pdf")
    data = DECISION | {"step": "resigned", "file": paper}
    assert client.post(url("membership_status", member.pk), data).status_code == 200
    assert Membership.objects.get().state == "serving"
    assert not StatusChange.objects.exists()


def test_opening_a_personal_file_is_on_record(client, clerk, member):
    page(client, url("person_change", member.person_id))
    entry = AuditEntry.objects.get(act="查看人员档案")
    assert entry.object_id == str(member.person_id)


def test_a_refused_change_is_told_in_the_form_and_nothing_is_written(client, clerk, member):
    address = url("membership_status", member.pk)
    shown = client.post(
        address, DECISION | {"step": "resigned", "effective_on": "2021-01-01"}
    ).content.decode()
    assert "生效日期须晚于任职开始日期" in shown
    shown = client.post(address, {"step": "resigned"}).content.decode()
    assert shown.count("此项必填。") == 4
    assert client.post(address, DECISION | {"step": "restored"}).status_code == 200
    assert Membership.objects.get().state == "serving"


def test_a_member_is_moved_appointed_to_office_and_relieved(client, clerk, member):
    farming = Sector.objects.get(term=member.term, name="农业界")
    moved = {"place": f"sector:{farming.pk}", "slot": "1", "on": "2024-03-01", "reason": "转岗"}
    assert client.post(url("membership_move", member.pk), moved).status_code == 302
    given = {"title": "standing", "protocol_order": "20", "starts_on": "2024-03-01", "reason": "选举"}
    assert client.post(url("membership_office", member.pk), given).status_code == 302
    office = Office.objects.get()
    ended = {"office": str(office.pk), "on": "2025-03-01", "reason": "请辞"}
    client.post(url("membership_end_office", member.pk), ended)
    assert [str(row) for row in member.affiliations.order_by("during")] == ["教育界", "农业界"]
    office.refresh_from_db()
    assert office.during.upper == dt.date(2025, 3, 1)


def test_a_unit_of_another_house_cannot_be_chosen(client, clerk, member, tree):
    foreign = Sector.objects.filter(term__organization=tree.other_county).first()
    moved = {"place": f"sector:{foreign.pk}", "slot": "1", "on": "2024-03-01", "reason": "转岗"}
    shown = client.post(url("membership_move", member.pk), moved).content.decode()
    assert "请从列表中选择。" in shown
    assert Affiliation.objects.count() == 1


def test_a_phone_number_is_shown_in_full_only_with_a_reason_on_record(client, clerk, member):
    address = url("membership_reveal", member.pk)
    assert "19900001234" not in page(client, address)
    assert "19900001234" not in client.post(address, {"field": "phone", "reason": ""}).content.decode()
    shown = client.post(address, {"field": "phone", "reason": "通知会议"})
    assert "19900001234" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert AuditEntry.objects.get(act="查看手机号").reason == "通知会议"


def test_a_new_member_is_entered_with_places_and_decision(client, clerk, county):
    education = Sector.objects.get(term__organization=county, name="教育界")
    data = DECISION | {
        "kind": "co_opt", "name": "宁未央", "gender": "female", "phone": "19900000002",
        "place_sector": f"sector:{education.pk}", "place_party": "party:民进会员",
    }  # fmt: skip
    assert client.post(url("membership_appoint"), data).status_code == 302
    membership = Membership.objects.get()
    assert (membership.number, membership.person.pinyin) == ("0001", "ningweiyang")
    assert {str(row) for row in membership.affiliations.all()} == {"教育界", "民进会员"}
    shown = client.post(url("membership_appoint"), data | {"identity_number": "123"}).content.decode()
    assert "身份证号应为 18 位数字" in shown
    assert Person.objects.count() == 1


def test_the_personal_file_never_shows_the_identity_number(client, clerk, member):
    address = url("person_change", member.person_id)
    form = {"name": "单晓和", "new_identity_number": "110101199003070134", "phone": "19900001234"}
    assert client.post(address, form).status_code == 302
    person = Person.objects.get()
    assert person.initials == "sxh" and person.name == "单晓和" and person.identity_index
    shown = page(client, address)
    assert "已登记（加密保存）" in shown and "110101199003070134" not in shown


def test_the_queue_of_corrections_is_answered(client, clerk, member, county):
    request = ChangeRequest.objects.create(person=member.person, field="employer", value="第一中学")
    assert "工作单位" in page(client, url("changerequest_changelist"))
    address = url("changerequest_change", request.pk)
    assert "第一中学" in page(client, address)
    shown = client.post(address, {"decline": "1", "answer": ""}).content.decode()
    assert "不采纳更正须写明理由" in shown
    assert client.post(address, {"adopt": "1"}).status_code == 302
    assert Person.objects.get().employer == "第一中学"


def test_grouping_is_checked_group_by_group(client, clerk, county):
    make_members(county, 12)
    left = make_membership(county, "未编者")
    shown = page(client, url("membership_grouping"))
    assert "2 个学习组共 12 人，委员总数 13 人：未编入 1 人，重复编入 0 人。" in shown
    assert "未编者" in shown
    Affiliation.objects.filter(membership=left).delete()
    book = client.get(url("membership_grouping"), {"book": 1})
    sheets = openpyxl.load_workbook(io.BytesIO(book.content))
    assert sheets.sheetnames == ["学习组", "工作组"]
    assert AuditEntry.objects.filter(act="导出编组核对").count() == 1


def test_everyone_but_the_chairs_sits_in_a_committee(client, clerk, county):
    make_members(county, 12)
    assert "除主席会议成员外，12 名委员均已编入专委会。" in page(client, url("membership_everyone_in"))
    make_membership(county, "未入委者", number="0099")
    shown = page(client, url("membership_everyone_in"))
    assert "尚有 1 人未编入专委会" in shown and "未入委者" in shown
    assert client.get(url("membership_everyone_in"), {"book": 1}).content[:2] == b"PK"


def test_members_are_counted_by_sector_committee_and_party(client, clerk, county):
    make_members(county, 12)
    shown = page(client, url("membership_statistics"))
    assert "委员共 12 人" in shown
    for title in ("按界别", "按专委会", "按党派", "经济委员会", "教育界"):
        assert title in shown
    assert client.get(url("membership_statistics"), {"book": 1}).content[:2] == b"PK"


def test_the_list_is_exported_as_it_is_filtered(client, clerk, county, member):
    make_membership(county, "丁川", sector="农业界")
    response = client.get(url("membership_export"), {"q": "shan"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    text = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "单晓禾" in text and "丁川" not in text
    assert "attachment" in response.headers["Content-Disposition"]


def test_slips_open_the_missing_accounts_and_are_shown_once(client, clerk, county, member):
    response = client.post(LIST, {"action": "slips", "_selected_action": [member.pk]})
    assert response.status_code == 200
    member.person.refresh_from_db()
    assert member.person.user.username == "19900001234"
    assert member.person.user.grants.get().role == Role.MEMBER


def test_no_slips_at_all_when_one_phone_is_missing(client, clerk, county, member):
    other = make_membership(county, "丁川")
    response = client.post(LIST, {"action": "slips", "_selected_action": [member.pk, other.pk]}, follow=True)
    assert "丁川没有登记手机号，请先补登" in response.content.decode()
    assert not Person.objects.exclude(user=None).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(client, clerk, county, count, django_assert_num_queries):
    for _ in range(count):
        give_office(make_membership(county, sector="教育界"), "standing")
    client.get(LIST)
    with django_assert_num_queries(20):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_reports_do_not_grow(client, clerk, county, count, django_assert_num_queries):
    for _ in range(count):
        make_membership(county, sector="教育界", user=make_user(county))
    client.get(LIST)
    with django_assert_num_queries(13):
        client.get(url("membership_grouping"))
    with django_assert_num_queries(14):
        client.get(url("membership_statistics"))


def decided_on(day):
    return services.Decision(
        reason="工作需要",
        body="chairpersons",
        meeting="第三次主席会议",
        decided_on=day,
        effective_on=day,
    )


def test_a_term_ends_for_everybody_by_one_decision(client, clerk, county, tree, member):
    suspended = make_membership(county, "丁川")
    services.change_status(
        by=make_actor(county, Role.OPERATOR),
        membership=suspended,
        step="suspended",
        decision=decided_on(dt.date(2023, 1, 1)),
    )
    elsewhere = make_membership(tree.other_county, "邻县委员")
    term = county.terms.get()
    address = url("membership_expire")
    assert f"{term}（2 人）" in page(client, address)

    unsure = client.post(address, DECISION | {"term": term.pk}).content.decode()
    assert "请核对后勾选。" in unsure
    assert not Membership.objects.filter(state="expired").exists()

    done = client.post(address, DECISION | {"term": term.pk, "sure": "on"}, follow=True)
    assert "已登记届满离任。" in done.content.decode()
    states = dict(Membership.objects.values_list("person__name", "state"))
    assert states == {"单晓禾": "expired", "丁川": "expired", "邻县委员": "serving"}
    assert set(StatusChange.objects.filter(kind="expired").values_list("meeting", flat=True)) == {
        "第十次常委会会议"
    }
    elsewhere.refresh_from_db()
    assert elsewhere.during.upper == county.terms.get().during.upper


def test_a_term_that_cannot_end_for_one_ends_for_nobody_and_the_one_is_named(client, clerk, county, member):
    late = make_membership(county, "丁川")
    services.change_status(
        by=make_actor(county, Role.OPERATOR),
        membership=late,
        step="suspended",
        decision=decided_on(dt.date(2024, 6, 1)),
    )
    term = county.terms.get()

    answer = client.post(url("membership_expire"), DECISION | {"term": term.pk, "sure": "on"})

    assert "丁川：此前的变动（暂停履职）自2024年6月1日起生效" in answer.content.decode()
    assert not Membership.objects.filter(state="expired").exists()


def test_a_place_is_left_without_another_and_the_sector_never(client, clerk, county, member):
    committee = Committee.objects.get(term=member.term, name="经济委员会")
    place = Affiliation.objects.create(
        membership=member, kind="committee", committee=committee, during=member.during
    )
    address = url("membership_leave", member.pk)
    shown = page(client, address)
    assert "专委会：经济委" in shown and "界别：" not in shown

    given = {"affiliation": place.pk, "on": "2026-03-02", "reason": "工作调整"}
    done = client.post(address, given, follow=True).content.decode()

    assert "已登记单晓禾退出所属。" in done
    place.refresh_from_db()
    assert place.during.upper == dt.date(2026, 3, 2)
    assert AuditEntry.objects.get(act="退出所属").reason == "工作调整"
    wrong = client.post(address, given | {"affiliation": 0}).content.decode()
    assert "请从列表中选择。" in wrong
