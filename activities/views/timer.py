"""The clock that the chair and the speaker look at: one paper after another, eight minutes each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from activities import speech_policies as policies
from activities.models.speeches import Speech, SpeechCall
from activities.services import speeches_decide
from activities.speech_choices import SpeechState
from activities.speech_queries import speaking_order
from core.workflow import Refused

WARNS_AT = 60
"""Seconds left when the clock turns amber."""


@login_required
@require_GET
def timer(request, pk: int):
    """For the offices and chairs; only the 经办人's clock writes down what was spoken."""
    call = get_object_or_404(SpeechCall.objects.visible_to(request.actor), pk=pk)
    if call.organization_id != request.actor.organization_id or not policies.may_see_calls(request.actor):
        raise Http404
    papers = speaking_order(call)
    current = next((one for one in papers if one.state == SpeechState.ORAL), None)
    context = {
        "call": call, "papers": papers, "current": current, "warns_at": WARNS_AT,
        "may_record": policies.may_run_call(request.actor, call),
    }  # fmt: skip
    return render(request, "activities/timer.html", context)


@login_required
@require_POST
def spoken(request, pk: int):
    """The clock says how many seconds the paper took."""
    speech = get_object_or_404(
        Speech.objects.visible_to(request.actor).select_related(
            "call__organization", "lead__person", "speaker"
        ),
        pk=pk,
    )
    if not policies.may_run_call(request.actor, speech.call):
        raise Http404
    asked = request.POST.get("seconds", "")
    seconds = int(asked) if asked.isdecimal() and len(asked) < 6 else None
    try:
        speeches_decide.note_spoken(by=request.actor, speech=speech, seconds=seconds or None)
    except (Refused, ValidationError) as refusal:
        sentence = "；".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"refused": sentence}, status=409)
        messages.error(request, sentence)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"spoken": speech.pk})
    return redirect("activities:timer", speech.call_id)
