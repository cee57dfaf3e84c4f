"""月表、周表: what is arranged, to look at and as Excel."""

import datetime as dt
import re

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from activities import site_policies as policies
from activities.resources.sheets import month_book, week_book
from activities.sheet_queries import monday_of, month_rows, week_rows
from core.clock import today
from core.dates import parse_date
from documents.files import CONTENT_TYPES
from documents.views import file_response
from organizations.models import Organization


@login_required
@require_GET
def month(request):
    """`?month=2026-11`; `&file=1` gives the Excel file."""
    first = _month(request)
    rows = month_rows(request.actor, first)
    if "file" in request.GET:
        return file_response(
            month_book(_organization(request), first, rows),
            f"{first.year}年{first.month}月工作安排月表.xlsx",
            CONTENT_TYPES["xlsx"],
        )
    before, after = (
        (first - dt.timedelta(days=1)).replace(day=1),
        (first + dt.timedelta(days=32)).replace(day=1),
    )
    context = {
        "first": first,
        "rows": rows,
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}",
        "today": today(),
    }
    return render(request, "activities/month_sheet.html", context)


@login_required
@require_GET
def week(request):
    """`?day=2026-11-22`: the week of that day."""
    monday = _week(request)
    rows = week_rows(request.actor, monday)
    if "file" in request.GET:
        name = f"{monday.year}年{monday.month}月{monday.day}日起一周工作安排周表.xlsx"
        return file_response(week_book(_organization(request), monday, rows), name, CONTENT_TYPES["xlsx"])
    week_of = dt.timedelta(days=7)
    context = {
        "monday": monday, "sunday": monday + dt.timedelta(days=6), "rows": rows, "before": str(monday - week_of),
        "after": str(monday + week_of), "today": today(),
    }  # fmt: skip
    return render(request, "activities/week_sheet.html", context)


def _month(request) -> dt.date:
    _demand(request)
    asked = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.GET.get("month", ""))
    return dt.date(int(asked[1]), int(asked[2]), 1) if asked else today().replace(day=1)


def _week(request) -> dt.date:
    _demand(request)
    try:
        return monday_of(parse_date(request.GET.get("day", "")))
    except ValueError:
        return monday_of(today())


def _demand(request) -> None:
    if not policies.may_see_sites(request.actor):
        raise Http404


def _organization(request) -> Organization:
    return Organization.objects.visible_to(request.actor).get(pk=request.actor.organization_id)
