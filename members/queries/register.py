"""Who is in the register, found by the words that people type, in the order that offices print."""

import datetime as dt

from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from core.clock import today
from members.choices import MemberState
from members.models import Membership
from members.queries.profiles import LAST_IN_ORDER, Profile, profiles_on
from organizations.models import Organization, Term


def membership_of(actor: Actor) -> Membership | None:
    """The actor's own membership at the active organisation today; None when there is none."""
    rows = Membership.objects.filter(
        person__user_id=actor.user_id, organization_id=actor.organization_id, during__contains=today()
    )
    return rows.select_related("person", "term", "organization").first() if actor.user_id else None


def memberships_on(organization: Organization | int, day: dt.date) -> QuerySet[Membership]:
    """Memberships that hold on the day, suspended ones included, in printed order."""
    rows = Membership.objects.filter(organization=organization, during__contains=day)
    return printed_order(rows.select_related("person"), day)


def terms_held(actor: Actor) -> QuerySet[Term]:
    """Terms of the organisation with members who have not left: `holding` says how many."""
    holds = Q(membership__state__in=(MemberState.SERVING, MemberState.SUSPENDED))
    counted = Term.objects.visible_to(actor).annotate(holding=Count("membership", filter=holds))
    return counted.filter(holding__gt=0, organization_id=actor.organization_id).order_by("-number")


def roster_on(organization: Organization | int, day: dt.date) -> list[Profile]:
    """Who is expected on the day: members in office and not suspended, in printed order."""
    return [profile for profile in profiles_on(organization, day) if profile.serves(day)]


def printed_order(rows: QuerySet[Membership], day: dt.date) -> QuerySet[Membership]:
    """按排位顺序，同位按姓氏笔画: the order of every printed or published list."""
    order = Min("offices__protocol_order", filter=Q(offices__during__contains=day))
    return rows.annotate(order_on_day=Coalesce(order, Value(LAST_IN_ORDER))).order_by(
        "order_on_day", "person__strokes", "number", "pk"
    )


def search(rows: QuerySet[Membership], words: str, *, phones: bool = False) -> QuerySet[Membership]:
    """Narrow by name, full pinyin, initials or 委员编号; the end of a phone number only where allowed."""
    text = "".join(words.split())
    if not text:
        return rows
    letters = text.lower()
    found = Q(person__name__icontains=text) | Q(number__iexact=text)
    if letters.isascii() and letters.isalpha():
        found |= Q(person__pinyin__startswith=letters) | Q(person__initials__startswith=letters)
    if phones and text.isdigit() and len(text) >= 4:
        found |= Q(person__phone__endswith=text)
    return rows.filter(found)
