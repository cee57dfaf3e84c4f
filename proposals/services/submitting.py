"""Handing in: the running number without a gap, 会间 or 平时, and the first facts of the ledger."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from core import locks
from core.clock import AppNow, now, today
from core.workflow import Refused
from proposals.choices import DURING_PLENARY, OWN, ProposalState, ProposerKind, Timing
from proposals.models import Proposal, Round, Suggestion
from proposals.queries.ground import current_round, rules_of
from proposals.services import facts
from proposals.services.finding import index
from proposals.services.signing import close_invitations
from proposals.services.telling import tell_authors, tell_office
from proposals.services.writing import locked
from proposals.workflow import PROPOSAL


@transaction.atomic
def submit(*, by, proposal: Proposal) -> Proposal:
    """Hand in a proposal, or one that was returned, again. Raises ValidationError (field → sentences) or Refused."""
    locks.shared(proposal.organization_id)
    proposal = locked(proposal)
    _check(proposal)
    first = proposal.serial is None
    if first and proposal.state in OWN:
        _number(proposal)
    elif not first:
        Proposal.objects.filter(pk=proposal.pk).update(turn=F("turn") + 1)
    PROPOSAL.perform(proposal, "submit", by=by)
    close_invitations(proposal)
    proposal.refresh_from_db()
    index(proposal)
    if first:
        facts.say(proposal, "submitted", facts.day_of(proposal.submitted_at), by=by)
    tell_authors(proposal, f"“{proposal.title}”已提交", f"流水号 {proposal.serial:04d}，审查结果会通知您。")
    if not first:
        tell_office(proposal, f"补充后重新提交：“{proposal.title}”")
    return proposal


@transaction.atomic
def withdraw(*, by, proposal: Proposal, reason: str) -> Proposal:
    """撤案 by the lead before the outcome; what the ledger was told is taken back."""
    locks.shared(proposal.organization_id)
    proposal = locked(proposal)
    handed_in = proposal.serial is not None
    PROPOSAL.perform(proposal, "withdraw", by=by, reason=reason)
    Proposal.objects.filter(pk=proposal.pk).update(outcome_text=reason[:500], decided_at=AppNow())
    if handed_in:
        facts.take_back(proposal, "submitted", by=by, reason=f"提案者撤案：{reason}")
        tell_office(proposal, f"提案者撤案：“{proposal.title}”", reason)
    tell_authors(proposal, f"“{proposal.title}”已撤案", reason)
    proposal.refresh_from_db()
    return proposal


def next_of(round_id: int, counter: str) -> int:
    """The next number of a round's counter; the row stays locked until the transaction ends, so none is lost."""
    Round.objects.filter(pk=round_id).update(**{counter: F(counter) + 1})
    return Round.objects.values_list(counter, flat=True).get(pk=round_id)


def _number(proposal: Proposal) -> None:
    opened = current_round(proposal.organization_id) or proposal.round
    moment = now()
    timing = Timing.SESSION if moment <= opened.closes_at else Timing.INTERIM
    Proposal.objects.filter(pk=proposal.pk).update(
        round=opened, timing=timing, serial=next_of(opened.pk, "last_serial"), turn=1, submitted_at=moment
    )


def _check(proposal: Proposal) -> None:
    """Everything that is missing or too long, at once."""
    if proposal.state not in (ProposalState.DRAFT, ProposalState.SIGNING, ProposalState.RETURNED):
        return
    rules = rules_of(proposal.organization_id)
    wrong = {name: said for name, said in _faults(proposal, rules) if said}
    if wrong:
        raise ValidationError(wrong)
    if proposal.serial is None and proposal.kind in DURING_PLENARY:
        _demand_plenary(proposal)


def _faults(proposal: Proposal, rules):
    yield "title", "" if proposal.title.strip() else "请填写案由"
    for name, label in (("situation", "情况"), ("analysis", "分析")):
        written = getattr(proposal, name)
        if not written.strip():
            yield name, f"请填写{label}"
        elif len(written) > rules.text_limit:
            yield name, f"{label}现有 {len(written)} 字，不能超过 {rules.text_limit} 字"
    yield "suggestions", _suggestion_fault(proposal, rules)
    collective = proposal.kind != ProposerKind.MEMBER
    yield "collective", "请填写集体名称" if collective and not proposal.collective.strip() else ""
    yield "contact", "请填写联系人及电话" if collective and not proposal.contact.strip() else ""
    silent = not proposal.open_text and not proposal.closed_reason.strip()
    yield "closed_reason", "不同意公开的，请写明理由" if silent else ""


def _suggestion_fault(proposal: Proposal, rules) -> str:
    rows = list(Suggestion.objects.filter(proposal=proposal))
    if not rows:
        return "请至少写一条具体建议"
    if len(rows) > rules.most_suggestions:
        return f"建议不超过 {rules.most_suggestions} 条，现有 {len(rows)} 条"
    long = next((row for row in rows if len(row.text) > rules.suggestion_limit), None)
    return f"第 {long.position} 条建议不能超过 {rules.suggestion_limit} 字" if long else ""


def _demand_plenary(proposal: Proposal) -> None:
    opened = current_round(proposal.organization_id) or proposal.round
    held = opened.session.starts_on <= today() <= opened.session.ends_on
    if not held:
        raise Refused(f"{proposal.get_kind_display()}提案只在全体会议期间提出")
