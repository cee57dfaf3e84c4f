"""Kinds that hold for an organisation: its own in place of the system's of the same code."""

from django.db.models import Exists, OuterRef, Q

from activities.models import ActivityKind


def kinds_of(organization_id: int | None):
    """System kinds that the organisation has not replaced, and its own; in the order of the list."""
    own = ActivityKind.objects.filter(organization_id=organization_id, code=OuterRef("code"))
    system = Q(organization=None) & ~Exists(own)
    rows = ActivityKind.objects.filter(system | Q(organization_id=organization_id))
    return rows.order_by("family", "id")


def kinds_open(organization_id: int | None):
    """Those that an activity may still be planned of."""
    return kinds_of(organization_id).filter(enabled=True)
