"""发函登记 of a published year: to whom the letters went, and the form that enters more."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from appraisals.policies import may_enter_letters
from appraisals.services import enter_letters
from core.clock import today
from core.workflow import Refused
from portal import policies, services
from portal.forms import LettersForm
from portal.queries import dashboard as queries
from portal.queries.letters import letters_told


@require_http_methods(["GET", "HEAD", "POST"])
def sent(request, pk: int):
    """Leaders and the secretariat read; the secretariat enters."""
    actor = request.actor
    if not policies.may_take_book(actor):
        raise Http404
    cycle = get_object_or_404(queries.cycles_shown(actor), pk=pk)
    try:
        run = services.published_run(actor, cycle)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('portal:dashboard')}?cycle={cycle.pk}")
    told = letters_told(actor, run)
    form = None
    if may_enter_letters(actor, run):
        form = LettersForm(request.POST or None, recipients=told, initial={"sent_on": today()})
        if request.method == "POST" and form.is_valid() and _entered(request, run, form):
            return redirect("portal:letters_sent", cycle.pk)
    context = {
        "heading": f"{cycle}考核结果告知函",
        "cycle": cycle,
        "told": told,
        "waiting": sum(not one["sent"] for one in told),
        "form": form,
    }
    return render(request, "portal/letters.html", context)


def _entered(request, run, form) -> bool:
    try:
        rows = enter_letters(by=request.actor, run=run, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"已登记 {len(rows)} 份函件。")
    return True
