"""Each member's calendar as a subscription: what the apps know of a person's dates, at a secret address.

An app registers a function when it starts. The address works without logging in, as calendar programs need
it; therefore it says no more than title, time and place, and its owner may change or end it at any time.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import icalendar

from core.clock import now
from notices.models import CalendarFeed

KEPT = dt.timedelta(days=366)
"""How far back a subscription reaches."""
HOURLY = dt.timedelta(hours=1)
PROGRAM = "-//zhengxie//calendar//ZH"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One date of a person. `key` names it for ever; `sequence` grows when it is moved or cancelled."""

    key: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str = ""
    cancelled: bool = False
    sequence: int = 0


_sources: list[Callable[[CalendarFeed, dt.datetime], Iterable[Entry]]] = []


def register(function: Callable[[CalendarFeed, dt.datetime], Iterable[Entry]]) -> None:
    """`function(feed, since)` yields the entries of the feed's owner that end after `since`."""
    if function not in _sources:
        _sources.append(function)


def entries_of(feed: CalendarFeed) -> list[Entry]:
    since = now() - KEPT
    found = (entry for source in _sources for entry in source(feed, since))
    return sorted(found, key=lambda entry: (entry.starts_at, entry.key))


def as_ics(feed: CalendarFeed) -> bytes:
    """The feed as RFC 5545 text; times in UTC, which calendar programs show in their own zone."""
    name = f"{feed.organization.short_name}履职日程"
    calendar = icalendar.Calendar.new(name=name, prodid=PROGRAM, refresh_interval=HOURLY)
    stamp = now()
    for entry in entries_of(feed):
        calendar.add_component(_event(entry, stamp))
    return calendar.to_ical()


def _event(entry: Entry, stamp: dt.datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{entry.key}@zhengxie")
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.starts_at.astimezone(dt.UTC))
    event.add("dtend", entry.ends_at.astimezone(dt.UTC))
    event.add("summary", f"（已取消）{entry.title}" if entry.cancelled else entry.title)
    event.add("location", entry.place)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event
