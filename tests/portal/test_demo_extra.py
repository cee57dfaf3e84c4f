"""The invented studios and papers stand, and the ledger says what they imply."""

from accounts.choices import Role
from activities.models import CadenceRule, Occurrence, Site, Speech, TargetSet
from activities.target_queries import progress
from core.clock import today
from duties.reconcile import differences
from duties.services.kinds import seed_kinds
from portal.demo.meetings_extra import load_extra
from tests.activities.site_ground import activity_kind
from tests.factories import make_membership, make_user


def test_the_extra_data_is_whole(county):
    seed_kinds()
    activity_kind()
    for username, role in (
        ("jingban", Role.OPERATOR),
        ("fuhe", Role.CHECKER),
        ("zhuxi", Role.LEADER),
        ("tian", Role.PROPOSAL_OFFICE),
    ):
        user = make_user(county, role)
        user.username = username
        user.save()
    for number in range(40):
        make_membership(county, f"委员{number:02d}", sector="教育界")

    said = load_extra(county)

    assert said.startswith("委员工作室 8 个、界别活动组 4 个、定期活动 ")
    assert Site.objects.filter(kind__name="委员工作室").count() == 8
    assert CadenceRule.objects.get(name="委员工作室活动日").sites.count() == 8
    assert Occurrence.objects.filter(rule__name="委员工作室活动日").count() >= 8
    assert sorted(Speech.objects.values_list("state", flat=True)) == [
        "draft",
        "oral",
        "oral",
        "shortlisted",
        "submitted",
        "written",
    ]
    assert len(progress(TargetSet.objects.get(name="六个一"), today())) == 4
    assert [one for one in differences(county) if "activities:speech" in one or "reception:" in one] == []
