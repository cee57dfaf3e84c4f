"""The register of what leaders wrote: recorded once, never edited, voided with a reason."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from core import audit
from core.clock import AppNow, today
from core.texts import clean_text
from core.workflow import Refused
from documents.choices import InstructionLevel, Label
from documents.instructions import tell_matter
from documents.models import Instruction
from documents.policies import may_record_instruction, may_void_instruction
from documents.services.attachments import attach

OWNER = "documents.instruction"
"""Owner type of the scans."""
MOST_TEXT = 2_000


@transaction.atomic
def record_instruction(
    *,
    by,
    matter_ref: str,
    matter_title: str,
    leader_name: str,
    leader_post: str,
    level: str,
    text: str,
    given_on: dt.date,
    source: str,
    label: str = Label.INTERNAL,
    scans: Iterable = (),
) -> Instruction:
    """Record an instruction with its scanned sheets; the matter's app writes its facts in this transaction.

    The caller has checked that `by` may read the matter. Raises Refused, ValidationError or UploadRefused.
    """
    if not may_record_instruction(by):
        raise Refused("您没有登记领导批示的权限。")
    if given_on > today():
        raise Refused("批示日期不能晚于今天。")
    instruction = Instruction(
        organization_id=by.organization_id,
        matter_ref=matter_ref,
        matter_title=matter_title[:120],
        leader_name=clean_text(leader_name, most=40, label="批示领导"),
        leader_post=clean_text(leader_post, most=60, label="领导职务"),
        level=InstructionLevel(level),
        text=clean_text(text, most=MOST_TEXT, label="批示内容"),
        given_on=given_on,
        label=Label(label),
        source=clean_text(source, most=120, label="来源"),
        recorded_by_id=by.user_id,
    )
    _save(instruction)
    for scan in scans:
        attach(by=by, owner_type=OWNER, owner_id=instruction.pk, file=scan, label=instruction.label)
    after = audit.snapshot(instruction, ["matter_ref", "leader_name", "level", "given_on", "label", "source"])
    audit.record(by, "登记批示", instruction, after=after)
    tell_matter(instruction, by=by)
    return instruction


@transaction.atomic
def void_instruction(instruction: Instruction, *, by, reason: str) -> Instruction:
    """Recorded in error: it stays, marked, and the matter's app takes its facts back."""
    reason = clean_text(reason, most=200, label="作废理由")
    instruction = Instruction.objects.select_for_update().get(pk=instruction.pk)
    if instruction.voided_at:
        raise Refused("该批示已经作废。")
    if not may_void_instruction(by, instruction):
        raise Refused("您没有作废该批示的权限。")
    if not reason:
        raise Refused("作废批示须写明理由。")
    Instruction.objects.filter(pk=instruction.pk).update(
        voided_at=AppNow(), voided_by=by.user_id, void_reason=reason
    )
    instruction.refresh_from_db()
    audit.record(by, "作废批示", instruction, reason=reason)
    tell_matter(instruction, by=by)
    return instruction


def _save(instruction: Instruction) -> None:
    try:
        with transaction.atomic():
            instruction.save()
    except IntegrityError as error:
        raise Refused("该领导当日对此事项的批示已经登记。") from error
