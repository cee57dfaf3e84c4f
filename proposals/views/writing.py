"""Writing on the phone: the form, what it saves by itself, files, and what is like it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.uploads import UploadRefused
from core.workflow import Refused
from documents.files import ACCEPT, HELP
from documents.queries import attachments_of
from proposals import policies, services
from proposals.choices import Consent
from proposals.forms.writing import WriteForm
from proposals.models import Proposal
from proposals.queries.ground import rules_of
from proposals.queries.search import similar as alike
from proposals.services.writing import MOST_TITLE, OWNER, Outdated
from proposals.views.own import own_or_404

KEPT = (
    "kind",
    "collective",
    "contact",
    "title",
    "situation",
    "analysis",
    "wish",
    "open_text",
    "closed_reason",
)


@login_required
@require_http_methods(["GET", "POST"])
def write(request, pk: int):
    """The form; «提交提案» saves what stands in it and hands it in."""
    proposal = own_or_404(request, pk)
    if not policies.may_edit(request.actor, proposal):
        messages.info(request, f"提案现为“{proposal.get_state_display()}”，不能修改。")
        return redirect("proposals:detail", pk)
    if request.method == "GET":
        return _form(request, proposal, WriteForm(initial=_initial(proposal)), _stored(proposal))
    form, suggestions = WriteForm(request.POST), request.POST.getlist("suggestion")
    done = form.is_valid() and _do(request, proposal, form, suggestions)
    return done or _form(request, proposal, form, suggestions)


@login_required
@require_POST
def autosave(request, pk: int):
    """Keep what is written: the new revision, or 409 with what stands, or 400 with what is wrong."""
    proposal = own_or_404(request, pk)
    form = WriteForm(request.POST)
    form.is_valid()
    try:
        saved = services.save_draft(
            by=request.actor, proposal=proposal, revision=_revision(request),
            text=form.text(request.POST.getlist("suggestion")),
        )  # fmt: skip
    except Outdated as late:
        return JsonResponse({"said": str(late), "revision": late.current.revision}, status=409)
    except ValidationError as error:
        return JsonResponse({"said": "；".join(error.messages)}, status=400)
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=403)
    return JsonResponse({"revision": saved.revision, "saved_at": saved.saved_at.isoformat()})


@login_required
@require_GET
def similar(request, pk: int):
    """Proposals like the one being written, with what was answered then."""
    proposal = own_or_404(request, pk)
    title = request.GET.get("title", "")[:MOST_TITLE].replace("\0", "")
    found = alike(request.actor, proposal, title)
    return render(request, "proposals/similar.html", {"found": found, "title": title})


@login_required
@require_POST
def attach(request, pk: int):
    """Add a file."""
    proposal = own_or_404(request, pk)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Refused("请选择文件。")
        services.attach_file(by=request.actor, proposal=proposal, file=file)
        messages.success(request, "附件已上传。")
    except (Refused, UploadRefused) as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('proposals:write', args=[pk])}#files")


def _do(request, proposal: Proposal, form: WriteForm, suggestions):
    """Save, then do what the pressed button says; None keeps the page with what was typed."""
    try:
        saved = services.save_draft(
            by=request.actor, proposal=proposal, revision=_revision(request), text=form.text(suggestions)
        )
        if "submit" in request.POST:
            services.submit(by=request.actor, proposal=saved)
    except Outdated as late:
        form.add_error(None, f"{late}。请先复制需要的内容，再重新打开本页")
        proposal.revision = _revision(request)  # pressed again, it must still not overwrite
    except ValidationError as error:
        _show(form, error)
        proposal.refresh_from_db()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        proposal.refresh_from_db()
    else:
        return _after(request, saved)
    return None


def _after(request, proposal: Proposal):
    if "submit" in request.POST:
        messages.success(request, "提案已提交，审查结果会通知您。")
        return redirect("proposals:detail", proposal.pk)
    if "invite" in request.POST:
        return redirect("proposals:invite", proposal.pk)
    messages.success(request, "已保存。")
    return redirect("proposals:write", proposal.pk)


def _show(form: WriteForm, error: ValidationError) -> None:
    found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, sentences in found.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def _form(request, proposal: Proposal, form: WriteForm, suggestions):
    rules = rules_of(proposal.organization_id)
    context = {
        "proposal": proposal,
        "form": form,
        "suggestions": list(suggestions) or [""],
        "rules": rules,
        "most_title": MOST_TITLE,
        "attachments": attachments_of(request.actor, OWNER, proposal.pk),
        "accept": ACCEPT,
        "file_help": HELP,
        "may_invite": policies.may_invite(request.actor, proposal),
    }
    return render(request, "proposals/write.html", context, status=400 if form.errors else 200)


def _initial(proposal: Proposal) -> dict:
    values = {name: getattr(proposal, name) for name in KEPT}
    return values | {"agrees_conversion": proposal.conversion == Consent.GIVEN}


def _stored(proposal: Proposal) -> list[str]:
    return [row.text for row in proposal.suggestions.order_by("position")]


def _revision(request) -> int:
    written = request.POST.get("revision", "")
    if not (written.isascii() and written.isdecimal() and len(written) < 9):
        raise Http404
    return int(written)
