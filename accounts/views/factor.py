"""The second factor: show it, and bind a phone at the first log-in."""

from base64 import b32encode
from secrets import token_bytes
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import services
from accounts.forms import CodeForm
from accounts.navigation import landing
from core.workflow import Refused

SECRET = "second_factor_secret"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request):
    """Ask for the code of the bound phone; nothing else of the house opens before."""
    if request.user.is_verified():
        return redirect(landing(request.actor))
    if not _bound(request.user):
        return redirect("accounts:second_factor_setup")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = services.verify_code(user=request.user, code=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            services.step_up(request, device)
            return redirect(landing(request.actor))
    return render(request, "accounts/second_factor.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_setup(request):
    """Show a fresh secret as a square code; its first code proves that the phone has it."""
    if _bound(request.user) or not request.actor.needs_second_factor:
        return redirect(
            "accounts:second_factor" if not request.user.is_verified() else landing(request.actor)
        )
    secret = request.session.setdefault(SECRET, b32encode(token_bytes(20)).decode())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = services.confirm_device(user=request.user, secret=secret, code=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[SECRET]
            services.step_up(request, device)
            return redirect(landing(request.actor))
    square = segno.make(_address(request.user, secret), error="m").svg_data_uri(scale=5, border=2)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render(
        request, "accounts/second_factor_setup.html", {"form": form, "square": square, "secret": groups}
    )


def _bound(user) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def _address(user, secret: str) -> str:
    issuer = settings.OTP_TOTP_ISSUER
    label = quote(f"{issuer}:{user.username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"
