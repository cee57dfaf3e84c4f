"""Setting up organisations and what is constituted per term."""

from django.db import transaction

from core import audit
from organizations.models import Organization


@transaction.atomic
def found_organization(*, by, code: str, name: str, short_name: str, level: str, parent=None) -> Organization:
    """Add an organisation under `parent`; its path is the parent's plus its own code."""
    organization = Organization.objects.create(
        parent=parent,
        code=code,
        name=name,
        short_name=short_name,
        level=level,
        path=f"{parent.path if parent else ''}{code}/",
    )
    audit.record(by, "设立组织", organization, organization_path=organization.path)
    return organization
