"""What reports say in the ledger: literal facts at every stage, and a reconciler with nothing to say."""

import datetime as dt

import pytest

from accounts.choices import Role
from core.clock import today
from core.workflow import Refused
from duties.models import DutyRecord
from duties.reconcile import differences
from duties.services import void_duty
from members.queries import membership_of
from organizations.choices import GroupKind
from organizations.models import Group
from social_info import services
from social_info.models import Report
from tests.factories import make_actor
from tests.social_info import ground
from tests.social_info.ground import agrees, facts


def test_handing_in_says_one_fact_for_the_writer(house):
    report = ground.handed_in(house.member)
    assert facts(report) == {("甘棠", "submitted", "sole", "", "", 1)}
    record = DutyRecord.objects.get(matter_ref=report.matter_ref)
    assert (record.occurred_on, record.matter_title) == (today(), ground.TEXT["title"])
    assert agrees(house.organization)


def test_joint_writers_are_lead_and_co_signers(house):
    report = ground.write(house.member)
    joint = services.Name("member", membership=membership_of(house.other))
    services.name_reporters(by=house.member, report=report, names=[joint])
    services.submit(by=house.member, report=report)
    assert facts(report) == {
        ("甘棠", "submitted", "lead", "", "", 2),
        ("卫风", "submitted", "co_signer", "", "", 2),
    }
    assert agrees(house.organization)


def test_units_and_groups_earn_beside_the_member(house):
    group = Group.objects.filter(term__organization=house.organization, kind=GroupKind.STUDY).first()
    report = services.start_report(by=house.editor, **ground.TEXT)
    names = [
        services.Name("member", membership=membership_of(house.other)),
        services.Name("group", group=group),
        services.Name("party", name="民盟某县总支"),
        services.Name("citizen", name="群众甲", phone="13800000000"),
    ]
    services.name_reporters(by=house.editor, report=report, names=names)
    services.submit(by=house.editor, report=report)
    assert facts(report) == {
        ("卫风", "submitted", "sole", "", "", 1),
        ("第一学习组", "submitted", "lead", "", "", 1),
        ("民盟某县总支", "submitted", "co_signer", "", "", 1),
    }
    assert agrees(house.organization)


def test_a_correspondent_reports_without_earning(house):
    """covers S128"""
    writer = make_actor(house.organization, Role.CORRESPONDENT, name="高校信息员")
    report = ground.handed_in(writer)
    assert [one.name for one in report.reporters.all()] == ["高校信息员"]
    assert facts(report) == set()
    assert agrees(house.organization)


def test_taking_back_voids_and_handing_in_again_says_anew(house):
    report = ground.handed_in(house.member)
    services.take_back(by=house.member, report=report)
    assert facts(report) == set()
    services.submit(by=house.member, report=report)
    assert facts(report) == {("甘棠", "submitted", "sole", "", "", 1)}
    assert DutyRecord.objects.filter(matter_ref=report.matter_ref).count() == 2
    assert agrees(house.organization)


def test_a_return_keeps_the_fact_and_the_day(house):
    report = ground.MAKE["returned"](house)
    first = report.submitted_at
    services.submit(by=house.member, report=report)
    report.refresh_from_db()
    assert report.submitted_at == first
    assert facts(report) == {("甘棠", "submitted", "sole", "", "", 1)}


def test_not_adopted_is_said_and_unsaid_when_it_is_edited_after_all(house):
    report = ground.MAKE["not_adopted"](house)
    assert facts(report) == {
        ("甘棠", "submitted", "sole", "", "", 1),
        ("甘棠", "not_adopted", "sole", "", "", 1),
    }
    services.move(by=house.head, report=report, step="reopen", reason="情况有变化")
    assert facts(report) == {("甘棠", "submitted", "sole", "", "", 1)}
    assert agrees(house.organization)


def test_issuing_adopts_at_the_own_level_once(house):
    report = ground.issued(house)
    assert facts(report) == {
        ("甘棠", "submitted", "sole", "", "", 1),
        ("甘棠", "adopted", "sole", "county", "single", 1),
    }
    services.publish_issue(by=house.editor, issue=ground.issue_of(house, report), issued_on=today())
    assert report.adoptions.count() == 1
    assert agrees(house.organization)


def test_the_whole_ladder(house):
    """Adopted by the county, the city and two provincial bodies, passed on, with a 批示 and an honour."""
    report = ground.issued(house)
    for level, kind, body in (
        ("city", "single", "市政协"),
        ("province", "single", "省政协"),
        ("province", "merged", "省委办公厅"),
        ("national", "sent", "全国政协办公厅"),
        ("county", "department", "县住建局"),
    ):
        services.adopt(by=house.editor, report=report, level=level, kind=kind, body=body, adopted_on=today())
    instruct(house, report, "省长甲", "province")
    services.honour(by=house.editor, report=report, on=today())
    assert facts(report) == {
        ("甘棠", "submitted", "sole", "", "", 1),
        ("甘棠", "adopted", "sole", "county", "single", 1),
        ("甘棠", "adopted", "sole", "city", "single", 1),
        ("甘棠", "adopted", "sole", "province", "single", 1),
        ("甘棠", "adopted_merged", "sole", "province", "merged", 1),
        ("甘棠", "adopted", "sole", "national", "sent", 1),
        ("甘棠", "adopted", "sole", "county", "department", 1),
        ("甘棠", "instructed", "sole", "province", "", 1),
        ("甘棠", "excellent", "sole", "", "", 1),
    }
    assert agrees(house.organization)


def instruct(house, report, leader="县长乙", level="county"):
    return services.instruct(
        by=house.editor,
        report=report,
        leader_name=leader,
        leader_post="省长" if level == "province" else "县长",
        level=level,
        text="请住建部门研究。",
        given_on=today(),
        source="批示抄清单〔2026〕12号",
    )


def test_every_reporter_of_every_merged_report_earns(house):
    five = [ground.editing(house, ground.member(house.organization, f"委员第{n}")) for n in "一二三四五"]
    main = services.compile_reports(by=house.editor, reports=five, title="关于加装电梯的综合情况")
    main = ground.signed(house, main)
    services.publish_issue(by=house.editor, issue=ground.issue_of(house, main), issued_on=today())
    main.refresh_from_db()
    services.adopt(
        by=house.editor, report=main, level="province", kind="merged", body="省政协", adopted_on=today()
    )
    for source, n in zip(five, "一二三四五", strict=True):
        assert facts(source) == {
            (f"委员第{n}", "submitted", "sole", "", "", 1),
            (f"委员第{n}", "adopted_merged", "sole", "county", "merged", 1),
            (f"委员第{n}", "adopted_merged", "sole", "province", "merged", 1),
        }
    assert facts(main) == set()
    assert agrees(house.organization)


def test_a_report_that_takes_others_in_keeps_its_own_reporter(house):
    main, source = ground.editing(house), ground.editing(house, house.other)
    services.merge(by=house.editor, main=main, sources=[source])
    main = ground.issued(house, main)
    assert facts(main) == {
        ("甘棠", "submitted", "sole", "", "", 1),
        ("甘棠", "adopted_merged", "sole", "county", "merged", 1),
    }
    assert ("卫风", "adopted_merged", "sole", "county", "merged", 1) in facts(source)
    assert agrees(house.organization)


def test_splitting_takes_the_shared_facts_back(house):
    source = ground.merged(house)
    services.split(by=house.editor, source=source, reason="事项不同")
    assert facts(source) == {("甘棠", "submitted", "sole", "", "", 1)}
    assert agrees(house.organization)


def test_a_commissioned_report_is_adopted_as_such(house):
    report = ground.editing(house)
    services.describe(by=house.editor, report=report, topic="society", area="", origin="commissioned")
    report = ground.issued(house, Report.objects.get(pk=report.pk))
    assert ("甘棠", "commissioned", "sole", "county", "single", 1) in facts(report)
    assert agrees(house.organization)


def test_an_adoption_taken_back_voids_its_facts_alone(house):
    report = ground.issued(house)
    wrong = services.adopt(
        by=house.editor, report=report, level="city", kind="single", body="市政协", adopted_on=today()
    )
    services.void_adoption(by=house.editor, adoption=wrong, reason="录错信息")
    assert facts(report) == {
        ("甘棠", "submitted", "sole", "", "", 1),
        ("甘棠", "adopted", "sole", "county", "single", 1),
    }
    again = services.adopt(
        by=house.editor, report=report, level="city", kind="single", body="市政协", adopted_on=today()
    )
    assert again.pk != wrong.pk
    assert ("甘棠", "adopted", "sole", "city", "single", 1) in facts(report)
    assert agrees(house.organization)


def test_adopting_twice_by_a_double_click_is_refused_and_said_once(house):
    """covers S127"""
    report = ground.issued(house)
    said = {"level": "national", "kind": "single", "body": "全国政协", "adopted_on": today()}
    services.adopt(by=house.editor, report=report, **said)
    with pytest.raises(Refused, match="全国政协的单篇采用已经登记过"):
        services.adopt(by=house.editor, report=report, **said)
    assert [one for one in facts(report) if one[3] == "national"] == [
        ("甘棠", "adopted", "sole", "national", "single", 1)
    ]


def test_a_labelled_report_shows_no_title_in_the_ledger(house):
    ground.handler(house.editor)
    report = ground.handed_in(house.member, label="sensitive")
    record = DutyRecord.objects.get(matter_ref=report.matter_ref)
    assert record.matter_title == str(report)
    assert ground.TEXT["title"] not in record.matter_title


def test_a_fact_removed_behind_the_desk_is_found(house):
    """The reconciler can see a difference: the control of every `agrees` above."""
    report = ground.issued(house)
    record = DutyRecord.objects.filter(matter_ref=report.matter_ref, stage="adopted").get()
    void_duty(by=house.editor, record=record, reason="另有原因")
    assert len(differences(house.organization)) == 1


def test_the_day_of_an_adoption_is_its_own(house):
    report = ground.issued(house)
    day = today() - dt.timedelta(days=3)
    services.adopt(by=house.editor, report=report, level="city", kind="single", body="市政协", adopted_on=day)
    assert DutyRecord.objects.get(matter_ref=report.matter_ref, level="city").occurred_on == day
