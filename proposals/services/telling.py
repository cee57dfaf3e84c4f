"""Whom a proposal's steps are told to, with the page to open."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from core.clock import today
from members.models import Membership
from notices.services import notify
from proposals.models import Proposal, Task
from proposals.queries.ground import all_authors


def tell_members(
    proposal: Proposal, members: Iterable[Membership], title: str, body: str = "", *, url="", sms=False
) -> None:
    """Tell members that have an account."""
    people = [member.person.user_id for member in members if member.person.user_id]
    page = url or reverse("proposals:detail", args=[proposal.pk])
    _tell(proposal, User.objects.filter(pk__in=people, is_active=True), title, body, page, sms)


def tell_authors(proposal: Proposal, title: str, body: str = "", *, sms=False) -> None:
    """The lead, whoever signed, and the authors of what was joined to it."""
    tell_members(proposal, all_authors(proposal), title, body, sms=sms)


def tell_office(proposal: Proposal, title: str, body: str = "") -> None:
    """提案委."""
    people = holders(proposal.organization_id, Q(role=Role.PROPOSAL_OFFICE))
    page = reverse("admin:proposals_proposal_change", args=[proposal.pk])
    _tell(proposal, people, title, body, page, False)


def tell_unit(task: Task, title: str, body: str = "", *, sms=False, key="") -> None:
    """联络员 and 审签人 of the task's unit."""
    roles = (Role.UNIT_LIAISON, Role.UNIT_APPROVER)
    people = holders(task.proposal.organization_id, Q(role__in=roles, unit=task.unit_id))
    _tell(task.proposal, people, title, body, reverse("proposals:task", args=[task.pk]), sms, key)


def holders(organization_id: int, grant: Q):
    """Open accounts that hold such a grant today."""
    conditions = {f"grants__{name}": value for name, value in grant.children}
    return User.objects.filter(
        is_active=True, grants__organization=organization_id, grants__during__contains=today(), **conditions
    ).distinct()


def _tell(proposal, users, title, body, url, sms, key="") -> None:
    notify(users, title, body, url, organization=proposal.organization, sms=sms, key=key)
