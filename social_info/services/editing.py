"""The desk: first review, versions, merging, checking, signing, and the ways a report ends otherwise."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from core import audit, locks
from core.clock import today
from core.texts import clean_text
from core.workflow import Refused, Stale
from documents.choices import HandoffKind
from documents.services import handoffs
from social_info import policies
from social_info.choices import Origin, ReportState
from social_info.models import Comment, Report, Version
from social_info.models.reports import OPEN_LABELS
from social_info.services import facts, telling
from social_info.services.writing import submit
from social_info.workflow import REPORT

MOST_BODY = 10_000
TOLD = {
    "accept": "已通过初审，正在采编",
    "return": "退回补充，请查看意见后重新报送",
    "decline": "未采用，请查看理由",
    "reopen": "重新进入采编",
    "check": "",
    "send": "",
    "rework": "",
    "sign": "已签发，待编发",
}
SPOKEN = ("return", "decline", "reopen")
"""Steps whose reason stays on the report's page for those who reported it."""


@transaction.atomic
def move(*, by, report: Report, step: str, reason: str = "") -> Report:
    """One step of the desk that needs nothing but a reason; the reporters are told where it concerns them."""
    if step not in TOLD or step == "sign":
        raise Refused("没有这个步骤。")
    reason = clean_text(reason, most=300, label="意见")
    locks.shared(report.organization_id)
    report = _locked(report)
    if step == "send" and not Version.objects.filter(report=report).exists():
        raise Refused("还没有采编稿，请先保存采编稿再送审核。")
    REPORT.perform(report, step, by=by, reason=reason)
    if step in SPOKEN:
        Comment.objects.create(
            report=report, text=f"{REPORT.by_name[step].label}：{reason}", internal=False, by_id=by.user_id
        )
    facts.say(by=by, report=report)
    if TOLD[step]:
        telling.tell_reporters(report, TOLD[step])
    return report


@transaction.atomic
def save_version(*, by, report: Report, title: str, body: str, seen: int, note: str = "") -> Version:
    """The next edited version; `seen` is the number of the newest one the editor worked from (0: none)."""
    report = _locked(report)
    if not policies.may_handle(by, report):
        raise Refused("您不能采编这条信息。")
    if report.state != ReportState.EDITING:
        raise Refused(f"这条信息{report.get_state_display()}，不能再改采编稿。")
    newest = Version.objects.filter(report=report).aggregate(Max("number"))["number__max"] or 0
    if newest != seen:
        raise Stale("采编稿已被他人更新，请刷新后在新稿上修改。")
    title = " ".join(clean_text(title, most=60, label="标题").split())
    body = clean_text(body, most=MOST_BODY, label="正文")
    if not title or not body:
        raise ValidationError("采编稿的标题和正文都要填写。")
    version = Version.objects.create(
        report=report,
        number=newest + 1,
        title=title,
        body=body,
        note=clean_text(note, most=200, label="修改说明"),
        by_id=by.user_id,
    )
    audit.record(by, "保存采编稿", report, after={"version": version.number, "note": version.note})
    return version


@transaction.atomic
def sign(*, by, report: Report, signed_by: str, signed_on: dt.date) -> Report:
    """Enter who signed it off and when; by another person than the last editor."""
    name = clean_text(signed_by, most=40, label="签发人")
    if not name:
        raise ValidationError({"signed_by": "请填写签发人。"})
    if signed_on > today():
        raise ValidationError({"signed_on": "签发日期不能晚于今天。"})
    report = _locked(report)
    if report.state == ReportState.SIGNING and policies.may_check(by, report):
        Report.objects.filter(pk=report.pk).update(signed_by=name, signed_on=signed_on)
        report.refresh_from_db()
    REPORT.perform(report, "sign", by=by)
    telling.tell_reporters(report, TOLD["sign"])
    return report


@transaction.atomic
def convert(*, by, report: Report, consented: bool) -> Report:
    """转提案线索: offer the text to the 提案委; every reporter who is a member has agreed."""
    report = _locked(report)
    if report.label not in OPEN_LABELS:
        raise Refused("敏感、限本人的信息不能转提案线索。")
    REPORT.perform(report, "convert", by=by)
    authors = list(report.reporters.exclude(membership=None).values_list("membership_id", flat=True))
    handoffs.offer(
        by=by,
        source_ref=report.matter_ref,
        source_title=report.title,
        target_kind=HandoffKind.PROPOSAL,
        title=report.title,
        body=whole_text(report),
        authors=authors,
        consented=consented,
    )
    telling.tell_reporters(report, "已转作提案线索")
    return report


@transaction.atomic
def merge(*, by, main: Report, sources: Sequence[Report]) -> Report:
    """Put `sources` into `main`: each keeps its text, its number and its reporters, and is told.

    Nothing is merged across organisations, into itself, or twice; a labelled text only into a piece
    labelled at least as high. All or nothing. Raises Refused.
    """
    locks.shared(by.organization_id)
    ordered = sorted({one.pk for one in [main, *sources]})
    rows = {one.pk: one for one in Report.objects.select_for_update().filter(pk__in=ordered).order_by("pk")}
    main, sources = rows[main.pk], [rows[one.pk] for one in sources]
    _demand_mergeable(by, main, sources)
    for source in sources:
        if source.state in (ReportState.SUBMITTED, ReportState.EDITING):
            Report.objects.filter(pk=source.pk).update(merged_into=main)
            source.refresh_from_db()
        REPORT.perform(source, "merge", by=by)
        telling.tell_reporters(source, "已并入综合信息，原稿和反映人都保留")
    facts.say(by=by, report=main)
    audit.record(by, "合并信息", main, after={"sources": "、".join(str(one) for one in sources)})
    return main


@transaction.atomic
def split(*, by, source: Report, reason: str) -> Report:
    """Take one out of the piece again, as long as that is not signed."""
    locks.shared(source.organization_id)
    source = _locked(source)
    main = source.merged_into
    if main and main.state in (ReportState.SIGNED, ReportState.ISSUED):
        raise Refused("综合信息已经签发，不能再分出。")
    REPORT.perform(source, "split", by=by, reason=clean_text(reason, most=300, label="理由"))
    facts.say(by=by, report=source)
    telling.tell_reporters(source, "已从综合信息中分出，单独采编")
    return source


def whole_text(report: Report) -> str:
    """The newest edited text, else the three parts as they were reported."""
    newest = Version.objects.filter(report=report).order_by("-number").first()
    return newest.body if newest else original_text(report)


def original_text(report: Report) -> str:
    """情况、原因、建议 under their headings; a part that is empty is left out."""
    parts = (("", report.situation), ("原因分析：", report.causes), ("意见建议：", report.suggestions))
    return "\n\n".join(f"{head}{text}" for head, text in parts if text)


def _demand_mergeable(by, main: Report, sources: Sequence[Report]) -> None:
    if not sources:
        raise Refused("请选择要并入的信息。")
    if any(one.organization_id != main.organization_id for one in sources):
        raise Refused("不能合并不同政协组织的信息。")
    if main.pk in {one.pk for one in sources}:
        raise Refused("不能把信息并入它自己。")
    if main.merged_into_id or main.state != ReportState.EDITING or not policies.may_handle(by, main):
        raise Refused("只能并入一条采编中的信息。")
    if nested := next((one for one in sources if one.sources.exists()), None):
        raise Refused(f"{nested}本身是综合信息，不能再并入其他信息。")
    if any(policies.RANK[one.label] > policies.RANK[main.label] for one in sources):
        raise Refused("综合信息的密级标识不能低于所并入的信息。")


def _locked(report: Report) -> Report:
    return Report.objects.select_for_update().get(pk=report.pk)


@transaction.atomic
def compile_reports(*, by, reports: Sequence[Report], title: str) -> Report:
    """Open a draft 综合 over several reports: it carries their texts one after another to be edited."""
    if len(reports) < 2:
        raise Refused("综合至少需要两条信息。")
    if any(not policies.may_handle(by, one) for one in reports):
        raise Refused("所选信息中有您不能采编的，请重新选择。")
    label = max((one.label for one in reports), key=lambda one: policies.RANK[one])
    topics = [one.topic for one in reports]
    main = Report.objects.create(
        organization_id=by.organization_id,
        created_by_id=by.user_id,
        origin=Origin.COMPILED,
        label=label,
        topic=max(topics, key=topics.count),
        title=" ".join(clean_text(title, most=60, label="标题").split()) or reports[0].title,
        situation=_side_by_side(reports),
    )
    main.refresh_from_db()
    main = move(by=by, report=submit(by=by, report=main), step="accept")
    merge(by=by, main=main, sources=reports)
    main.refresh_from_db()
    return main


def _side_by_side(reports: Sequence[Report]) -> str:
    return "\n\n".join(
        f"（{at}）{one.title}\n{original_text(one)}" for at, one in enumerate(reports, start=1)
    )[:20_000]
