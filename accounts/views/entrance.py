"""Log in, log out, and open an account by its slip."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.actors import actor_of
from accounts.forms import ActivateForm, LoginForm
from accounts.navigation import landing
from accounts.queries import username_of
from core.workflow import Refused

WRONG = "登录名或密码不正确"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request):
    """One message for every failure, so that nobody learns which accounts exist."""
    if request.actor is not None:
        return redirect(_next(request) or landing(request.actor))
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.check_password(
                request,
                username=username_of(form.cleaned_data["username"]),
                password=form.cleaned_data["password"],
            )
        except services.TooBusy:
            return lockout(request)
        except services.AddressLocked:
            return render(request, "429.html", {"minutes": _minutes(), "address": True}, status=429)
        if user is not None:
            services.enter(request, user)
            return redirect(_next(request) or landing(actor_of(user)))
        form.add_error(None, WRONG)
    return render(request, "accounts/login.html", {"form": form, "next": _next(request)})


def lockout(request, response=None, credentials=None):
    """Too many wrong tries for this account from this address."""
    return render(request, "429.html", {"minutes": _minutes()}, status=429)


def _minutes() -> int:
    return int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)


@require_POST
def log_out(request):
    services.leave(request)
    return redirect("accounts:login")


@never_cache
@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request):
    """The slip's code sets the password and logs in."""
    form = ActivateForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = services.activate(name=data["name"], code=data["code"], password=data["password"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            services.enter(request, user)
            return redirect(landing(actor_of(user)))
    return render(request, "accounts/activate.html", {"form": form})


def _next(request) -> str:
    """Where the person was going, if that is a page of this house."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else ""
