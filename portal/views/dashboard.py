"""The chairs' page of one cycle: five figures, the ranking, and where things lag."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from appraisals.choices import RunState
from appraisals.queries.ranking import sheets_of
from core.clock import today
from portal import charts, policies
from portal.queries import dashboard as queries

PAGE = 30

RANKING = [
    {"label": "名次", "value": "rank", "kind": "number", "end": True},
    {"label": "姓名", "value": "profile.name", "lead": True},
    {"label": "界别", "value": "profile.sector"},
    {"label": "归口专委会", "value": "profile.home_committee", "phone": False},
    {"label": "考勤", "value": "attendance", "kind": "points", "phone": False},
    {"label": "考绩", "value": "merit", "kind": "points", "phone": False},
    {"label": "总分", "value": "total", "kind": "points"},
    {"label": "等次", "value": "grade"},
]


@require_GET
def dashboard(request):
    """Leaders and offices; the cycle comes from `?cycle=`, else the newest one with a checked run."""
    actor = request.actor
    if not policies.may_see_dashboard(actor):
        raise Http404
    cycles = list(queries.cycles_shown(actor))
    cycle = _chosen(request, actor, cycles)
    if cycle is None:
        return render(request, "portal/dashboard_empty.html")
    run = queries.run_of(actor, cycle)
    before = queries.cycle_before(actor, cycle)
    run_before = queries.run_of(actor, before)
    context = {
        "cycle": cycle,
        "run": run,
        "state": RunState(run.state),
        "cycles": [_option(one, cycle) for one in cycles],
        "figures": charts.figures(actor, cycle, run, before, run_before),
        "charts": charts.all_charts(actor, cycle, run),
        "late": queries.open_objections(actor, today()),
        "columns": RANKING,
        "rows": queries.ranked(actor, run)[:10],
        "may_take_book": policies.may_take_book(actor),
    }
    if run_before:
        context["rose"], context["fell"] = queries.movers(actor, run, run_before)
        context["before"] = before
    return render(request, "portal/dashboard.html", context)


@require_GET
def ranking(request, pk: int):
    """All sheets of the shown run of one cycle, in rank order; `?q=` finds a name."""
    actor = request.actor
    if not policies.may_see_dashboard(actor):
        raise Http404
    cycle = get_object_or_404(queries.cycles_shown(actor), pk=pk)
    q = request.GET.get("q", "").strip()
    sheets = sheets_of(queries.run_of(actor, cycle), search=q)
    page = Paginator(sheets, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/ranking.html",
        {
            "cycle": cycle,
            "columns": RANKING,
            "rows": page.object_list,
            "page_obj": page,
            "q": q,
            "heading": f"{cycle}得分排名",
            "unit": "位委员",
            "search_placeholder": "按姓名查找",
            "empty": {"title": "还没有名次", "text": "批次复核后，名次会出现在这里。", "symbol": "trophy"},
        },
    )


def _chosen(request, actor, cycles):
    if wanted := request.GET.get("cycle", ""):
        if not wanted.isdigit():
            raise Http404
        return get_object_or_404(queries.cycles_shown(actor), pk=wanted)
    return cycles[0] if cycles else None


def _option(cycle, chosen) -> dict:
    return {"label": str(cycle), "url": f"?cycle={cycle.pk}", "active": cycle == chosen}
