"""Joint proposals on the phone: choose whom to ask, answer an invitation."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.clock import today
from members.models import Membership
from members.queries import search
from proposals import policies, services
from proposals.choices import SignatureState
from proposals.forms.writing import AnswerInvitationForm
from proposals.models import Signature
from proposals.queries.own import whole
from proposals.queries.reading import readable
from proposals.views.own import attempt, own_or_404

SHOWN = 30


@login_required
@require_http_methods(["GET", "POST"])
def invite(request, pk: int):
    """Find members by name or pinyin and ask them; those asked are listed with their answers."""
    proposal = own_or_404(request, pk)
    if not policies.may_invite(request.actor, proposal):
        return redirect("proposals:detail", pk)
    if request.method == "POST":
        chosen = [key for key in request.POST.getlist("member") if key.isdecimal()][:SHOWN]
        members = Membership.objects.visible_to(request.actor).select_related("person").filter(pk__in=chosen)
        attempt(request, "邀请已发出。", services.invite, proposal=proposal, members=list(members))
        return redirect("proposals:invite", pk)
    words = request.GET.get("q", "").replace("\0", "")[:40]
    context = {
        "proposal": proposal,
        "q": words,
        "found": _candidates(request.actor, proposal, words),
        "signatures": proposal.signatures.exclude(state=SignatureState.RECALLED).select_related(
            "membership__person"
        ),
        "today": today(),
    }
    return render(request, "proposals/invite.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request, pk: int):
    """Read the whole text, then sign or decline with a word."""
    rows = Signature.objects.visible_to(request.actor).select_related("proposal", "membership__person")
    signature = get_object_or_404(rows.filter(membership__person__user=request.user.pk), pk=pk)
    proposal = get_object_or_404(whole(readable(request.actor)), pk=signature.proposal_id)
    form = AnswerInvitationForm(request.POST or None)
    act = request.POST.get("act")
    if request.method == "POST" and act in ("accept", "decline") and form.is_valid():
        accepted = act == "accept"
        sentence = "已同意联名。" if accepted else "已谢绝，第一提案人会收到您的答复。"
        attempt(
            request, sentence, services.answer_invitation, signature=signature, accepted=accepted,
            comment=form.cleaned_data["comment"],
        )  # fmt: skip
        return redirect("proposals:own")
    signature.proposal = proposal
    context = {
        "signature": signature, "proposal": proposal, "form": form, "today": today(),
        "may_answer": policies.may_answer_invitation(request.actor, signature)
        and signature.state == SignatureState.INVITED,
    }  # fmt: skip
    return render(request, "proposals/answer.html", context)


@login_required
@require_POST
def recall(request, pk: int):
    """Take an unanswered invitation back."""
    rows = Signature.objects.visible_to(request.actor).select_related("proposal", "membership__person")
    signature = get_object_or_404(rows.filter(proposal__lead__person__user=request.user.pk), pk=pk)
    attempt(request, "已取消邀请。", services.recall, signature=signature)
    return redirect("proposals:invite", signature.proposal_id)


@login_required
@require_POST
def rework(request, pk: int):
    """Back to the draft; those who had signed are told."""
    proposal = own_or_404(request, pk)
    if attempt(request, "已撤回，可以修改；修改后请重新邀请联名。", services.rework, proposal=proposal):
        return redirect("proposals:write", pk)
    return redirect("proposals:detail", pk)


@login_required
@require_POST
def submit(request, pk: int):
    """Hand in a joint proposal as it stands."""
    proposal = own_or_404(request, pk)
    attempt(request, "提案已提交，审查结果会通知您。", services.submit, proposal=proposal)
    return redirect(reverse("proposals:detail", args=[pk]))


def _candidates(actor, proposal, words: str):
    """Serving members by the words, without the lead and those already asked."""
    if not words.strip():
        return []
    asked = proposal.signatures.filter(state__in=(SignatureState.INVITED, SignatureState.ACCEPTED))
    rows = Membership.objects.visible_to(actor).filter(
        organization=proposal.organization_id, during__contains=today(), state="serving"
    )
    rows = rows.exclude(pk=proposal.lead_id).exclude(pk__in=asked.values("membership"))
    return search(rows.select_related("person"), words).order_by("person__strokes", "pk")[:SHOWN]
