"""Cycles in the engine's words: its period, and the term it belongs to."""

from datetime import timedelta

from appraisals.choices import CyclePart
from appraisals.engine.facts import Period, Span
from appraisals.engine.scheme import parse
from organizations.queries import term_on

KINDS = {CyclePart.H1: "h1", CyclePart.H2: "h2", CyclePart.YEAR: "year", CyclePart.SPAN: "span"}


def period_of(cycle) -> Period:
    return Period(cycle.starts_on, cycle.ends_on, KINDS[cycle.part])


def term_of(cycle) -> Span:
    """The days of the organisation's term on the cycle's last day."""
    term = term_on(cycle.organization_id, cycle.ends_on)
    if term is None:
        return Span(cycle.starts_on, cycle.ends_on)
    return Span(term.during.lower, term.during.upper - timedelta(days=1))


_parsed: dict[str, object] = {}
MOST_REMEMBERED = 64


def scheme_of(version):
    """The engine's scheme of a version, remembered by its digest."""
    found = _parsed.get(version.digest)
    if found is None:
        if len(_parsed) >= MOST_REMEMBERED:
            _parsed.clear()
        found = _parsed[version.digest] = parse(version.document)
    return found
