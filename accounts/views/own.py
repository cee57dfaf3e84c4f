"""One's own password, log-ins and active organisation."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import services
from accounts.actors import actor_of
from accounts.forms import PasswordForm
from accounts.navigation import landing
from accounts.queries import open_sessions, password_due
from core.workflow import Refused


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request):
    """Change one's own password; every other log-in ends."""
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_password(request=request, password=form.cleaned_data["password"])
        except Refused as refusal:
            form.add_error("password", str(refusal))
        else:
            messages.success(request, "密码已修改，其他设备上的登录已退出")
            return redirect(landing(request.actor))
    due = password_due(request.user, request.actor)
    return render(request, "accounts/password.html", {"form": form, "due": due})


@require_POST
def switch(request):
    """Act for another organisation where one holds a role."""
    try:
        chosen = int(request.POST.get("organization", ""))
        services.switch_organization(request, chosen)
    except (ValueError, Refused) as refusal:
        raise Http404 from refusal
    actor = actor_of(request.user, chosen)
    messages.success(request, f"已切换到{actor.organization_name}")
    return redirect(landing(actor))


@never_cache
@require_GET
def devices(request):
    """Where one is logged in."""
    rows = list(open_sessions(request.user))
    for row in rows:
        row.is_current = row.session_key == request.session.session_key
    return render(request, "accounts/devices.html", {"rows": rows})


@require_POST
def end_device(request, pk: int | None = None):
    """End one other log-in, or all of them."""
    only = get_object_or_404(open_sessions(request.user), pk=pk) if pk else None
    ended = services.end_sessions(user=request.user, keep=request.session.session_key, only=only)
    messages.success(request, f"已退出 {ended} 处登录" if ended else "没有其他登录")
    return redirect("accounts:devices")
