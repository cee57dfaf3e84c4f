"""Who is scored, as they were over the period: one statement, equal circumstances shared."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from appraisals.computing.fold_sql import Absence
from appraisals.engine.facts import EVER, FOREVER, Bearer, Held, Period, Span
from appraisals.engine.profiles import Profile, profile_of
from duties.services import bearer_of_group, bearers_for
from organizations.models import Group, Organization

OFFICES = {"standing": "standing_member"}
POSTS = {
    "主任": "committee_director",
    "副主任": "committee_deputy",
    "召集人": "convener",
    "组长": "group_leader",
}
GROUPS = frozenset({"study_group", "work_group", "sector_group", "area_group"})
ATTRIBUTES = {
    "性别": "CASE p.gender WHEN 'male' THEN '男' WHEN 'female' THEN '女' ELSE '' END",
    "民族": "p.ethnicity",
    "学历": "p.education",
    "职称": "p.professional_title",
    "单位性质": "p.employer_kind",
    "体制内": "CASE WHEN p.within_system THEN '是' WHEN p.within_system IS FALSE THEN '否' ELSE '' END",
    "专职常委": "CASE WHEN m.is_full_time THEN '是' ELSE '否' END",
    "党派": "coalesce((SELECT a.party FROM members_affiliation a WHERE a.membership_id = m.id"
    " AND a.kind = 'party' AND a.during @> %(end)s::date ORDER BY a.slot LIMIT 1), '')",
}
"""What of an author a scheme may ask for, by the name used in schemes."""

STATEMENT = """
WITH roster AS (
  SELECT b.id, b.kind, b.membership_id, b.name FROM duties_bearer b
  LEFT JOIN members_membership m ON m.id = b.membership_id
  LEFT JOIN organizations_group g ON g.id = b.group_id
  LEFT JOIN organizations_term t ON t.id = g.term_id
  WHERE b.organization_id = %(organization)s AND b.kind = ANY(%(kinds)s)
    AND (m.id IS NULL OR m.during @> %(end)s::date) AND (t.id IS NULL OR t.during @> %(end)s::date)
    AND (%(only)s::bigint[] IS NULL OR b.id = ANY(%(only)s))
), held AS (
  SELECT a.membership_id, a.kind, coalesce(s.name, c.name, g.name, a.party) AS value,
    a.post, a.during, 999 AS protocol_order, a.slot
  FROM members_affiliation a JOIN roster r ON r.membership_id = a.membership_id
  LEFT JOIN organizations_sector s ON s.id = a.sector_id
  LEFT JOIN organizations_committee c ON c.id = a.committee_id
  LEFT JOIN organizations_group g ON g.id = a.group_id
  UNION ALL
  SELECT o.membership_id, 'office', o.title, '', o.during, o.protocol_order, 1
  FROM members_office o JOIN roster r ON r.membership_id = o.membership_id
), spells AS (
  SELECT membership_id, json_agg(json_build_array(kind, value, post, lower(during), upper(during) - 1,
    protocol_order) ORDER BY kind, slot, value, lower(during))::text AS held
  FROM held WHERE kind <> 'party' AND during && daterange(%(start)s, %(end)s, '[]') GROUP BY 1
), breaks AS (
  SELECT membership_id, json_agg(json_build_array(kind, effective_on) ORDER BY effective_on, id)::text AS changes
  FROM members_statuschange WHERE membership_id IN (SELECT membership_id FROM members_statuschange c
    JOIN members_membership m ON m.id = c.membership_id
    WHERE c.kind = 'suspended' AND m.organization_id = %(organization)s) GROUP BY 1
)
SELECT r.id, r.kind, coalesce(p.name, g.name, r.name), coalesce(m.number, ''), coalesce(p.strokes, ''),
  lower(m.during), upper(m.during) - 1, coalesce(spells.held, '[]'), coalesce(breaks.changes, '[]'), {attributes}
FROM roster r
LEFT JOIN members_membership m ON m.id = r.membership_id
LEFT JOIN members_person p ON p.id = m.person_id
LEFT JOIN duties_bearer b ON b.id = r.id
LEFT JOIN organizations_group g ON g.id = b.group_id
LEFT JOIN spells ON spells.membership_id = r.membership_id
LEFT JOIN breaks ON breaks.membership_id = r.membership_id
ORDER BY r.id
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One bearer on the roster. `profile` is shared by all in equal circumstances, told by `number_of`."""

    bearer: Bearer
    profile: Profile
    profile_number: int
    name: str
    number: str
    strokes: str
    held: str
    protocol_order: int

    @property
    def bearer_id(self) -> int:
        return int(self.bearer.key)


def roster(organization: Organization, scheme, period: Period, *, only=None, history=None) -> list[Entry]:
    """Bearers that the scheme scores, in office on the period's last day; `only` narrows to bearer ids.

    `history` gives the grades of earlier periods by bearer id, the latest last.
    """
    if only is None:
        _make_sure_of_bearers(organization, scheme)
    names = attribute_names(scheme)
    parts = ", ".join(f"'{name}', {ATTRIBUTES[name]}" for name in names)
    statement = STATEMENT.format(attributes=f"json_build_object({parts})::text")
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "organization": organization.pk,
                "kinds": list(scheme.bearers),
                "start": period.start,
                "end": period.end,
                "only": list(only) if only is not None else None,
            },
        )
        rows = cursor.fetchall()
    made = _Maker(scheme, period, history or {})
    return [made.entry(row) for row in rows]


def attribute_names(scheme) -> list[str]:
    """The attributes that the scheme's audiences and author bonuses look at, as far as the register knows."""
    found = set()
    for item in scheme.indicators:
        found |= {bonus.attribute for bonus in item.share.author_bonus}
        found |= {test.name for test in (item.audience.attributes if item.audience else ())}
    for item in (*scheme.gates, *scheme.consequences):
        found |= {test.name for test in (item.audience.attributes if item.audience else ())}
    if scheme.ranking.not_ranked:
        found |= {test.name for test in scheme.ranking.not_ranked.attributes}
    return sorted(found & ATTRIBUTES.keys())


def absences(entries: Iterable[Entry], scheme, span: Span) -> list[Absence]:
    """Days within the span on which attendance of a bearer is not counted: suspended or not yet in office."""
    found = []
    for entry in entries:
        bearer = entry.bearer
        found += [Absence(entry.bearer_id, one.start, one.end) for one in bearer.suspended]
        if scheme.joiners != "none":
            if bearer.tenure.start > span.start:
                found.append(Absence(entry.bearer_id, span.start, bearer.tenure.start - timedelta(days=1)))
            if bearer.tenure.end < span.end:
                found.append(Absence(entry.bearer_id, bearer.tenure.end + timedelta(days=1), span.end))
    return found


def _make_sure_of_bearers(organization, scheme) -> None:
    if "member" in scheme.bearers:
        bearers_for(organization)
    if "group" in scheme.bearers:
        for group in Group.objects.filter(term__organization=organization, bearer=None):
            bearer_of_group(group)


class _Maker:
    """Turns rows into entries; equal texts give the very same objects."""

    def __init__(self, scheme, period, history):
        self.scheme, self.period, self.history = scheme, period, history
        self.profiles, self.known = {}, {}

    def entry(self, row) -> Entry:
        key, kind, name, number, strokes, first, last, held, changes, attributes = row
        tenure = Span(first or EVER, last or FOREVER)
        circumstances = (kind, held, changes, attributes, tenure)
        shared = self.profiles.get(circumstances)
        if shared is None:
            shared = self.profiles[circumstances] = self._circumstances(*circumstances)
        items, suspended, pairs, profile, profile_number, order = shared
        bearer = Bearer(
            key=str(key), kind=kind, held=items, tenure=tenure, suspended=suspended, attributes=pairs,
            history=tuple(self.history.get(key, ())),
        )  # fmt: skip
        return Entry(bearer, profile, profile_number, name, number, strokes, held, order)

    def _circumstances(self, kind, held, changes, attributes, tenure):
        rows = json.loads(held)
        items = tuple(one for row in rows for one in held_of(row))
        suspended = suspensions(json.loads(changes), tenure)
        pairs = tuple(sorted((name, value) for name, value in json.loads(attributes).items() if value))
        bearer = Bearer("", kind, items, tenure, suspended, pairs)
        profile = profile_of(self.scheme, self.period, bearer)
        profile_number = self.known.setdefault(profile, len(self.known))
        order = min((row[5] for row in rows if _on(row, self.period.end)), default=999)
        return items, suspended, pairs, profile, profile_number, order


def held_of(row) -> list[Held]:
    """What the engine calls an affiliation or office; a post in a unit is an office too."""
    kind, value, post, first, last, _ = row
    span = Span(_day(first, EVER), _day(last, FOREVER))
    if kind == "office":
        return [Held("office", OFFICES.get(value, value), span)]
    found = [Held("group" if kind in GROUPS else kind, value, span)]
    if post in POSTS:
        found.append(Held("office", POSTS[post], span))
    return found


def suspensions(changes, tenure: Span) -> tuple[Span, ...]:
    """From each suspension to the day before what ended it."""
    found, since = [], None
    for kind, day in changes:
        day = date.fromisoformat(day)
        if since is not None and since < day:
            found.append(Span(since, day - timedelta(days=1)))
        since = day if kind == "suspended" else None
    if since is not None:
        found.append(Span(since, tenure.end))
    return tuple(found)


def _day(text, default):
    return date.fromisoformat(text) if text else default


def _on(row, day) -> bool:
    return _day(row[3], EVER) <= day <= _day(row[4], FOREVER)
