"""The phone form: writing with autosave, similar reports beside it, handing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date as date_format
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.workflow import Refused, Stale
from documents.queries import attachments_of
from organizations.models import Organization
from social_info import policies, services
from social_info.choices import ReporterKind, ReportState
from social_info.forms.writing import DraftForm, FileForm, ReportForm
from social_info.queries import readable
from social_info.queries.searching import alike_for
from social_info.services.texts import policy_of
from social_info.views.own import OWNER

WHO_SEES = "报送后由研究室初审；谁可以看，以您选的标识为准。每一步处理都会通知您。"


@login_required
@require_http_methods(["GET", "POST"])
def new(request):
    """A fresh form; the first save makes the draft."""
    if not policies.writes_own(request.actor):
        raise Http404
    return _page(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk: int):
    found = _own(request, pk)
    if found.state not in (ReportState.DRAFT, ReportState.RETURNED):
        return redirect("social_info:report", pk)
    return _page(request, found)


@login_required
@require_POST
def save(request):
    """Autosave of a draft (`pk` once it has one) as JSON: its number, revision and when it was saved."""
    if not policies.writes_own(request.actor):
        raise Http404
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "内容中有无法识别的字符，未能自动保存。"}, status=400)
    try:
        report = _saved(request, form)
    except Stale as stale:
        return JsonResponse({"error": str(stale), "stale": True}, status=409)
    except (Refused, ValidationError) as refusal:
        return JsonResponse({"error": _sentence(refusal)}, status=400)
    return JsonResponse(
        {
            "pk": report.pk,
            "revision": report.revision,
            "saved_at": date_format(timezone.localtime(report.saved_at), "H:i"),
            "url": reverse("social_info:edit", args=[report.pk]),
        }
    )


@login_required
@require_POST
def similar(request):
    """htmx: reports like the one being written, as far as the writer may know of them."""
    if not policies.writes_own(request.actor):
        raise Http404
    text = " ".join(
        request.POST.get(name, "")[:3000] for name in ("title", "situation", "causes", "suggestions")
    )
    pk = request.POST.get("pk", "")
    least = policy_of(request.actor.organization_id).alike_percent
    shown, others = alike_for(
        request.actor,
        text.replace("\0", ""),
        least=least,
        but=int(pk) if pk.isdigit() and len(pk) < 15 else None,
    )
    return render(
        request, "social_info/similar.html", {"shown": shown, "others": others, "asked": text.strip()}
    )


def _page(request, report):
    actor = request.actor
    organization = Organization.objects.visible_to(actor).get(pk=actor.organization_id)
    form = ReportForm(
        request.POST or None,
        initial=_initial(report),
        rules=policy_of(actor.organization_id),
        organization=organization,
        with_joint=actor.is_member,
    )
    if request.method == "POST" and form.is_valid() and (done := _stored(request, report, form)):
        return done
    context = {
        "form": form,
        "report": report,
        "attachments": attachments_of(actor, OWNER, report.pk) if report else [],
        "file_form": FileForm(),
        "most": policy_of(actor.organization_id).max_characters,
        "who_sees": WHO_SEES,
        "reason": report.reason if report and report.state == ReportState.RETURNED else "",
    }
    return render(request, "social_info/form.html", context)


def _stored(request, report, form):
    """Save, and hand in when asked; the way on, or None to show the form with what is wrong."""
    actor, data = request.actor, form.cleaned_data
    try:
        if report is None:
            report = services.start_report(by=actor, draft_key=data["draft_key"])
            data["revision"] = max(data["revision"] or 0, report.revision)
        report = services.save_draft(by=actor, report=report, revision=data["revision"] or 0, **form.texts())
        if "joint" in data:
            services.name_reporters(by=actor, report=report, names=data["joint"])
        if "submit" not in request.POST:
            messages.success(request, "草稿已保存。")
            return redirect("social_info:edit", report.pk)
        services.submit(by=actor, report=report)
    except ValidationError as refusal:
        _add_errors(form, refusal)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, "已报送。研究室初审后会通知您。")
        return redirect("social_info:report", report.pk)
    form.data = form.data.copy()
    if report is not None:
        form.data["revision"] = report.revision
    return None


def _add_errors(form, refusal: ValidationError) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal.messages)
        return
    for name, sentences in refusal.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)


def _saved(request, form):
    actor, data = request.actor, form.cleaned_data
    pk = request.POST.get("pk", "")
    if pk.isdigit() and len(pk) < 15:
        report = _own(request, int(pk))
    else:
        report = services.start_report(by=actor, draft_key=data["draft_key"])
        data["revision"] = report.revision
    return services.save_draft(by=actor, report=report, revision=data["revision"] or 0, **form.texts())


def _initial(report) -> dict | None:
    if report is None:
        return None
    own = {
        name: getattr(report, name)
        for name in ("title", "situation", "causes", "suggestions", "topic", "area")
    }
    others = report.reporters.filter(kind=ReporterKind.MEMBER, position__gt=1)
    return own | {
        "source_note": report.source_note,
        "label": report.label,
        "urgent": report.urgent,
        "revision": report.revision,
        "draft_key": report.draft_key,
        "joint": "、".join(others.values_list("membership__number", flat=True)),
    }


def _own(request, pk: int):
    """A report that the actor filled in; for anybody else there is none."""
    found = get_object_or_404(readable(request.actor), pk=pk)
    if not policies.may_edit_draft(request.actor, found):
        raise Http404
    return found


def _sentence(refusal) -> str:
    return "；".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
