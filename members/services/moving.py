"""Changes within a term: 界别, 专委会, groups, party and office, each from an effective date."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.actors import Actor
from accounts.choices import Role
from core import audit
from core.dates import chinese_date
from core.workflow import Refused
from members.choices import AffiliationKind, OfficeTitle
from members.models import Affiliation, Membership, Office
from members.policies import may_keep_register, still_holds
from members.services.appointing import Place, check_place
from members.services.grants import end_grants, give_grants


@transaction.atomic
def move(*, by: Actor, membership: Membership, place: Place, on: dt.date, reason: str = "") -> Affiliation:
    """From `on` the member stands at `place`; what held until then ends the day before."""
    locked = _locked(by, membership, on)
    check_place(place, locked.term_id)
    rows = Affiliation.objects.filter(membership=locked, kind=place.kind)
    _refuse_second_seat(rows, place, on)
    old = _standing(rows.filter(slot=place.slot), on)
    if old and _same(old, place):
        raise Refused(f"{locked}已在{old}")
    before = audit.snapshot(old) if old else {}
    new = _continue(old, place, on, locked)
    audit.record(by, "调整所属", new, before=before, after=audit.snapshot(new), reason=reason)
    return new


@transaction.atomic
def leave(*, by: Actor, affiliation: Affiliation, on: dt.date, reason: str = "") -> Affiliation:
    """The affiliation ends the day before `on` and nothing follows it."""
    _locked(by, affiliation.membership, on)
    _close(affiliation, on, by, "退出所属", reason)
    return affiliation


@transaction.atomic
def give_office(
    *,
    by: Actor,
    membership: Membership,
    title: str,
    starts_on: dt.date,
    protocol_order: int,
    reason: str = "",
) -> Office:
    """An office from `starts_on` to the end of the membership; 常委 brings the role."""
    locked = _locked(by, membership, starts_on)
    try:
        with transaction.atomic():
            office = Office.objects.create(
                membership=locked,
                title=title,
                protocol_order=protocol_order,
                during=DateRange(starts_on, locked.during.upper),
            )
    except IntegrityError as error:
        if "office_title_once_at_a_time" in str(error):
            raise Refused(f"{locked}在此期间已任{OfficeTitle(title).label}") from error
        raise
    audit.record(by, "任命职务", office, after=audit.snapshot(office), reason=reason)
    give_grants(locked, by)
    return office


@transaction.atomic
def end_office(*, by: Actor, office: Office, on: dt.date, reason: str) -> Office:
    """The office ends the day before `on`; 常委 takes its role along."""
    locked = _locked(by, office.membership, on)
    _close(office, on, by, "免去职务", reason)
    if office.title == OfficeTitle.STANDING:
        end_grants(locked, on, by, roles=(Role.STANDING_MEMBER,))
    return office


def _locked(by: Actor, membership: Membership, on: dt.date) -> Membership:
    """The membership, locked against other changes, once the act is allowed on that day."""
    if not may_keep_register(by, membership.organization_id):
        raise Refused("您没有维护本会委员名册的权限")
    locked = Membership.objects.select_for_update(of=("self",)).select_related("person").get(pk=membership.pk)
    if not still_holds(locked):
        raise Refused(f"{locked}已{locked.get_state_display()}，不能再调整")
    if not locked.during.lower <= on < (locked.during.upper or dt.date.max):
        raise Refused(f"生效日期不在{locked}的任职期间之内")
    return locked


def _standing(rows, on: dt.date) -> Affiliation | None:
    """What holds on the day; refuses when something already follows it."""
    later = rows.filter(during__startswith__gt=on).order_by("during").first()
    if later:
        raise Refused(f"{chinese_date(later.during.lower)}起已登记“{later}”，请选择此后的日期")
    return rows.filter(during__contains=on).first()


def _refuse_second_seat(rows, place: Place, on: dt.date) -> None:
    if place.kind not in (AffiliationKind.COMMITTEE, AffiliationKind.PARTY):
        return
    if rows.exclude(slot=place.slot).filter(during__contains=on, **place.columns()).exists():
        raise Refused(f"已在“{place.unit}”，不能重复加入")


def _same(old: Affiliation, place: Place) -> bool:
    units = (old.sector, old.committee, old.group, old.party or None)
    return place.unit in units and old.post == place.post


def _continue(old: Affiliation | None, place: Place, on: dt.date, membership: Membership) -> Affiliation:
    """Close the old span and open the new one; a span that begins on the same day is corrected."""
    if old and old.during.lower == on:
        old.sector = old.committee = old.group = None
        old.party, old.post = "", place.post
        for column, value in place.columns().items():
            setattr(old, column, value)
        old.save()
        return old
    if old:
        old.during = DateRange(old.during.lower, on)
        old.save(update_fields=["during"])
    return Affiliation.objects.create(
        membership=membership,
        kind=place.kind,
        slot=place.slot,
        post=place.post,
        during=DateRange(on, membership.during.upper),
        **place.columns(),
    )


def _close(row: Affiliation | Office, on: dt.date, by: Actor, act: str, reason: str) -> None:
    if not row.during.lower < on or (row.during.upper and on > row.during.upper):
        raise Refused("终止日期须在该段期间之内，且晚于开始日期")
    before = audit.snapshot(row, ["during"])
    row.during = DateRange(row.during.lower, on)
    row.save(update_fields=["during"])
    audit.record(by, act, row, before=before, after=audit.snapshot(row, ["during"]), reason=reason)
