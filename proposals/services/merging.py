"""并案 and its undoing; conversion into a report. Originals, authors and logs stay."""

from django.db import transaction
from django.db.models import F

from core import audit, locks
from core.clock import AppNow
from core.workflow import Refused
from documents.choices import HandoffKind, Relation
from documents.services import handoffs, references
from proposals.choices import ANSWERING, LIVE_TASKS, Consent, ProposalState, TaskState, Verdict
from proposals.models import Merge, Proposal, Task
from proposals.queries.ground import own_authors
from proposals.services import facts
from proposals.services.reviewing import end, settle
from proposals.services.telling import tell_authors, tell_members
from proposals.services.writing import locked
from proposals.workflow import PROPOSAL

UNWRITTEN = (TaskState.PENDING, TaskState.RETURN_ASKED, TaskState.HANDLING, TaskState.REHANDLING)
"""States of a task in which its reply can still take up more suggestions."""


@transaction.atomic
def merge(*, by, proposal: Proposal, main: Proposal, reason: str) -> Merge:
    """Handle `proposal` together with `main`, which is filed; its authors are answered too. Raises Refused."""
    if main.organization_id != proposal.organization_id or main.pk == proposal.pk:
        raise Refused("主案须是本会的另一件提案")
    proposal = settle(by, proposal, Verdict.MERGE, reason)
    main = locked(main)
    _demand_unanswered(main)
    end(proposal, "merge", f"并入{main.full_number}“{main.title}”。{reason}", by=by)
    made = Merge.objects.create(merged=proposal, main=main, reason=reason[:300], by_id=by.user_id)
    facts.say(proposal, "merged", facts.day_of(proposal.decided_at), by=by)
    references.link(
        by=by, source_ref=facts.reference(proposal), source_title=proposal.title,
        target_ref=facts.reference(main), target_title=main.title, relation=Relation.MERGED,
    )  # fmt: skip
    audit.record(by, "并入其他提案", main, after={"merged": proposal.serial}, reason=reason)
    tell_authors(proposal, f"“{proposal.title}”并入“{main.title}”", "办理情况和答复会同样通知您。", sms=True)
    tell_members(main, own_authors(main), f"“{proposal.title}”并入您的提案“{main.title}”一并办理")
    return made


def _demand_unanswered(main: Proposal) -> None:
    """Every reply to `main` must still be able to answer those who join it."""
    if main.state not in (ProposalState.FILED, ProposalState.HANDLING):
        raise Refused("主案须已立案且尚未答复，请先对主案立案或另选主案")
    tasks = Task.objects.filter(proposal=main, role__in=sorted(ANSWERING), state__in=sorted(LIVE_TASKS))
    task = tasks.exclude(state__in=UNWRITTEN).select_related("unit").first()
    if task is not None:
        state = task.get_state_display()
        raise Refused(f"主案由{task.unit}办理，现为“{state}”，不能再并入，请待退回修改后办理或另选主案")


@transaction.atomic
def unmerge(*, by, merge: Merge, reason: str) -> Proposal:
    """撤销并案: the proposal stands alone again, waiting for the last stage of review."""
    locks.shared(merge.merged.organization_id)
    proposal = locked(merge.merged)
    main = merge.main
    PROPOSAL.perform(proposal, "unmerge", by=by, reason=reason)
    undone = Merge.objects.filter(pk=merge.pk, undone_at=None).update(
        undone_at=AppNow(), undone_by=by.user_id, undone_reason=reason[:300]
    )
    if not undone:
        raise Refused("这次并案已经撤销")
    Proposal.objects.filter(pk=proposal.pk).update(decided_at=None, outcome_text="", turn=F("turn") + 1)
    facts.take_back(proposal, "merged", by=by, reason=f"撤销并案：{reason}")
    audit.record(by, "撤出并案", main, after={"unmerged": proposal.serial}, reason=reason)
    tell_authors(proposal, f"“{proposal.title}”撤销并案，单独审查", reason, sms=True)
    tell_members(main, own_authors(main), f"“{proposal.title}”不再并入“{main.title}”", reason)
    proposal.refresh_from_db()
    return proposal


@transaction.atomic
def convert(*, by, proposal: Proposal, text: str = "") -> Proposal:
    """转社情民意: offered to the 研究室 as a report, with the lead's consent. Raises Refused."""
    if proposal.conversion != Consent.GIVEN:
        raise Refused("须先征得提案者同意，才能转作社情民意信息")
    proposal = settle(by, proposal, Verdict.CONVERT, text)
    end(proposal, "convert", text or "转作社情民意信息报送", by=by)
    handoffs.offer(
        by=by, source_ref=facts.reference(proposal), source_title=proposal.title,
        target_kind=HandoffKind.REPORT, title=proposal.title, body=whole_text(proposal),
        authors=[member.pk for member in own_authors(proposal)], consented=True,
    )  # fmt: skip
    facts.say(proposal, "converted", facts.day_of(proposal.decided_at), by=by)
    tell_authors(proposal, f"“{proposal.title}”转作社情民意信息", text, sms=True)
    return proposal


def whole_text(proposal: Proposal) -> str:
    """情况、分析 and the numbered suggestions as one text."""
    parts = [f"【情况】{proposal.situation}", f"【分析】{proposal.analysis}", "【建议】"]
    parts += [f"{row.position}. {row.text}" for row in proposal.suggestions.order_by("position")]
    return "\n".join(parts)
