"""The actor of an act: a user, one active organisation, and the roles held there today."""

from dataclasses import dataclass, field

from accounts.choices import MEMBERS, SECOND_FACTOR, STAFF, Role
from accounts.models import RoleGrant, User
from core.clock import today
from organizations.models import Organization


@dataclass(frozen=True)
class Actor:
    """Who acts, where, and as what. Scope, policies and the audit ask nothing else."""

    label: str
    organization_path: str = ""
    organization_id: int | None = None
    organization_name: str = ""
    user_id: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    committees: frozenset[int] = field(default_factory=frozenset)
    unit_ids: frozenset[int] = field(default_factory=frozenset)

    def holds(self, *roles: str) -> bool:
        """Whether any of `roles` is held at the active organisation."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        return self.holds(*STAFF)

    @property
    def is_member(self) -> bool:
        return self.holds(*MEMBERS)

    @property
    def oversees(self) -> bool:
        return Role.OVERSEER in self.roles

    @property
    def needs_second_factor(self) -> bool:
        return self.holds(*SECOND_FACTOR)

    @property
    def role_labels(self) -> str:
        return "、".join(Role(role).label for role in Role.values if role in self.roles)


def grants_today(user: User):
    """The user's valid grants, the organisation joined, upper organisations first."""
    return (
        RoleGrant.objects.filter(user=user, during__contains=today())
        .select_related("organization")
        .order_by("organization__path", "id")
    )


def actor_of(user: User, organization_id: int | None = None) -> Actor:
    """The actor for the organisation asked for, else for the first one where the user holds a role."""
    grants = list(grants_today(user))
    chosen = [grant for grant in grants if grant.organization_id == organization_id] or grants
    if not chosen:
        return Actor(label=str(user), user_id=user.pk)
    organization = chosen[0].organization
    here = [grant for grant in grants if grant.organization_id == organization.pk]
    return Actor(
        label=str(user),
        user_id=user.pk,
        organization_id=organization.pk,
        organization_path=organization.path,
        organization_name=organization.short_name,
        roles=frozenset(grant.role for grant in here),
        committees=frozenset(grant.committee_id for grant in here if grant.committee_id),
        unit_ids=frozenset(grant.unit_id for grant in here if grant.unit_id),
    )


def system_actor(organization: Organization) -> Actor:
    """The house itself, acting for one organisation: beat and jobs."""
    return Actor(
        label="系统",
        organization_id=organization.pk,
        organization_path=organization.path,
        organization_name=organization.short_name,
    )
