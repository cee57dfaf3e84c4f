"""Figures of sites: what they have, what they did in a year, which 界别 and which town has none."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from activities.cadence_queries import HELD
from activities.models.sites import (
    ChecklistItem,
    Deed,
    ReceptionDay,
    Site,
    SiteActivity,
    SiteKind,
    SiteTick,
    Town,
    TownTask,
)
from activities.site_choices import DeedKind, SiteFunction, SiteState, TaskState
from organizations.models import Sector
from organizations.queries import term_on


@dataclass(frozen=True)
class Coverage:
    """Names of 界别 and towns with and without a site that is open."""

    sectors: int
    sectors_without: list[str]
    towns: int
    towns_without: list[str]


@dataclass(frozen=True)
class KindLine:
    """One kind: how many stand of how many planned, and who did less than the kind asks for in the year."""

    name: str
    open: int
    building: int
    wanted: int | None
    activities: int
    asked: int | None
    behind: list[str]


def coverage(organization_id: int, day: dt.date) -> Coverage:
    """Two queries whatever the number of sites."""
    open_ = Q(sites__state=SiteState.OPEN, sites__organization=organization_id)
    sectors = Sector.objects.filter(term=term_on(organization_id, day)).annotate(
        n=Count("sites", filter=open_)
    )
    towns = Town.objects.filter(organization=organization_id).annotate(n=Count("sites", filter=open_))
    lists = [list(rows.values_list("name", "n")) for rows in (sectors.order_by("position", "pk"), towns)]
    bare = [[name for name, count in rows if not count] for rows in lists]
    return Coverage(len(lists[0]), bare[0], len(lists[1]), bare[1])


def kind_lines(organization_id: int, year: int) -> list[KindLine]:
    """Every kind in use with its sites and their activities of the year; three queries."""
    done = _done_by_site(organization_id, year)
    sites = defaultdict(list)
    for site in (
        Site.objects.filter(organization=organization_id).exclude(state=SiteState.CLOSED).order_by("pk")
    ):
        sites[site.kind_id].append(site)
    kinds = SiteKind.objects.filter(organization=organization_id, enabled=True)
    return [_kind_line(kind, sites[kind.pk], done) for kind in kinds]


def _kind_line(kind: SiteKind, sites: list[Site], done: dict[int, int]) -> KindLine:
    open_ = [one for one in sites if one.state == SiteState.OPEN]
    asked = kind.yearly_activities
    behind = [
        f"{one.name}（{done.get(one.pk, 0)} 次）" for one in open_ if asked and done.get(one.pk, 0) < asked
    ]
    total = sum(done.get(one.pk, 0) for one in sites)
    return KindLine(kind.name, len(open_), len(sites) - len(open_), kind.wanted, total, asked, behind)


def _done_by_site(organization_id: int, year: int) -> dict[int, int]:
    rows = SiteActivity.objects.filter(site__organization=organization_id, **_in(year))
    return dict(rows.values_list("site").annotate(n=Count("activity", distinct=True)).order_by())


def deed_totals(organization_id: int, first: dt.date, last: dt.date, **where) -> list[dict]:
    """For each kind of deed in the span: how often, how many cases and people, how much money."""
    rows = Deed.objects.filter(organization=organization_id, day__range=(first, last), **where)
    found = {
        row["kind"]: row
        for row in rows.order_by().values("kind").annotate(
            times=Count("pk"), cases=Sum("cases"), people=Sum("people"), amount=Sum("amount")
        )
    }  # fmt: skip
    none = {"times": 0, "cases": 0, "people": 0, "amount": Decimal(0)}
    return [{"label": kind.label} | none | found.get(kind.value, {}) for kind in DeedKind]


def served(organization_id: int, year: int) -> dict:
    """Activities at sites in the year: how many, how many people they served, how much was given."""
    rows = SiteActivity.objects.filter(site__organization=organization_id, **_in(year))
    activities = rows.values("activity", "activity__beneficiaries", "activity__amount").distinct().order_by()
    return {
        "activities": len(activities),
        "people": sum(one["activity__beneficiaries"] or 0 for one in activities),
        "amount": sum((one["activity__amount"] or Decimal(0) for one in activities), Decimal(0)),
    }


def by_function(site: Site, year: int) -> list[tuple[str, int]]:
    """四平台: activities of the year at one site by function, each function listed."""
    rows = site.hosted.filter(**_in(year)).values_list("function").annotate(n=Count("pk")).order_by()
    found = dict(rows)
    return [(function.label, found.get(function.value, 0)) for function in SiteFunction]


def checklist_of(site: Site) -> list[dict]:
    """Each checklist of the site's kind with its items and how each stands."""
    ticks = {tick.item_id: tick for tick in SiteTick.objects.filter(site=site).select_related("by")}
    items = ChecklistItem.objects.filter(
        checklist__kinds=site.kind_id, checklist__enabled=True, enabled=True
    ).select_related("checklist")
    lists: dict = {}
    for item in items.order_by("checklist", "position", "pk"):
        lists.setdefault(item.checklist, []).append((item, ticks.get(item.pk)))
    return [
        {"checklist": one, "rows": rows, "met": sum(bool(tick and tick.met) for _, tick in rows)}
        for one, rows in lists.items()
    ]


def with_checks(rows, organization_id: int):
    """Adds `met`: how many items of the checklists are met."""
    return rows.annotate(
        met=Count("ticks", filter=Q(ticks__met=True, ticks__item__enabled=True), distinct=True),
        done=Coalesce(Count("hosted", filter=Q(hosted__activity__state__in=HELD), distinct=True), 0),
    )


def own_receptions(actor):
    """Reception days on which the actor receives."""
    rows = ReceptionDay.objects.visible_to(actor) if actor.user_id else ReceptionDay.objects.none()
    return rows.filter(host__person__user_id=actor.user_id).select_related("site", "host__person")


def own_tasks(actor):
    """Tasks of the studios that the actor leads or works at."""
    rows = TownTask.objects.visible_to(actor) if actor.user_id else TownTask.objects.none()
    own = Q(site__lead__person__user_id=actor.user_id) | Q(site__members__person__user_id=actor.user_id)
    open_first = rows.filter(own).exclude(state=TaskState.WITHDRAWN)
    return open_first.select_related("site__lead__person", "town").distinct().order_by("due_on", "pk")


def by_organization(actor) -> list[dict]:
    """Open sites by organisation and kind, for the organisation above: «数量全省最多»."""
    rows = Site.objects.visible_to(actor).filter(state=SiteState.OPEN)
    return list(
        rows.values("organization__short_name", "kind__name")
        .annotate(n=Count("pk"))
        .order_by("organization__path", "kind__name")
    )


def _in(year: int) -> dict:
    return {"activity__state__in": HELD, "activity__starts_at__year": year}
