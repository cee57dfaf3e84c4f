"""Who points to whom."""

from django.db import transaction

from core import audit
from core.workflow import Refused
from documents.choices import Relation
from documents.models import Reference
from documents.queries import references_of as of

__all__ = ("link", "of")


@transaction.atomic
def link(
    *, by, source_ref: str, source_title: str, target_ref: str, target_title: str, relation: str
) -> Reference:
    """Note once that `source_ref` is `relation` to `target_ref`; said again it is the same reference.

    The caller has checked that `by` may read both. `references.of(ref, actor)` reads.
    """
    if source_ref == target_ref:
        raise Refused("不能把事项关联到它自己。")
    reference, made = Reference.objects.get_or_create(
        organization_id=by.organization_id,
        source_ref=source_ref,
        target_ref=target_ref,
        relation=Relation(relation),
        defaults={
            "source_title": source_title[:120],
            "target_title": target_title[:120],
            "by_id": by.user_id,
        },
    )
    if made:
        after = audit.snapshot(reference, ["source_ref", "target_ref", "relation"])
        audit.record(by, "关联事项", reference, after=after)
    return reference
