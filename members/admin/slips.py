"""Activation slips of a group of members on paper."""

from django.db import transaction

from accounts.policies import may_issue_slip
from accounts.slips import issue_and_render
from core.admin_base import demand
from members.services.logins import open_login


def print_slips(request, memberships, *, back: str):
    """Open what accounts are missing, issue a slip for each member, show the sheet once; all or nothing."""
    with transaction.atomic():
        users = [open_login(by=request.actor, membership=one) for one in memberships]
        demand(all(may_issue_slip(request.actor, user) for user in users))
        return issue_and_render(request, users, back_url=back)
