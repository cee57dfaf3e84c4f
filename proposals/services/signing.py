"""联名: members are invited, accept or decline; the database refuses what comes too late."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from core import audit
from core.clock import AppNow, now
from core.texts import clean_text
from core.workflow import Refused
from members.models import Membership
from members.policies import still_holds
from proposals.choices import ProposalState, ProposerKind, SignatureState
from proposals.models import Proposal, Signature
from proposals.policies import may_answer_invitation, may_invite
from proposals.queries.ground import rules_of
from proposals.services.telling import tell_members
from proposals.services.writing import locked
from proposals.workflow import PROPOSAL

STANDING = (SignatureState.INVITED, SignatureState.ACCEPTED)


@transaction.atomic
def invite(*, by, proposal: Proposal, members: Iterable[Membership]) -> list[Signature]:
    """Ask members to sign; the text stands still from now on. Returns the new invitations. Raises Refused."""
    proposal = locked(proposal)
    if not may_invite(by, proposal):
        raise Refused("只有第一提案人可以在提交前邀请联名")
    rules = rules_of(proposal.organization_id)
    chosen = {member.pk: member for member in members}
    _check(proposal, list(chosen.values()), rules)
    if proposal.state == ProposalState.DRAFT:
        PROPOSAL.perform(proposal, "gather", by=by)
    invitations = [_invite(proposal, member, rules) for member in chosen.values()]
    fresh = [one for one in invitations if one is not None]
    people = [one.membership for one in fresh]
    audit.record(by, "邀请联名", proposal, after={"members": [member.number for member in people]})
    tell_members(proposal, people, f"{proposal.lead}委员邀请您联名提案“{proposal.title}”", sms=True)
    return fresh


@transaction.atomic
def answer_invitation(*, by, signature: Signature, accepted: bool, comment: str = "") -> Signature:
    """Sign, or decline, with a word on it. Raises Refused; the proposal is locked first, so races have an order."""
    proposal = locked(signature.proposal)
    row = Signature.objects.select_for_update(of=("self",)).select_related("membership__person")
    signature = row.get(pk=signature.pk)
    signature.proposal = proposal
    if not may_answer_invitation(by, signature):
        raise Refused("这件提案已不在征集联名，或邀请的不是您")
    if signature.state != SignatureState.INVITED:
        raise Refused(f"这份邀请{signature.get_state_display()}，不能再答复")
    if now() > signature.expires_at:
        raise Refused("这份邀请已过有效期，请联系第一提案人重新邀请")
    state = SignatureState.ACCEPTED if accepted else SignatureState.DECLINED
    words = clean_text(comment, most=200, label="意见")
    Signature.objects.filter(pk=signature.pk).update(state=state, comment=words, answered_at=AppNow())
    signature.refresh_from_db()
    audit.record(by, "同意联名" if accepted else "谢绝联名", proposal, reason=words)
    said = "同意" if accepted else "谢绝"
    tell_members(proposal, [proposal.lead], f"{signature.membership}委员{said}联名“{proposal.title}”", words)
    return signature


@transaction.atomic
def recall(*, by, signature: Signature) -> None:
    """Take back an invitation that has not been answered."""
    proposal = locked(signature.proposal)
    if not may_invite(by, proposal):
        raise Refused("只有第一提案人可以在提交前取消邀请")
    _end(Signature.objects.filter(pk=signature.pk), SignatureState.RECALLED)
    audit.record(by, "取消联名邀请", proposal, after={"member": signature.membership.number})


@transaction.atomic
def rework(*, by, proposal: Proposal) -> Proposal:
    """Back to the draft: whoever had signed must be asked again, because the text will change."""
    proposal = locked(proposal)
    asked = list(
        Signature.objects.filter(proposal=proposal, state__in=STANDING).select_related("membership__person")
    )
    PROPOSAL.perform(proposal, "rework", by=by)
    Signature.objects.filter(pk__in=[one.pk for one in asked]).update(
        state=SignatureState.RECALLED, answered_at=None
    )
    people = [one.membership for one in asked]
    tell_members(proposal, people, f"“{proposal.title}”撤回修改，原联名邀请作废", "修改后会重新邀请。")
    return proposal


@transaction.atomic
def expire_invitations() -> int:
    """Invitations whose time is over; for the beat."""
    return _end(Signature.objects.filter(expires_at__lt=now()), SignatureState.EXPIRED)


def close_invitations(proposal: Proposal) -> int:
    """Those who have not answered when the proposal is handed in."""
    return _end(Signature.objects.filter(proposal=proposal), SignatureState.EXPIRED)


def _end(rows, state: str) -> int:
    return rows.filter(state=SignatureState.INVITED).update(state=state)


def _check(proposal: Proposal, members: list[Membership], rules) -> None:
    if not members:
        raise Refused("请选择要邀请的委员")
    if proposal.kind != ProposerKind.MEMBER:
        raise Refused("集体提案不邀请联名")
    if not proposal.title.strip():
        raise Refused("请先填写案由，再邀请联名")
    if any(member.pk == proposal.lead_id for member in members):
        raise Refused("不能邀请本人联名")
    if any(member.organization_id != proposal.organization_id for member in members):
        raise Refused("只能邀请本会委员联名")
    absent = [str(member) for member in members if not still_holds(member)]
    if absent:
        raise Refused(f"{'、'.join(absent)}已不在任，不能邀请")
    standing = Signature.objects.filter(proposal=proposal, state__in=STANDING)
    most = rules.most_signers
    if standing.exclude(membership__in=members).count() + len(members) > most:
        raise Refused(f"联名最多 {most} 人")


def _invite(proposal: Proposal, member: Membership, rules) -> Signature | None:
    """A new invitation, or the old one asked again; None for one that stands."""
    until = now() + dt.timedelta(days=rules.invitation_days)
    row, made = Signature.objects.get_or_create(
        proposal=proposal, membership=member, defaults={"expires_at": until}
    )
    if made:
        return row
    if row.state in STANDING:
        return None
    Signature.objects.filter(pk=row.pk).update(
        state=SignatureState.INVITED, invited_at=AppNow(), expires_at=until, answered_at=None, comment=""
    )
    row.refresh_from_db()
    return row
