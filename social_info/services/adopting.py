"""采用 by any body at any level, taken back with a reason; 批示 through the common register."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import audit, locks
from core.clock import AppNow, today
from core.dates import chinese_date
from core.texts import clean_text
from core.workflow import Refused, Stale
from documents.models import Instruction
from documents.services.instructions import record_instruction
from social_info import policies
from social_info.choices import AdoptionKind, AdoptionLevel, ReportState
from social_info.models import Adoption, Report
from social_info.models.reports import OPEN_LABELS
from social_info.queries.matters import number_of
from social_info.services import facts, telling

ADOPTABLE = (ReportState.SIGNED, ReportState.ISSUED, ReportState.FORWARDED)
EARLIEST = dt.date(2000, 1, 1)


@transaction.atomic
def adopt(
    *, by, report: Report, level: str, kind: str, body: str, adopted_on: dt.date, document_number: str = "",
    note: str = "",
) -> Adoption:  # fmt: skip
    """One adoption, said once for a body, level and way; every reporter, merged ones too, gets the fact.

    Raises Refused or ValidationError; said twice it is refused.
    """
    locks.shared(report.organization_id)
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not policies.may_handle(by, report):
        raise Refused("您没有登记采用的权限。")
    if report.state not in ADOPTABLE:
        raise Refused(f"这条信息{report.get_state_display()}，签发、编发或转部门后才能登记采用。")
    if not EARLIEST <= adopted_on <= today():
        raise ValidationError({"adopted_on": f"采用日期应在{chinese_date(EARLIEST)}至今天之间。"})
    adoption = _save(
        Adoption(
            report=report,
            level=AdoptionLevel(level),
            kind=AdoptionKind(kind),
            body="".join(clean_text(body, most=60, label="采用单位").split()),
            adopted_on=adopted_on,
            document_number=clean_text(document_number, most=60, label="刊物和文号"),
            note=clean_text(note, most=200, label="说明"),
            by_id=by.user_id,
        )
    )
    after = audit.snapshot(adoption, ["level", "kind", "body", "adopted_on", "document_number"])
    audit.record(by, "登记采用", report, after=after)
    facts.say(by=by, report=report)
    _tell(report, f"被{adoption.body}{adoption.get_kind_display()}")
    return adoption


@transaction.atomic
def void_adoption(*, by, adoption: Adoption, reason: str) -> Adoption:
    """Entered in error: it stays, marked, and its facts are voided."""
    reason = clean_text(reason, most=200, label="理由")
    locks.shared(adoption.report.organization_id)
    if not policies.may_handle(by, adoption.report):
        raise Refused("您没有撤销采用登记的权限。")
    if not reason:
        raise Refused("撤销采用登记须写明理由。")
    rows = Adoption.objects.filter(pk=adoption.pk, voided_at=None)
    if not rows.update(voided_at=AppNow(), voided_by=by.user_id, void_reason=reason):
        raise Stale("这条采用登记已经撤销。")
    adoption.refresh_from_db()
    audit.record(by, "撤销采用登记", adoption.report, after={"adoption": str(adoption)}, reason=reason)
    facts.say(by=by, report=adoption.report)
    _tell(adoption.report, f"的采用登记（{adoption.body}）已撤销")
    return adoption


@transaction.atomic
def instruct(
    *, by, report: Report, leader_name: str, leader_post: str, level: str, text: str, given_on: dt.date,
    source: str, scans: Iterable = (),
) -> Instruction:  # fmt: skip
    """Record a leader's 批示 on the report in the common register; facts follow through `instructed`."""
    locks.shared(report.organization_id)
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not policies.may_handle(by, report):
        raise Refused("您没有登记批示的权限。")
    if report.state not in ADOPTABLE:
        raise Refused(f"这条信息{report.get_state_display()}，签发、编发或转部门后才能登记批示。")
    return record_instruction(
        by=by,
        matter_ref=report.matter_ref,
        matter_title=report.title if report.label in OPEN_LABELS else str(report),
        leader_name=leader_name,
        leader_post=leader_post,
        level=level,
        text=text,
        given_on=given_on,
        source=source,
        label=report.label if report.label not in OPEN_LABELS else "internal",
        scans=scans,
    )


def instructed(instruction: Instruction, *, by) -> None:
    """Called by the register, in its transaction, when a 批示 is recorded or voided."""
    report = Report.objects.filter(
        pk=number_of(instruction.matter_ref), organization=instruction.organization_id
    ).first()
    if report is None:
        return
    facts.say(by=by, report=report)
    if instruction.voided_at is None:
        _tell(report, f"得到{instruction.get_level_display()}领导批示")


def _save(adoption: Adoption) -> Adoption:
    if not adoption.body:
        raise ValidationError({"body": "请填写采用单位。"})
    try:
        with transaction.atomic():
            adoption.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"{adoption.body}的{adoption.get_kind_display()}已经登记过，不能重复登记。") from error
    adoption.refresh_from_db()
    return adoption


def _tell(report: Report, what: str) -> None:
    """The reporters of the piece, and those whose reports were merged into it."""
    telling.tell_reporters(report, what)
    for source in Report.objects.filter(merged_into=report):
        telling.tell_reporters(source, f"并入的综合信息{what}")
