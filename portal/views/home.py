"""The first page after log-in: each kind of user is sent or shown where the work waits."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from portal.policies import may_see_dashboard


@require_GET
@login_required
def home(request):
    """Members see what waits for them; staff and leaders go on to their own front door."""
    actor = request.actor
    if actor.is_member:
        return render(request, "portal/home.html", {})
    if actor.is_staff:
        return redirect("admin:index")
    if may_see_dashboard(actor):
        return redirect("portal:dashboard")
    return render(request, "portal/no_role.html")
