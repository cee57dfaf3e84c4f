"""My meetings: what comes, by day or as a month; what is over, with its result."""

import calendar
import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from activities.queries import own as queries
from core.clock import SHANGHAI, today

PER_PAGE = 20
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
TABS = (
    ("近期", "activities:own"),
    ("月历", "activities:own_month"),
    ("以往", "activities:own_past"),
    ("我的考勤", "activities:own_attendance"),
)
PAST = [
    {"label": "日期", "value": lambda mine: mine.activity.starts_at.astimezone(SHANGHAI).date(), "kind": "nowrap"},
    {"label": "会议活动", "value": "activity.title", "lead": True,
     "url": lambda mine: reverse("activities:activity", args=[mine.activity.pk])},
    {"label": "类型", "value": "activity.kind.label"},
    {"label": "结果", "value": "state", "end": True},
]  # fmt: skip


def member_only(actor) -> None:
    if not actor.is_member:
        raise Http404


def tabs(current: str) -> list[dict]:
    return [
        {"label": label, "url": reverse(name), "active": name == current, "count": None}
        for label, name in TABS
    ]


@require_GET
def upcoming(request):
    """By day; first what asks for an answer."""
    member_only(request.actor)
    found = queries.upcoming(request.actor)
    context = {
        "options": tabs("activities:own"),
        "today": today(),
        "days": queries.by_day(found),
        "waiting": list({item.activity.pk: item.mine for item in found if item.mine.waits}.values()),
    }
    return render(request, "activities/own_list.html", context)


@require_GET
def month(request):
    """A month as a grid of weeks, Monday first."""
    member_only(request.actor)
    day = today()
    first = _month(request.GET.get("month", "")) or day.replace(day=1)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    last = _next(first) - dt.timedelta(days=1)
    days = dict(queries.by_day(queries.between(request.actor, first, last)))
    context = {
        "options": tabs("activities:own_month"),
        "weekdays": WEEKDAYS,
        "first": first,
        "today": day,
        "days": sorted(days.items()),
        "weeks": [[(one, one.month == first.month, days.get(one, [])) for one in week] for week in weeks],
        "previous": (first - dt.timedelta(days=1)).replace(day=1),
        "following": _next(first),
    }
    return render(request, "activities/own_month.html", context)


@require_GET
def past(request):
    """What is over, newest first, with the result."""
    member_only(request.actor)
    page = Paginator(queries.past(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "options": tabs("activities:own_past"),
        "columns": PAST,
        "rows": queries.load(request.actor, page.object_list),
        "page_obj": page,
    }
    return render(request, "activities/own_past.html", context)


def _month(text: str) -> dt.date | None:
    """«2026-12» as its first day, None for anything else."""
    try:
        first = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 -- a day, not a moment
    except ValueError:
        return None
    return first if 1900 < first.year < 2100 else None


def _next(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)
