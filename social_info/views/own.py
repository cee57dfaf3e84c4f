"""«我的信息» on the phone: the list, one report with its timeline, words and files."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core import audit
from core.clock import today
from core.uploads import UploadRefused
from core.workflow import Refused
from documents import services as documents
from documents.queries import attachments_of
from social_info import policies, services
from social_info.choices import ReportState
from social_info.forms.writing import FileForm, SpeakForm
from social_info.models.reports import OPEN_LABELS
from social_info.queries import readable
from social_info.queries.showing import adopted_by, entries_of, facts_shown, own_counts, own_rows
from social_info.services.texts import policy_of
from social_info.workflow import REPORT

OWNER = "social_info.report"
PER_PAGE = 20
MOST_FILES = 10
COLUMNS = [
    {"label": "标题", "value": lambda row: row.title or "（还没有标题）", "lead": True,
     "url": lambda row: reverse("social_info:report", args=[row.pk])},
    {"label": "状态", "value": lambda row: ReportState(row.state), "end": True},
    {"label": "报送日期", "value": "submitted_at.date", "kind": "nowrap"},
    {"label": "采用", "value": adopted_by},
]  # fmt: skip


@login_required
@require_GET
def own(request):
    """The actor's reports of one state group; those sent back come first to the eye."""
    if not policies.writes_own(request.actor):
        raise Http404
    rows = own_rows(request.actor)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    rules, year = policy_of(request.actor.organization_id), today().year
    counts = own_counts(request.actor, year)
    context = {
        "columns": COLUMNS,
        "rows": page.object_list,
        "page_obj": page,
        "counts": counts,
        "notes": list(_notes(counts, _least(request.actor, rules))),
        "may_suggest": policies.may_suggest(request.actor),
    }
    return render(request, "social_info/own.html", context)


def _notes(counts: dict, least: int):
    """What the list wants to be noticed first."""
    if counts["waiting"]:
        yield {"tone": "red", "text": f"有 {counts['waiting']} 篇退回补充，请查看意见后重新报送。"}
    if counts["handed_in"] < least:
        yield {"tone": "amber", "text": f"今年至少报送 {least} 篇，还差 {least - counts['handed_in']} 篇。"}


def _least(actor, rules) -> int:
    """How many this person should report in a year; 0 for who is no member."""
    if not actor.is_member:
        return 0
    return rules.standing_minimum if actor.holds("standing_member") else rules.member_minimum


@login_required
@require_GET
def report(request, pk: int):
    """One report for whoever may read it; reading a labelled one is on record."""
    found = _readable(request, pk)
    actor = request.actor
    if found.label not in OPEN_LABELS:
        audit.record(actor, "阅看信息", found, after={"label": found.label})
    steps = {step.name for step in REPORT.open_to(actor, found)}
    context = {
        "report": found,
        "heading": found.title or str(found),
        "state": ReportState(found.state),
        "facts": facts_shown(found),
        "entries": entries_of(actor, found),
        "attachments": attachments_of(actor, OWNER, found.pk),
        "may_edit": "submit" in steps,
        "may_take_back": "take_back" in steps,
        "may_delete": found.state == ReportState.DRAFT
        and not found.number
        and policies.is_writer(actor, found),
        "may_speak": found.state != ReportState.DRAFT and policies.is_reporter(actor, found),
        "speak_form": SpeakForm(),
        "breadcrumbs": [
            {"label": "社情民意", "url": reverse("social_info:own") if policies.writes_own(actor) else ""},
            {"label": "信息", "url": ""},
        ],
    }
    return render(request, "social_info/report.html", context)


@login_required
@require_POST
def take_back(request, pk: int):
    found = _readable(request, pk)
    try:
        services.take_back(by=request.actor, report=found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("social_info:report", pk)
    messages.success(request, "已撤回，修改后请重新报送。")
    return redirect("social_info:edit", pk)


@login_required
@require_POST
def delete(request, pk: int):
    found = _readable(request, pk)
    try:
        services.delete_draft(by=request.actor, report=found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("social_info:report", pk)
    messages.success(request, "草稿已删除。")
    return redirect("social_info:own")


@login_required
@require_POST
def speak(request, pk: int):
    found, form = _readable(request, pk), SpeakForm(request.POST)
    sentence = ""
    if form.is_valid():
        try:
            services.speak(by=request.actor, report=found, text=form.cleaned_data["text"], internal=False)
        except (Refused, ValidationError) as refusal:
            sentence = "；".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
    else:
        sentence = "；".join(form.errors.get("text", []))
    if sentence:
        messages.error(request, sentence)
    else:
        messages.success(request, "留言已发出。")
    return redirect("social_info:report", pk)


@login_required
@require_POST
def attach(request, pk: int):
    """One file for an own draft, with the report's label."""
    found, form = _readable(request, pk), FileForm(request.POST, request.FILES)
    try:
        _attach(request.actor, found, form, request.FILES.getlist("file"))
    except (Refused, UploadRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "附件已上传。")
    return redirect("social_info:edit", pk)


def _attach(actor, found, form, files) -> None:
    if not policies.may_edit_draft(actor, found) or found.state not in (
        ReportState.DRAFT,
        ReportState.RETURNED,
    ):
        raise Refused("这条信息不能再添加附件。")
    if not form.is_valid():
        raise Refused("；".join(form.errors.get("file", ["请选择文件。"])))
    if len(files) + len(attachments_of(actor, OWNER, found.pk)) > MOST_FILES:
        raise Refused(f"每条信息最多 {MOST_FILES} 个附件。")
    for file in files:
        documents.attach(by=actor, owner_type=OWNER, owner_id=found.pk, file=file, label=_file_label(found))


def _file_label(found) -> str:
    """Files follow the report's own rule; the label of an open one is its own."""
    return found.label if found.label in OPEN_LABELS else "internal"


def _readable(request, pk: int):
    rows = readable(request.actor).select_related("merged_into", "created_by", "organization")
    return get_object_or_404(rows.prefetch_related("reporters"), pk=pk)
