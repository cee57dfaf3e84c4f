"""The workbench: planning, the page of one activity, the roster, the queues, figures."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.choices import Role
from activities import services
from activities.models import Activity, ActivityKind, LateEntry, LeaveRequest, Presence, RosterEntry
from activities.queries.kinds import kinds_of
from core.models import AuditEntry
from organizations.models import Committee, Sector
from tests.activities.ground import (
    entry_of,
    fresh,
    held,
    kind,
    make_member,
    planned,
    published,
    session,
    tick,
)
from tests.factories import make_membership

pytestmark = pytest.mark.django_db
LIST = "/admin/activities/activity/"


def page_of(activity) -> str:
    return f"{LIST}{activity.pk}/change/"


def roster_of(activity) -> str:
    return f"{LIST}{activity.pk}/roster/"


def filled(kind_code="committee_meeting", **changes) -> dict:
    """The form of planning with one sitting, as a browser sends it."""
    empty = {"title": "", "form": "whole", "scope": "", "place": "", "weight": "1"}
    rows = {f"form-{n}-{name}": value for n in range(2) for name, value in empty.items()}
    return {
        "kind": kind(kind_code).pk, "title": "农业农村工作座谈会", "place": "第一会议室", "everyone": "on",
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-MIN_NUM_FORMS": "0", "form-MAX_NUM_FORMS": "40",
        "save": "1", **rows, "form-0-day": "2027-03-05", "form-0-begins": "09:00", "form-0-ends": "11:30",
    } | changes  # fmt: skip


@pytest.fixture
def member(county):
    return make_member(county, "丁一", sector="农业界")


def test_planning_by_form(client, sign_in, county, member):
    sign_in(county, Role.OPERATOR)
    sector = Sector.objects.get(term=county.terms.get(), name="农业界")

    response = client.post(
        f"{LIST}add/", filled(everyone="", sectors=[sector.pk], host_other="县农业农村局", attending="no")
    )

    activity = Activity.objects.get()
    assert response.headers["Location"] == page_of(activity)
    assert activity.audience == {"sectors": [sector.pk]}
    assert (activity.must_attend, str(activity.organisers.get())) == (False, "县农业农村局")
    sitting = activity.sittings.get()
    assert (sitting.half, f"{sitting.day}") == ("morning", "2027-03-05")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "该字段是必填项"),
        ({"form-0-ends": "08:00"}, "结束时间应晚于开始时间"),
        ({"form-0-begins": ""}, "请填写"),
        ({"members": "没有此人"}, "找不到委员"),
    ],
)
def test_a_form_filled_wrong_says_where(client, sign_in, county, member, changes, sentence):
    sign_in(county, Role.OPERATOR)

    response = client.post(f"{LIST}add/", filled(**changes))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Activity.objects.exists()


def test_more_rows_are_offered(client, sign_in, county):
    sign_in(county, Role.OPERATOR)
    data = filled(more="1")
    del data["save"]

    page = client.post(f"{LIST}add/", data).content.decode()

    assert 'name="form-5-day"' in page
    assert not Activity.objects.exists()


def test_a_draft_is_changed_by_the_same_form(client, sign_in, operator, county, member):
    activity = planned(operator)
    sign_in(county, Role.OPERATOR)
    assert "农业农村工作座谈会" in client.get(f"{LIST}{activity.pk}/edit/").content.decode()

    client.post(f"{LIST}{activity.pk}/edit/", filled(title="教育工作座谈会"))

    assert fresh(activity).title == "教育工作座谈会"
    assert activity.sittings.count() == 1


def test_the_whole_life_by_buttons(client, sign_in, operator, county, member):
    activity = planned(operator, session(-1))
    maker, checker = sign_in(county, Role.OPERATOR), None

    def press(act, **more):
        return client.post(page_of(activity), {"act": act, **more}, follow=True).content.decode()

    assert "已送审" in press("submit")
    assert 'value="approve"' not in client.get(page_of(activity)).content.decode()
    checker = sign_in(county, Role.CHECKER)
    assert "已审批同意" in press("approve")
    sign_in(county, user=maker)
    assert "已发布，名单 1 人" in press("publish")
    assert "已开始" in press("begin")
    assert "已结算，记入 1 条" in press("settle")
    assert "重新结算须写明理由" in press("resettle")
    assert "作废 0 条，新记 0 条" in press("resettle", reason="核对")
    assert "已归档" in press("archive")
    assert fresh(activity).approved_by_id == checker.pk


def test_the_roster_ticks_and_corrects(client, sign_in, operator, checker, county, member):
    activity = held(operator, checker)
    entry = entry_of(activity, member)
    sitting = activity.sittings.get()
    sign_in(county, Role.OPERATOR)

    def do(act, **more):
        data = {"act": act, "entry": [entry.pk], "sitting": sitting.pk, **more}
        return client.post(roster_of(activity), data, follow=True).content.decode()

    assert "已登记 1 位委员签到" in do("tick")
    assert "已处理 1 位委员" in do("late")
    assert Presence.objects.get().late
    assert "须写明理由" in do("withdraw")
    assert "已撤销 1 位委员的签到" in do("withdraw", reason="同名")
    assert "提出补签，待另一人确认" in do("late_entry", reason="漏签")
    assert "请先勾选委员" in client.post(roster_of(activity), {"act": "tick"}, follow=True).content.decode()
    assert "请选择要办理的事项" in do("fly")
    sign_in(county, Role.CHECKER)
    late = LateEntry.objects.get()
    assert (
        "已确认补签"
        in client.post(
            f"/admin/activities/lateentry/{late.pk}/change/", {"confirm": "1"}, follow=True
        ).content.decode()
    )
    assert "补签" in client.get(roster_of(activity)).content.decode()


def test_entries_of_another_activity_are_not_touched(client, sign_in, operator, checker, county, member):
    one, other = held(operator, checker), held(operator, checker)
    sign_in(county, Role.OPERATOR)

    client.post(roster_of(one), {"act": "tick", "entry": [entry_of(other, member).pk]})

    assert not Presence.objects.exists()


def test_somebody_is_added_or_walks_in(client, sign_in, operator, checker, county, member):
    late = make_membership(county, "王二", number="0777")
    guest = make_membership(county, "来宾")
    activity = held(operator, checker, audience={"members": [member.pk]})
    sign_in(county, Role.OPERATOR)
    address = f"{roster_of(activity)}add/"

    assert (
        "已列入名单"
        in client.post(
            address, {"member": "0777", "reason": "汇报人", "add": "1"}, follow=True
        ).content.decode()
    )
    client.post(address, {"member": "来宾", "walk_in": "1"})
    assert (
        "找不到委员" in client.post(address, {"member": "无名氏", "reason": "x", "add": "1"}).content.decode()
    )

    found = dict(RosterEntry.objects.values_list("membership_id", "source"))
    assert found == {member.pk: "audience", late.pk: "added", guest.pk: "walk_in"}


def test_leave_for_a_member_and_its_queue(client, sign_in, operator, checker, county, member):
    activity = published(operator, checker)
    entry = entry_of(activity, member)
    sign_in(county, Role.OPERATOR)
    client.post(f"{LIST}{activity.pk}/leave/{entry.pk}/", {"reason_kind": "sick", "reason": "住院"})
    leave = LeaveRequest.objects.get()
    assert leave.by_staff
    address = f"/admin/activities/leaverequest/{leave.pk}/change/"
    page = client.get(address).content.decode()
    assert "撤回申请" in page and 'name="approve"' not in page

    sign_in(county, Role.OPERATOR)
    assert "须写明理由" in client.post(address, {"refuse": "1"}, follow=True).content.decode()
    assert "已同意请假" in client.post(address, {"approve": "1"}, follow=True).content.decode()
    leave.refresh_from_db()
    assert leave.state == "approved"
    assert "同意" in client.get("/admin/activities/leaverequest/?state__exact=approved").content.decode()


def test_a_new_time_by_form(client, sign_in, operator, checker, county, member):
    activity = published(operator, checker)
    pk = activity.sittings.get().pk
    sign_in(county, Role.OPERATOR)
    data = {
        f"s{pk}-starts_at": "2030-05-06T14:00",
        f"s{pk}-ends_at": "2030-05-06T17:00",
        "reason": "场地冲突",
    }

    response = client.post(f"{LIST}{activity.pk}/reschedule/", data, follow=True)

    assert "已改期" in response.content.decode()
    assert f"{activity.sittings.get().day}" == "2030-05-06"


def test_materials_and_outcome(client, sign_in, operator, checker, county, member):
    activity = held(operator, checker)
    sign_in(county, Role.OPERATOR)
    paper = SimpleUploadedFile("议程.pdf", b"%PDF-1.4 agenda")
    assert (
        "议程.pdf"
        in client.post(page_of(activity), {"attach": "1", "file": paper}, follow=True).content.decode()
    )

    client.post(page_of(activity), {"outcome": "1", "summary": "形成三条共识", "beneficiaries": "120"})

    assert (fresh(activity).summary, fresh(activity).beneficiaries) == ("形成三条共识", 120)


def test_the_sign_in_book(client, sign_in, operator, checker, county, member):
    make_member(county, "王二")
    activity = held(operator, checker, session(-2), session(-1))
    tick(operator, activity, member)
    sign_in(county, Role.OPERATOR)

    response = client.get(f"{LIST}{activity.pk}/sheet/")

    book = load_workbook(io.BytesIO(response.getvalue() if not response.streaming else b"".join(response)))
    assert len(book.sheetnames) == 3
    cells = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    row = next(one for one in cells if "丁一" in one)
    assert (row[4], row[7]) == ("农业界", "出席")
    assert AuditEntry.objects.filter(act="导出考勤表").count() == 1


def test_figures_page_and_book(client, sign_in, operator, checker, county, member):
    activity = held(operator, checker)
    tick(operator, activity, member)
    services.settle(by=operator, activity=activity)
    sign_in(county, Role.CHECKER)
    asked = "?by=sector&start=2020-01-01&end=2040-12-31&kind=committee_meeting"

    page = client.get(f"{LIST}figures/{asked}").content.decode()

    assert "农业界" in page and "100.0%" in page and "没有整次缺席" in page
    response = client.get(f"{LIST}figures/{asked}&file=1")
    book = load_workbook(io.BytesIO(response.getvalue() if not response.streaming else b"".join(response)))
    assert [cell.value for cell in book.active[4]][:2] == ["界别", "应到"]
    assert (
        "截止日期不能早于" in client.get(f"{LIST}figures/?start=2026-05-01&end=2026-01-01").content.decode()
    )


def test_a_system_kind_is_copied_and_then_changed(client, sign_in, county):
    sign_in(county, Role.OPERATOR)
    system = kind("plenary")
    address = f"/admin/activities/activitykind/{system.pk}/change/"
    page = client.get(address)
    data = {name: value for name, value in page.context["form"].initial.items() if value is not None}

    client.post(address, data | {"leave_notice_days": "5", "must_attend": "on", "enabled": "on"})

    own = ActivityKind.objects.get(organization=county)
    assert (own.code, own.leave_notice_days, kind("plenary").leave_notice_days) == ("plenary", 5, 3)
    listed = client.get("/admin/activities/activitykind/").content.decode()
    assert "提前 5 天，秘书长批准" in listed
    assert list(kinds_of(county.pk).filter(code="plenary")) == [own]


def test_a_neighbour_finds_nothing(client, sign_in, operator, checker, tree, county, member):
    activity = held(operator, checker)
    sign_in(tree.other_county, Role.OPERATOR)

    for address in (page_of(activity), roster_of(activity), f"{LIST}{activity.pk}/sheet/"):
        assert client.get(address).status_code == 404
    assert "农业农村" not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("role", "page", "roster"),
    [
        (Role.OPERATOR, 200, 200),
        (Role.CHECKER, 200, 200),
        (Role.RESEARCH_OFFICE, 200, 404),
        (Role.PROPOSAL_OFFICE, 200, 404),
        (Role.COMMITTEE_OFFICE, 404, 404),
    ],
)
def test_who_reads_what_of_a_published_activity(
    client, sign_in, operator, checker, county, member, role, page, roster
):
    activity = published(operator, checker)
    sign_in(county, role)

    assert client.get(page_of(activity)).status_code == page
    assert client.get(roster_of(activity)).status_code == roster


def test_an_office_reads_what_its_committee_organises(client, sign_in, operator, checker, county, member):
    mine = Committee.objects.filter(term=county.terms.get()).order_by("id").first()
    activity = published(operator, checker, hosts=[services.Host(committee=mine)])
    sign_in(county, Role.COMMITTEE_OFFICE)

    assert client.get(page_of(activity)).status_code == 200
    assert client.get(roster_of(activity)).status_code == 200


def test_the_organisation_above_reads_what_is_published(
    client, sign_in, operator, checker, tree, county, member
):
    draft, told = planned(operator, title="未发布的"), published(operator, checker, title="已发布的")
    sign_in(tree.city, Role.OVERSEER)

    listed = client.get(LIST).content.decode()

    assert "已发布的" in listed and "未发布的" not in listed
    assert client.get(page_of(told)).status_code == 200
    assert client.get(page_of(draft)).status_code == 404
    assert client.get(roster_of(told)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    client, sign_in, operator, checker, county, member, count
):
    for number in range(count):
        published(operator, checker, title=f"活动{number}", hosts=[services.Host(other="某局")])
    sign_in(county, Role.OPERATOR)
    client.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)

    assert len(queries) == LISTING


@pytest.mark.parametrize("count", [1, 30])
def test_the_roster_opens_in_twelve_queries(client, sign_in, operator, checker, county, count):
    for number in range(count):
        make_member(county, f"委员{number}", user=False)
    activity = held(operator, checker)
    services.tick(
        by=operator,
        sitting=activity.sittings.get(),
        entries=list(activity.entries.select_related("membership")),
    )
    sign_in(county, Role.OPERATOR)
    client.get(roster_of(activity))

    with CaptureQueriesContext(connection) as queries:
        client.get(roster_of(activity))

    assert len(queries) <= 12


LISTING = 11


def test_members_have_no_workbench(client, sign_in, operator, checker, county, member):
    activity = published(operator, checker)
    client.force_login(member.person.user)
    assert client.get(page_of(activity)).status_code in (302, 403, 404)


def test_the_list_is_narrowed_by_state_and_family(client, sign_in, operator, checker, county, member):
    published(operator, checker, title="已发布的会议")
    planned(operator, title="还在拟办的调研", code="research")
    sign_in(county, Role.OPERATOR)

    research = client.get(f"{LIST}?kind__family__exact=research").content.decode()
    told = client.get(f"{LIST}?state__exact=published").content.decode()

    assert "还在拟办的调研" in research and "已发布的会议" not in research
    assert "已发布的会议" in told and "还在拟办的调研" not in told


def test_the_first_page_says_what_waits(client, sign_in, operator, checker, county, member):
    held(operator, checker)
    sign_in(county, Role.OPERATOR)

    assert "待结算的会议活动" in client.get("/admin/").content.decode()
