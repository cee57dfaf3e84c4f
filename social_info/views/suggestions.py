"""微建议: a member's few sentences and their answer; units answer what they were given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.choices import FOR_UNITS
from core.clock import today
from core.workflow import Refused
from social_info import policies, services
from social_info.choices import SuggestionState, TaskState
from social_info.forms.writing import ReplyForm, SuggestionForm
from social_info.models import Referral, Suggestion
from social_info.services.editing import whole_text

PER_PAGE = 20
COLUMNS = [
    {"label": "建议", "value": "text", "lead": True,
     "url": lambda row: reverse("social_info:suggestion", args=[row.pk])},
    {"label": "状态", "value": lambda row: SuggestionState(row.state), "end": True},
    {"label": "地点", "value": "place"},
    {"label": "日期", "value": "created_at.date", "kind": "nowrap"},
]  # fmt: skip
TASKS = [
    {"label": "事项", "value": lambda row: row.report.title if row.report else row.suggestion.text, "lead": True,
     "url": lambda row: reverse("social_info:referral", args=[row.pk])},
    {"label": "状态", "value": lambda row: TaskState(row.state), "end": True},
    {"label": "期限", "value": "due_on", "kind": "nowrap"},
    {"label": "类别", "value": lambda row: "信息" if row.report_id else "微建议"},
]  # fmt: skip


@login_required
@require_GET
def suggestions(request):
    """My own ones, newest first."""
    _demand_member(request.actor)
    page = Paginator(_own(request.actor).order_by("-id"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "我的微建议",
        "lead": "身边小事，一两句话说清；有关单位答复后会通知您。",
        "columns": COLUMNS,
        "rows": page.object_list,
        "page_obj": page,
        "unit": "条",
        "actions": [{"label": "提微建议", "url": reverse("social_info:suggest"), "primary": True, "icon": "pencil"}],
        "breadcrumbs": [{"label": "我的信息", "url": reverse("social_info:own")}, {"label": "微建议", "url": ""}],
        "empty": {
            "title": "还没有微建议", "text": "路灯不亮、井盖缺失、站牌不清，都可以提。", "symbol": "chat-square-text",
            "action_url": reverse("social_info:suggest"), "action_label": "提微建议",
        },
    }  # fmt: skip
    return render(request, "generic/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def suggest(request):
    _demand_member(request.actor)
    form = SuggestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := _tried(form, request.actor)):
        messages.success(request, "已提交，有关单位答复后会通知您。")
        return redirect("social_info:suggestion", made.pk)
    context = {
        "heading": "提微建议",
        "form": form,
        "submit_label": "提交建议",
        "cancel_url": reverse("social_info:suggestions"),
        "who_sees": "研究室和承办单位能看到建议内容和您的姓名。",
    }
    return render(request, "generic/form.html", context)


@login_required
@require_GET
def suggestion(request, pk: int):
    _demand_member(request.actor)
    row = get_object_or_404(_own(request.actor), pk=pk)
    entries = [{"what": "提出建议", "at": row.created_at, "tone": "blue"}]
    for one in row.referrals.select_related("unit").order_by("id"):
        entries.append({"what": f"转{one.unit}办理", "at": one.sent_at, "tone": "blue"})
        if one.state == TaskState.ANSWERED:
            entries.append(
                {"what": f"{one.unit}答复", "at": one.replied_at, "note": one.reply, "tone": "green"}
            )
    context = {
        "heading": "微建议",
        "state": SuggestionState(row.state),
        "facts": [
            {"label": "建议", "value": row.text},
            {"label": "地点", "value": row.place or "—"},
            {"label": "分类", "value": row.get_topic_display()},
            *([{"label": "说明", "value": row.reason}] if row.reason else []),
        ],
        "entries": entries[::-1],
        "breadcrumbs": [
            {"label": "微建议", "url": reverse("social_info:suggestions")},
            {"label": "一条", "url": ""},
        ],
    }
    return render(request, "generic/detail.html", context)


@login_required
@require_GET
def referrals(request):
    """What the actor's unit was given: what waits first, by due date."""
    _demand_unit(request.actor)
    page = Paginator(_of_unit(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "政协转办的信息和建议",
        "columns": TASKS,
        "rows": page.object_list,
        "page_obj": page,
        "unit": "件",
        "empty": {"title": "没有转办事项", "text": "政协转来的信息和微建议会出现在这里。", "symbol": "inbox"},
    }
    return render(request, "generic/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def referral(request, pk: int):
    """One matter for its unit, and the answer."""
    _demand_unit(request.actor)
    row = get_object_or_404(_of_unit(request.actor), pk=pk)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reply(by=request.actor, referral=row, text=form.cleaned_data["reply"])
        except (Refused, ValidationError) as refusal:
            form.add_error(
                "reply", refusal.messages if isinstance(refusal, ValidationError) else str(refusal)
            )
        else:
            messages.success(request, "答复已送达政协和提出人。")
            return redirect("social_info:referral", pk)
    context = {
        "row": row,
        "state": TaskState(row.state),
        "heading": row.report.title if row.report else "微建议",
        "text": whole_text(row.report) if row.report else row.suggestion.text,
        "form": form,
        "may_reply": row.state == TaskState.WAITING and policies.may_reply(request.actor, row),
        "today": today(),
        "breadcrumbs": [
            {"label": "转办事项", "url": reverse("social_info:referrals")},
            {"label": "办理", "url": ""},
        ],
    }
    return render(request, "social_info/referral.html", context)


def _own(actor):
    return Suggestion.objects.visible_to(actor).filter(created_by_id=actor.user_id)


def _of_unit(actor):
    rows = Referral.objects.visible_to(actor).filter(unit_id__in=actor.unit_ids)
    return rows.exclude(state=TaskState.RECALLED).select_related("unit", "report", "suggestion").order_by(
        "-state", "due_on", "-id"
    )  # fmt: skip


def _tried(form, actor):
    try:
        return services.suggest(by=actor, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error("text", refusal.messages)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _demand_member(actor) -> None:
    if not policies.may_suggest(actor):
        raise Http404


def _demand_unit(actor) -> None:
    if not (actor.holds(*FOR_UNITS) and actor.unit_ids):
        raise Http404
