"""A county's desk with two people, its members, and reports brought to any state by the real verbs."""

from types import SimpleNamespace

from accounts.actors import actor_of
from accounts.choices import Role
from core.clock import today
from duties.models import DutyRecord
from duties.reconcile import differences
from members.queries import membership_of
from organizations.models import Unit
from social_info import services
from social_info.choices import ReportState
from social_info.models import LabelHandler, Report, Series
from tests.factories import TERM, make_actor, make_membership, make_user

S = ReportState
TEXT = {
    "title": "关于老旧小区加装电梯资金缺口的情况反映",
    "situation": "县城有老旧小区四十二个，居民对加装电梯呼声很高，但每部电梯的资金缺口在十万元左右。",
    "causes": "补助标准多年没有调整，低层住户不愿分担。",
    "suggestions": "建议提高补助标准，允许提取公积金，由街道牵头协商分担办法。",
}


def desk(organization):
    """编辑 and 科长 of 研究室, a chair, a unit with its 联络员, a series, and two members with accounts."""
    editor = make_actor(organization, Role.RESEARCH_OFFICE, name="编辑")
    head = make_actor(organization, Role.RESEARCH_OFFICE, name="科长")
    chair = make_actor(organization, Role.LEADER, name="主席")
    unit = Unit.objects.create(organization=organization, name="住房和城乡建设局", kind="government")
    liaison_user = make_user(organization)
    liaison_user.grants.create(role=Role.UNIT_LIAISON, organization=organization, unit=unit, during=TERM)
    return SimpleNamespace(
        organization=organization,
        editor=editor,
        head=head,
        chair=chair,
        unit=unit,
        liaison=actor_of(liaison_user, organization.pk),
        series=Series.objects.create(organization=organization, name="社情民意信息"),
        member=member(organization, "甘棠"),
        other=member(organization, "卫风"),
    )


def member(organization, name="", role=Role.MEMBER, **more):
    """The actor of a serving member with an account."""
    user = make_user(organization, role, name=name)
    make_membership(organization, name or user.display_name, user=user, **more)
    return actor_of(user, organization.pk)


def write(actor, **more) -> Report:
    """A complete draft of the actor."""
    return services.start_report(by=actor, **(TEXT | more))


def handed_in(actor, **more) -> Report:
    return services.submit(by=actor, report=write(actor, **more))


def editing(house, actor=None, **more) -> Report:
    return services.move(by=house.editor, report=handed_in(actor or house.member, **more), step="accept")


def versioned(house, report: Report) -> Report:
    newest = report.versions.count()
    services.save_version(
        by=house.editor, report=report, title="老旧小区加装电梯资金缺口待补", body="采编稿正文。", seen=newest
    )
    return report


def checking(house, report=None) -> Report:
    report = versioned(house, report or editing(house))
    return services.move(by=house.editor, report=report, step="send")


def signing(house, report=None) -> Report:
    return services.move(by=house.head, report=checking(house, report), step="check")


def signed(house, report=None) -> Report:
    return services.sign(
        by=house.head, report=signing(house, report), signed_by="副主席甲", signed_on=today()
    )


def issue_of(house, *reports, target="own"):
    to = [services.To("县委办公室"), services.To("市政协研究室", "copy", target)]
    return services.prepare_issue(by=house.editor, series=house.series, reports=reports, recipients=to)


def issued(house, report=None, target="own") -> Report:
    report = signed(house, report)
    services.publish_issue(by=house.editor, issue=issue_of(house, report, target=target), issued_on=today())
    report.refresh_from_db()
    return report


def forwarded(house, report=None) -> Report:
    report = report or editing(house)
    services.forward(by=house.editor, report=report, unit=house.unit, request="请研究答复")
    report.refresh_from_db()
    return report


def merged(house) -> Report:
    source = editing(house)
    services.compile_reports(by=house.editor, reports=[source, editing(house, house.other)], title="综合")
    source.refresh_from_db()
    return source


MAKE = {
    S.DRAFT: lambda house: write(house.member),
    S.SUBMITTED: lambda house: handed_in(house.member),
    S.RETURNED: lambda house: services.move(
        by=house.editor, report=handed_in(house.member), step="return", reason="请补充数据"
    ),
    S.EDITING: lambda house: versioned(house, editing(house)),
    S.CHECKING: checking,
    S.SIGNING: signing,
    S.SIGNED: signed,
    S.ISSUED: issued,
    S.MERGED: merged,
    S.FORWARDED: forwarded,
    S.CONVERTED: lambda house: services.convert(by=house.editor, report=editing(house), consented=True),
    S.NOT_ADOPTED: lambda house: services.move(
        by=house.editor, report=handed_in(house.member), step="decline", reason="已有同类信息"
    ),
}
"""State → how a report comes to it by the real verbs."""


def facts(report) -> set[tuple]:
    """(who, stage, role, level, result, people) of the standing facts of a report."""
    rows = DutyRecord.objects.filter(matter_ref=report.matter_ref, voided_at=None)
    return {
        (str(row.bearer), row.stage, row.role, row.level, row.result, row.people)
        for row in rows.select_related("bearer__membership__person", "bearer__group")
    }


def agrees(organization) -> bool:
    """The reconciler has nothing to say."""
    found = differences(organization)
    assert found == []
    return True


def handler(actor) -> None:
    """Name the actor 敏感信息经办人."""
    LabelHandler.objects.create(organization_id=actor.organization_id, user_id=actor.user_id)


__all__ = ("actor_of", "membership_of")
