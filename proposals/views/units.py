"""Pages of 承办单位: the inbox, one task, its reply, what waits for a signature."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import FOR_UNITS
from core.clock import today
from core.workflow import Refused
from documents.queries import attachments_of
from proposals import services
from proposals.choices import ANSWERING, TaskState
from proposals.forms import units as forms
from proposals.models import Countersign, Promise, ReplyClass, Task
from proposals.policies import tasks as policies
from proposals.queries import tasks as queries
from proposals.queries.ground import all_authors
from proposals.services.replying import current_reply, suggestions_of
from proposals.services.writing import OWNER
from proposals.views.own import attempt, facts_of

WRITING_IN = (TaskState.HANDLING, TaskState.REHANDLING)


@login_required
@require_GET
def inbox(request):
    """What my unit has to do, by due date."""
    actor = _of_a_unit(request)
    rows = queries.of_units(actor)
    closed = request.GET.get("show") == "closed"
    shown = (
        rows.exclude(pk__in=queries.under_way(rows)).order_by("-pk") if closed else queries.under_way(rows)
    )
    context = {
        "tasks": shown[:200],
        "closed": closed,
        "countersigns": queries.countersigns(actor),
        "promises": queries.promises_of(actor),
        "options": [
            {"label": "办理中", "url": "?", "active": not closed, "count": queries.under_way(rows).count()},
            {"label": "已答复和办结", "url": "?show=closed", "active": closed, "count": None},
        ],
        "today": today(),
    }
    return render(request, "proposals/units/inbox.html", context)


@login_required
@require_GET
def task(request, pk: int):
    """One task: the proposal, the clocks, the next step."""
    row = _task(request, pk)
    return render(request, "proposals/units/task.html", _page(request.actor, row))


@login_required
@require_POST
def act(request, pk: int, step: str):
    """One small step of a task; its form stands on the task's page."""
    if step not in STEPS:
        raise Http404
    row = _task(request, pk)
    form_of, verb, sentence, names = STEPS[step]
    form = form_of(request.POST, row) if form_of else None
    if form is not None and not form.is_valid():
        for error in form.errors.values():
            messages.error(request, error[0])
        return redirect("proposals:task", pk)
    data = form.cleaned_data if form is not None else {}
    attempt(request, sentence, verb, task=row, **{given: data[name] for name, given in names.items()})
    return redirect("proposals:task", pk)


@login_required
@require_POST
def contact(request, pk: int):
    """Say that a proposer was spoken to."""
    row = _task(request, pk)
    authors = {one.pk: one for one in all_authors(row.proposal)}
    form = forms.ContactForm(request.POST, authors=authors.values())
    if form.is_valid():
        data = dict(form.cleaned_data)
        data["membership"] = authors[data["membership"]]
        attempt(request, "已登记，待委员确认后计入。", services.claim_contact, task=row, **data)
    else:
        for error in form.errors.values():
            messages.error(request, error[0])
    return redirect("proposals:task", pk)


@login_required
@require_http_methods(["GET", "POST"])
def reply(request, pk: int):
    """Write the reply: the words, and an answer to each numbered suggestion."""
    row = _task(request, pk)
    if not policies.may_handle(request.actor, row) or row.state not in WRITING_IN:
        return redirect("proposals:task", pk)
    form, items = _reply_forms(request, row)
    if request.method == "POST" and all([form.is_valid(), *(item.is_valid() for item in items)]):
        done = _save(request, row, form, items)
        if done is not None:
            return done
    context = {"task": row, "proposal": row.proposal, "form": form, "items": items, "today": today(),
               "answering": row.role in ANSWERING, "reply": current_reply(row)}  # fmt: skip
    return render(request, "proposals/units/reply.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def countersign(request, pk: int):
    """Read the 主办 unit's draft and sign, or say what must change."""
    rows = Countersign.objects.visible_to(request.actor).filter(task__unit__in=request.actor.unit_ids)
    row = get_object_or_404(
        rows.select_related(
            "reply__task__proposal__organization",
            "reply__task__unit",
            "task__proposal__organization",
            "task__unit",
        ),
        pk=pk,
    )
    form = forms.TextForm(request.POST or None, label="会签意见", required=False)
    decision = {"agree": True, "object": False}.get(request.POST.get("act", ""))
    if request.method == "POST" and decision is not None and form.is_valid():
        done = attempt(
            request, "会签意见已提交。", services.countersign, countersign=row, agreed=decision,
            text=form.cleaned_data["text"],
        )  # fmt: skip
        if done:
            return redirect("proposals:inbox")
    context = {
        "row": row,
        "form": form,
        "reply": row.reply,
        "task": row.reply.task,
        "proposal": row.reply.task.proposal,
    }
    return render(request, "proposals/units/countersign.html", context)


@login_required
@require_POST
def promise(request, pk: int):
    """Report that a promise was kept."""
    rows = Promise.objects.visible_to(request.actor).filter(
        item__reply__task__unit__in=request.actor.unit_ids
    )
    row = get_object_or_404(rows.select_related("item__reply__task"), pk=pk)
    attempt(
        request,
        "已报告，待提案委核查。",
        services.report_promise,
        promise=row,
        report=request.POST.get("text", ""),
    )
    return redirect("proposals:inbox")


def _of_a_unit(request):
    if not request.actor.holds(*FOR_UNITS) or not request.actor.unit_ids:
        raise Http404
    return request.actor


def _task(request, pk: int) -> Task:
    """A task of one of the actor's units; another unit's does not exist."""
    actor = _of_a_unit(request)
    rows = Task.objects.visible_to(actor).filter(unit__in=actor.unit_ids)
    return get_object_or_404(
        rows.select_related("proposal__lead__person", "proposal__organization", "unit", "dispatch"), pk=pk
    )


def _page(actor, row: Task) -> dict:
    written = current_reply(row)
    proposal = row.proposal
    shares_drafts = policies.may_read_draft(actor, row)
    return {
        "task": row,
        "proposal": proposal,
        "state": TaskState(row.state),
        "facts": facts_of(proposal),
        "attachments": attachments_of(actor, OWNER, proposal.pk),
        "reply": written if shares_drafts else None,
        "earlier": row.replies.filter(sent_at__isnull=False).prefetch_related(
            "items__suggestion", "items__reply_class"
        ),
        "others": proposal.tasks.exclude(pk=row.pk)
        .exclude(state=TaskState.REASSIGNED)
        .select_related("unit"),
        "opinions": _opinions(row),
        "contacts": row.contacts.select_related("membership__person"),
        "thread": row.messages.select_related("author"),
        "result": queries.result_of(actor, row),
        "may": _open_steps(actor, row, written),
        "accept_form": forms.AcceptForm(initial={"handler": row.handler, "phone": row.handler_phone}),
        "approve_form": forms.ApproveForm(
            initial={"document_number": written.document_number if written else ""}
        ),
        "contact_form": forms.ContactForm(authors=all_authors(proposal)),
        "rating_form": forms.RatingForm(),
        "countersigns": written.countersigns.select_related("task__unit") if written else [],
        "today": today(),
    }


def _open_steps(actor, row: Task, written) -> dict:
    """Which buttons stand on the page."""
    liaison, state = policies.may_handle(actor, row), row.state
    return {
        "accept": liaison and state == TaskState.PENDING,
        "ask_return": liaison
        and state in (TaskState.PENDING, TaskState.HANDLING)
        and today() <= row.return_until,
        "write": liaison and state in WRITING_IN,
        "hand_up": liaison and state in WRITING_IN and written is not None,
        "recall": liaison and state in (TaskState.COUNTERSIGNING, TaskState.APPROVING),
        "approve": state == TaskState.APPROVING and policies.may_approve(actor, row),
        "contact": policies.may_claim_contact(actor, row),
        "message": policies.may_write_message(actor, row),
        "rate": policies.may_rate_proposal(actor, row) and not hasattr(row, "rating"),
    }


def _opinions(row: Task):
    """会办意见 that have been given, for the unit that answers."""
    if row.role not in ANSWERING:
        return []
    rows = row.proposal.tasks.filter(role="assist", replies__sent_at__isnull=False)
    return [
        (one.unit, reply)
        for one in rows.select_related("unit")
        for reply in one.replies.filter(sent_at__isnull=False)
    ]


def _reply_forms(request, row: Task):
    written = current_reply(row)
    classes = classes_of(request.actor)
    answering = row.role in ANSWERING
    data = request.POST if request.method == "POST" else None
    form = forms.ReplyForm(data, classes=classes, answering=answering, initial=_initial(row, written))
    given = {item.suggestion_id: item for item in written.items.all()} if written else {}
    items = [
        forms.ItemForm(data, classes=classes, suggestion=one, initial=_item_initial(given.get(one.pk)))
        for one in (suggestions_of(row.proposal) if answering else [])
    ]
    return form, items


def classes_of(actor):
    """The organisation's reply classes in use."""
    return ReplyClass.objects.visible_to(actor).filter(enabled=True).order_by("position")


def _initial(row: Task, written) -> dict:
    if written is None:
        return {
            "revision": 0,
            "contact": row.handler,
            "contact_phone": row.handler_phone,
            "publicity": "full",
        }
    names = ("revision", "text", "reply_class", "contact", "contact_phone", "publicity", "publicity_reason")
    return {name: getattr(written, name) for name in names}


def _item_initial(item) -> dict:
    if item is None:
        return {}
    return {name: getattr(item, name) for name in ("reply_class", "text", "evidence", "due_on")}


def _save(request, row: Task, form, items):
    try:
        services.save_reply(
            by=request.actor, task=row, revision=form.cleaned_data["revision"],
            draft=form.draft([item.answer() for item in items]),
        )  # fmt: skip
        if "hand_up" in request.POST:
            services.hand_up(by=request.actor, task=row)
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence)
        form.data = form.data.copy()
        form.data["revision"] = str(current_reply(row).revision if current_reply(row) else 0)
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, "已送出，等待下一环节。" if "hand_up" in request.POST else "已保存。")
    return redirect(
        reverse("proposals:task" if "hand_up" in request.POST else "proposals:reply", args=[row.pk])
    )


def _words(label: str, *, required: bool = True):
    return lambda data, row: forms.TextForm(data, label=label, required=required)


STEPS = {
    "accept": (lambda data, row: forms.AcceptForm(data), services.accept_task, "已签收。",
               {"handler": "handler", "phone": "phone", "leader": "leader"}),
    "ask_return": (_words("退办理由"), services.ask_return, "已申请退办，等提案委答复。", {"text": "reason"}),
    "hand_up": (None, services.hand_up, "已送出，等待下一环节。", {}),
    "recall": (None, services.recall_reply, "已撤回，可以修改。", {}),
    "approve": (lambda data, row: forms.ApproveForm(data), services.approve, "已审签。",
                {"document_number": "document_number", "signer": "signer"}),
    "revise": (_words("退改意见"), services.revise, "已退回修改。", {"text": "reason"}),
    "message": (_words("留言"), services.write_message, "留言已发送。", {"text": "text"}),
    "rate": (lambda data, row: forms.RatingForm(data), services.rate_proposal, "评议已提交。",
             {"score": "score", "text": "text"}),
}  # fmt: skip
"""Step → its form, its verb, what is said afterwards, and which of the form's fields the verb takes by which name."""
