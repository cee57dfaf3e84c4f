"""Who may do what with reports. The same predicate draws the button and refuses the act."""

from accounts.choices import FOR_UNITS, MEMBERS, OFFICES, Role
from documents.choices import Label
from social_info.choices import TaskState
from social_info.models import LabelHandler, Report, Reporter, Version
from social_info.models.reports import OPEN_LABELS

WRITERS = MEMBERS | {Role.CORRESPONDENT, Role.RESEARCH_OFFICE}
READERS = frozenset({Role.RESEARCH_OFFICE, Role.LEADER})
"""Those who read every open report that was handed in."""
COUNTERS = OFFICES | {Role.LEADER}
RANK = {Label.PUBLIC: 0, Label.INTERNAL: 1, Label.SENSITIVE: 2, Label.OWN: 3}


def may_write(actor) -> bool:
    """Write a report: members and correspondents their own, 研究室 on behalf of others."""
    return actor.holds(*WRITERS)


def writes_own(actor) -> bool:
    """Write in one's own name: members and correspondents."""
    return actor.holds(*MEMBERS, Role.CORRESPONDENT)


def may_suggest(actor) -> bool:
    """Make a 微建议."""
    return actor.is_member


def writes_for_others(actor) -> bool:
    return actor.holds(Role.RESEARCH_OFFICE)


def may_see_figures(actor) -> bool:
    """Counts, trends, ranking: offices and chairs."""
    return actor.holds(*COUNTERS)


def may_see_board(actor) -> bool:
    """Adoption and 批示 as chairs see them."""
    return actor.holds(*READERS)


def is_writer(actor, report: Report) -> bool:
    """Whoever filled the report in, at the organisation it belongs to."""
    here = actor.organization_id == report.organization_id
    return here and actor.user_id is not None and report.created_by_id == actor.user_id


def may_edit_draft(actor, report: Report) -> bool:
    return is_writer(actor, report) and may_write(actor)


def is_handler(actor) -> bool:
    """敏感信息经办人 of the active organisation."""
    rows = LabelHandler.objects.filter(organization_id=actor.organization_id, enabled=True)
    return actor.user_id is not None and rows.filter(user_id=actor.user_id).exists()


def may_handle(actor, report: Report) -> bool:
    """研究室; a labelled report only by those named for it."""
    if not actor.holds(Role.RESEARCH_OFFICE) or actor.organization_id != report.organization_id:
        return False
    return report.label in OPEN_LABELS or is_handler(actor)


def may_check(actor, report: Report) -> bool:
    """审核 and 签发 take another person than the one who wrote the last version."""
    return may_handle(actor, report) and last_editor(report) != actor.user_id


def may_label(actor, report: Report, label: str) -> bool:
    """Raising is open to whoever handles the report; lowering only to those named for labelled ones."""
    if not may_handle(actor, report):
        return False
    return RANK[Label(label)] > RANK[Label(report.label)] or is_handler(actor)


def may_name_readers(actor, report: Report) -> bool:
    return report.label == Label.SENSITIVE and may_handle(actor, report) and is_handler(actor)


def may_speak(actor, report: Report) -> bool:
    """Leave a word on a report: those who handle it and those who reported it."""
    return may_handle(actor, report) or is_reporter(actor, report)


def is_reporter(actor, report: Report) -> bool:
    """One of those who reported it; only the first of them where the label says 限本人."""
    if is_writer(actor, report):
        return True
    if actor.user_id is None or actor.organization_id != report.organization_id:
        return False
    rows = Reporter.objects.filter(report=report)
    rows = rows.filter(position=1) if report.label == Label.OWN else rows
    mine = rows.filter(membership__person__user_id=actor.user_id) | rows.filter(user_id=actor.user_id)
    return mine.exists()


def may_reply(actor, referral) -> bool:
    """联络员 or 审签人 of the very unit."""
    return actor.holds(*FOR_UNITS) and referral.unit_id in actor.unit_ids


def may_manage_suggestion(actor, suggestion) -> bool:
    return actor.holds(Role.RESEARCH_OFFICE) and actor.organization_id == suggestion.organization_id


def may_reply_suggestion(actor, suggestion) -> bool:
    """The people of the unit that has it now."""
    waiting = suggestion.referrals.filter(state=TaskState.WAITING, unit_id__in=actor.unit_ids)
    return actor.holds(*FOR_UNITS) and waiting.exists()


def may_recall(actor, referral) -> bool:
    """Whoever could pass the matter on takes it back."""
    if referral.report_id:
        return may_handle(actor, referral.report)
    return may_manage_suggestion(actor, referral.suggestion)


def may_issue(actor, series) -> bool:
    return actor.holds(Role.RESEARCH_OFFICE) and actor.organization_id == series.organization_id


def may_scan(actor) -> bool:
    """Look for clusters, take the monthly 通报 and the ranking."""
    return actor.holds(Role.RESEARCH_OFFICE)


def last_editor(report: Report) -> int | None:
    """Who wrote the newest version."""
    rows = Version.objects.filter(report=report).order_by("-number")
    return rows.values_list("by_id", flat=True).first()
