"""Reads about terms and what they constitute."""

import datetime as dt

from organizations.models import Term


def term_on(organization_id: int, day: dt.date) -> Term | None:
    """The term of the organisation that holds on `day`, else the latest one."""
    terms = Term.objects.filter(organization_id=organization_id)
    return terms.filter(during__contains=day).first() or terms.order_by("-number").first()
