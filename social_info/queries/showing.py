"""A report as its readers see it: facts, and what happened in the order of days."""

from django.db.models import Prefetch, Q

from core.clock import SHANGHAI
from documents.choices import Label
from documents.models import Instruction
from social_info import policies
from social_info.choices import Origin, ReportState, TaskState
from social_info.models import Adoption, Comment, IssueItem, Referral, Report
from social_info.models.reports import OPEN_LABELS
from social_info.queries.reading import readable

LEVEL_ORDER = ("national", "province", "city", "county")


def own_rows(actor):
    """Reports the actor wrote or is named in, newest first, with what the list shows."""
    rows = readable(actor).filter(_mine(actor), organization_id=actor.organization_id).distinct()
    standing = Adoption.objects.filter(voided_at=None)
    return rows.prefetch_related(
        "reporters",
        Prefetch("adoptions", standing, to_attr="standing"),
        Prefetch("merged_into__adoptions", standing, to_attr="standing"),
    ).order_by("-id")


def _mine(actor) -> Q:
    named = Q(reporters__membership__person__user_id=actor.user_id) | Q(reporters__user_id=actor.user_id)
    return named | Q(created_by_id=actor.user_id)


def own_counts(actor, year: int) -> dict:
    """How many the actor handed in and had adopted this year."""
    rows = readable(actor).filter(_mine(actor), organization_id=actor.organization_id, year=year)
    adopted = Q(adoptions__voided_at=None, adoptions__isnull=False)
    adopted |= Q(merged_into__adoptions__voided_at=None, merged_into__adoptions__isnull=False)
    handed_in = rows.exclude(state=ReportState.DRAFT)
    return {
        "handed_in": handed_in.distinct().count(),
        "adopted": handed_in.filter(adopted).distinct().count(),
        "waiting": rows.filter(state=ReportState.RETURNED).distinct().count(),
    }


def adopted_by(report: Report) -> str:
    """«省级、市级» of a row of `own_rows`: the levels that adopted it, the highest first."""
    main = report.merged_into or report
    levels = {one.level: one.get_level_display() for one in getattr(main, "standing", ())}
    return "、".join(levels[level] for level in LEVEL_ORDER if level in levels)


def facts_shown(report: Report) -> list[dict]:
    """Names and values at the head of the page."""
    reporters = "、".join(one.name for one in report.reporters.all())
    facts = [
        ("反映人", reporters),
        ("收文号", str(report) if report.number else ""),
        ("分类", report.get_topic_display()),
        ("反映地区", report.area),
        ("线索来源", report.source_note),
        ("来路", report.get_origin_display() if report.origin != Origin.OWN else ""),
        ("密级标识", report.get_label_display()),
        ("报送时间", report.submitted_at),
        ("直通车时限", report.edit_by),
        ("签发人", report.signed_by),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def entries_of(actor, report: Report) -> list[dict]:
    """The timeline, newest first; what staff said among themselves only for staff."""
    entries = [*_own_steps(report), *_words(actor, report), *_answers(report)]
    for one in dict.fromkeys([report, report.merged_into]):
        if one is not None:
            entries += [*_issues(one), *_adoptions(one), *_instructions(one)]
    if report.excellent_on:
        entries.append(_entry("评为优秀信息", report.excellent_on, tone="gold"))
    in_order = sorted(enumerate(entries), key=lambda one: (*_moment(one[1]["at"]), one[0]))
    return [entry for _, entry in reversed(in_order)]


def _own_steps(report: Report):
    yield _entry("开始填写", report.created_at)
    if report.submitted_at:
        yield _entry("报送", report.submitted_at, tone="blue")
    if report.taken_at:
        yield _entry("通过初审，转采编", report.taken_at, tone="blue")
    if report.state == ReportState.MERGED:
        yield _entry("并入综合信息", report.decided_at, "原稿和反映人都保留", tone="blue")
    if report.state == ReportState.CONVERTED:
        yield _entry("转作提案线索", report.decided_at, tone="green")
    if report.signed_on:
        yield _entry("签发", report.signed_on, tone="blue")


def _words(actor, report: Report):
    rows = Comment.objects.filter(report=report).select_related("by")
    if not policies.may_handle(actor, report):
        rows = rows.filter(internal=False)
    for one in rows:
        step = one.text.startswith(("退回补充：", "不采用："))
        what = "机关内部留言" if one.internal else ("处理意见" if step else "留言")
        yield _entry(what, one.at, one.text, who=str(one.by or "系统"), tone="amber" if step else "grey")


def _answers(report: Report):
    for one in Referral.objects.filter(report=report).select_related("unit"):
        yield _entry(f"转{one.unit}办理", one.sent_at, one.request, tone="blue")
        if one.state == TaskState.ANSWERED:
            yield _entry(f"{one.unit}答复", one.replied_at, one.reply, tone="green")


def _issues(report: Report):
    rows = IssueItem.objects.filter(report=report, issue__state="issued").select_related("issue__series")
    for one in rows:
        yield _entry(f"编入{one.issue}", one.issue.issued_on, tone="green")


def _adoptions(report: Report):
    for one in Adoption.objects.filter(report=report, voided_at=None):
        what = f"{one.body}{one.get_kind_display()}（{one.get_level_display()}）"
        yield _entry(what, one.adopted_on, one.document_number, tone="gold")


def _instructions(report: Report):
    """Who wrote on it and when; the words only where the report and the 批示 are open."""
    for one in Instruction.objects.filter(matter_ref=report.matter_ref, voided_at=None):
        shown = (
            one.text if report.label in OPEN_LABELS and one.label in (Label.PUBLIC, Label.INTERNAL) else ""
        )
        what = f"{one.leader_post}{one.leader_name}批示（{one.get_level_display()}）"
        yield _entry(what, one.given_on, shown, tone="gold")


def _entry(what, at, note="", *, who="", tone="grey") -> dict:
    return {"what": what, "at": at, "note": note, "who": who, "tone": tone}


def _moment(at) -> tuple:
    """A day counts as its end, so that what is entered for a day stands above the hours before it."""
    if hasattr(at, "hour"):
        return (at.astimezone(SHANGHAI).date(), 0, at.timestamp())
    return (at, 1, 0)
