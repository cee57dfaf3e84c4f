"""Reports that come from elsewhere: a proposal that became one, and what the 提案委 made of a lead."""

from django.db import transaction

from core.workflow import Refused
from documents.choices import HandoffKind, HandoffState
from documents.models import Handoff
from documents.policies import may_receive
from documents.services import handoffs
from members.models import Membership
from social_info.choices import Origin, ReporterKind
from social_info.models import Report
from social_info.queries.matters import number_of
from social_info.services import telling, writing


@transaction.atomic
def receive(*, by, handoff: Handoff) -> Report:
    """Make a report of what was handed over, with its authors, and hand it in at once."""
    handoff = Handoff.objects.select_for_update().get(pk=handoff.pk)
    if handoff.target_kind != HandoffKind.REPORT or not may_receive(by, handoff):
        raise Refused("您没有接收这件转交的权限。")
    if handoff.state != HandoffState.OFFERED:
        raise Refused(f"这件转交{handoff.get_state_display()}，请刷新后再看。")
    report = writing.start_report(
        by=by, origin=Origin.CONVERTED, for_others=True, title=handoff.title[:60], situation=handoff.body
    )
    authors = Membership.objects.filter(organization_id=by.organization_id, pk__in=handoff.authors)
    found = {one.pk: one for one in authors.select_related("person")}
    names = [writing.Name(ReporterKind.MEMBER, membership=found[pk]) for pk in handoff.authors if pk in found]
    names = names or [writing.Name(ReporterKind.BODY, name=handoff.source_title[:60])]
    writing.name_reporters(by=by, report=report, names=names, for_others=True)
    report = writing.submit(by=by, report=report)
    handoffs.accept(handoff, by=by, target_ref=report.matter_ref, target_title=report.title)
    telling.tell_reporters(report, "已由提案转为社情民意信息")
    return report


@transaction.atomic
def refuse(*, by, handoff: Handoff, reason: str) -> Handoff:
    """Not taken; the reason goes back to where it came from."""
    if handoff.target_kind != HandoffKind.REPORT:
        raise Refused("您没有处理这件转交的权限。")
    return handoffs.decline(handoff, by=by, reason=reason)


def lead_decided(handoff: Handoff, *, by) -> None:
    """What became of a report offered as 提案线索: the desk is told, the reporters when it was taken."""
    report = Report.objects.filter(pk=number_of(handoff.source_ref)).first()
    if report is None or report.organization_id != handoff.organization_id:
        return
    if handoff.state == HandoffState.ACCEPTED:
        telling.tell_reporters(report, "已被接收为提案线索")
    elif handoff.state == HandoffState.DECLINED:
        telling.tell_desk(report, "的提案线索未被接收，可重新采编")
