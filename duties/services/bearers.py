"""Who earns: found, or made on first need."""

from django.db import connection

from duties.choices import BearerKind
from duties.models import Bearer
from members.models import Membership
from organizations.models import Group, Organization


def bearer_of(membership: Membership) -> Bearer:
    """The bearer that stands for a membership."""
    return Bearer.objects.get_or_create(
        membership=membership,
        defaults={"organization_id": membership.organization_id, "kind": BearerKind.MEMBER},
    )[0]


def bearer_of_group(group: Group) -> Bearer:
    """The bearer that stands for a 活动组."""
    return Bearer.objects.get_or_create(
        group=group,
        defaults={"organization_id": group.term.organization_id, "kind": BearerKind.GROUP},
    )[0]


def bearer_named(organization: Organization, kind: str, name: str) -> Bearer:
    """A 支部, 报送单位 or 承办单位 of the organisation, by its name."""
    return Bearer.objects.get_or_create(organization=organization, kind=kind, name=name.strip())[0]


def bearers_for(organization: Organization) -> dict[int, int]:
    """Membership id → bearer id for every membership of the organisation, past ones included."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO duties_bearer (organization_id, kind, membership_id, name)
            SELECT organization_id, %s, id, '' FROM members_membership m WHERE organization_id = %s
            AND NOT EXISTS (SELECT 1 FROM duties_bearer b WHERE b.membership_id = m.id)
            ORDER BY id ON CONFLICT (membership_id) DO NOTHING
            """,
            [BearerKind.MEMBER, organization.pk],
        )
    return dict(
        Bearer.objects.filter(organization=organization, membership__isnull=False).values_list(
            "membership_id", "pk"
        )
    )
