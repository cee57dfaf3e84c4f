"""The figures for chairs and offices: what was delivered first, then how many; what is late and whose it is."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.clock import today
from core.templatetags.ui import percent
from proposals import policies
from proposals.models import Round
from proposals.queries import figures as queries
from proposals.queries.tasks import late_by_unit
from proposals.resources.books import score_of

UNIT_COLUMNS = [
    {"label": "承办单位", "value": "unit", "lead": True},
    {"label": "应答复", "value": "tasks", "kind": "number"},
    {"label": "已答复", "value": "answered", "kind": "number"},
    {"label": "超期", "value": "late", "kind": "number", "end": True},
    {"label": "满意/基本满意/不满意", "value": lambda row: f"{row['satisfied']}/{row['partly']}/{row['unsatisfied']}",
     "kind": "nowrap"},
    {"label": "未评价", "value": "silent", "kind": "number"},
    {"label": "得分", "value": score_of, "kind": "points"},
]  # fmt: skip
YEAR_COLUMNS = [
    {"label": "届次", "value": lambda row: str(row[0]), "lead": True},
    {"label": "收到", "value": lambda row: row[1].received, "kind": "number"},
    {"label": "立案", "value": lambda row: row[1].filed, "kind": "number"},
    {"label": "立案率", "value": lambda row: row[1].filing_rate, "kind": "percent"},
    {"label": "办复率", "value": lambda row: row[1].answer_rate, "kind": "percent"},
    {"label": "承诺兑现", "value": lambda row: row[1].delivered, "kind": "number", "end": True},
]
GROUP_COLUMNS = [
    {"label": "名称", "value": lambda row: row[0], "lead": True},
    {"label": "收到", "value": lambda row: row[1], "kind": "number"},
    {"label": "立案", "value": lambda row: row[2], "kind": "number", "end": True},
]


@login_required
@require_GET
def figures(request):
    """One round; the newest unless another is asked for."""
    if not policies.may_see_figures(request.actor):
        raise Http404
    rounds = list(
        Round.objects.visible_to(request.actor).select_related("session__term").order_by("-opens_at")[:5]
    )
    asked = request.GET.get("round", "")
    chosen = next((one for one in rounds if str(one.pk) == asked), rounds[0] if rounds else None)
    context = {"round": chosen, "options": _options(rounds, chosen)}
    if chosen is not None:
        context |= _of(request.actor, chosen)
    return render(request, "proposals/figures.html", context)


def _options(rounds, chosen) -> list[dict]:
    return [
        {"label": str(one), "url": f"?round={one.pk}", "active": one == chosen, "count": None}
        for one in rounds
    ]


def _of(actor, chosen: Round) -> dict:
    day = today()
    total = queries.totals(chosen, day)
    return {
        "stats": stats(total),
        "total": total,
        "units": queries.by_unit(chosen, day),
        "unit_columns": UNIT_COLUMNS,
        "late": late_by_unit(actor, day),
        "years": queries.year_on_year(chosen.organization_id, day),
        "year_columns": YEAR_COLUMNS,
        "groups": [
            ("按分类", [(row["name"], row["count"], row["filed"]) for row in queries.by_category(chosen)]),
            ("按界别", queries.by_affiliation(chosen, "sector", day)),
            ("按专委会", queries.by_affiliation(chosen, "committee", day)),
        ],
        "group_columns": GROUP_COLUMNS,
        "missing": queries.missing_leaders(chosen.organization_id, day.year),
        "today": day,
    }


def stats(total) -> list[dict]:
    """The five figures, delivered first; 未评价 beside satisfaction, never in it."""
    return [
        {"label": "承诺兑现", "figure": total.delivered, "unit": "项", "note": f"未兑现降类 {total.broken} 项"},
        {"label": "立案", "figure": total.filed, "unit": "件", "note": f"收到 {total.received} 件，立案率 {percent(total.filing_rate)}"},
        {"label": "办复率", "figure": percent(total.answer_rate), "unit": "", "note": f"应答复 {total.tasks} 件，已答复 {total.answered} 件"},
        {"label": "超期", "figure": total.late, "unit": "件", "note": "应答复而已过期限"},
        {"label": "满意和基本满意", "figure": percent(total.satisfaction), "unit": "",
         "note": f"不满意 {total.unsatisfied}，未评价 {total.silent}，待评价 {total.asked}"},
    ]  # fmt: skip
