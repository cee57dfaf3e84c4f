"""On the phone: my reception days, and the tasks of the studios where I work."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from activities import site_policies as policies
from activities.models.sites import ReceptionDay, TownTask
from activities.services import sites
from activities.site_choices import ReceptionState, TaskState
from activities.site_forms import AnswerForm, HoldForm
from activities.site_queries import own_receptions, own_tasks
from core.clock import today
from core.workflow import Refused
from members.queries import membership_of

HOME = "activities:sites"


@login_required
@require_GET
def own(request):
    if membership_of(request.actor) is None:
        raise Http404
    context = {
        "receptions": [
            (one, ReceptionState(one.state)) for one in own_receptions(request.actor).order_by("-day")[:20]
        ],
        "tasks": [(one, TaskState(one.state)) for one in own_tasks(request.actor)],
        "today": today(),
    }
    return render(request, "activities/sites.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def reception(request, pk: int):
    """What came of my reception day."""
    row = get_object_or_404(
        ReceptionDay.objects.visible_to(request.actor).select_related("site", "host__person", "organization"),
        pk=pk,
    )
    if not policies.is_host(request.actor, row):
        raise Http404
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sites.hold_reception(
                by=request.actor, reception=row, visitors=form.cleaned_data["visitors"], issues=form.issues()
            )
        except (Refused, ValidationError) as refusal:
            form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
        else:
            messages.success(request, "已登记接待情况，谢谢您。")
            return redirect("activities:reception", pk)
    context = {
        "row": row, "state": ReceptionState(row.state), "form": form, "issues": row.issues.all(),
        "may_report": row.state == ReceptionState.PLANNED and row.day <= today(),
        "breadcrumbs": [{"label": "履职场所", "url": reverse(HOME)}, {"label": "接待日", "url": ""}],
    }  # fmt: skip
    return render(request, "activities/reception.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def task(request, pk: int):
    """A task of a town: take it, answer it."""
    rows = TownTask.objects.visible_to(request.actor).select_related(
        "site__lead__person", "town", "organization"
    )
    row = get_object_or_404(rows, pk=pk)
    if not policies.is_studio(request.actor, row):
        raise Http404
    form = AnswerForm(
        request.POST if request.POST.get("act") == "answer" else None, initial={"answer": row.answer}
    )
    if request.method == "POST" and _moved(request, row, form):
        return redirect("activities:town_task", pk)
    context = {
        "row": row, "state": TaskState(row.state), "form": form, "today": today(),
        "breadcrumbs": [{"label": "履职场所", "url": reverse(HOME)}, {"label": row.title, "url": ""}],
    }  # fmt: skip
    return render(request, "activities/town_task.html", context)


def _moved(request, row: TownTask, form: AnswerForm) -> bool:
    """Take or answer; False shows the form again with what is wrong."""
    try:
        if request.POST.get("act") == "take":
            sites.move_task(by=request.actor, task=row, step="take")
            messages.success(request, "已接题。")
        elif not form.is_valid():
            return False
        else:
            sites.answer_task(by=request.actor, task=row, answer=form.cleaned_data["answer"])
            messages.success(request, "已提交解题成果。")
    except (Refused, ValidationError) as refusal:
        messages.error(
            request, "；".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        )
    return True
