"""Who is told when a record is written, objected to, or ruled on."""

from accounts.choices import SECRETARIAT
from accounts.models import User
from core.clock import today
from duties.models import DutyRecord, MissingRecord
from notices.services import notify
from organizations.models import Organization

OWN_PAGE = "/duties/"


def tell_disputed(record: DutyRecord) -> None:
    """The secretariat, without the member's words."""
    users = _secretariat(record.organization_id)
    url = f"/admin/duties/dutyrecord/{record.pk}/change/"
    notify(users, "委员对履职记录提出异议", url=url, organization=record.organization, sensitive=True)


def tell_missing(asked: MissingRecord) -> None:
    """The secretariat, without the member's words."""
    url = f"/admin/duties/missingrecord/{asked.pk}/change/"
    users = _secretariat(asked.organization_id)
    notify(users, "委员申请补登履职记录", url=url, organization=asked.organization, sensitive=True)


def tell_missing_answered(asked: MissingRecord) -> None:
    """The member, without the reason."""
    if user := asked.membership.person.user:
        words = f"您申请补登的履职记录{asked.get_state_display()}"
        notify([user], words, url=f"{OWN_PAGE}missing/", organization=asked.organization, sensitive=True)


def tell_ruled(record: DutyRecord) -> None:
    """The member, without the reason."""
    user = record.bearer.membership and record.bearer.membership.person.user
    if user:
        url = f"{OWN_PAGE}{record.pk}/"
        notify([user], "您提出的异议已处理", url=url, organization=record.organization, sensitive=True)


def tell_recorded(organization: Organization, first: int, last: int, key: str) -> None:
    """Each member who has new records among these ids."""
    users = User.objects.filter(
        person__memberships__bearer__records__organization=organization,
        person__memberships__bearer__records__pk__range=(first, last),
    ).distinct()
    notify(users, "有新的履职记录待您确认", url=OWN_PAGE, organization=organization, key=key)


def _secretariat(organization_id: int):
    return User.objects.filter(
        grants__organization=organization_id,
        grants__role__in=sorted(SECRETARIAT),
        grants__during__contains=today(),
        is_active=True,
    ).distinct()
