"""Who may do what to accounts: 系统管理员 opens them, 安全管理员 grants roles, neither does the other's."""

from accounts.choices import MEMBERS, SECRETARIAT, Role
from accounts.models import RoleGrant, User


def may_manage_account(actor, user: User) -> bool:
    """Open, close and rename an account kept by one's own organisation."""
    return actor.holds(Role.SYSTEM_ADMIN) and keeps(actor, user)


def may_issue_slip(actor, user: User) -> bool:
    """系统管理员 for every account kept here; the secretariat for accounts that are only members'."""
    if not keeps(actor, user) or not user.is_active:
        return False
    return actor.holds(Role.SYSTEM_ADMIN) or (actor.holds(*SECRETARIAT) and only_member(user))


def may_reset_device(actor, user: User) -> bool:
    """安全管理员 alone: slip and device together would open anybody's account to one person."""
    return actor.holds(Role.SECURITY_ADMIN) and keeps(actor, user) and user.pk != actor.user_id


def may_grant(actor) -> bool:
    return actor.holds(Role.SECURITY_ADMIN)


def may_read_audit(actor) -> bool:
    return actor.holds(Role.AUDITOR)


def keeps(actor, user: User) -> bool:
    """Whether the account is kept by the actor's organisation."""
    return user.organization_id is not None and user.organization_id == actor.organization_id


def only_member(user: User) -> bool:
    """No role but those of members, and at least one of them."""
    roles = set(RoleGrant.objects.filter(user=user).values_list("role", flat=True))
    return bool(roles) and roles <= MEMBERS | {Role.CORRESPONDENT}
