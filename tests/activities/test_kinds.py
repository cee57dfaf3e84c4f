"""活动类型 as data: the system's with their sources, an organisation's own in their place."""

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError

from activities import services
from activities.models import ActivityKind
from activities.queries.kinds import kinds_of
from activities.services.kinds import seed_kinds
from core.models import AuditEntry
from core.workflow import Refused
from duties.models import DutyKind
from tests.activities.ground import kind, make_member, planned, published

pytestmark = pytest.mark.django_db


def test_every_system_kind_writes_a_known_duty():
    known = set(DutyKind.objects.filter(organization=None).values_list("code", flat=True))
    named = ActivityKind.objects.filter(organization=None).values_list("duty_kind", "group_duty_kind")

    assert {code for pair in named for code in pair if code} <= known


@pytest.mark.parametrize(
    ("code", "days", "approver", "requests", "share"),
    [
        ("plenary", 3, "secretary_general", 2, (2, 3)),
        ("standing_committee_meeting", 2, "secretary_general", 2, (2, 3)),
    ],
)
def test_the_numbers_of_the_sources(code, days, approver, requests, share):
    """湖南: 会前 3 天、2 天书面请假，秘书长批准; 威海: 不足三分之二视为缺席; 最多申请 2 次."""
    found = kind(code)
    assert (found.leave_notice_days, found.leave_approver, found.max_leave_requests) == (
        days,
        approver,
        requests,
    )
    assert (found.absent_below_num, found.absent_below_den) == share
    assert "湖南" in found.basis and "威海" in found.basis


def test_every_number_says_where_it_comes_from():
    assert not ActivityKind.objects.filter(organization=None, basis="").exists()


def test_the_file_is_read_again_and_an_unknown_word_refused(tmp_path):
    path = tmp_path / "kinds.yaml"
    path.write_text("- {code: sample, label: 样例, duty_kind: training_attendance}", encoding="utf-8")
    assert seed_kinds(path) == 1
    path.write_text("- {code: sample, label: 新样例, duty_kind: training_attendance}", encoding="utf-8")
    seed_kinds(path)
    assert kind("sample").label == "新样例"

    path.write_text("- {code: sample, label: 样例, colour: red}", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="colour"):
        seed_kinds(path)


def test_an_own_copy_takes_the_place_of_the_systems(operator, county, neighbour):
    own = services.save_kind(by=operator, kind=kind("lecture"), leave_notice_days=4)

    assert (own.organization, own.code, own.leave_notice_days) == (county, "lecture", 4)
    assert kinds_of(county.pk).get(code="lecture") == own
    assert kinds_of(neighbour.organization_id).get(code="lecture") == kind("lecture")
    services.save_kind(by=operator, kind=own, leave_notice_days=5)
    assert AuditEntry.objects.filter(act__in=["新增活动类型", "修改活动类型"]).count() == 2


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"duty_kind": "nothing_such"}, "duty_kind"),
        ({"absent_below_num": 4}, "__all__"),
        ({"label": ""}, "label"),
    ],
)
def test_rules_that_cannot_hold_are_refused(operator, rules, field):
    with pytest.raises(ValidationError) as refusal:
        services.save_kind(by=operator, kind=kind("lecture"), **rules)
    assert field in refusal.value.message_dict


def test_only_the_clerk_changes_kinds_and_only_the_own(operator, checker, neighbour):
    with pytest.raises(Refused, match="没有维护"):
        services.save_kind(by=checker, kind=kind("lecture"), leave_notice_days=4)
    own = services.save_kind(by=operator, kind=kind("lecture"), leave_notice_days=4)
    with pytest.raises(Refused, match="其他政协组织"):
        services.save_kind(by=neighbour, kind=own, leave_notice_days=9)


def test_what_is_published_keeps_the_rules_of_its_day(operator, checker, county):
    make_member(county, "丁一")
    old = published(operator, checker, code="lecture")
    services.save_kind(by=operator, kind=kind("lecture"), leave_notice_days=4)

    assert old.rules["leave_notice_days"] == 1


def test_a_kind_out_of_use_or_of_others_is_not_planned(operator, neighbour):
    own = services.save_kind(by=neighbour, kind=kind("lecture"), leave_notice_days=4)
    with pytest.raises(ValidationError, match="没有这个活动类型"):
        services.plan(by=operator, kind=own, title="讲座")
    services.save_kind(by=operator, kind=kind("reading"), enabled=False)
    closed = kinds_of(operator.organization_id).get(code="reading")
    with pytest.raises(ValidationError, match="已停用"):
        services.plan(by=operator, kind=closed, title="读书")
    assert planned(operator).kind == kind()
