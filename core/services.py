"""Verbs of the house itself."""

from core.clock import AppNow
from core.models import Heartbeat


def beat_heart(name: str) -> None:
    """Note that the part `name` is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": AppNow()})
