"""A member's phone: the page that the screen's code opens, and the member's own code for the door."""

import datetime as dt

import segno
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from activities import signin_cookies as cookies
from activities.queries import signing as reads
from activities.services import signing
from activities.services.signing_keys import member_code
from activities.signin.codes import MEMBER_LIFE, Verdict
from activities.signin_choices import ScanOutcome
from core.clock import SHANGHAI
from members.queries.register import membership_of

STATUS = {ScanOutcome.FORGED: 400, ScanOutcome.FUTURE: 400, ScanOutcome.EXPIRED: 410}
"""Of refused sign-ins; every other refusal is a conflict (409)."""
MEMBERS_ONLY = "扫码签到由委员本人用自己的账号办理；您登录的账号不是本会委员的账号"


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, code: str):
    """Opened by the code on the screen. A stranger logs in first; the good code is kept for that long."""
    device = cookies.device_of(request) or cookies.new_device()
    if request.actor is not None and not request.actor.is_member:
        return _refused(request, MEMBERS_ONLY, 403)
    response = _posted(request, code, device) if _presses(request) else _opened(request, code)
    cookies.remember_device(response, device)
    return response


def _presses(request) -> bool:
    return request.method == "POST" and request.actor is not None


def _opened(request, code: str):
    """The page with the one button, or what the member has already done; a stranger goes to log in."""
    seen = signing.look(code, request.actor and request.actor.user_id)
    if request.actor is None:
        response = redirect_to_login(request.path, resolve_url("accounts:login"))
    else:
        response = _asked(request, code, seen)
    if seen is not None and seen.verdict == Verdict.GOOD:
        cookies.remember_opening(response, code, seen.sitting.moment)
    return response


def _asked(request, code: str, seen: signing.Seen | None):
    try:
        entry = signing.examine(by=request.actor, seen=seen, opened_at=cookies.opened_at(request, code))
    except signing.NotSigned as refusal:
        signing.count_smell(by=request.actor, refusal=refusal)
        return _refused(request, str(refusal), STATUS.get(refusal.outcome, 409))
    done = seen.presence is not None and (not seen.leaving or seen.presence.left_at is not None)
    return _page(request, seen, entry, seen.presence if done else None)


def _posted(request, code: str, device: str):
    try:
        done = signing.sign(
            by=request.actor,
            user=request.user,
            text=code,
            device=cookies.digest_of(device),
            opened_at=cookies.opened_at(request, code),
        )
    except signing.NotSigned as refusal:
        return _refused(request, str(refusal), STATUS.get(refusal.outcome, 409))
    return _page(request, done.seen, done.entry, done.presence)


def _refused(request, sentence: str, status: int):
    return render(request, "activities/sign.html", {"refusal": sentence}, status=status)


def _page(request, seen, entry, presence):
    context = {
        "seen": seen,
        "sitting": seen.sitting,
        "activity": seen.sitting.activity,
        "entry": entry,
        "presence": presence,
        "at": presence and (presence.left_at if seen.leaving else reads.moment_of(presence)),
    }
    return render(request, "activities/sign.html", context)


@never_cache
@require_GET
def own_code(request):
    """The member's own code for the staff at the door; the page renews it by itself."""
    return render(request, "activities/sign_code.html", _own_code(request))


@never_cache
@require_GET
def own_square(request):
    return render(request, "activities/sign_square.html", _own_code(request))


def _own_code(request) -> dict:
    membership = membership_of(request.actor)
    if membership is None:
        raise Http404
    text, seconds = member_code(organization_id=request.actor.organization_id, membership_id=membership.pk)
    square = segno.make(text, error="m", micro=False)
    return {
        "membership": membership,
        "square": square.svg_inline(border=2, omitsize=True, svgclass="code-square", lineclass=None),
        "issued": dt.datetime.fromtimestamp(seconds, SHANGHAI),
        "life": MEMBER_LIFE,
    }
