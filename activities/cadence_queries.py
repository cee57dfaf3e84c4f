"""Reads about what recurs: what is near and unprepared, what was missed."""

import datetime as dt

from django.db.models import Q

from activities.choices import ActivityState
from activities.models.cadence import CadenceRule, Occurrence
from organizations.models import Organization

HELD = (ActivityState.UNDERWAY, ActivityState.SETTLED, ActivityState.ARCHIVED)
UNPREPARED = (ActivityState.DRAFT, ActivityState.SUBMITTED, ActivityState.APPROVED)
RELATED = ("rule__organiser", "site", "activity")


def unprepared(organization: Organization, day: dt.date) -> list[Occurrence]:
    """What is due within its rule's days of notice, not reminded of yet, and not published."""
    rows = Occurrence.objects.filter(
        rule__organization=organization, rule__enabled=True, reminded_on=None, held_on__gte=day,
        activity__state__in=UNPREPARED,
    )  # fmt: skip
    rows = rows.select_related(*RELATED).order_by("held_on", "pk")
    return [one for one in rows if (one.held_on - day).days <= one.rule.remind_days]


def missed(actor, day: dt.date, first: dt.date | None = None):
    """错过清单: days that have passed without the activity, newest first; those a holiday cancelled too."""
    rows = Occurrence.objects.visible_to(actor).filter(rule__organization_id=actor.organization_id)
    if first:
        rows = rows.filter(due_on__gte=first)
    gone = Q(held_on__lt=day) & ~Q(activity__state__in=HELD)
    cancelled = Q(held_on=None, due_on__lt=day)
    return rows.filter(gone | cancelled).select_related(*RELATED, "rule").order_by("-due_on", "rule", "site")


def rules_with_sites(actor):
    rows = CadenceRule.objects.visible_to(actor).select_related("kind", "organiser")
    return rows.prefetch_related("sites__kind")
