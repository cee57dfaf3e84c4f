"""Which rows an actor may see: declared by each model as `SCOPE`, enforced in one queryset method."""

from django.db import models
from django.db.models import Q


class NoActor(Exception):
    """Rows were asked for without saying who asks."""


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to an organisation, found through the lookup path `model.SCOPE`."""

    def visible_to(self, actor):
        """Rows of the actor's active organisation; an overseer also sees shared rows below it.

        The trailing slash of a path keeps `37/` from matching `371/`.
        """
        if actor is None:
            raise NoActor(f"{self.model.__name__}: visible_to(None)")
        if not actor.organization_path:
            return self.none()
        rows = Q(**{self.model.SCOPE: actor.organization_path})
        if actor.oversees:
            below = Q(**{f"{self.model.SCOPE}__startswith": actor.organization_path})
            rows |= below & Q(self.model.shared_rows())
        return self.filter(rows)


class ScopedModel(models.Model):
    """A row of one organisation. `SCOPE` is the lookup that ends at the organisation's path."""

    SCOPE = "organization__path"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def shared_rows(cls) -> Q:
        """What an organisation above may read; nothing unless a model opens a state."""
        return Q(pk__in=[])


def narrow(field, actor) -> None:
    """Offer in a form or serializer field only rows that the actor may see."""
    queryset = getattr(field, "queryset", None)
    if queryset is not None and hasattr(queryset, "visible_to"):
        field.queryset = queryset.visible_to(actor)
