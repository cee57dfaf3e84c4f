"""What strangers may read: the publications of one organisation. Nobody's account is asked."""

from django.db.models import Q, QuerySet

from core import bigrams
from organizations.models import Organization
from proposals.choices import Publicity
from proposals.models import Publication


def house(code: str) -> QuerySet[Organization]:
    """The organisation with this code."""
    return Organization.objects.filter(code=code)


def published(organization: Organization, words: str = "") -> QuerySet[Publication]:
    """Its publications, the newest first, narrowed to words of the title or of what is published in full."""
    rows = Publication.objects.filter(proposal__organization=organization, published_at__isnull=False)
    rows = rows.exclude(publicity=Publicity.NONE)
    if words:
        asked = bigrams.query(words)
        named = Q(proposal__title__icontains=words)
        whole = Q(proposal__words__words=asked, publicity=Publicity.FULL)
        rows = rows.filter(named | whole if asked is not None else named)
    return rows.select_related("proposal__lead__person", "proposal__category").order_by(
        "-published_at", "-pk"
    )
