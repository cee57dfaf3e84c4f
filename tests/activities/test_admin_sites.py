"""Staff pages of sites, what recurs and targets; the phone pages of hosts and studios.

covers S024
covers S025
covers S143
covers S159
covers S163
covers S170
"""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.choices import Role
from activities.models import (
    CadenceRule,
    Checklist,
    Occurrence,
    ReceptionDay,
    Site,
    SiteKind,
    TargetSet,
    TownTask,
)
from activities.services.cadence import make_occurrences
from activities.services.targets import load_examples
from core.clock import today
from notices.models import Message
from organizations.models import Group
from tests.activities.site_ground import activity_kind, make_rule, make_sites
from tests.activities.speech_ground import make_member
from tests.appraisals.ground import kind


@pytest.fixture
def staff(county, sign_in):
    return sign_in(county, Role.OPERATOR)


@pytest.fixture
def host(county):
    return make_member(county, "江予白")


def page(client, name, *args, **query):
    response = client.get(reverse(f"admin:activities_{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_rule_reads_as_a_sentence_while_it_is_typed(client, county, staff):
    sites = make_sites(county, 8)
    typed = {"name": "活动日", "kind": activity_kind().pk, "frequency": "monthly", "on_holiday": "keep",
             "starts_on": "2026-01-01", "sites": [one.pk for one in sites]}  # fmt: skip
    address = reverse("admin:activities_cadencerule_sentence")
    assert client.post(address, typed).content.decode() == "每月：请填写几日。"
    said = client.post(address, typed | {"day_of_month": "21", "ends_on": "2026-01-31"}).content.decode()
    assert said == "每月21日，8 个委员工作室。最近三次：已过截止日期。"
    assert client.post(address, {}).content.decode() == "请填写“频次”。"
    assert client.post(address, typed | {"frequency": "weekly"}).content.decode() == "每周：请选择星期几。"


def test_a_rule_is_added_and_listed_as_a_sentence(client, county, staff):
    sites = make_sites(county, 8)
    data = {
        "name": "委员工作室活动日", "kind": activity_kind().pk, "enabled": "on", "frequency": "monthly", "day_of_month": "21",
        "on_holiday": "keep", "from_time": "09:00", "to_time": "11:30", "starts_on": "2026-01-01", "function": "duty",
        "sites": [one.pk for one in sites], "organiser": staff.pk, "create_days": "30", "remind_days": "5",
    }  # fmt: skip
    response = client.post(reverse("admin:activities_cadencerule_add"), data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert CadenceRule.objects.get().sites.count() == 8
    assert "每月21日，8 个委员工作室" in page(client, "cadencerule_changelist")
    wrong = client.post(
        reverse("admin:activities_cadencerule_add"), data | {"name": "另一个", "day_of_month": ""}
    )
    assert "请按频次填写星期几、几日或第几个月" in wrong.content.decode()


def test_the_missed_are_listed_and_explained(client, county, staff):
    rule = make_rule(county, "daily", create_days=0)
    make_occurrences(rule_id=rule.pk, day=today() - dt.timedelta(days=3))
    one = Occurrence.objects.get()
    assert rule.name in page(client, "occurrence_changelist")
    client.post(reverse("admin:activities_occurrence_change", args=[one.pk]), {"reason": "防汛值守"})
    assert "防汛值守" in page(client, "occurrence_changelist")


def test_the_desk_of_a_site_ticks_the_checklist(client, county, staff, operator):
    kind("proposal")
    activity_kind()
    load_examples(by=operator)
    (site,) = make_sites(county, 1, kind="协商议事厅")
    items = list(Checklist.objects.get(name="六有").items.all())
    data = {f"met-{items[0].pk}": "on", f"evidence-{items[0].pk}": "照片", f"met-{items[1].pk}": "on"}
    client.post(reverse("admin:activities_site_desk", args=[site.pk]), data)
    text = page(client, "site_desk", site.pk)
    assert "达标 <strong>2/6</strong>" in text and "统一标识" in text and "照片" in text
    client.post(reverse("admin:activities_site_desk", args=[site.pk]), {f"met-{items[1].pk}": "on"})
    assert "达标 <strong>1/6</strong>" in page(client, "site_desk", site.pk)


def test_the_overview_names_what_has_none(client, county, staff):
    make_sites(county, 2)
    Site.objects.filter(name__startswith="第2镇").update(state="building")
    SiteKind.objects.update(wanted=8, yearly_activities=12)
    text = page(client, "site_overview")
    assert "界别 3 个，尚无运行场所的 3 个：教育界、农业界、医药卫生界" in text
    assert "镇街 2 个，尚无运行场所的 1 个：第2镇" in text
    assert "每家至少 12 次；第1镇委员工作室（0 次）" in text
    content = client.get(reverse("admin:activities_site_sheet"))
    assert b"".join(content.streaming_content)[:2] == b"PK"


def test_the_organisation_above_sees_counts_below(client, tree, sign_in):
    make_sites(tree.county, 3)
    sign_in(tree.city, Role.OVERSEER)
    text = page(client, "site_overview")
    assert "丙县政协" in text and "3 个" in text


def test_targets_show_what_each_group_lacks(client, county, staff, operator):
    kind("proposal")
    activity_kind()
    load_examples(by=operator)
    Group.objects.create(term=county.terms.get(), kind="sector_group", name="教育界活动组")
    row = TargetSet.objects.get(name="六个一")
    text = page(client, "targetset_progress", row.pk, day="2026-11-22")
    assert (
        "2026年：1 个编组中 0 个全部完成" in text
        and "教育界活动组" in text
        and "差 1" in text
        and "0/6" in text
    )
    sheet = client.get(reverse("admin:activities_targetset_sheet", args=[row.pk]))
    assert b"".join(sheet.streaming_content)[:2] == b"PK"


def test_reference_sets_are_loaded_by_a_button(client, county, staff):
    kind("proposal")
    activity_kind()
    client.post(reverse("admin:activities_targetset_examples"))
    assert set(TargetSet.objects.values_list("name", flat=True)) == {"六个一", "双五一个"}
    assert {"委员工作室", "协商议事厅", "界别之家"} <= set(SiteKind.objects.values_list("name", flat=True))


def test_members_are_not_measured_by_activities(client, county, staff):
    data = {
        "name": "双五一个", "subject": "member", "period": "year", "enabled": "on", "items-TOTAL_FORMS": "1",
        "items-INITIAL_FORMS": "0", "items-0-text": "参加调研", "items-0-activity_kind": activity_kind("research").pk,
        "items-0-wanted": "1", "items-0-position": "1",
    }  # fmt: skip
    response = client.post(reverse("admin:activities_targetset_add"), data)
    assert "考查对象为委员时，请按履职事项核对。" in response.content.decode()
    assert TargetSet.objects.count() == 0


def test_a_reception_day_from_roster_to_report(client, county, staff, host):
    (site,) = make_sites(county, 1)
    data = {
        "site": site.pk,
        "host": host.membership.pk,
        "day": str(today()),
        "from_time": "09:00",
        "to_time": "11:30",
        "topic": "停车",
    }
    client.post(reverse("admin:activities_receptionday_add"), data)
    row = ReceptionDay.objects.get()
    address = reverse("admin:activities_receptionday_change", args=[row.pk])
    assert "请填写来访人数" in client.post(address, {"act": "hold"}).content.decode()
    client.post(address, {"act": "hold", "visitors": "3", "text1": "路灯不亮", "answer1": "已联系街道"})
    assert "路灯不亮" in page(client, "receptionday_change", row.pk)
    client.post(address, {"act": "hand_on", "issue": str(row.issues.get().pk)})
    assert "已转社情民意信息" in page(client, "receptionday_change", row.pk)


def test_a_town_posts_a_task_and_the_studio_answers_on_the_phone(client, county, staff, host, sign_in):
    (site,) = make_sites(county, 1, lead=host.membership)
    data = {
        "town": site.town_id,
        "site": site.pk,
        "title": "停车难",
        "text": "老街停车难",
        "due_on": str(today()),
    }
    client.post(reverse("admin:activities_towntask_add"), data)
    task = TownTask.objects.get()
    assert Message.objects.filter(user=host.user, title="第1镇命题：停车难").exists()
    sign_in(county, user=host.user)
    address = reverse("activities:town_task", args=[task.pk])
    assert "停车难" in client.get(reverse("activities:sites")).content.decode()
    client.post(address, {"act": "take"})
    assert "请写明解题成果" in client.post(address, {"act": "answer", "answer": ""}).content.decode()
    client.post(address, {"act": "answer", "answer": "错时共享车位"})
    task.refresh_from_db()
    assert (task.state, task.answer) == ("answered", "错时共享车位")


def test_a_host_reports_on_the_phone(client, county, host, sign_in):
    (site,) = make_sites(county, 1)
    row = ReceptionDay.objects.create(organization=county, site=site, host=host.membership, day=today())
    sign_in(county, user=host.user)
    address = reverse("activities:reception", args=[row.pk])
    assert (
        "写了答复，请同时写明问题。"
        in client.post(address, {"visitors": "1", "answer1": "好"}).content.decode()
    )
    client.post(address, {"visitors": "2", "text1": "路灯不亮", "answer1": ""})
    row.refresh_from_db()
    assert (row.state, row.visitors) == ("held", 2)
    assert "来访 <strong>2</strong> 人" in client.get(address).content.decode()


def test_another_members_day_and_task_are_not_there(client, county, host, sign_in):
    (site,) = make_sites(county, 1, lead=host.membership)
    day = ReceptionDay.objects.create(organization=county, site=site, host=host.membership, day=today())
    task = TownTask.objects.create(
        organization=county, town=site.town, site=site, title="停车难", due_on=today()
    )
    sign_in(county, user=make_member(county, "林知远").user)
    assert client.get(reverse("activities:reception", args=[day.pk])).status_code == 404
    assert client.get(reverse("activities:town_task", args=[task.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_as_many_queries_for_three_rows_as_for_one(
    client, county, staff, host, django_assert_num_queries, count
):
    sites = make_sites(county, count, lead=host.membership)
    for n, site in enumerate(sites):
        make_rule(county, sites=[site])
        ReceptionDay.objects.create(
            organization=county, site=site, host=host.membership, day=today() - dt.timedelta(days=n)
        )
    for name in ("receptionday_changelist", "cadencerule_changelist", "site_changelist"):
        page(client, name)
        with django_assert_num_queries(11):
            page(client, name)
