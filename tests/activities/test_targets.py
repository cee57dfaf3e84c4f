"""六个一 ticks itself from the ledger and the activities; reference sets are loaded once.

covers S024
"""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from activities.choices import ActivityState
from activities.models import Activity, Checklist, Organiser, SiteActivity, TargetItem, TargetSet
from activities.services.targets import load_examples
from activities.target_queries import item_totals, progress, span_of
from core.clock import SHANGHAI
from core.workflow import Refused
from duties.models import Bearer
from members.models import Affiliation
from organizations.models import Group
from tests.activities.site_ground import activity_kind, make_sites
from tests.appraisals.ground import kind, say
from tests.factories import TERM, make_membership

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def groups(county):
    term = county.terms.get()
    names = ("教育界活动组", "农业界活动组")
    return [
        Group.objects.create(term=term, kind="sector_group", name=name, position=n)
        for n, name in enumerate(names)
    ]


@pytest.fixture
def six(county, operator):
    kind("proposal")
    activity_kind()
    load_examples(by=operator)
    return TargetSet.objects.get(name="六个一")


def join(county, group, name, during=TERM):
    member = make_membership(county, name)
    Affiliation.objects.create(membership=member, kind="sector_group", group=group, during=during)
    return member


def hold(county, code, *, group=None, site=None, state=ActivityState.SETTLED, year=2026):
    activity = Activity.objects.create(
        organization=county, kind=activity_kind(code), title="活动", state=state,
        starts_at=dt.datetime(year, 3, 1, 9, tzinfo=SHANGHAI),
    )  # fmt: skip
    if group:
        Organiser.objects.create(activity=activity, kind="group", group=group)
    if site:
        SiteActivity.objects.create(site=site, activity=activity)
    return activity


def counts(target_set, day=DAY):
    return {line.name: [cell.count for cell in line.cells] for line in progress(target_set, day)}


def test_the_six_items_are_those_of_the_text(six):
    assert [(one.text, one.wanted, one.is_example) for one in six.items.all()] == [
        ("联系一批界别群众", 1, False),
        ("提交一件集体提案", 1, False),
        ("开展一次界别协商", 1, False),
        ("反映一批社情民意", 1, False),
        ("提交一篇大会发言", 1, False),
        ("组织一次公益活动", 1, False),
    ]


def test_what_the_text_does_not_name_is_marked_as_example(six):
    assert set(TargetItem.objects.filter(target_set__name="双五一个").values_list("is_example", "wanted")) == {
        (True, 5), (True, 1),
    }  # fmt: skip
    assert set(Checklist.objects.get(name="五有三服务").items.values_list("is_example", flat=True)) == {True}
    assert Checklist.objects.get(name="五有三服务").items.count() == 8
    words = Checklist.objects.get(name="六有").items.order_by("position").values_list("text", flat=True)
    assert list(words) == ["统一标识", "场所设施", "专人负责", "制度台账", "线上平台", "活动安排"]


def test_loading_again_changes_nothing(six, operator, checker):
    six.items.filter(text="反映一批社情民意").update(wanted=3)
    assert load_examples(by=operator) == 0
    assert six.items.get(text="反映一批社情民意").wanted == 3
    with pytest.raises(Refused):
        load_examples(by=checker)


def test_each_target_ticks_from_the_module_that_owns_it(county, groups, six, django_assert_num_queries):
    first, second = join(county, groups[0], "甲"), join(county, groups[0], "乙")
    third = join(county, groups[1], "丙")
    say(first, "constituency_visit")
    for stage in ("submitted", "filed"):
        for member, role in ((first, "lead"), (second, "co_signer")):
            say(member, "proposal", matter_ref="提1", stage=stage, role=role)
    say(third, "proposal", matter_ref="提2", stage="submitted")
    say(third, "proposal", matter_ref="提3", stage="submitted")
    say(third, "social_info", "2025-12-31", matter_ref="信1", stage="submitted")
    hold(county, "sector_consultation", group=groups[0])
    hold(county, "sector_consultation", group=groups[0], state=ActivityState.CANCELLED)
    hold(county, "welfare", group=groups[1], year=2025)
    (site,) = make_sites(county, 1, group=groups[1])
    hold(county, "welfare", site=site, group=groups[1])

    with django_assert_num_queries(6):
        lines = progress(six, DAY)
    assert {line.name: [cell.count for cell in line.cells] for line in lines} == {
        "教育界活动组": [1, 1, 1, 0, 0, 0],
        "农业界活动组": [0, 2, 0, 0, 0, 1],
    }
    assert [(line.met, line.whole) for line in lines] == [(3, False), (2, False)]
    assert item_totals(lines) == [1, 2, 1, 0, 0, 1]


def test_records_of_the_group_itself_count_beside_those_of_its_members(county, groups, six):
    member = join(county, groups[0], "甲")
    say(member, "social_info", matter_ref="信1", stage="submitted")
    bearer = Bearer.objects.create(organization=county, kind="group", group=groups[0])
    for ref in ("信1", "信2"):
        record = say(member, "study_article")
        bearer.records.create(
            organization=county, kind=kind("social_info"), occurred_on=dt.date(2026, 5, 1), matter_ref=ref,
            source_key=f"test:group:{ref}{record.pk}",
        )  # fmt: skip
    assert counts(six)["教育界活动组"][3] == 2


def test_a_record_counts_for_the_group_of_its_day(county, groups, six):
    moved = join(county, groups[0], "甲", DateRange(dt.date(2022, 1, 1), dt.date(2026, 7, 1)))
    Affiliation.objects.create(
        membership=moved, kind="sector_group", group=groups[1], during=DateRange(dt.date(2026, 7, 1), None)
    )
    say(moved, "constituency_visit", "2026-06-30")
    say(moved, "constituency_visit", "2026-07-01")
    assert {name: row[0] for name, row in counts(six).items()} == {"教育界活动组": 1, "农业界活动组": 1}


def test_what_was_voided_or_did_not_happen_does_not_count(county, groups, six):
    member = join(county, groups[0], "甲")
    voided = say(member, "constituency_visit")
    type(voided).objects.filter(pk=voided.pk).update(voided_at=voided.recorded_at, void_reason="误登")
    say(member, "constituency_visit", quantity=0)
    assert counts(six)["教育界活动组"][0] == 0


def test_targets_of_members_take_the_same_queries_for_three_as_for_one(
    county, six, django_assert_num_queries
):
    members = [make_membership(county, f"委员{n}") for n in range(3)]
    for n in range(5):
        say(members[0], "social_info", matter_ref=f"信{n}", stage="submitted")
    target_set = TargetSet.objects.get(name="双五一个")
    with django_assert_num_queries(6):
        lines = progress(target_set, DAY)
    assert {line.name: [cell.count for cell in line.cells] for line in lines} == {
        "委员0": [0, 5, 0], "委员1": [0, 0, 0], "委员2": [0, 0, 0],
    }  # fmt: skip
    assert [cell.missing for cell in lines[0].cells] == [5, 0, 1]


@pytest.mark.parametrize(
    ("period", "day", "first", "last", "label"),
    [
        ("year", "2026-11-22", "2026-01-01", "2026-12-31", "2026年"),
        ("half", "2026-06-30", "2026-01-01", "2026-06-30", "2026年上半年"),
        ("half", "2026-07-01", "2026-07-01", "2026-12-31", "2026年下半年"),
        ("quarter", "2024-02-29", "2024-01-01", "2024-03-31", "2024年第一季度"),
        ("quarter", "2026-05-15", "2026-04-01", "2026-06-30", "2026年第二季度"),
        ("quarter", "2026-12-31", "2026-10-01", "2026-12-31", "2026年第四季度"),
    ],
)
def test_the_period_of_a_day(period, day, first, last, label):
    span = span_of(period, dt.date.fromisoformat(day))
    assert (str(span.first), str(span.last), span.label) == (first, last, label)


@pytest.mark.parametrize("values", [{"duty_kind": None}, {"wanted": 0}])
def test_a_target_has_one_measure_and_wants_something(six, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        six.items.filter(text="反映一批社情民意").update(**values)
