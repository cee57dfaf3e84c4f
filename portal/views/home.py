"""The first page after log-in: each kind of user is sent or shown where the work waits."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from core.clock import today
from members.queries import membership_of
from portal import navigation
from portal.policies import may_see_dashboard
from portal.queries import home as queries

RECORDS = [
    {"label": "事项", "value": "kind.label", "lead": True},
    {"label": "日期", "value": "occurred_on", "kind": "nowrap", "end": True},
    {"label": "事由", "value": "matter_title"},
]


@require_GET
@login_required
def home(request):
    """Members see what waits for them; staff and leaders go on to their own front door."""
    actor = request.actor
    if actor.is_member and (membership := membership_of(actor)):
        return render(request, "portal/home.html", _standing(actor, membership))
    if actor.is_staff:
        return redirect("admin:index")
    if may_see_dashboard(actor):
        return redirect("portal:dashboard")
    return render(request, "portal/no_role.html")


def _standing(actor, membership) -> dict:
    day = today()
    cycle = queries.current_cycle(actor, day)
    waiting = queries.to_confirm(actor, membership, day).count()
    meetings = queries.meetings(actor)
    return {
        "doors": navigation.doors(),
        "meetings": meetings.coming,
        "sign_now": meetings.sign_now,
        "to_answer": meetings.to_answer,
        "membership": membership,
        "today": day,
        "cycle": cycle,
        "live": queries.live_score(actor, membership, cycle),
        "published": queries.last_published(actor, membership),
        "to_confirm": waiting,
        "to_confirm_text": f"{waiting} 条履职记录请您核对，有误可以提出异议。",
        "columns": RECORDS,
        "records": queries.own_records(actor, membership)[: queries.RECENT],
    }
