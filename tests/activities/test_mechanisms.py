"""Mechanisms of single places, each as the office would set it up: kinds, rules, sites and deeds as data.

covers S145
covers S147
covers S148
covers S151
covers S152
covers S153
covers S154
covers S156
covers S162
covers S164
covers S165
covers S166
covers S169
covers S171
covers S172
covers S173
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from activities import site_queries
from activities.cadence_days import due_days
from activities.models import Activity, Deed, Organiser, Site
from activities.services.cadence import make_occurrences
from activities.services.planning import Host, Session, plan
from core.clock import SHANGHAI, today
from organizations.models import Committee, Group, Sector
from tests.activities.site_ground import activity_kind, make_rule, make_sites

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("reception_day", "委员接待日"),
        ("service_day", "委员服务日"),
        ("sector_lecture", "界别讲堂"),
        ("sector_salon", "界别沙龙"),
        ("open_day", "政协开放日"),
        ("tea_party", "新春茶话会"),
        ("chair_forum", "主席座谈会"),
        ("site_promotion", "现场推进会"),
        ("quarterly_briefing", "政府重大事项季度通报会"),
        ("suggestion_hearing", "委员建议季度听取会"),
    ],
)
def test_the_kind_is_there_and_recurs_at_a_site(county, code, label):
    kind = activity_kind(code)
    (site,) = make_sites(county, 1)
    rule = make_rule(county, sites=[site], kind=kind, name=label)
    assert make_occurrences(rule_id=rule.pk, day=dt.date(2026, 11, 1)) == 1
    assert (kind.label, Activity.objects.get().kind) == (label, kind)


def test_a_yearly_meeting_and_a_quarterly_one_fall_due_on_their_days(county):
    joint = make_rule(
        county, "yearly", name="联席会", kind=activity_kind("sports_meet"), month=9, day_of_month=20
    )
    briefing = make_rule(
        county,
        "quarterly",
        name="季度通报",
        kind=activity_kind("quarterly_briefing"),
        month=3,
        day_of_month=31,
    )
    assert due_days(joint, *YEAR) == [dt.date(2026, 9, 20)]
    assert [(day.month, day.day) for day in due_days(briefing, *YEAR)] == [
        (3, 31),
        (6, 30),
        (9, 30),
        (12, 31),
    ]


def test_an_open_day_counts_heads_and_a_visit_its_village(county):
    Deed.objects.create(
        organization=county, kind="open_day", day=dt.date(2026, 5, 1), title="政协开放日", people=120
    )
    for village in ("东村", "西村"):
        Deed.objects.create(
            organization=county,
            kind="visit",
            day=dt.date(2026, 5, 2),
            title="民意来听",
            village=village,
            people=8,
        )
    totals = {
        row["label"]: (row["times"], row["people"]) for row in site_queries.deed_totals(county.pk, *YEAR)
    }
    assert (totals["开放接待"], totals["走访村居"]) == ((1, 120), (2, 16))


def test_a_suggestion_is_kept_with_its_answer(county):
    (site,) = make_sites(county, 1)
    row = Deed.objects.create(
        organization=county,
        kind="suggestion",
        day=today(),
        title="增设公交站",
        site=site,
        answer="县交通局已采纳，10 月增设",
    )
    row.refresh_from_db()
    assert (row.site, row.answer) == (site, "县交通局已采纳，10 月增设")


def test_welfare_has_its_amount_to_the_cent_and_never_below_zero(county):
    row = Deed.objects.create(
        organization=county,
        kind="welfare",
        day=today(),
        title="捐资助学",
        amount=Decimal("12345678901.23"),
        people=60,
    )
    row.refresh_from_db()
    assert row.amount == Decimal("12345678901.23")
    with pytest.raises(IntegrityError), transaction.atomic():
        Deed.objects.update(amount=-1)


def test_a_studio_stands_in_an_industry_chain_a_sector_and_a_town(county):
    sector = Sector.objects.get(term__organization=county, name="农业界")
    make_sites(county, 8, industry_chain="苹果产业链")
    (house,) = make_sites(county, 1, kind="为民协商委员工作站", sector=sector)
    assert Site.objects.filter(industry_chain="苹果产业链").values("town").distinct().count() == 8
    assert house.kind.name == "为民协商委员工作站"
    assert "农业界" not in site_queries.coverage(county.pk, today()).sectors_without


def test_a_committee_a_group_and_a_station_host_one_activity_together(county, operator):
    committee = Committee.objects.filter(term__organization=county).first()
    group = Group.objects.filter(term__organization=county).first()
    start = dt.datetime(2026, 3, 5, 9, tzinfo=SHANGHAI)
    plan(
        by=operator, kind=activity_kind("sector_activity"), title="三轮驱动调研",
        sessions=[Session(starts_at=start, ends_at=start + dt.timedelta(hours=2))],
        hosts=[Host(committee=committee), Host(group=group), Host(site="第1镇委员工作站")],
    )  # fmt: skip
    assert [str(one) for one in Organiser.objects.order_by("position")] == [
        str(committee), str(group), "第1镇委员工作站",
    ]  # fmt: skip


def test_a_studio_has_recurring_formats_of_its_own_names(county):
    (site,) = make_sites(county, 1, kind="界别同心汇")
    for name, day in (("一杯下午茶、共商一件事", 6), ("红娘会", 12), ("诸葛会", 26)):
        rule = make_rule(county, sites=[site], name=name, day_of_month=day)
        make_occurrences(rule_id=rule.pk, day=dt.date(2026, 11, 1))
    titles = Activity.objects.order_by("starts_at").values_list("title", flat=True)
    assert list(titles) == [
        "第1镇界别同心汇一杯下午茶、共商一件事（2026年11月6日）",
        "第1镇界别同心汇红娘会（2026年11月12日）",
        "第1镇界别同心汇诸葛会（2026年11月26日）",
    ]
