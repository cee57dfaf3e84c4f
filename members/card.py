"""What the pages of members show: the own card in sections, and the public part of colleagues."""

import datetime as dt

from core.dates import chinese_date
from members.choices import AffiliationKind as Kind
from members.choices import RequestState
from members.models import Membership, Person
from members.queries.profiles import OFFICE, Profile, Span, profiles_of
from members.services.requests import CORRECTABLE, field_label

DUTY_KINDS = (
    Kind.SECTOR,
    Kind.COMMITTEE,
    Kind.HOME_COMMITTEE,
    Kind.STUDY_GROUP,
    Kind.WORK_GROUP,
    Kind.SECTOR_GROUP,
    Kind.AREA_GROUP,
    Kind.PARTY,
)
REQUESTS_SHOWN = 10


def card_of(membership: Membership, day: dt.date) -> list[dict]:
    """Sections of facts: the mandate, contact and work, education; what is empty in the mandate is left out."""
    (profile,) = profiles_of([membership], Span(day, day))
    person = membership.person
    mandate = [
        {"label": "委员编号", "value": membership.number},
        {"label": "届次", "value": str(membership.term)},
        {"label": "政协职务", "value": profile.label(OFFICE, day) or "委员"},
        *[{"label": kind.label, "value": _with_posts(profile, kind, day)} for kind in DUTY_KINDS],
        {"label": "任职自", "value": chinese_date(membership.during.lower)},
        {"label": "连任届数", "value": f"{membership.terms_served} 届"},
    ]
    return [
        {"title": "任职", "facts": [fact for fact in mandate if fact["value"]]},
        {"title": "联系与工作", "facts": _facts(person, CORRECTABLE[:5])},
        {"title": "教育与专长", "facts": _facts(person, CORRECTABLE[5:])},
    ]


def own_requests(person: Person) -> list[dict]:
    """The latest requests of a person with their answers."""
    rows = person.change_requests.order_by("-asked_at")[:REQUESTS_SHOWN]
    return [
        {
            "label": field_label(row.field),
            "value": row.value,
            "state": RequestState(row.state),
            "asked_at": row.asked_at,
            "answer": row.answer,
        }
        for row in rows
    ]


def listed(memberships, day: dt.date) -> list[dict]:
    """Name, office, 界别 and 专委会 of each membership, in their order."""
    return [
        {
            "name": profile.name,
            "offices": profile.label(OFFICE, day),
            "sector": profile.label(Kind.SECTOR, day),
            "committees": profile.label(Kind.COMMITTEE, day),
        }
        for profile in profiles_of(memberships, Span(day, day))
    ]


def _facts(person: Person, names) -> list[dict]:
    return [{"label": field_label(name), "value": getattr(person, name) or None} for name in names]


def _with_posts(profile: Profile, kind: str, day: dt.date) -> str:
    names = [f"{one.label}（{one.post}）" if one.post else one.label for one in profile.at(kind, day)]
    return "、".join(names)
