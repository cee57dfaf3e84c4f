"""三审一协商: reviewers give opinions, and the responsible one moves the proposal to the next stage."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit, locks
from core.clock import AppNow
from core.texts import clean_text
from core.workflow import Refused
from organizations.models import Organization
from proposals.choices import REVIEWED_IN, Consent, ProposalState, Stage, Verdict
from proposals.models import Category, Proposal, RefusalReason, ReviewOpinion
from proposals.policies import is_last_stage, is_office, may_answer_consent, may_review, stages_of
from proposals.queries.ground import rules_of
from proposals.services import facts
from proposals.services.submitting import next_of
from proposals.services.telling import tell_authors, tell_members, tell_office
from proposals.services.writing import locked
from proposals.workflow import PROPOSAL

STEP_TO = {
    ProposalState.SECOND: "to_second",
    ProposalState.CONSULTING: "to_consultation",
    ProposalState.FINAL: "to_final",
}
MOST_OPINION = 500


@transaction.atomic
def give_opinion(*, by, proposal: Proposal, verdict: str, text: str = "") -> ReviewOpinion:
    """Say what should become of it at this stage, without moving it. Once for each reviewer and stage."""
    proposal = locked(proposal)
    _demand_review(by, proposal)
    return _note(by, proposal, verdict, text, settles=False)


@transaction.atomic
def pass_on(*, by, proposal: Proposal, text: str = "", category: Category | None = None) -> Proposal:
    """To the next stage that the organisation uses. Raises Refused at the last one."""
    proposal = locked(proposal)
    _demand_review(by, proposal)
    rules = rules_of(proposal.organization_id)
    if is_last_stage(proposal, rules):
        raise Refused("已是最后一个审查环节，请作出审查决定")
    _note(by, proposal, Verdict.PASS_ON, text, settles=True)
    if category is not None:
        _sort(proposal, category)
    return PROPOSAL.perform(proposal, STEP_TO[_next(proposal, rules)], by=by, reason=text)


@transaction.atomic
def send_back(*, by, proposal: Proposal, text: str) -> Proposal:
    """退回补充: what is missing is said to the proposer, who hands it in again."""
    proposal = locked(proposal)
    _demand_review(by, proposal)
    _note(by, proposal, Verdict.SEND_BACK, text, settles=True)
    PROPOSAL.perform(proposal, "send_back", by=by, reason=text)
    tell_authors(proposal, f"“{proposal.title}”退回补充", text, sms=True)
    return proposal


@transaction.atomic
def file(*, by, proposal: Proposal, category: Category | None = None, text: str = "") -> Proposal:
    """立案: the next number of the round, without a gap, and a fact for each author. Raises Refused."""
    proposal = settle(by, proposal, Verdict.FILE, text)
    category = category or proposal.category
    if category is None:
        raise Refused("立案前请选择提案分类")
    _sort(proposal, category)
    number = next_of(proposal.round_id, "last_number")
    Proposal.objects.filter(pk=proposal.pk).update(
        number=number, filed_at=AppNow(), decided_at=AppNow(), outcome_text=""
    )
    PROPOSAL.perform(proposal, "file", by=by, reason=text)
    proposal.refresh_from_db()
    facts.say(proposal, "filed", facts.day_of(proposal.filed_at), by=by)
    tell_authors(proposal, f"“{proposal.title}”已立案", f"提案号为{proposal.full_number}。", sms=True)
    return proposal


@transaction.atomic
def decline(*, by, proposal: Proposal, refusal: RefusalReason, text: str = "") -> Proposal:
    """不予立案 for one of the listed reasons, explained to the proposer."""
    proposal = settle(by, proposal, Verdict.DECLINE, text or refusal.name)
    if refusal.organization_id != proposal.organization_id or not refusal.enabled:
        raise Refused("请从本会启用的理由中选择")
    Proposal.objects.filter(pk=proposal.pk).update(refusal=refusal)
    end(proposal, "decline", text or refusal.explanation, by=by)
    facts.say(proposal, "not_filed", facts.day_of(proposal.decided_at), by=by)
    body = f"理由：{refusal.name}。{text or refusal.explanation}"
    tell_authors(proposal, f"“{proposal.title}”不予立案", body, sms=True)
    return proposal


@transaction.atomic
def forward(*, by, proposal: Proposal, text: str) -> Proposal:
    """转送 to a department as an opinion or letter; the text says to whom."""
    proposal = settle(by, proposal, Verdict.FORWARD, text)
    end(proposal, "forward", text, by=by)
    tell_authors(proposal, f"“{proposal.title}”已转送有关部门", text, sms=True)
    return proposal


@transaction.atomic
def ask_consent(*, by, proposal: Proposal) -> Proposal:
    """Ask the lead whether the text may be handed on as a 社情民意信息."""
    proposal = locked(proposal)
    _demand_review(by, proposal)
    if proposal.conversion == Consent.GIVEN:
        raise Refused("提案者已同意转作社情民意")
    Proposal.objects.filter(pk=proposal.pk).update(conversion=Consent.ASKED)
    audit.record(by, "征求转作社情民意", proposal)
    tell_members(
        proposal, [proposal.lead], f"提案委征求您的意见：“{proposal.title}”是否同意转作社情民意信息", sms=True
    )
    proposal.refresh_from_db()
    return proposal


@transaction.atomic
def answer_consent(*, by, proposal: Proposal, agreed: bool) -> Proposal:
    """The lead's answer."""
    proposal = locked(proposal)
    if not may_answer_consent(by, proposal) or proposal.conversion != Consent.ASKED:
        raise Refused("目前没有征求您的意见")
    answer = Consent.GIVEN if agreed else Consent.DENIED
    Proposal.objects.filter(pk=proposal.pk).update(conversion=answer)
    proposal.refresh_from_db()
    audit.record(by, proposal.get_conversion_display(), proposal)
    tell_office(proposal, f"提案者{proposal.get_conversion_display()}社情民意：“{proposal.title}”")
    return proposal


@transaction.atomic
def assign_reviewer(*, by, proposals, reviewer: User | None) -> int:
    """责任审查人 of each of these proposals under review; returns how many."""
    rows = [one for one in proposals if one.state in REVIEWED_IN and is_office(by, one)]
    Proposal.objects.filter(pk__in=[one.pk for one in rows]).update(reviewer=reviewer)
    name = str(reviewer) if reviewer else ""
    audit.record_many([audit.entry(by, "指定责任审查人", one, after={"reviewer": name}) for one in rows])
    return len(rows)


def settle(by, proposal: Proposal, verdict: str, text: str) -> Proposal:
    """The proposal, locked, with the deciding opinion noted; refuses before the last stage."""
    locks.shared(proposal.organization_id)
    proposal = locked(proposal)
    _demand_review(by, proposal)
    rules = rules_of(proposal.organization_id)
    if not is_last_stage(proposal, rules):
        stages = "、".join(Stage(state).label for state in stages_of(rules))
        raise Refused(f"本会设{stages}，须走完各环节才能作出审查决定")
    if rules.separate_reviewers and _reviewed_first(by, proposal):
        raise Refused("终审须由初审以外的人员作出")
    _note(by, proposal, verdict, text, settles=True)
    return proposal


def _reviewed_first(by, proposal: Proposal) -> bool:
    """Whether the actor settled the first stage last, in whatever turn; small offices may let one person do both."""
    if Organization.objects.get(pk=proposal.organization_id).one_person_office:
        return False
    opinions = ReviewOpinion.objects.filter(proposal=proposal, stage=Stage.FIRST, settles=True)
    first = opinions.order_by("turn", "pk").last()
    return proposal.state != ProposalState.SUBMITTED and first is not None and first.reviewer_id == by.user_id


def end(proposal: Proposal, step: str, text: str, *, by) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(decided_at=AppNow(), outcome_text=text[:500])
    PROPOSAL.perform(proposal, step, by=by, reason=text)
    proposal.refresh_from_db()


def _demand_review(by, proposal: Proposal) -> None:
    if not may_review(by, proposal):
        raise Refused("您没有审查这件提案的权限；本人的提案由其他人员审查")
    if proposal.state not in REVIEWED_IN:
        raise Refused(f"提案现为“{proposal.get_state_display()}”，不在审查中")


def _note(by, proposal: Proposal, verdict: str, text: str, *, settles: bool) -> ReviewOpinion:
    words = clean_text(text, most=MOST_OPINION, label="审查意见")
    if verdict not in Verdict.values:
        raise ValidationError("请选择审查意见")
    opinion = ReviewOpinion(
        proposal=proposal, stage=proposal.state, turn=proposal.turn, verdict=verdict, text=words,
        reviewer_id=by.user_id, settles=settles,
    )  # fmt: skip
    try:
        with transaction.atomic():
            opinion.save()
    except IntegrityError as error:
        raise Refused("您已在本环节提出过意见") from error
    if not settles:
        audit.record(by, "提出审查意见", proposal, after={"verdict": verdict}, reason=words)
    return opinion


def _next(proposal: Proposal, rules) -> str:
    used, at = stages_of(rules), REVIEWED_IN.index(proposal.state)
    return next(state for state in used if REVIEWED_IN.index(state) > at)


def _sort(proposal: Proposal, category: Category) -> None:
    if category.organization_id != proposal.organization_id or not category.enabled:
        raise Refused("请从本会启用的分类中选择")
    Proposal.objects.filter(pk=proposal.pk).update(category=category)
    proposal.category = category
