"""What of a bearer the score of a line may depend on: few values, so that equal bearers share lines."""

from dataclasses import dataclass
from fractions import Fraction

from .facts import Span, first_office


@dataclass(frozen=True, slots=True)
class Profile:
    kind: str = "member"
    offices: tuple = ((frozenset({"member"}), Fraction(1)),)
    """Sets of offices with the share of the period they were held; the shares make 1."""
    committees: frozenset = frozenset()
    home_committees: frozenset = frozenset()
    sectors: frozenset = frozenset()
    groups: frozenset = frozenset()
    attributes: tuple = ()
    full_share: Fraction = Fraction(1)
    """By what the full marks of a joiner are multiplied."""
    span: Span = Span()
    """The part of the period in which every month or quarter must show its number."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What of the scheme and the period a line needs beyond its indicator."""

    places: int = 2
    mode: str = "half_up"


def terms_of(scheme) -> Terms:
    return Terms(int(scheme.rounding.line), scheme.rounding.mode)


def profile_of(scheme, period, bearer) -> Profile:
    return Profile(
        kind=bearer.kind,
        offices=_offices(scheme, period, bearer),
        committees=_units(scheme, period, bearer, "committee")
        | _units(scheme, period, bearer, "home_committee"),
        home_committees=_units(scheme, period, bearer, "home_committee"),
        sectors=_units(scheme, period, bearer, "sector"),
        groups=_units(scheme, period, bearer, "group"),
        attributes=bearer.attributes,
        full_share=_full_share(scheme, period, bearer),
        span=_span(scheme, period, bearer),
    )


def in_office(period, bearer) -> Span:
    """The days of the period within the tenure; the whole period for who was never in it."""
    span = Span(max(period.start, bearer.tenure.start), min(period.end, bearer.tenure.end))
    return span if span.start <= span.end else Span(period.start, period.end)


def _spells(period, bearer, kind):
    """(what was held, days) for each stretch in office in which it did not change, in order."""
    within = in_office(period, bearer)
    held = [item for item in bearer.held if item.kind == kind]
    starts = {within.start}
    for item in held:
        starts |= {day for day in (item.span.start,) if day in within}
        if item.span.end < within.end and item.span.end >= within.start:
            starts.add(item.span.end.fromordinal(item.span.end.toordinal() + 1))
    edges = sorted(starts)
    for index, start in enumerate(edges):
        following = edges[index + 1] if index + 1 < len(edges) else None
        days = (following - start).days if following else (within.end - start).days + 1
        yield bearer.at(kind, start), days


def _totals(period, bearer, kind) -> dict:
    totals = {}
    for held, days in _spells(period, bearer, kind):
        totals[held] = totals.get(held, 0) + days
    return totals


def _longest(totals):
    """What was held for the most days; of equals the last."""
    best = max(totals.values())
    return [held for held, days in totals.items() if days == best][-1]


def _offices(scheme, period, bearer):
    if scheme.office_at == "period_end":
        return ((bearer.at("office", in_office(period, bearer).end), Fraction(1)),)
    totals = _totals(period, bearer, "office")
    if scheme.office_at == "longest":
        return ((_longest(totals), Fraction(1)),)
    days = sum(totals.values())
    parts = [(held, Fraction(count, days)) for held, count in totals.items()]
    return tuple(sorted(parts, key=lambda part: sorted(part[0])))


def _units(scheme, period, bearer, kind):
    if scheme.affiliation_at == "period_end":
        return bearer.at(kind, in_office(period, bearer).end)
    return _longest(_totals(period, bearer, kind))


def _full_share(scheme, period, bearer):
    if scheme.joiners != "full_marks":
        return Fraction(1)
    days = period.days_within(bearer.tenure)
    return Fraction(days, (period.end - period.start).days + 1)


def _span(scheme, period, bearer):
    if scheme.joiners == "none":
        return Span(period.start, period.end)
    return Span(max(period.start, bearer.tenure.start), min(period.end, bearer.tenure.end))


def belongs(audience, profile, offices) -> bool:
    """Whether someone with this profile, in these offices, is meant; no audience means everyone."""
    if audience is None:
        return True
    attributes = dict(profile.attributes)
    pairs = (
        (audience.bearers, {profile.kind}),
        (audience.offices, offices),
        (audience.committees, profile.committees),
        (audience.sectors, profile.sectors),
        (audience.groups, profile.groups),
    )
    return (
        all(not wanted or set(wanted) & held for wanted, held in pairs)
        and not set(audience.not_offices) & offices
        and all(attributes.get(test.name) in test.values for test in audience.attributes)
    )


def amount(rows, profile, offices):
    """The first value that fits the bearer, or None."""
    for row in rows:
        if (
            (not row.offices or set(row.offices) & offices)
            and (not row.committees or set(row.committees) & profile.committees)
            and (not row.sectors or set(row.sectors) & profile.sectors)
            and (not row.groups or set(row.groups) & profile.groups)
        ):
            return Fraction(row.points)
    return None


def averaged(rows, profile):
    """A value weighted over the offices held; None if it concerns the bearer at no time."""
    found = [(amount(rows, profile, offices), share) for offices, share in profile.offices]
    if all(value is None for value, _ in found):
        return None
    return sum(((value or 0) * share for value, share in found), Fraction(0))


def rank_office(profile) -> str:
    """The office a bearer is ranked under: the one held longest of those that count."""
    offices, _ = max(profile.offices, key=lambda part: part[1])
    return first_office(offices)
