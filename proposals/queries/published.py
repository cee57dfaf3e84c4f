"""What strangers may read: the publications of one organisation. Nobody's account is asked."""

from django.db.models import Q, QuerySet

from organizations.models import Organization
from proposals.choices import Publicity
from proposals.models import Publication


def house(code: str) -> QuerySet[Organization]:
    """The organisation with this code."""
    return Organization.objects.filter(code=code)


def published(organization: Organization, words: str = "") -> QuerySet[Publication]:
    """Its publications, the newest first, narrowed to those whose title or published text holds every word.

    What was not published is never asked: a hit would tell what has been redacted.
    """
    rows = Publication.objects.filter(proposal__organization=organization, published_at__isnull=False)
    rows = rows.exclude(publicity=Publicity.NONE)
    for word in words.split():
        rows = rows.filter(
            Q(proposal__title__icontains=word) | Q(body__icontains=word) | Q(reply_body__icontains=word)
        )
    return rows.select_related("proposal__lead__person", "proposal__category").order_by(
        "-published_at", "-pk"
    )
