"""A member's own proposals on the phone: the list with what waits, one proposal, small acts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.clock import today
from core.workflow import Refused
from documents.queries import attachments_of
from proposals import policies, services
from proposals.choices import OWN, REVIEWED_IN, STANDING, Consent, ProposalState, ProposerKind
from proposals.forms.writing import MessageForm, ReasonForm
from proposals.models import Proposal
from proposals.policies.tasks import may_write_message
from proposals.queries import own as queries
from proposals.queries.ground import current_round
from proposals.queries.reading import readable
from proposals.queries.timeline import timeline
from proposals.services.writing import OWNER

COLUMNS = [
    {
        "label": "案由",
        "value": str,
        "lead": True,
        "url": lambda row: reverse("proposals:detail", args=[row.pk]),
    },
    {"label": "编号", "value": "full_number", "kind": "nowrap"},
    {"label": "保存或提交", "value": lambda row: row.submitted_at or row.saved_at, "kind": "nowrap"},
    {"label": "状态", "value": lambda row: ProposalState(row.state), "end": True},
]
RECENT = 100


@login_required
@require_GET
def own(request):
    """What waits for me, what I wrote, what I signed."""
    _members_only(request)
    actor = request.actor
    context = {
        "invitations": queries.invitations(actor),
        "evaluations": queries.evaluations(actor),
        "contacts": queries.contacts(actor),
        "consents": queries.consents(actor),
        "led": queries.led_by(actor)[:RECENT],
        "signed": queries.signed_by(actor)[:RECENT],
        "columns": COLUMNS,
        "round": current_round(actor.organization_id),
        "today": today(),
    }
    return render(request, "proposals/own.html", context)


@login_required
@require_POST
def start(request):
    """A new draft, or one that asks again about an earlier proposal."""
    _members_only(request)
    earlier = request.POST.get("follows", "")
    follows = None
    if earlier:
        follows = get_object_or_404(readable(request.actor), pk=earlier if earlier.isdecimal() else 0)
    try:
        draft = services.start_draft(by=request.actor, follows=follows)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("proposals:own")
    return redirect("proposals:write", draft.pk)


@login_required
@require_GET
def detail(request, pk: int):
    """One proposal for whoever may read it; its own people see more."""
    proposal = get_object_or_404(queries.whole(readable(request.actor)), pk=pk)
    return render(request, "proposals/detail.html", _page(request.actor, proposal))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request, pk: int):
    """撤案 with a reason."""
    proposal = own_or_404(request, pk)
    if proposal.state not in (*OWN, *REVIEWED_IN, ProposalState.RETURNED):
        messages.error(request, f"提案现为“{proposal.get_state_display()}”，不能撤案。")
        return redirect("proposals:detail", pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sentence = "已撤案。"
        if attempt(
            request, sentence, services.withdraw, proposal=proposal, reason=form.cleaned_data["reason"]
        ):
            return redirect("proposals:own")
    context = {
        "heading": "撤案", "form": form, "confirm_label": "撤案", "danger": True,
        "consequence": f"“{proposal}”将不再审查，并告知联名人和提案委。",
        "cancel_url": reverse("proposals:detail", args=[pk]),
    }  # fmt: skip
    return render(request, "generic/confirm.html", context)


@login_required
@require_POST
def consent(request, pk: int):
    """Whether the text may be handed on as a report."""
    agreed = request.POST.get("agreed") == "yes"
    proposal = own_or_404(request, pk)
    attempt(request, "已答复提案委。", services.answer_consent, proposal=proposal, agreed=agreed)
    return redirect("proposals:detail", pk)


@login_required
@require_POST
def message(request, pk: int, task: int):
    """A word to the handlers, inside the case."""
    proposal = get_object_or_404(readable(request.actor), pk=pk)
    row = get_object_or_404(proposal.tasks, pk=task)
    form = MessageForm(request.POST)
    words = form.cleaned_data["text"] if form.is_valid() else ""
    attempt(request, "留言已发给承办单位。", services.write_message, task=row, text=words)
    return redirect(f"{reverse('proposals:detail', args=[pk])}#task-{task}")


def attempt(request, sentence: str, verb, **details):
    """Do one verb as the actor and tell what happened; None when it was refused."""
    try:
        done = verb(by=request.actor, **details)
    except (Refused, ValidationError) as refusal:
        said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        messages.error(request, "；".join(said))
        return None
    messages.success(request, sentence)
    return done if done is not None else True


def own_or_404(request, pk: int) -> Proposal:
    """A proposal that the actor wrote; anything else does not exist."""
    rows = Proposal.objects.visible_to(request.actor).select_related("lead__person", "organization")
    return get_object_or_404(rows.filter(lead__person__user=request.user.pk), pk=pk)


def _members_only(request) -> None:
    if not policies.may_start(request.actor):
        raise Http404


def _page(actor, proposal: Proposal) -> dict:
    party = policies.is_party_to(actor, proposal)
    lead = policies.is_lead(actor, proposal)
    tasks = list(queries.own_tasks(proposal)) if proposal.state in STANDING else []
    for task in tasks:
        task.sent = [reply for reply in task.replies.all() if reply.sent_at]
        task.may_write = may_write_message(actor, task)
    return {
        "proposal": proposal,
        "heading": str(proposal),
        "state": ProposalState(proposal.state),
        "facts": facts_of(proposal),
        "entries": timeline(actor, proposal),
        "attachments": attachments_of(actor, OWNER, proposal.pk),
        "tasks": tasks,
        "party": party,
        "may_edit": policies.may_edit(actor, proposal),
        "may_invite": policies.may_invite(actor, proposal),
        "may_withdraw": lead and proposal.state in (*OWN, *REVIEWED_IN, ProposalState.RETURNED),
        "asks_consent": lead and proposal.conversion == Consent.ASKED,
        "may_follow": policies.may_start(actor) and proposal.state in STANDING,
        "breadcrumbs": [
            {"label": "提案", "url": reverse("proposals:own")},
            {"label": proposal.full_number or "草稿", "url": ""},
        ],
        "today": today(),
    }


def facts_of(proposal: Proposal) -> list[dict]:
    """Names and values above the text."""
    joint = [str(one.membership) for one in proposal.signatures.all() if one.state == "accepted"]
    collective = proposal.kind != ProposerKind.MEMBER
    facts = [
        ("编号", proposal.full_number),
        ("届次", str(proposal.round)),
        (
            "提案者",
            f"{proposal.get_kind_display()}：{proposal.collective}" if collective else str(proposal.lead),
        ),
        ("联名人", "、".join(joint)),
        ("类别", str(proposal.category or "")),
        ("提出", proposal.get_timing_display()),
        ("提交时间", proposal.submitted_at),
        ("立案时间", proposal.filed_at),
        ("建议承办单位", proposal.wish),
        ("不予立案理由", str(proposal.refusal or "")),
        ("处理说明", proposal.outcome_text),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]
