"""Checklists with evidence, reception days and their fact, problems handed on, tasks of towns, coverage and figures.

covers S025
covers S144
covers S146
covers S149
covers S159
covers S160
covers S161
covers S163
covers S167
covers S170
covers S172
covers S173
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.choices import Role
from activities import site_facts, site_queries
from activities.choices import ActivityState
from activities.models import (
    Activity,
    Checklist,
    ChecklistItem,
    Deed,
    ReceptionDay,
    ReceptionIssue,
    SiteActivity,
    SiteKind,
    SiteTick,
    TownTask,
)
from activities.services import sites
from core.clock import SHANGHAI, today
from core.models import AuditEntry
from core.workflow import Refused
from documents.models import Handoff
from documents.services.handoffs import decline
from duties.models import DutyRecord
from notices.models import Message
from organizations.models import Sector
from tests.activities.site_ground import activity_kind, make_sites
from tests.activities.speech_ground import make_member
from tests.factories import make_actor


@pytest.fixture
def host(county):
    return make_member(county, "江予白")


@pytest.fixture
def site(county, host):
    return make_sites(county, 1, lead=host.membership)[0]


@pytest.fixture
def six(county, site):
    """六有."""
    row = Checklist.objects.create(organization=county, name="六有")
    row.kinds.add(site.kind)
    words = ("统一标识", "场所设施", "专人负责", "制度台账", "线上平台", "活动安排")
    return [
        ChecklistItem.objects.create(checklist=row, text=text, position=n) for n, text in enumerate(words)
    ]


@pytest.fixture
def reception(county, site, host):
    return ReceptionDay.objects.create(organization=county, site=site, host=host.membership, day=today())


def hold(reception, host, **values):
    values = {"visitors": 4, "issues": [("路灯不亮", "已联系街道"), ("", ""), ("停车难", "")]} | values
    return sites.hold_reception(by=host.actor, reception=reception, **values)


def test_a_site_ticks_each_item_with_evidence_and_may_lose_it_again(site, six, operator):
    for item in six[:4]:
        sites.tick(by=operator, site=site, item=item, met=True, evidence="照片 3 张")
    sites.tick(by=operator, site=site, item=six[0], met=False, evidence="标识破损")

    (found,) = site_queries.checklist_of(site)
    assert (found["met"], len(found["rows"])) == (3, 6)
    assert SiteTick.objects.count() == 4
    acts = AuditEntry.objects.filter(act="核对建设标准").order_by("seq")
    assert acts.last().after == {"met": False, "evidence": "标识破损"}


def test_an_item_of_another_kind_of_site_is_refused(county, six, operator):
    (hall,) = make_sites(county, 1, kind="协商议事厅")
    with pytest.raises(Refused, match="“六有”不适用于这类场所"):
        sites.tick(by=operator, site=hall, item=six[0], met=True)
    with pytest.raises(ValidationError, match="查看日期不能晚于今天"):
        sites.tick(by=operator, site=six[0].checklist.kinds.get().sites.first(), item=six[0], met=True,
                   looked_on=today() + dt.timedelta(days=1))  # fmt: skip


@pytest.mark.parametrize("role", [Role.CHECKER, Role.LEADER, Role.MEMBER, Role.RESEARCH_OFFICE])
def test_others_do_not_tick(county, site, six, role, neighbour):
    for by in (make_actor(county, role), neighbour):
        with pytest.raises(Refused):
            sites.tick(by=by, site=site, item=six[0], met=True)


def test_the_host_reports_the_day_and_earns_the_fact(reception, host):
    hold(reception, host)
    assert (reception.state, reception.visitors) == ("held", 4)
    issues = reception.issues.values_list("text", "answer")
    assert list(issues) == [("路灯不亮", "已联系街道"), ("停车难", "")]
    record = DutyRecord.objects.get()
    assert (record.kind.code, record.bearer.membership, record.matter_title) == (
        "reception_day", host.membership, "第1镇委员工作室接待群众4人",
    )  # fmt: skip


def test_a_day_to_come_or_reported_twice_is_refused(reception, host):
    ReceptionDay.objects.filter(pk=reception.pk).update(day=today() + dt.timedelta(days=1))
    reception.refresh_from_db()
    with pytest.raises(Refused, match="接待日还没有到"):
        hold(reception, host)
    ReceptionDay.objects.filter(pk=reception.pk).update(day=today())
    reception.refresh_from_db()
    hold(reception, host)
    with pytest.raises(Refused):
        hold(reception, host)
    with pytest.raises(ValidationError):
        hold(reception, host, visitors=-1)
    assert DutyRecord.objects.count() == 1


def test_a_correction_voids_the_fact_and_keeps_what_was_handed_on(reception, host, operator):
    hold(reception, host)
    sites.hand_issue_on(by=operator, issue=reception.issues.first())
    sites.correct_reception(by=operator, reception=reception, reason="人数登记有误")
    assert [one.text for one in reception.issues.all()] == ["路灯不亮"]
    assert DutyRecord.objects.get().void_reason == "人数登记有误"
    hold(reception, host, visitors=5)
    assert DutyRecord.objects.filter(voided_at=None).count() == 1


def test_the_ledger_says_what_the_days_imply(county, reception, host):
    assert list(site_facts.expected(county)) == []
    hold(reception, host)
    (fact,) = site_facts.expected(county)
    assert fact.source_key == DutyRecord.objects.get().source_key


def test_a_problem_becomes_an_offer_to_the_office_of_reports_once(county, reception, host, operator):
    hold(reception, host)
    issue = reception.issues.select_related("reception__site").first()
    sites.hand_issue_on(by=operator, issue=issue)
    offered = Handoff.objects.get()
    assert (offered.target_kind, offered.title, offered.authors) == (
        "report",
        "路灯不亮",
        [host.membership.pk],
    )
    with pytest.raises(Refused, match="这个问题已经转交"):
        sites.hand_issue_on(by=operator, issue=issue)
    decline(offered, by=make_actor(county, Role.RESEARCH_OFFICE), reason="已有同类信息")
    assert ReceptionIssue.objects.get(pk=issue.pk).handed_on is False


def test_one_host_stands_once_a_day_at_a_site(reception):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceptionDay.objects.create(
            organization=reception.organization, site=reception.site, host=reception.host, day=reception.day
        )


def test_a_town_asks_and_the_studio_answers(county, site, host, operator):
    task = TownTask.objects.create(
        organization=county, town=site.town, site=site, title="停车难", due_on=today()
    )
    assert sites.tell_task(by=operator, task=task) == 1
    assert Message.objects.get(user=host.user).title == "第1镇命题：停车难"
    sites.move_task(by=host.actor, task=task, step="take")
    with pytest.raises(ValidationError, match="请写明解题成果"):
        sites.answer_task(by=host.actor, task=task, answer=" ")
    sites.answer_task(by=host.actor, task=task, answer="错时共享停车位 40 个")
    sites.move_task(by=operator, task=task, step="send_back", reason="补充协议")
    sites.answer_task(by=host.actor, task=task, answer="错时共享停车位 40 个，协议已签")
    sites.move_task(by=operator, task=task, step="accept")
    task.refresh_from_db()
    assert (task.state, task.answered_on, task.answer[-4:]) == ("done", today(), "协议已签")


def test_which_sector_and_town_have_none(county, operator, django_assert_num_queries):
    one, two, closed = make_sites(county, 3)
    sectors = {row.name: row for row in Sector.objects.filter(term__organization=county)}
    one.sector, closed.sector, closed.state = sectors["教育界"], sectors["农业界"], "closed"
    one.save()
    closed.save()
    with django_assert_num_queries(4):
        found = site_queries.coverage(county.pk, today())
    assert (found.sectors, found.sectors_without) == (3, ["农业界", "医药卫生界"])
    assert (found.towns, found.towns_without) == (3, ["第3镇"])


def held(site, day, state=ActivityState.SETTLED, function="duty", **values):
    activity = Activity.objects.create(
        organization=site.organization, kind=activity_kind(), title="活动", state=state,
        starts_at=dt.datetime.combine(day, dt.time(9), SHANGHAI), **values,
    )  # fmt: skip
    SiteActivity.objects.create(site=site, activity=activity, function=function)
    return activity


def test_a_kind_asks_for_so_many_activities_a_year(county):
    one, two = make_sites(county, 2)
    SiteKind.objects.update(yearly_activities=2, wanted=5)
    for day, state in ((1, "settled"), (2, "archived"), (3, "cancelled"), (4, "draft")):
        held(one, dt.date(2026, 3, day), state)
    held(two, dt.date(2026, 5, 1))
    held(two, dt.date(2025, 5, 1))
    (line,) = site_queries.kind_lines(county.pk, 2026)
    assert (line.open, line.wanted, line.activities, line.behind) == (2, 5, 3, ["第2镇委员工作室（1 次）"])


def test_the_four_functions_of_a_studio(site):
    for function in ("learning", "duty", "duty", "fellowship"):
        held(site, dt.date(2026, 3, 1), function=function)
    assert site_queries.by_function(site, 2026) == [("学习", 1), ("履职", 2), ("联系", 0), ("联谊", 1)]


def test_one_activity_of_two_hosts_counts_once_for_the_house(county):
    one, two = make_sites(county, 2)
    shared = held(one, dt.date(2026, 3, 1), beneficiaries=30, amount=Decimal("1200.50"))
    SiteActivity.objects.create(site=two, activity=shared)
    held(two, dt.date(2026, 3, 2), beneficiaries=20)
    assert site_queries.served(county.pk, 2026) == {
        "activities": 2,
        "people": 50,
        "amount": Decimal("1200.50"),
    }


def test_deeds_are_counted_by_kind_with_people_and_money(county, site):
    for kind, cases, people, amount in (
        ("mediation", 3, 12, 0), ("mediation", 1, 4, 0), ("welfare", 1, 50, "20000.50"), ("suggestion", 6, 0, 0),
    ):  # fmt: skip
        Deed.objects.create(
            organization=county, kind=kind, day=dt.date(2026, 3, 1), title="实事", site=site, cases=cases,
            people=people, amount=Decimal(amount),
        )  # fmt: skip
    Deed.objects.create(organization=county, kind="welfare", day=dt.date(2025, 3, 1), title="去年", amount=9)
    rows = site_queries.deed_totals(county.pk, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert [(row["label"], row["times"], row["cases"], row["people"], row["amount"]) for row in rows] == [
        ("服务群众", 0, 0, 0, 0),
        ("化解纠纷", 2, 4, 16, 0),
        ("微建议", 1, 6, 0, 0),
        ("公益捐助", 1, 1, 50, Decimal("20000.50")),
        ("走访村居", 0, 0, 0, 0),
        ("开放接待", 0, 0, 0, 0),
    ]


def test_the_organisation_above_counts_open_sites_below(tree):
    make_sites(tree.county, 3)
    make_sites(tree.other_county, 1)
    (closed,) = make_sites(tree.county, 1, kind="界别之家")
    closed.state = "closed"
    closed.save()
    above = make_actor(tree.city, Role.OVERSEER)
    assert [(row["organization__short_name"], row["kind__name"], row["n"]) for row in site_queries.by_organization(above)] == [
        ("丙县政协", "委员工作室", 3), ("丁县政协", "委员工作室", 1),
    ]  # fmt: skip
