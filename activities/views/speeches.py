"""Papers on the phone: calls that wait for me, my manuscripts and what became of them; marks by reviewers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities import speech_policies as policies
from activities.models.speeches import Speech, SpeechCall
from activities.resources.speech_lists import minutes_and_seconds
from activities.services import speeches, speeches_decide
from activities.speech_choices import SpeechState
from activities.speech_forms import ManuscriptForm, PaperForm, ScoreForm
from activities.speech_queries import calls_for, own_papers, scores_seen, to_score
from core import audit
from core.uploads import UploadRefused
from core.workflow import Refused
from documents.queries import attachments_of
from members.queries import membership_of

WHO_SEES = "提交前只有您和联名委员可以看到；提交后由机关和评委审阅。"
HOME = "activities:speeches"


@login_required
@require_GET
def own(request):
    """Open calls, my papers, and for a reviewer what waits for a mark."""
    member = membership_of(request.actor)
    waiting = to_score(request.actor)
    if member is None and not waiting:
        raise Http404
    context = {
        "calls": [(call, policies.takes_papers(call)) for call in calls_for(request.actor)] if member else [],
        "papers": [(one, SpeechState(one.state)) for one in own_papers(request.actor).order_by("-pk")],
        "waiting": waiting,
    }
    return render(request, "activities/speeches.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def start(request, pk: int):
    """A new paper for a call."""
    call = get_object_or_404(SpeechCall.objects.visible_to(request.actor), pk=pk)
    member = membership_of(request.actor)
    if member is None or not policies.takes_papers(call):
        raise Http404
    form = PaperForm(request.POST or None, request.FILES or None, call=call)
    if request.method == "POST" and form.is_valid():
        paper = _attempt(form, lambda data: speeches.start_paper(by=request.actor, call=call, **data))
        if paper:
            messages.success(request, "已存为草稿，核对后请提交。")
            return redirect("activities:speech", paper.pk)
    context = {
        "heading": "撰写发言", "lead": call.title, "form": form, "submit_label": "存为草稿", "call": call,
        "cancel_url": reverse(HOME), "who_sees": WHO_SEES, "breadcrumbs": _crumbs("撰写发言"),
    }  # fmt: skip
    return render(request, "activities/speech_form.html", context)


@login_required
@require_GET
def page(request, pk: int):
    """One paper: its text, versions, what may be done next, and marks for those who may see them."""
    return _page(request, _paper(request, pk))


@login_required
@require_http_methods(["GET", "POST"])
def revise(request, pk: int):
    """A further version."""
    speech = _paper(request, pk)
    if not policies.may_write(request.actor, speech):
        raise Http404
    last = speech.versions.first()
    initial = {"title": last.title, "text": last.text, "consents": speech.consents}
    form = ManuscriptForm(
        request.POST or None, request.FILES or None, call=speech.call, speech=speech, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        version = _attempt(form, lambda data: speeches.revise(by=request.actor, speech=speech, **data))
        if version:
            messages.success(request, f"已存为第 {version.number} 稿。")
            return redirect("activities:speech", pk)
    context = {
        "heading": "修改发言稿", "lead": speech.call.title, "form": form, "submit_label": "存为新的一稿",
        "cancel_url": reverse("activities:speech", args=[pk]), "who_sees": "以前的各稿都保留。",
        "breadcrumbs": _crumbs("修改发言稿"), "call": speech.call,
    }  # fmt: skip
    return render(request, "activities/speech_form.html", context)


@login_required
@require_POST
def submit(request, pk: int):
    return _step(request, pk, speeches.submit, "已提交。")


@login_required
@require_POST
def withdraw(request, pk: int):
    return _step(request, pk, speeches.withdraw, "已撤回，可以修改后再提交。")


@login_required
@require_POST
def score(request, pk: int):
    """A reviewer's mark."""
    speech = _paper(request, pk)
    form = ScoreForm(request.POST)
    if form.is_valid():
        given = _attempt(form, lambda data: speeches_decide.score(by=request.actor, speech=speech, **data))
        if given:
            messages.success(request, f"已评 {given.points.normalize():f} 分。")
            return redirect("activities:speech", pk)
    return _page(request, speech, form)


def _page(request, speech: Speech, form: ScoreForm | None = None):
    actor, state = request.actor, SpeechState(speech.state)
    versions = list(speech.versions.select_related("created_by"))
    scored = state not in (SpeechState.DRAFT, SpeechState.SUBMITTED, SpeechState.RETURNED)
    marks = scores_seen(actor, speech) if scored and not policies.is_author(actor, speech) else None
    may_score = policies.may_score(actor, speech) and marks is not None and marks["own"] is None
    context = {
        "speech": speech, "state": state, "version": versions[0], "versions": versions, "facts": _facts(speech),
        "attachments": attachments_of(actor, speeches.OWNER, versions[0].pk),
        "may_write": policies.may_write(actor, speech),
        "may_submit": state in (SpeechState.DRAFT, SpeechState.RETURNED) and policies.may_submit(actor, speech),
        "may_withdraw": state == SpeechState.SUBMITTED and policies.may_withdraw(actor, speech),
        "marks": marks, "score_form": (form or ScoreForm()) if may_score else None,
        "entries": [{"what": f"{one['entry'].act}", "at": one["entry"].at, "who": "", "note": one["entry"].reason,
                     "tone": "blue"} for one in audit.history(speech, actor) if one["entry"].act != "复选评分"],
        "breadcrumbs": _crumbs(speech.title),
    }  # fmt: skip
    return render(request, "activities/speech.html", context)


def _facts(speech: Speech) -> list[dict]:
    used = minutes_and_seconds(speech.spoken_seconds)
    facts = [
        ("征集", speech.call.title),
        ("材料类别", speech.get_kind_display()),
        ("报送主体", speech.author_name),
        ("联名委员", "、".join(str(one) for one in speech.co_authors.all())),
        ("发言顺序", f"第 {speech.position} 位" if speech.position else ""),
        ("发言人", str(speech.speaker or "")),
        ("时长", f"{speech.minutes} 分钟" if speech.minutes else ""),
        ("发言日期", speech.spoken_on),
        ("实际用时", used),
        ("审定", f"{speech.meeting}" if speech.meeting else ""),
        ("意见", speech.reason),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _step(request, pk: int, verb, sentence: str):
    speech = _paper(request, pk)
    try:
        verb(by=request.actor, speech=speech)
        messages.success(request, sentence)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("activities:speech", pk)


def _attempt(form, verb):
    """Do the verb with the form's data; what it refuses stands at its field. None when it was refused."""
    try:
        return verb(form.cleaned_data)
    except ValidationError as refusal:
        told = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        for name, sentences in told.items():
            form.add_error(name if name in form.fields else None, sentences)
    except UploadRefused as refusal:
        form.add_error("file", str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _paper(request, pk: int) -> Speech:
    rows = Speech.objects.visible_to(request.actor).select_related(
        "call__organization", "lead__person", "speaker__person", "committee", "sector"
    )
    speech = get_object_or_404(rows.prefetch_related("co_authors__person"), pk=pk)
    if not policies.may_read_paper(request.actor, speech):
        raise Http404
    return speech


def _crumbs(last: str) -> list[dict]:
    return [{"label": "大会发言", "url": reverse(HOME)}, {"label": last, "url": ""}]
