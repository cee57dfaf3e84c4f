"""Puts the invented place together; each organisation in one transaction, so a stop leaves nothing half."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from accounts.actors import system_actor
from accounts.models import User
from core.clock import today
from duties.choices import ReviewKind
from duties.models import Bearer, DutyRecord, DutyReview
from duties.services import bearers_for, record_duties
from duties.services.reviews import OBJECTION_DAYS
from members.demo import make_members
from members.models import Membership
from members.queries import profiles
from members.services.grants import give_grants
from organizations.models import Organization
from portal.demo import place, proposals, social_info
from portal.demo.appraisal import appraise
from portal.demo.calendar import days_of, halves_up_to
from portal.demo.facts import Half
from portal.demo.meetings import hold
from portal.demo.meetings_extra import load_extra

SIZES = {"S": (("county", 150, (8, 6)),), "M": (("city", 319, (14, 7)), ("county", 150, (8, 6)))}


def loaded() -> bool:
    return Organization.objects.filter(code="99").exists()


def load(size: str, say: Callable[[str], None]) -> None:
    """Everything for the size S or M; `say` gets one line a step."""
    with transaction.atomic():
        tree = place.found_tree()
        place.open_overseer(tree["province"])
    for name, count, groups in SIZES[size]:
        organization = tree[name]
        with transaction.atomic():
            make_members(organization, count, study_groups=groups[0], work_groups=groups[1])
            place.open_accounts(organization)
            if name == SIZES[size][0][0]:
                _open_member_logins(organization)
        say(f"{organization.short_name}：委员 {count} 人")
        say(f"{organization.short_name}：会议活动 {hold(organization)} 次")
        say(f"{organization.short_name}：履职记录 {record_halves(organization)} 条")
    first = tree[SIZES[size][0][0]]
    say(f"{first.short_name}：提案 {proposals.load(first, size)} 件")
    say(f"{first.short_name}：社情民意信息 {social_info.load(first, size)} 篇")
    say(f"{first.short_name}：{load_extra(first)}")
    runs = appraise(first)
    say(f"已公布 {'、'.join(str(run.cycle) for run in runs)}，下半年正在采集")


@transaction.atomic
def record_halves(organization: Organization) -> int:
    """The facts of every half up to today; those whose time to object has passed are marked so."""
    day, by = today(), system_actor(organization)
    bearers_for(organization)
    bearers = {one.membership_id: one for one in Bearer.objects.filter(organization=organization)}
    count = 0
    for year, half in halves_up_to(day):
        first, last = days_of(year, half)
        facts = Half(year, half, profiles(organization, first, last), bearers, day).facts()
        count += record_duties(by=by, facts=facts)
    _certify_proposals(organization)
    _let_old_ones_rest(organization, day)
    return count


def _certify_proposals(organization: Organization) -> None:
    """提案 count only when certified; here the 提案委 has done so."""
    office = User.objects.get(username="tian")
    records = DutyRecord.objects.filter(organization=organization, kind__code="proposal")
    DutyReview.objects.bulk_create(
        [DutyReview(record=record, kind=ReviewKind.CERTIFIED, by=office) for record in records],
        batch_size=5000,
    )


def _let_old_ones_rest(organization: Organization, day: dt.date) -> None:
    old = DutyRecord.objects.filter(
        organization=organization, occurred_on__lt=day - dt.timedelta(days=OBJECTION_DAYS)
    )
    DutyReview.objects.bulk_create(
        [DutyReview(record_id=pk, kind=ReviewKind.SILENT) for pk in old.values_list("pk", flat=True)],
        batch_size=5000,
    )


def _open_member_logins(organization: Organization) -> None:
    """`weiyuan` and `changwei` stand for one ordinary and one standing member."""
    members = Membership.objects.filter(organization=organization).order_by("pk")
    standing = members.filter(offices__title__startswith="standing").first()
    for username, membership in (("weiyuan", members.filter(offices=None).first()), ("changwei", standing)):
        person = membership.person
        person.user = place.open_account(username, person.name)
        person.save(update_fields=["user"])
        give_grants(membership, system_actor(organization))
