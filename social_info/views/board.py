"""The chairs' page of adoption and 批示, and the search over reports."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.clock import today
from social_info import charts, policies
from social_info.choices import AdoptionLevel, ReportState
from social_info.queries import figures
from social_info.queries.matters import number_of
from social_info.queries.searching import search

PER_PAGE = 20
SHOWN = 10
FOUND = [
    {"label": "标题", "value": "title", "lead": True, "url": lambda row: reverse("social_info:report", args=[row.pk])},
    {"label": "状态", "value": lambda row: ReportState(row.state), "end": True},
    {"label": "反映人", "value": lambda row: "、".join(one.name for one in row.reporters.all()[:3])},
    {"label": "分类", "value": lambda row: row.get_topic_display(), "phone": False},
    {"label": "报送日期", "value": "submitted_at.date", "kind": "nowrap"},
]  # fmt: skip
ADOPTED = [
    {"label": "信息", "value": "report.title", "lead": True,
     "url": lambda row: reverse("social_info:report", args=[row.report_id])},
    {"label": "层级", "value": lambda row: AdoptionLevel(row.level).label, "end": True},
    {"label": "采用单位", "value": "body"},
    {"label": "方式", "value": lambda row: row.get_kind_display()},
    {"label": "日期", "value": "adopted_on", "kind": "nowrap"},
]  # fmt: skip
INSTRUCTED = [
    {"label": "事项", "value": "matter_title", "lead": True,
     "url": lambda row: reverse("social_info:report", args=[number_of(row.matter_ref)])},
    {"label": "日期", "value": "given_on", "kind": "nowrap", "end": True},
    {"label": "批示领导", "value": lambda row: f"{row.leader_post}{row.leader_name}"},
    {"label": "批示内容", "value": "text"},
]  # fmt: skip
RANKED = [
    {"label": "名次", "value": "rank", "kind": "number", "end": True},
    {"label": "名称", "value": "name", "lead": True},
    {"label": "报送", "value": "received", "kind": "number"},
    {"label": "采用", "value": "adopted", "kind": "number"},
    {"label": "采用率", "value": "rate", "kind": "percent"},
    {"label": "得分", "value": "score", "kind": "points"},
]


@login_required
@require_GET
def board(request):
    """One year: figures with their change, charts, adoptions, 批示, ranking of persons and units."""
    actor = request.actor
    if not policies.may_see_board(actor):
        raise Http404
    day = today()
    year = _year(request, day)
    span = figures.Span(dt.date(year, 1, 1), min(day, dt.date(year, 12, 31)))
    context = {
        "year": year,
        "years": [
            {"label": f"{one}年", "url": f"?year={one}", "active": one == year} for one in range(day.year, day.year - 4, -1)
        ],
        "figures": charts.stats(actor, span),
        "charts": charts.all_charts(actor, span),
        "adopted_columns": ADOPTED,
        "adopted": figures.adoptions(actor, span).select_related("report")[:SHOWN],
        "instructed_columns": INSTRUCTED,
        "instructed": figures.instructions(actor, span)[:SHOWN],
        "ranked_columns": RANKED,
        "persons": figures.ranking(actor, span, units=False)[:SHOWN],
        "units": figures.ranking(actor, span, units=True)[:SHOWN],
    }  # fmt: skip
    return render(request, "social_info/board.html", context)


@login_required
@require_GET
def find(request):
    """Every readable report with these words; the label decides what is found and what is counted."""
    actor = request.actor
    if not (policies.may_see_board(actor) or policies.may_write(actor) or actor.oversees or actor.committees):
        raise Http404
    q = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = search(actor, q).prefetch_related("reporters")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "查找信息",
        "columns": FOUND,
        "rows": page.object_list,
        "page_obj": page,
        "q": q,
        "unit": "篇",
        "clear_url": reverse("social_info:find"),
        "search_placeholder": "标题或正文中的词、收文号",
        "empty": {"title": "还没有可以查阅的信息", "text": "报送的信息会出现在这里。", "symbol": "search"},
    }
    return render(request, "generic/list.html", context)


def _year(request, day: dt.date) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdigit() and day.year - 3 <= int(asked) <= day.year else day.year
