"""The hall's screen: a large code that changes every ten seconds, and how many have come."""

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from activities.models import Sitting
from activities.queries import signing as reads
from activities.services import signing_keys
from activities.signin.codes import Purpose
from activities.signin_policies import SIGNABLE, may_show_screen
from core.clock import AppNow
from core.workflow import Refused


@never_cache
@require_GET
def hall(request, pk: int):
    """For staff: the screen itself with its tools, or the button that opens sign-in."""
    sitting = _sitting(request, pk)
    return render(
        request, "activities/hall.html", _screen(request, sitting, live="hall_live", key=sitting.pk)
    )


@never_cache
@require_GET
def hall_live(request, pk: int):
    """The part that renews itself."""
    sitting = _sitting(request, pk)
    return render(request, "activities/hall_live.html", _screen(request, sitting))


@require_POST
def hall_open(request, pk: int):
    """Make the key of this sitting and go to its screen."""
    return _change(request, pk, signing_keys.open_sign_in, "扫码签到已开启。")


@require_POST
def hall_renew(request, pk: int):
    """A new key: photographed codes and older links end at once."""
    return _change(request, pk, signing_keys.renew_key, "密钥已更换，此前的二维码和大屏链接全部失效。")


@never_cache
@login_not_required
@require_GET
def screen(request, code: str):
    """The same screen without log-in, for the hall's computer, by a link that staff hand out."""
    sitting = _displayed(code)
    return render(request, "activities/hall.html", _screen(request, sitting, live="screen_live", key=code))


@never_cache
@login_not_required
@require_GET
def screen_live(request, code: str):
    return render(request, "activities/hall_live.html", _screen(request, _displayed(code)))


def _sitting(request, pk: int) -> Sitting:
    rows = Sitting.objects.visible_to(request.actor).select_related("activity__organization", "sign_key")
    sitting = get_object_or_404(rows.annotate(moment=AppNow()), pk=pk)
    if not may_show_screen(request.actor, sitting.activity):
        raise Http404
    return sitting


def _displayed(code: str) -> Sitting:
    sitting = reads.displayed(code, signing_keys.secret_of)
    if sitting is None or sitting.activity.state not in SIGNABLE:
        raise Http404
    return sitting


def _change(request, pk: int, act, done: str):
    sitting = _sitting(request, pk)
    try:
        act(by=request.actor, sitting=sitting)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("activities:hall", pk)


def _screen(request, sitting: Sitting, *, live: str = "", key=None) -> dict:
    leaving = request.GET.get("leaving") == "1"
    phase = _phase(sitting, leaving)
    context = {
        "sitting": sitting,
        "activity": sitting.activity,
        "leaving": leaving,
        "phase": phase,
        "figures": reads.figures(sitting),
        "opened": hasattr(sitting, "sign_key"),
    }
    if phase == "open" and context["opened"]:
        context["square"] = _square(request, sitting, leaving)
    if live:
        context["live_url"] = reverse(f"activities:{live}", args=[key]) + ("?leaving=1" if leaving else "")
    if live == "hall_live" and context["opened"]:
        link = reverse("activities:screen", args=[signing_keys.display_code(sitting)])
        context["link"] = request.build_absolute_uri(link)
    return context


def _phase(sitting: Sitting, leaving: bool) -> str:
    """`before`, `open` or `after`, by the database's time."""
    window, moment = reads.window_of(sitting), sitting.moment
    if leaving:
        return "open" if window.may_leave(moment) else ("before" if moment < window.starts_at else "after")
    if window.too_early(moment):
        return "before"
    return "after" if window.too_late(moment) else "open"


def _square(request, sitting: Sitting, leaving: bool) -> str:
    purpose = Purpose.LEAVE if leaving else Purpose.ARRIVE
    code = signing_keys.screen_code(sitting, purpose, sitting.moment.timestamp())
    address = request.build_absolute_uri(reverse("activities:sign", args=[code]))
    square = segno.make(address, error="m", micro=False)
    return square.svg_inline(border=2, omitsize=True, svgclass="hall-square", lineclass=None)
