"""The member says how a reply was: twice asked, once stored; and whether a contact took place."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.addresses import client_address, device_label
from core.clock import today
from core.workflow import Refused
from proposals import services
from proposals.choices import AskedState
from proposals.forms.writing import EvaluationForm
from proposals.models import Contact, Evaluation
from proposals.views.own import attempt


@login_required
@require_http_methods(["GET", "POST"])
def evaluate(request, key):
    """Fill in, look over, confirm. The link is of use to the member alone, and once."""
    evaluation = _asked(request, key)
    if evaluation.state != AskedState.ASKED:
        return render(request, "proposals/evaluated.html", {"evaluation": evaluation})
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _step(request, evaluation, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, evaluation, form)


@login_required
@require_POST
def contact(request, pk: int):
    """Did the unit really speak with me?"""
    rows = Contact.objects.visible_to(request.actor).select_related(
        "task__proposal__organization", "task__unit"
    )
    row = get_object_or_404(rows.filter(membership__person__user=request.user.pk), pk=pk)
    confirmed = {"yes": True, "no": False}.get(request.POST.get("confirmed", ""))
    if confirmed is None:
        raise Http404
    sentence = "已确认。" if confirmed else "已答复“没有此事”，提案委会核查。"
    words = request.POST.get("answer", "")
    attempt(request, sentence, services.answer_contact, contact=row, confirmed=confirmed, answer=words)
    return redirect("proposals:own")


def _step(request, evaluation: Evaluation, form: EvaluationForm):
    code = request.POST.get("code", "")
    if "confirm" not in request.POST:
        code = services.ask_to_confirm(by=request.actor, evaluation=evaluation, opinion=form.opinion())
        return _page(request, evaluation, form, code=code)
    services.evaluate(
        by=request.actor, evaluation=evaluation, opinion=form.opinion(), code=code,
        address=client_address(request), device=device_label(request.headers.get("User-Agent", "")),
    )  # fmt: skip
    messages.success(request, "评价已提交。感谢您的意见。")
    return redirect(reverse("proposals:detail", args=[evaluation.reply.task.proposal_id]))


def _page(request, evaluation: Evaluation, form: EvaluationForm, *, code: str = ""):
    context = {
        "evaluation": evaluation, "reply": evaluation.reply, "task": evaluation.reply.task,
        "proposal": evaluation.reply.task.proposal, "form": form, "code": code, "today": today(),
        "said": [] if not code else said(form),
    }  # fmt: skip
    return render(request, "proposals/evaluate.html", context)


def said(form: EvaluationForm) -> list[dict]:
    """The answers in words, to be looked over."""
    shown = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        words = dict(getattr(field, "choices", ())).get(value, value)
        words = {True: "是", False: ""}.get(words, words)
        shown += [{"label": field.label, "value": words}] if words else []
    return shown


def _asked(request, key) -> Evaluation:
    rows = Evaluation.objects.visible_to(request.actor).filter(membership__person__user=request.user.pk)
    return get_object_or_404(
        rows.select_related(
            "reply__task__unit", "reply__task__proposal__lead__person", "reply__task__proposal__organization",
            "membership__person",
        ).prefetch_related("reply__items__suggestion", "reply__items__reply_class"),
        key=key,
    )  # fmt: skip
